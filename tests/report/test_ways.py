"""The picture of a mail's way says what was measured, in words as well, and hides no contradiction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from harness.domain.evidence import Arrived
from harness.domain.journey import Journey, journey
from harness.domain.message import Hop
from harness.domain.times import arrival_of
from harness.domain.verdict import PromiseRecord, PromiseState
from harness.report.ways import draw_way

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def hop(by: str, after: float | None, *, tls: bool | None = None, own: bool = False) -> Hop:
    at = None if after is None else NOON + after * SECOND
    return Hop(by=by, sender="", protocol="", at=at, raw="", tls=tls, own=own)


def mail(*, seen: float = 7210, absent: float | None = 7208, delivered: float | None = 7209) -> Arrived:
    return Arrived(
        at=NOON + seen * SECOND,
        mailbox="gmail",
        folder="INBOX",
        placement="inbox",
        uidvalidity=1,
        uid=1,
        delivered_at=None if delivered is None else NOON + delivered * SECOND,
        absent_at=None if absent is None else NOON + absent * SECOND,
        raw_sha256="0",
        size=1,
        matched_by="address",
    )


def way(arrived: Arrived, *hops: Hop, sent: datetime | None = NOON) -> Journey:
    return journey(hops, arrival_of(arrived, ()), sent)


def words(svg: str) -> str:
    """Every word of the picture; it is well-formed, or this fails."""
    return " | ".join(text.strip() for text in ElementTree.fromstring(svg).itertext() if text.strip())


def test_platform_time_stands_against_transit_and_each_hop_has_its_difference() -> None:
    hops = (hop("out.acme.example", 7200), hop("mx.gmail.test", 7203, tls=True, own=True))

    said = words(draw_way(way(mail(), *hops), mail()))

    assert "with the desk 2 h | on its way 10 s" in said
    assert "out.acme.example | left here" in said
    assert "mx.gmail.test | own provider, encrypted | +3 s" in said
    assert "seen by us | not there, then there | within 2 s" in said


def test_skew_is_negative_and_named() -> None:
    said = words(draw_way(way(mail(), hop("a", 7200), hop("b", 7140)), mail()))

    assert "b | \u221260 s skew" not in said  # a minute is spelled as one
    assert "b | \u22121 min skew" in said


def test_a_borderline_promise_is_drawn_and_named() -> None:
    arrived = mail(absent=7160, seen=7240, delivered=7180)
    promise = PromiseRecord(
        what="first reply",
        source="settings",
        promised="2 hours",
        state=PromiseState.KEPT,
        due_at=NOON + 7200 * SECOND,
        borderline=True,
    )

    svg = draw_way(way(arrived, hop("a", 7000)), arrived, [promise])

    assert "first reply due in this interval: borderline, no breach" in words(svg)
    assert 'class="limit"' in svg


def test_a_mail_collected_later_has_the_servers_stamp_and_no_sighting() -> None:
    arrived = mail(absent=None, seen=90_000)

    said = words(draw_way(way(arrived, hop("a", 7200)), arrived))

    assert "the offset of that clock was not measured" in said
    assert "seen by us" not in said


def test_without_any_stamp_the_picture_says_so() -> None:
    arrived = mail(absent=None, delivered=None)

    said = words(draw_way(way(arrived), arrived))

    assert said == "No Received line tells when it left the desk | collected later | nobody was watching"


def test_hosts_cannot_smuggle_markup_into_the_page() -> None:
    svg = draw_way(way(mail(), hop("<script>alert(1)</script>", 7200)), mail())

    assert "<script" not in svg


def test_a_difference_that_the_stamps_own_bounds_explain_is_no_skew() -> None:
    before, long_before = mail(delivered=7199.5), mail(delivered=7190)

    assert "\u22120.5 s | seen by us" in words(draw_way(way(before, hop("a", 7200)), before))
    assert "\u221210 s skew" in words(draw_way(way(long_before, hop("a", 7200)), long_before))
