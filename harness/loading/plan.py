"""Which probes a wave holds: scenarios x mailboxes (x addresses), selected, rendered, in a stable order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from harness.domain.errors import UsageError
from harness.domain.scenario import MailboxSettings, Probe, Project, Scenario, Send, Submit
from harness.loading.load import Loaded
from harness.loading.templates import render_scenario
from harness.personas import invent, new_reference, token_of

PlusAddress = Callable[[MailboxSettings, str], str | None]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What the user asked for; empty means everything. `shard` is (which, of how many), counted from 1."""

    tags: tuple[str, ...] = ()
    words: str = ""
    mailboxes: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    shard: tuple[int, int] = (1, 1)


def plan_probes(
    loaded: Loaded,
    selection: Selection,
    *,
    wave: str,
    now: datetime,
    plus_address: PlusAddress,
    make_reference: Callable[[], str] = new_reference,
) -> tuple[Probe, ...]:
    """All probes of a wave; nothing is sent.

    Raises:
        UsageError: a mailbox or desk is named that does not exist.
    """
    _check(loaded.project, selection)
    probes = []
    for scenario in loaded.scenarios:
        if not _is_selected(scenario, selection):
            continue
        for mailbox in _mailboxes(loaded.project, scenario, selection):
            for variant in scenario.addresses or ("",):
                identity = f"{wave}/{scenario.key}/{mailbox.key}/{variant}"
                if _in_shard(identity.partition("/")[2], selection.shard):
                    seeds = _Seeds(wave=wave, identity=identity, reference=make_reference(), now=now)
                    probes.append(_probe(loaded.project, scenario, mailbox, variant, seeds, plus_address))
    return tuple(probes)


@dataclass(frozen=True, kw_only=True)
class _Seeds:
    wave: str
    identity: str
    reference: str
    now: datetime


def _check(project: Project, selection: Selection) -> None:
    for noun, named, known in (
        ("mailbox", selection.mailboxes, project.mailboxes),
        ("desk", selection.desks, project.desks),
    ):
        for name in named:
            if name not in known:
                raise UsageError(
                    f"Selecting {noun} {name!r}", "there is none of that name", f"Known: {', '.join(known)}."
                )


def _is_selected(scenario: Scenario, selection: Selection) -> bool:
    words = selection.words.lower()
    return (
        (not selection.tags or bool(set(selection.tags) & set(scenario.tags)))
        and (not words or words in scenario.key.lower() or words in scenario.title.lower())
        and (not selection.desks or scenario.desk in selection.desks)
    )


def _mailboxes(project: Project, scenario: Scenario, selection: Selection) -> list[MailboxSettings]:
    """One mailbox is enough for a scenario that writes nothing."""
    wanted = scenario.mailboxes or tuple(project.mailboxes)
    chosen = [project.mailboxes[key] for key in wanted if not selection.mailboxes or key in selection.mailboxes]
    writes = any(isinstance(step, Send | Submit) for step in scenario.steps)
    return chosen if writes else chosen[:1]


def _in_shard(identity: str, shard: tuple[int, int]) -> bool:
    """Stable whatever else is planned: by the hash of scenario, mailbox and address."""
    which, of = shard
    return int(hashlib.sha256(identity.encode()).hexdigest(), 16) % of == which - 1


def _probe(
    project: Project,
    scenario: Scenario,
    mailbox: MailboxSettings,
    variant: str,
    seeds: _Seeds,
    plus_address: PlusAddress,
) -> Probe:
    desk = project.desks[scenario.desk]
    persona = invent(scenario.customer.locale, seeds.identity, scenario.customer.name)
    token = token_of(seeds.reference)
    address = plus_address(mailbox, token) if desk.plus else None
    rendered = render_scenario(
        scenario, desk=desk, persona=persona, seed=seeds.identity, reference=seeds.reference, now=seeds.now
    )
    if variant:
        steps = tuple(replace(step, to=variant) if isinstance(step, Send) else step for step in rendered.steps)
        rendered = replace(rendered, steps=steps)
    return Probe(
        id=hashlib.sha256(seeds.identity.encode()).hexdigest()[:16],
        wave=seeds.wave,
        scenario=rendered,
        desk=desk,
        mailbox=mailbox.key,
        address=address or mailbox.address,
        persona=persona,
        reference=seeds.reference,
        planned_at=seeds.now,
        token=token if address else "",
        variant=variant,
        limits=project.limits,
    )
