"""Lines by which mail programs say that earlier mail follows, where the reader knows no word of their language."""

from __future__ import annotations

import pytest

from harness.reading.new_text import cut


@pytest.mark.parametrize(
    "header",
    [
        '---- on Tue, 03 Mar 2026 10:02:55 +0530 "Robin Vale" <robin@example.net> wrote ----\n\nWhen?',
        "\u202bבתאריך יום ג׳, 3 במרץ 2026 ב-10:02 מאת \u202aRobin\u202c\u200f <\u202arobin@example.net\u202c\u200f>:\u202c\n\nWhen?",
        "Dňa 3. 3. 2026 10:02 Robin Vale napísal(a):\n> When?",
        "Ar 3 Maw 2026 am 10:02 ysgrifennodd Robin Vale:\n> When?",
        "Vào Th 3, 3 thg 3, 2026 vào lúc 10:02 Robin Vale <robin@example.net>\nđã viết:\n\n> When?",
        "On Tuesday, 3 March 2026, at 10:02, Robin Aurelia Vale of the Committee\n<robin@example.net> on\nbehalf of us\nwrote:\n> When?",
        "Robin Vale ---03.03.2026 10:02:11---When?\n\nFrom: Robin Vale <robin@example.net>\nTo: shop\n\nWhen?",
        "=== Robin Vale wrote on Mar 3, 2026 ===\n\nWhen?",
        "------------------&nbsp;原始邮件&nbsp;------------------\n发件人: Robin\n\nWhen?",
        "---- 回复的原邮件 ----\n| 发件人 | Robin |\n| 日期 | 2026年03月03日 10:02 |\nWhen?",
        "Kuupäev: 3. märts 2026\nSaatja: Robin Vale\nTeema: Parcel\nAdressaat: shop\n\nWhen?",
    ],
)
def test_nothing_from_there_on_is_new(header: str) -> None:
    assert cut(f"It leaves today.\n\n{header}").new == "It leaves today."


def test_a_list_the_author_makes_is_no_header_block() -> None:
    said = "Your booking:\n\nDate: 3 March\nTime: 10:02\nPlace: the old gate"

    assert cut(said).new == said
