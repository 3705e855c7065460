"""Auditing: is everything that was sealed still there, unchanged, and nothing cut off?"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings

from krob.foundation.core import clock
from krob.foundation.events import chain
from krob.foundation.events.chain import Head
from krob.foundation.events.models import Happening, Link, Seal
from krob.foundation.events.types import RowKind

INTERVAL = timedelta(seconds=60)
CHUNK = 1000
MOST_PROBLEMS = 100


@dataclass(slots=True)
class Report:
    """What an audit found. ``problems`` is empty when all is well.

    ``not_yet_sealed`` names rows younger than the sealing interval: nothing is known about them.
    """

    sealed_rows: int = 0
    heads: int = 0
    problems: list[str] = field(default_factory=list)
    not_yet_sealed: list[str] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON."""
        return asdict(self) | {"intact": self.is_intact}


def verify() -> Report:
    """Check every sealed row, every head, the heads kept outside, and what is not sealed."""
    report = Report()
    values = _check_rows(report)
    _check_seals(report, values)
    _check_outside(report, values)
    _check_unsealed(report)
    del report.problems[MOST_PROBLEMS:]
    return report


def _check_rows(report: Report) -> dict[int, str]:
    """Walk the chain over the rows as they are now; give its values at the ends of seals."""
    wanted = set(Seal.objects.values_list("last", flat=True))
    wanted.update(head.last for head in chain.heads_in(settings.KROB_HEADS))
    values: dict[int, str] = {}
    value, position = chain.START, 0
    for link, row in _links_with_rows():
        if link.position != position + 1:
            report.problems.append(f"links {position + 1} to {link.position - 1} are missing")
        position, value = link.position, _check_row(report, link, row, value)
        report.sealed_rows += 1
        if position in wanted:
            values[position] = link.chained
    return values


def _check_row(report: Report, link: Link, row: Happening | None, value: str) -> str:
    """Compare one row with its link; go on from what the link says, so that each fault is told."""
    name = f"{link.kind} {link.row}"
    if row is None:
        report.problems.append(f"{name} was deleted (link {link.position})")
    elif chain.chained(value, link.kind, link.row, chain.digest(row)) != link.chained:
        report.problems.append(f"{name} was changed, or its link {link.position} was")
    return link.chained


def _links_with_rows() -> Iterator[tuple[Link, Happening | None]]:
    links = Link.objects.order_by("position").iterator(CHUNK)
    while chunk := list(islice(links, CHUNK)):
        rows = {kind: _rows(kind, chunk) for kind in RowKind}
        for link in chunk:
            yield link, rows[RowKind(link.kind)].get(link.row)


def _rows(kind: RowKind, links: Iterable[Link]) -> dict[int, Any]:
    wanted = [link.row for link in links if link.kind == kind]
    return chain.MODELS[kind]._default_manager.in_bulk(wanted)


def _check_seals(report: Report, values: dict[int, str]) -> None:
    following = 1
    for seal in Seal.objects.order_by("last").iterator(CHUNK):
        head = Head.of(seal)
        if seal.first != following:
            report.problems.append(f"the seals before link {seal.first} are missing")
        if not head.is_ours():
            report.problems.append(f"the head at link {seal.last} is not signed by our key")
        if values.get(seal.last) != seal.head:
            report.problems.append(f"the head at link {seal.last} does not fit the chain")
        following = seal.last + 1
        report.heads += 1
    if Link.objects.filter(position__gte=following).exists():
        report.problems.append(f"links from {following} on have no signed head")


def _check_outside(report: Report, values: dict[int, str]) -> None:
    heads = chain.heads_in(settings.KROB_HEADS)
    if not heads and report.heads:
        report.problems.append("no heads are kept outside: a cut tail could not be noticed")
    for head in heads:
        if not head.is_ours():
            report.problems.append(f"the head kept outside at link {head.last} is not ours")
        elif head.last not in values:
            report.problems.append(f"the chain was cut: a head kept outside ends at {head.last}")
        elif values[head.last] != head.head:
            report.problems.append(f"the chain was replaced before link {head.last}")


def _check_unsealed(report: Report) -> None:
    young = clock.now() - INTERVAL
    for kind in RowKind:
        for row in chain.unsealed(kind).iterator(CHUNK):
            name = f"{kind} {row.pk}"
            if row.at > young:
                report.not_yet_sealed.append(name)
            else:
                report.problems.append(f"{name} is older than the interval and was never sealed")
