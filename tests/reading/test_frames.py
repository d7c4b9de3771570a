"""Comments out of the letters of helpdesks and trackers, without who commented, properties and footers."""

from __future__ import annotations

import pytest

from harness.reading.new_text import cut

SAID = "The charger is the old one, it stops at 80 %. A new one is in the post."
LETTERS = {
    "Zendesk": "##- Please type your reply above this line -##\n\n----------\n\nTess, Nov 3, 2025, 14:22 GMT\n\n{said}\n\n"
    "----------\n\nRobin, Nov 3, 2025, 09:40 GMT\n\nIt stops.\n",
    "Zendesk in HTML": "##- Please type your reply above this line -##\n\nTess (Lumen)\n\nNov 3, 2025, 14:22 GMT\n\n{said}\n\n"
    "--------------------\nThis email is a service from Lumen. Delivered by Zendesk",
    "Jira Service Management": "—-—-—-—\nReply above this line.\n\nTess Moor commented:\n\n{said}\n\n"
    "View request · Turn off this request's notifications\n\nSent on November 3, 2025 2:22:00 PM GMT",
    "the same in a language of which we know little": "—-—-—-—\nOdgovorite iznad ove crte.\n\nTess je komentirala:\n\n{said}\n\n"
    "Prikaz zahtjeva · Isključi obavijesti",
    "GLPI": "=-=-=-= Pour répondre par courriel, écrivez au-dessus de cette ligne =-=-=-=\n\nTitre : Chargeur\n"
    "Demandeurs : Robin\n\n Suivi : 03-11-2025 14:22\n Auteur : Tess\n{said}\n\n--\nGénéré automatiquement par GLPI",
    "Jira": "    [ https://issues.example/browse/CH-7 ]\n\nTess Moor commented on CH-7:\n-----------------\n\n{said}\n\n"
    "> It stops at 80 %\n> ----\n>    Key: CH-7\n\n--\nThis message was sent by Atlassian Jira",
    "YouTrack": "Tess Moor commented on CH-7\n\n{said}\n\nYou are receiving this because you are the reporter of this issue.",
    "GitHub": "tess left a comment (lumen/chargers#7)\n\n{said}\n\nClosed #7 as completed.\n\n—\nReply to this email directly",
    "Trac": "#7: Charger stops\n-------+------\n Reporter:  robin |  Owner:  tess\n-------+------\n\nComment (by tess):\n\n {said}\n\n"
    "--\nTicket URL: <https://trac.example/7>",
    "Redmine": "Issue #7 has been updated by Tess.\n\nStatus changed from New to Closed\n\n{said}\n\n"
    "------------------------\nBug #7: Charger stops\nhttps://redmine.example/issues/7\n",
    "Bugzilla": "https://bugs.example/7\n\nTess <t@bugs.example> changed:\n\n  What |Removed |Added\n-------------\n"
    "  Status|NEW |CLOSED\n\n--- Comment #2 from Tess <t@bugs.example> ---\n{said}\n\n-- \nYou are receiving this mail because:",
    "Phabricator": "tess added a comment.\n\n\n{said}\n\nTASK DETAIL\n  https://phab.example/T7\n\nTo: tess\n",
    "Zendesk in Japanese": "##- この行より上に返信内容を入力してください -##\n\nリクエスト (7) が更新されました。\n\n----------\n\n"
    "佐藤 (Lumen), 2026年3月4日 10:00 JST\n\n{said}\n\n----------\n\nRobin, 2026年3月3日 10:02 JST\n\nWhen?",
    "Kayako": "##- Please reply above this line -##\n\nTess replied:\n\n{said}\n\n"
    "Ticket Details\nTicket ID: ABC-123-45678\nDepartment: Support",
    "Mantis": "A NOTE has been added to this issue.\n==========\nhttps://mantis.example/7\n==========\nReported By: robin\n"
    "Status: assigned\n==========\n\n----------\n (0001234) tess (developer) - 2026-03-04 10:00\n----------\n{said}",
    "Jira in the cloud": "Tess Moor commented on CH-7\n\nRe: Charger stops\n=================\n\n{said}",
    "Request Tracker": "<URL: https://rt.example/Ticket/Display.html?id=7 >\n\n{said}",
    "osTicket": "-- reply above this line --\n\n{said}\n\nYour Lumen Team,\nService\n\n"
    "We hope this response has sufficiently answered your questions. If not, please do not send another email.",
}


@pytest.mark.parametrize("desk", LETTERS)
def test_only_the_newest_comment_is_new(desk: str) -> None:
    assert cut(LETTERS[desk].format(said=SAID)).new == SAID


@pytest.mark.parametrize(
    "said",
    [
        "Hi Robin,\n\nTess commented on your order yesterday, so I looked into it: the charger is on its way.",
        "Comment:\n\nyou asked for one, here it is.",
        "Charger: the old one\n\nI would take the new one.",
    ],
)
def test_a_persons_own_sentence_is_no_head_of_a_comment(said: str) -> None:
    assert cut(said).new == said
