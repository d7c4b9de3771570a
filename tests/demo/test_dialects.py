"""Desks that know only some marks of an answer open a second ticket for the customers whose programs do not set them.

Each fault is met by its dialects and by no other: with the same desk, an answer from Gmail stays in its ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.channels.email.dialects import DIALECTS
from harness.domain.scenario import Severity
from harness.domain.verdict import Finding, Verdict
from tests.demo.playing import Played, play

STORY = """\
# Written for this test.
scenario: Answering as {like}
desk: acme
from: [{mailbox}]
purpose: question
steps:
  - send: support
    subject: Where is my invoice {{{{ digits(6) }}}}?
    message: Hello, where do I find the invoice?
  - expect: acknowledgement
  - expect: reply
  - answer: Thank you. And the receipt for my card?
    like: {like}
  - expect: reply
  - close: Thanks, all set.
"""


async def answers(folder: Path, faults: Sequence[str], dialects: Sequence[str], mailbox: str = "gmail") -> Played:
    """One wave: each dialect answers once."""
    names = []
    for like in dialects:
        (folder / f"{like}.yaml").write_text(STORY.format(like=like, mailbox=mailbox), "utf-8")
        names.append(str(folder / like))
    return await play(folder, faults, scenarios=names)


def same_ticket(played: Played) -> dict[str, Finding]:
    """By dialect."""
    return {
        result.probe.title.removeprefix("Answering as "): finding
        for result in played.result.results
        for finding in result.findings
        if finding.check == "same_ticket"
    }


STUMBLING = [
    ("knows-references-only", ["ios_mail", "qq", "bare"]),
    (
        "knows-english-replies-only",
        ["outlook_de", "outlook_sv", "outlook_fi", "outlook_el", "outlook_zh", "qq", "gmx", "forward_es"],
    ),
    ("colleague-opens-ticket", ["cc_colleague"]),
    ("knows-own-mails-only", ["reply_to_self", "qq", "bare"]),
    ("knows-subject-tag-only", ["changed_subject"]),
]


@pytest.mark.parametrize(("fault", "dialects"), STUMBLING, ids=[one[0] for one in STUMBLING])
async def test_a_desk_that_misses_a_mark_opens_a_second_ticket_for_these_dialects_only(
    fault: str, dialects: list[str], tmp_path: Path
) -> None:
    played = await answers(tmp_path, [fault], ["gmail", *dialects])

    assert {like for like, one in same_ticket(played).items() if one.verdict is Verdict.FAILED} == set(dialects)
    assert played.failed() == {"same_ticket"}


async def test_a_second_ticket_after_a_changed_subject_is_a_remark_and_no_breach(tmp_path: Path) -> None:
    played = await answers(tmp_path, ["knows-subject-tag-only"], ["changed_subject"])

    finding = same_ticket(played)["changed_subject"]
    assert (finding.verdict, finding.severity) == (Verdict.FAILED, Severity.SHOULD)
    assert played.verdicts() == {Verdict.PASSED}


async def test_a_clean_desk_keeps_every_dialect_in_its_ticket(tmp_path: Path) -> None:
    played = await answers(tmp_path, [], list(DIALECTS))

    assert played.failed() == set()
    assert {like: one.verdict for like, one in same_ticket(played).items()} == dict.fromkeys(DIALECTS, Verdict.PASSED)


async def test_a_reply_address_left_out_for_long_addresses_shuts_the_way_back_for_them_only(tmp_path: Path) -> None:
    played = await play(tmp_path, ["reply-to-dropped"], scenarios=["billing/refund-by-mail"])

    assert played.failed() == {"can_be_answered", "provider_parity"}
    bad = {one.probe.mailbox for one in played.result.results if one.verdict is Verdict.FAILED}
    assert bad == {"outlook"}


async def test_a_colleague_cannot_be_copied_from_a_mailbox_with_one_address(tmp_path: Path) -> None:
    played = await answers(tmp_path, [], ["cc_colleague"], mailbox="plain")

    faults = [turn.fault.got for turn in played.result.results[0].conversation.ours if turn.fault is not None]
    assert ["no second address of ours" in got for got in faults] == [True]
    assert played.failed() == set()
