"""What a mail says in words a list knows: of which kind, how often, and how much of it is such talk at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.reading.sentences import sentences
from harness.reading.signs import Sign, says_reply
from harness.reading.words import Words

MOST_TEXT = 3000
_MOST_SIGNATURE = 800
ROBOTS = (
    "received",
    "automatic",
    "assistant",
    "thanks",
    "working",
    "hours",
    "handling",
    "out_of_office",
    "survey",
    "unmonitored",
    "instead",
    "challenge",
    "notice",
    "newsletter",
)
"""What robots speak of: the message itself, who is away, where not to write, what was bought, what to rate."""
PEOPLE = ("human", "deeds")
_AT_THE_FOOT = ("automatic", "assistant", "unmonitored", "survey", "newsletter", "out_of_office", "working")
_HINTS = ("out_hint", "formal")
_SUBJECTS = (
    ("subject_received", "subject_received"),
    ("subject_out", "subject_out"),
    ("subject_survey", "subject_survey"),
    ("notice", "subject_notice"),
    ("newsletter", "subject_newsletter"),
    ("unmonitored", "subject_unmonitored"),
    ("challenge", "subject_challenge"),
    ("automatic", "subject_automatic"),
)
_MOST_COUNTED = 4
_MOST_SAID = 12
"""Different wordings of one set that are looked for."""
_LONG_ENOUGH = 3
"""Words of a sentence that says something; shorter ones greet."""
_SPACELESS = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Heard:
    """Where each phrase set was found in one text."""

    matches: Mapping[str, tuple[re.Match[str], ...]]

    def quotes(self, name: str) -> tuple[str, ...]:
        """Its different words, in order."""
        return tuple(dict.fromkeys(one.group() for one in self.matches.get(name, ())))

    def __contains__(self, name: str) -> bool:
        return bool(self.matches.get(name))


def hear(new_text: str, lists: Sequence[Words]) -> Heard:
    """Look for everything robots and people speak of; of several languages the one that finds most of a set counts."""
    text = new_text[:MOST_TEXT]
    return Heard({name: _matches(text, name, lists) for name in (*ROBOTS, *PEOPLE, *_HINTS)})


def foot_signs(signature: str, lists: Sequence[Words]) -> Iterator[Sign]:
    """What stands below the name: helpdesks and trackers put words there that are not the writer's."""
    text = signature[:_MOST_SIGNATURE]
    for name in _AT_THE_FOOT:
        found = _matches(text, name, lists)
        if found:
            quote = found[0].group()
            yield Sign(f"foot_{name}", f"at its foot it says “{_short(quote)}”", "new_text", quote)


def said_signs(heard: Heard) -> Iterator[Sign]:
    """One sign for each set found, a further one for each further wording of it."""
    for name in (*ROBOTS, *PEOPLE, *_HINTS):
        how = "speaks as a person:" if name in PEOPLE else "speaks as forms do:" if name == "formal" else "says"
        for number, quote in enumerate(heard.quotes(name)[:_MOST_COUNTED], 1):
            yield Sign(f"{name}_{number}", f"it {how} “{_short(quote)}”", "new_text", quote)


def subject_signs(subject: str, lists: Sequence[Words]) -> Iterator[Sign]:
    """What the subject says by itself; that of an answer repeats the customer's own words."""
    if says_reply(subject):
        return
    for name, sign in _SUBJECTS:
        found = next((match for words in lists if (match := words.find(name).search(subject))), None)
        if found is not None:
            yield Sign(sign, f"its subject says “{found.group()}”", "header", subject)


def share_sign(heard: Heard, new_text: str) -> Sign | None:
    """How much of the mail is robots' talk: a robot says little else, a person who also thanks says much else."""
    spans = sorted((one.start(), one.end()) for name in ROBOTS for one in heard.matches[name])
    told = [
        (start, start + len(said))
        for start, said in sentences(new_text[:MOST_TEXT])
        if len(said.split()) >= _LONG_ENOUGH or len(_SPACELESS.findall(said)) >= 2 * _LONG_ENOUGH
    ]
    if not told:
        return None
    talk = sum(any(start < finish and begin < end for start, end in spans) for begin, finish in told)
    share = talk / len(told)
    counted = f"{talk} of {len(told)} sentences say what robots say"
    if share >= 0.75:
        return Sign("all_talk" if talk > 1 else "only_talk", counted, "structure")
    if share >= 0.45:
        return Sign("half_talk", counted, "structure")
    if talk:
        return Sign("some_talk", counted, "structure")
    return Sign("no_talk" if len(told) > 1 else "no_talk_short", counted, "structure")


def phrases_of(name: str, text: str, lists: Sequence[Words]) -> tuple[str, ...]:
    """The different words of one set in a text, of the list that finds most."""
    return tuple(one.group() for one in _matches(text, name, lists))


def _matches(text: str, name: str, lists: Sequence[Words]) -> tuple[re.Match[str], ...]:
    found = [_distinct(words.find(name), text) for words in lists]
    return max(found, key=len, default=())


def _distinct(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str], ...]:
    found: dict[str, re.Match[str]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match.group().lower(), match)
        if len(found) >= _MOST_SAID:
            break
    return tuple(found.values())


def _short(quote: str) -> str:
    line = re.sub(r"\s+", " ", quote)
    return line if len(line) <= 90 else f"{line[:89]}…"
