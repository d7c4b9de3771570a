"""Loading: the examples of the product load; every mistake is said at once, with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.domain.errors import ScenarioMistakes, UsageError
from harness.domain.scenario import Answer, Expect, Expected, Severity, Submit
from tests.loading.projects import PROJECT, SCENARIO, complaints, load, write


def test_the_products_own_example_loads(tmp_path: Path) -> None:
    loaded = load(write(tmp_path))

    desk = loaded.project.desks["acme"]
    scenario = loaded.scenarios[0]
    assert str(desk.promises.next_reply) == "8 business hours"
    assert desk.hosts == ("acme.example",)
    assert desk.hours.openings[0].opens == 9 * 60
    assert isinstance(scenario.steps[0], Submit)
    assert scenario.steps[1] == Expect(place=scenario.steps[1].place, what=Expected.ACKNOWLEDGEMENT)
    assert isinstance(scenario.steps[3], Answer)
    assert scenario.steps[3].like == "ios_mail"
    assert scenario.checks == {"acknowledged": Severity.OFF, "placement": Severity.SHOULD}


def test_secrets_show_in_no_repr(tmp_path: Path) -> None:
    loaded = load(write(tmp_path))

    assert loaded.project.mailboxes["gmail"].password is not None
    assert loaded.project.mailboxes["gmail"].password.reveal() == "hunter2-not-secret"
    assert "hunter2" not in repr(loaded.project)


def test_names_come_from_the_environment_before_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TOKEN=from-file\nGMAIL_APP_PASSWORD=from-file\nOTHER='quoted'\n# no\n", "utf-8")
    config = write(tmp_path, PROJECT.replace("${TOKEN}", "${OTHER}"))

    project = load(config).project

    assert project.mailboxes["gmail"].password is not None
    assert project.mailboxes["gmail"].password.reveal() == "hunter2-not-secret"
    oauth = project.mailboxes["outlook"].oauth
    assert oauth is not None
    assert oauth.refresh_token is not None
    assert oauth.refresh_token.reveal() == "quoted"


def test_a_name_that_is_there_but_empty_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OTHER=\n", "utf-8")
    config = write(tmp_path, PROJECT.replace("${TOKEN}", "${OTHER}"))

    with pytest.raises(ScenarioMistakes, match=r"\$\{OTHER\} is empty. Set it in the environment or in"):
        load(config)


UNSET = """\
desks:
  acme:
    home: ${HOME_PAGE}
    addresses: {support: {address: "${SUPPORT}"}}
    forms: {contact: https://acme.example/new, other: {url: "${FORM}"}}
    promises: {first reply: "${PROMISE}"}
mailboxes:
  outlook:
    address: "${ADDRESS}"
    provider: "${PROVIDER}"
    imap: "${IMAP}"
    oauth: {client_id: "${CLIENT_ID}", client_secret: "${CLIENT_SECRET}", grant: client_credentials}
    passwrd: "${PASSWORD}"
limits: {pace: "${PACE}", quiet: "${A}-${B}"}
"""


def test_a_missing_env_file_is_told_once_for_each_name_and_nothing_else_follows_from_it(tmp_path: Path) -> None:
    told = complaints(write(tmp_path, UNSET, none=SCENARIO))

    names = re.findall(r"\$\{\w+\}", UNSET)
    about_names = [f"{name} is not set. Set it in the environment or in .env." for name in names]
    assert [one.partition(": ")[2] for one in told if "shopper.yaml" in one] == [
        *about_names[:10],
        "unknown key 'passwrd'. Did you mean 'password'?",
        *about_names[10:],
    ]


BAD_PROJECTS = {
    "an address of the desk that is none": (
        PROJECT.replace("support@acme.example", "support-at-acme"),
        "'support-at-acme' is no address. Write it like support@acme.example.",
    ),
    "a home without a scheme": (
        PROJECT.replace("https://acme.example/\n", "acme.example\n"),
        "'acme.example' is no http:// or https:// address.",
    ),
    "a server of another protocol": (
        PROJECT.replace("imaps://mail.corp.example", "gopher://mail.corp.example"),
        "'gopher://mail.corp.example' is no imap server. Write it like imaps://mail.corp.example",
    ),
    "a server whose port is no number": (
        PROJECT.replace("imaps://mail.corp.example", "mail.corp.example:abc"),
        "'mail.corp.example:abc' is no imap server. Write it like imaps://mail.corp.example",
    ),
    "unknown key": (
        PROJECT.replace("    notice:", "    notise:"),
        "shopper.yaml:10:5: unknown key 'notise'. Did you mean 'notice'?",
    ),
    "missing name": (
        PROJECT.replace("${TOKEN}", "${TOKENN}"),
        "shopper.yaml:13:89: ${TOKENN} is not set. Set it in the environment or in .env.",
    ),
    "bad span": (
        PROJECT.replace("5 minutes", "5 moments"),
        'shopper.yaml:9:16: acknowledgement: \'5 moments\' is no span of time; write "5 minutes", "24 hours", '
        '"8 business hours", "1 business day" or ISO 8601 like "PT24H".',
    ),
    "bad zone": (
        PROJECT.replace("Europe/Zurich", "Europe/Zuerich"),
        "shopper.yaml:8:43: timezone: 'Europe/Zuerich' is no time zone; write an IANA name like Europe/Zurich.",
    ),
    "bad hours": (
        PROJECT.replace("Mon-Fri 09:00-18:00", "Mon-Fry 9-18"),
        "shopper.yaml:8:68: open: 'mon-fry' is no day; write Mon, Tue, Wed, Thu, Fri, Sat, Sun.",
    ),
    "unknown country": (
        PROJECT.replace("country: CH", "country: XX"),
        "shopper.yaml:8:13: country 'XX' with subdivision 'ZH' is not known.",
    ),
    "unknown provider": (
        PROJECT.replace("provider: gmail", "provider: gmial"),
        "shopper.yaml:12:13: unknown provider 'gmial'. Did you mean 'gmail'?",
    ),
    "form off the hosts": (
        PROJECT.replace("https://acme.example/support/new", "https://evil.example/form"),
        "shopper.yaml:7:7: form 'contact' is on evil.example, which is none of the desk's hosts. "
        "Add 'evil.example' to `hosts:` of this desk if it belongs to it.",
    ),
    "no address": (
        PROJECT.replace("address: probe@corp.example", "address: probe"),
        "shopper.yaml:14:13: 'probe' is no address.",
    ),
    "a list": (
        "- a\n- b\n",
        "shopper.yaml:1:1: the file holds no mapping of keys to values. Start from `shopper init`.",
    ),
    "empty": ("", "shopper.yaml:1:1: the file holds no mapping of keys to values. Start from `shopper init`."),
}


@pytest.mark.parametrize(("project", "complaint"), BAD_PROJECTS.values(), ids=BAD_PROJECTS.keys())
def test_a_mistake_in_the_project_is_said_with_its_place(project: str, complaint: str, tmp_path: Path) -> None:
    assert any(complaint in one for one in complaints(write(tmp_path, project)))


BAD_SCENARIOS = {
    "an answer to nothing": (
        "scenario: x\ndesk: acme\nsteps:\n  - answer: hi\n",
        "scenarios/s.yaml:4:5: nothing has been asked yet. Begin with `send:` or `submit:`.",
    ),
    "two enquiries": (
        "scenario: x\ndesk: acme\nsteps:\n" + "  - {send: support, subject: s, message: m}\n" * 2,
        "scenarios/s.yaml:5:5: a second enquiry in one scenario. Use `answer:`, or write a second scenario.",
    ),
    "a template that leaves its sandbox": (
        SCENARIO.replace("why:", "why: \"{{ ''.__class__ }}\" #"),
        "scenarios/s.yaml:2:1: the template fails: access to attribute '__class__' of 'str' object is unsafe.",
    ),
    "a template that grows": (
        SCENARIO.replace("why:", "why: \"{{ 'x' * 100000000 }}\" #"),
        "scenarios/s.yaml:2:1: the template fails: '*' is for plain numbers only, and '**' for none.",
    ),
    "a template that divides by nothing": (
        SCENARIO.replace("why:", 'why: "{{ 1 // 0 }}" #'),
        "scenarios/s.yaml:2:1: the template fails: integer division or modulo by zero.",
    ),
    "unknown desk": (
        SCENARIO.replace("desk: acme", "desk: acne"),
        "scenarios/s.yaml:3:1: unknown desk 'acne'. Did you mean 'acme'?",
    ),
    "unknown key": (
        SCENARIO.replace("why:", "whi:"),
        "scenarios/s.yaml:2:1: unknown key 'whi'. Did you mean 'why'?",
    ),
    "unknown key in a step": (
        SCENARIO.replace("    like: ios_mail", "    likes: ios_mail"),
        "scenarios/s.yaml:23:5: unknown key 'likes'. Did you mean 'like'?",
    ),
    "unknown form": (
        SCENARIO.replace("submit: contact", "submit: kontact"),
        "scenarios/s.yaml:14:5: unknown form 'kontact'. Did you mean 'contact'?",
    ),
    "unknown client": (
        SCENARIO.replace("ios_mail", "ios_male"),
        "scenarios/s.yaml:23:5: unknown mail client 'ios_male'. Did you mean 'ios_mail'?",
    ),
    "unknown check": (
        SCENARIO.replace("placement: should", "placment: should"),
        "scenarios/s.yaml:27:29: unknown check 'placment'. Did you mean 'placement'?",
    ),
    "unknown mailbox": (
        SCENARIO.replace("from: all", "from: [gmal]"),
        "scenarios/s.yaml:5:1: unknown mailbox 'gmal'. Did you mean 'gmail'?",
    ),
    "no action": (
        SCENARIO.replace("  - expect: acknowledgement", "  - exspect: acknowledgement"),
        "scenarios/s.yaml:19:5: step 2 names no action. Did you mean 'expect'?",
    ),
    "wrong word": (
        SCENARIO.replace("expect: acknowledgement", "expect: acknowledgment"),
        "scenarios/s.yaml:19:5: expect: 'acknowledgment' is not possible here. Did you mean 'acknowledgement'?",
    ),
    "missing key": (
        SCENARIO.replace(
            "    message: |\n      Hello, I was charged twice for order {{ order }}. I already {{ tried }}.\n"
            "      When will I get the money back?\n",
            "",
        ),
        "scenarios/s.yaml:14:5: key 'message' is missing.",
    ),
    "unknown name in a template": (
        SCENARIO.replace("twice for order {{ order }}\n", "twice for order {{ ordre }}\n"),
        "scenarios/s.yaml:15:5: the template uses 'ordre', which nobody sets. Did you mean 'order'?",
    ),
    "broken template": (
        SCENARIO.replace("for order {{ order }}\n", "for order {{ order\n"),
        "scenarios/s.yaml:15:5: broken template: unexpected end of template, expected 'end of print statement'.",
    ),
    "missing attachment": (
        SCENARIO.replace("    message: |", "    attach: nothing.pdf\n    message: |"),
        "scenarios/s.yaml:14:5: attachment 'nothing.pdf' cannot be read (No such file or directory). "
        "Paths start at the scenario's folder.",
    ),
    "broken yaml": (
        "scenario: x\n  desk: acme\n",
        "scenarios/s.yaml:2:7: broken YAML: mapping values are not allowed here. "
        "Check indentation, colons and quotes just above.",
    ),
    "tab": (
        "scenario: x\nsteps:\n\t- send: support\n",
        "scenarios/s.yaml:3:1: broken YAML: found character '\\t' that cannot start any token. "
        "YAML wants spaces, not tabs.",
    ),
    "bad wait": (
        SCENARIO.replace("  - close:", "  - wait: a bit\n  - close:"),
        'scenarios/s.yaml:26:5: wait: \'a bit\' is no span of time; write "5 minutes", "24 hours", '
        '"8 business hours", "1 business day" or ISO 8601 like "PT24H". Or write "until open" or "until closed".',
    ),
}


@pytest.mark.parametrize(("scenario", "complaint"), BAD_SCENARIOS.values(), ids=BAD_SCENARIOS.keys())
def test_a_mistake_in_a_scenario_is_said_with_its_place(scenario: str, complaint: str, tmp_path: Path) -> None:
    assert complaint in complaints(write(tmp_path, s=scenario))


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    config = write(
        tmp_path,
        PROJECT.replace("    notice:", "    notise:") + "surplus: 1\n",
        one=SCENARIO.replace("why:", "whi:"),
    )

    with pytest.raises(ScenarioMistakes) as raised:
        load(config)

    assert [one.what for one in raised.value.mistakes] == [
        "unknown key 'whi'",
        "unknown key 'notise'",
        "unknown key 'surplus'",
    ]
    assert raised.value.exit_code == 2


def test_a_typo_in_a_name_is_told_even_where_the_shape_is_wrong(tmp_path: Path) -> None:
    scenario = (
        SCENARIO.replace("why:", "whi:").replace("like: ios_mail", "like: ios_mial").replace("desk: acme", "desk: acne")
    )

    told = complaints(write(tmp_path, s=scenario))

    assert [words in " ".join(told) for words in ("'whi'", "'ios_mial'", "'acne'")] == [True, True, True]


def test_a_missing_project_says_how_to_begin(tmp_path: Path) -> None:
    assert complaints(tmp_path / "shopper.yaml") == [
        "shopper.yaml:1:1: the file cannot be read (No such file or directory). "
        "Write a first project with `shopper init`."
    ]


BILLION_LAUGHS = b"a0: &a0 [lol, lol]\n" + b"".join(
    b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 40)
)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a: &x [1]\nb: *x\n", "aliases"),
        (BILLION_LAUGHS, "2:10: YAML anchors and aliases"),
        (b"#" * 1_000_001, "larger than"),
    ],
)
def test_hostile_files_get_one_clear_sentence(content: bytes, word: str, tmp_path: Path) -> None:
    config = write(tmp_path)
    (tmp_path / "scenarios" / "charged.yaml").write_bytes(content)

    assert [word in one for one in complaints(config)] == [True]


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    config = write(tmp_path, PROJECT + "scenarios: elsewhere\n")

    with pytest.raises(UsageError, match="no such file or folder"):
        load(config)
