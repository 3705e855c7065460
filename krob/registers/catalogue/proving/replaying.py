"""A draft beside what it replaces: what is compared, how far a replay is, what it asks of authors.

Compared is with the newest published version and offerings, not with those under which a case was
once decided: what earlier publications changed was explained then.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.people.agencies import queries as agencies
from krob.registers.catalogue.models import (
    Replay,
    ReplayDifference,
    ServiceDraft,
    ServiceOffering,
    ServiceVersion,
)
from krob.registers.catalogue.ports import PastApplication, keepers
from krob.registers.catalogue.proving.replay import Comparison, Found, Rules
from krob.registers.catalogue.proving.replaywords import KINDS, MANY, words
from krob.registers.catalogue.types import ReplayState
from krob.registers.catalogue.versioning.definition import digest_of

FEW = 30
SAMPLE = 1000
SHOWN = 5
MOST_AMOUNTS = 40


@dataclass(frozen=True, slots=True)
class Base:
    """What a draft replaces: the newest version and, by authority, the newest offering."""

    parts: Mapping[str, Any]
    offerings: Mapping[str, Mapping[str, Any]]
    digest: str


def base_of(draft: ServiceDraft) -> Base | None:
    """Return what a draft is compared with; None where the service was never published."""
    version = ServiceVersion.objects.filter(service__code=draft.code).order_by("-number").first()
    if version is None:
        return None
    rows = ServiceOffering.objects.filter(service__code=draft.code).select_related("authority")
    if draft.authority is not None:
        rows = rows.filter(authority=draft.authority)
    newest = {row.authority.code: row for row in rows.newest()}
    named = {code: row.digest for code, row in newest.items()}
    digest = digest_of({"version": version.digest, "offerings": named})
    return Base(version.parts, {code: row.parts for code, row in newest.items()}, digest)


def comparison(draft: ServiceDraft, base: Base, since: date) -> Comparison:
    """Return the draft beside what it replaces, ready for cases.

    Raises:
        DomainError: the draft has errors, so that it cannot be computed with.
    """
    before = Rules.of(base.parts, base.offerings)
    if draft.authority is None:
        return Comparison.of(before, Rules.of(draft.parts, base.offerings), since)
    own = {draft.authority.code: draft.parts["offering"]}
    return Comparison.of(before, Rules.of(base.parts, own), since)


def authority_of(draft: ServiceDraft) -> str:
    """Return the authority whose applications count; "" for those of all."""
    return draft.authority.code if draft.authority else ""


def count_of(draft: ServiceDraft) -> int:
    """Return how many applications were filed for the draft's service (at its authority)."""
    return sum(keeper.count(draft.code, authority_of(draft)) for keeper in keepers())


@dataclass(slots=True)
class Tally:
    """What a chunk of a replay found: how often, in whose words, with a few references."""

    compared: int = 0
    affected: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, Found] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, case: PastApplication, found: Sequence[Found]) -> None:
        """Count one case."""
        self.compared += 1
        self.affected += bool(found)
        for each in found:
            self.counts[each.signature] += 1
            self.first.setdefault(each.signature, each)
            examples = self.examples.setdefault(each.signature, [])
            if len(examples) < SHOWN:
                examples.append(case.reference)


def tally(both: Comparison, cases: Sequence[PastApplication]) -> Tally:
    """Compare some cases one by one."""
    result = Tally()
    for case in cases:
        result.add(case, both.of_case(case))
    return result


def keep(replay: Replay, result: Tally, both: Comparison) -> None:
    """Add what a chunk found to the rows of a replay, whose row the caller has locked.

    A line whose amounts differ in very many ways has one row for all further ones.
    """
    known = {row.signature: row for row in replay.differences.all()}
    for signature, found in result.first.items():
        row = known.get(signature) or _new(replay, found, both, known)
        row.count += result.counts[signature]
        row.examples = [*row.examples, *result.examples[signature]][:SHOWN]
        row.save()
    replay.compared += result.compared
    replay.affected += result.affected


