"""Connectors that play the agent, and what they say when they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import wiring
from harness.desks.agents import AgentsByDesk
from harness.desks.django_helpdesk import DjangoHelpdeskAgent
from harness.desks.pages import forms_of
from harness.domain.errors import CannotMeasure, ScenarioMistakes, SignInRefused
from harness.domain.scenario import AgentSettings, Desk, Secret
from tests.desks.staff_pages import TICKET, StaffPages, staff_pages

DESK = Desk(key="helpdesk", name="Helpdesk", agent_connector="django-helpdesk")
PROJECT = """\
desks:
  helpdesk:
    addresses: {support: support@helpdesk.example}
    agent: AGENT
mailboxes:
  own: {address: jane@corp.example, imap: "imaps://localhost", smtp: "smtps://localhost", password: "${PW}"}
"""


def agent(pages: StaffPages, password: str = "agent-password-not-secret") -> DjangoHelpdeskAgent:
    settings = AgentSettings(connector="django-helpdesk", url=pages.url, user="alma", password=Secret(password))
    return DjangoHelpdeskAgent(settings)


async def test_a_ticket_is_answered_by_a_public_comment_and_nothing_else_about_it_is_changed() -> None:
    with staff_pages() as pages:
        said = await agent(pages).answer(DESK, "help-7", "It leaves today.")

    assert said == f"commented on {pages.url}/tickets/7/"
    assert pages.comments == [
        {
            "csrfmiddlewaretoken": "t1",
            "comment": "It leaves today.",
            "new_status": "1",
            "public": "1",
            "owner": "0",
            "priority": "3",
        }
    ]


async def test_a_refused_agent_is_said_without_the_password() -> None:
    with staff_pages() as pages, pytest.raises(SignInRefused, match="refuses the agent's user name") as raised:
        await agent(pages, "typed-wrong").answer(DESK, "help-7", "It leaves today.")

    assert "typed-wrong" not in str(raised.value)


@pytest.mark.parametrize(
    ("ticket", "sentence"),
    [("help-8", "answers 404 and shows no ticket"), ("", "no mail of the desk named a ticket number")],
)
async def test_a_ticket_that_is_not_there_is_our_trouble(ticket: str, sentence: str) -> None:
    with staff_pages() as pages, pytest.raises(CannotMeasure, match=sentence):
        await agent(pages).answer(DESK, ticket, "It leaves today.")


async def test_a_login_that_leads_to_another_site_gets_no_password() -> None:
    with staff_pages() as elsewhere, staff_pages() as pages:
        pages.login_leads_to = f"{elsewhere.url}/login/"
        with pytest.raises(CannotMeasure, match="which is another site"):
            await agent(pages).answer(DESK, "help-7", "It leaves today.")


async def test_a_comment_that_the_desk_does_not_take_is_said() -> None:
    with staff_pages() as pages:
        pages.breaks = True
        with pytest.raises(CannotMeasure, match=r"did not take the comment \(HTTP 500\)"):
            await agent(pages).answer(DESK, "help-7", "It leaves today.")


async def test_a_desk_that_is_not_running_is_said_with_what_to_do() -> None:
    with staff_pages() as pages:
        gone = agent(pages)

    with pytest.raises(CannotMeasure, match="Is the desk running"):
        await gone.answer(DESK, "help-7", "It leaves today.")


async def test_a_desk_whose_agent_was_taken_out_of_the_project_is_said() -> None:
    with pytest.raises(CannotMeasure, match="names no `agent:` for this desk"):
        await AgentsByDesk({}).answer(DESK, "help-7", "It leaves today.")


def test_a_form_is_read_as_a_browser_would_send_it_untouched() -> None:
    search, ticket = forms_of(TICKET)

    assert (search.action, search.fields) == ("/search/", {"q": ""})
    assert ticket.action == "/tickets/7/update/"
    assert ticket.fields == {
        "csrfmiddlewaretoken": "t1",
        "comment": "",
        "new_status": "1",
        "owner": "0",
        "priority": "3",
    }
    (note,) = forms_of("<input name=outside><form><textarea name=note>Call &amp; ask</textarea></form>")
    assert (note.action, note.fields) == ("", {"note": "Call & ask"})


def test_an_agents_account_stays_in_the_project_and_out_of_the_probes(tmp_path: Path) -> None:
    config = tmp_path / "shopper.yaml"
    account = (
        '{connector: django-helpdesk, url: "https://desk.example/", user: alma, password: "${PW}", ca_file: ca.pem}'
    )
    config.write_text(PROJECT.replace("AGENT", account), "utf-8")
    (tmp_path / "scenarios").mkdir()

    project = wiring.load(config, {"PW": "very-secret"}).project

    assert project.agents["helpdesk"].password.reveal() == "very-secret"
    assert project.agents["helpdesk"].ca_file == str(tmp_path.resolve() / "ca.pem")
    assert project.desks["helpdesk"].has_agent
    assert "very-secret" not in repr(project)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ('{connector: zendesk, url: "https://desk.example/", user: a, password: b}', "connector"),
        ('{connector: django-helpdesk, url: "desk.example", user: a, password: b}', "url"),
        ('{connector: django-helpdesk, url: "https://desk.example/", user: a}', "password"),
        ('{connector: django-helpdesk, url: "http://desk.example/", user: a, password: b}', "in clear"),
    ],
)
def test_a_mistake_in_an_agents_account_is_named_with_its_place(written: str, complaint: str, tmp_path: Path) -> None:
    config = tmp_path / "shopper.yaml"
    config.write_text(PROJECT.replace("AGENT", written), "utf-8")
    (tmp_path / "scenarios").mkdir()

    with pytest.raises(ScenarioMistakes) as raised:
        wiring.load(config, {"PW": "x"})

    assert len(raised.value.mistakes) == 1, str(raised.value)
    assert raised.value.mistakes[0].line == 4
    assert complaint in str(raised.value)
