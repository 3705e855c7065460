"""Finds services by what people type: Thai or English, colloquial or misspelt.

First every word must occur, in itself or as a synonym; where that finds too little, services with
some of the words and services that look alike letter by letter follow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from krob.registers.catalogue.finding import index
from krob.registers.catalogue.finding.index import Alternatives
from krob.registers.catalogue.finding.segmenting import telling_words, trigrams
from krob.registers.catalogue.models import SearchEntry, ServiceVersion, Synonym
from krob.registers.catalogue.queries import versions_in_force

ENOUGH = 3
LONGEST_QUERY = 200
DAMPING = 20
ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Meaning:
    """A synonym cut into words: where ``said`` is typed, ``meant`` counts as well."""

    said: tuple[str, ...]
    meant: tuple[str, ...]


def search(text: str, limit: int = 20) -> list[str]:
    """Return the codes of the services that fit what was typed, best first.

    Req: P.1, 1.4.2.
    """
    typed = telling_words(text[:LONGEST_QUERY])
    if not typed:
        return []
    groups = list(_groups(typed, _meanings(typed)))
    engine = index.engine()
    found = engine.all_of(groups, limit)
    if len(found) < ENOUGH:
        told = list(dict.fromkeys(word for g in groups for option in g for word in option))
        found += _fused(
            engine.any_of("words", told, limit),
            _look_alikes(trigrams(text[:LONGEST_QUERY]), limit),
        )
    return list(dict.fromkeys(found))[:limit]


def services_found(text: str, on: date, limit: int = 20) -> list[ServiceVersion]:
    """Return the versions in force of the services that fit what was typed, best first."""
    codes = search(text, limit)
    versions = {v.service.code: v for v in versions_in_force(on).filter(service__code__in=codes)}
    return [versions[code] for code in codes if code in versions]


def _meanings(typed: Sequence[str]) -> list[Meaning]:
    rows = Synonym.objects.filter(first_word__in=set(typed))
    return [Meaning(_cut(row.word), _cut(row.means)) for row in rows]


def _look_alikes(grams: Sequence[str], limit: int) -> list[str]:
    """Return services that share enough of the letters, so that nonsense finds nothing."""
    found = index.engine().any_of("grams", grams, limit)
    rows = SearchEntry.objects.filter(code__in=found).values_list("code", "grams")
    shared = {code: len(set(grams) & set(theirs.split())) for code, theirs in rows}
    return [code for code in found if shared[code] >= ALIKE * len(grams)]


def _cut(text: str) -> tuple[str, ...]:
    return tuple(telling_words(text))


def _groups(typed: Sequence[str], meanings: Sequence[Meaning]) -> Iterator[Alternatives]:
    """Yield for each word, or run of words with a synonym, the ways in which it may be said."""
    at = 0
    while at < len(typed):
        here = [m for m in meanings if tuple(typed[at : at + len(m.said)]) == m.said]
        length = max((len(m.said) for m in here), default=1)
        options = [tuple(typed[at : at + length])]
        options += [m.meant for m in here if len(m.said) == length]
        yield options
        at += length


def _fused(*lists: Sequence[str]) -> list[str]:
    """Merge rankings: what stands high in several stands first (reciprocal ranks)."""
    score: dict[str, float] = {}
    for ranking in lists:
        for place, code in enumerate(ranking):
            score[code] = score.get(code, 0.0) + 1 / (DAMPING + place)
    return sorted(score, key=lambda code: (-score[code], code))