def _new(
    replay: Replay, found: Found, both: Comparison, known: dict[str, ReplayDifference]
) -> ReplayDifference:
    if found.kind == "fee":
        stem = f"fee:{found.thing}:"
        if sum(name.startswith(stem) for name in known) >= MOST_AMOUNTS:
            found = Found(stem + MANY, "fee", found.thing, MANY)
    if found.signature not in known:
        known[found.signature] = ReplayDifference(
            replay=replay,
            signature=found.signature[:120],
            kind=found.kind,
            words=words(found, both).as_json(),
        )
    return known[found.signature]


def inherit(replay: Replay) -> None:
    """Take reasons over from the draft's earlier replays, once this one is finished.

    A reason for the same difference stands where it meets no more applications than it did;
    otherwise it is proposed, and its author confirms it.
    """
    earlier = ReplayDifference.objects.filter(replay__draft=replay.draft_id).exclude(
        replay=replay.pk
    )
    reasons = {row.signature: row for row in earlier.exclude(reason="").order_by("replay")}
    for row in replay.differences.filter(signature__in=reasons):
        old = reasons[row.signature]
        row.reason, row.law = old.reason, old.law
        if old.explained_by and row.count <= old.count:
            row.explained_by, row.explained_at = old.explained_by, old.explained_at
        row.save()


def latest(draft: ServiceDraft) -> Replay | None:
    """Return the newest replay of a draft."""
    return draft.replays.order_by("-pk").first()


def is_current(replay: Replay, draft: ServiceDraft) -> bool:
    """Say whether a replay was made of what the draft is now, beside what is published now."""
    base = base_of(draft)
    return (
        replay.digest == digest_of(draft.parts)
        and base is not None
        and replay.base == base.digest
        and (draft.wanted_from or replay.since) <= replay.since
    )


def since_of(draft: ServiceDraft) -> date:
    """Return the day from which the draft's rules would count."""
    return max(draft.wanted_from or clock.today(), clock.today())


def differences_of(replay: Replay) -> list[ReplayDifference]:
    """Return what a replay found, the gravest first, then the most frequent."""
    order = list(KINDS)
    return sorted(
        replay.differences.all(),
        key=lambda row: (order.index(row.kind), -row.count, row.signature),
    )


def seen(draft: ServiceDraft) -> dict[str, Any]:
    """Return what the approver of a draft is shown of its replay, to be kept with the version."""
    replay = latest(draft)
    if replay is None or replay.state != ReplayState.DONE:
        return {}
    return {
        "total": replay.total,
        "compared": replay.compared,
        "affected": replay.affected,
        "finished_at": replay.finished_at.isoformat() if replay.finished_at else "",
        "differences": [
            {
                "signature": row.signature,
                "kind": row.kind,
                "words": row.words,
                "count": row.count,
                "reason": row.reason,
                "law": row.law,
                "explained_by": row.explained_by,
            }
            for row in differences_of(replay)
        ],
    }


def named(replayed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was kept of a replay with the names of those who gave the reasons."""
    rows = replayed.get("differences", [])
    names = agencies.staff_names({row["explained_by"] for row in rows} - {""})
    told = [{**row, "name": names.get(row["explained_by"], "")} for row in rows]
    return {**replayed, "differences": told} if replayed else {}


def screen(actor: Actor, draft: ServiceDraft) -> dict[str, Any]:
    """Return what the replay's page shows: how far it is, what it found, what is to be done."""
    replay = latest(draft)
    rows = differences_of(replay) if replay else []
    openable = _openable(actor, rows)
    return {
        "replay": replay,
        "past": count_of(draft),
        "sample": SAMPLE,
        "few": FEW,
        "current": replay is not None and is_current(replay, draft),
        "differences": [
            {
                "row": row,
                "kind": KINDS[row.kind],
                "examples": [name for name in row.examples if name in openable],
            }
            for row in rows
        ],
        "unexplained": sum(not row.explained_by for row in rows),
    }


def _openable(actor: Actor, rows: Sequence[ReplayDifference]) -> frozenset[str]:
    named = {name for row in rows for name in row.examples}
    found = [keeper.visible(actor, named) for keeper in keepers()]
    return frozenset().union(*found)
