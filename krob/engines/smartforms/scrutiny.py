"""What is wrong with a form though each of its rules compiles, said to its author.

Questions that nobody will ever be asked, checks that no answer passes, codes that are no choice,
personal data without a purpose, sources that do not exist.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.kinds.choices import option_labels
from krob.engines.smartforms.samples import assignments, constants, merged, samples
from krob.engines.smartforms.types import Field, Page
from krob.engines.smartforms.visibility import ask, holds
from krob.foundation.rules.expressions import Expression, Type
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.renaming import names

MOST = 3000
"""Combinations of answers that are tried for one question before nothing is claimed."""

CHOICES = frozenset({"choice", "choices"})
PERSONAL_KINDS = frozenset({"person", "passport"})
Sources = Mapping[str, frozenset[str]]
"""What may be filled in beforehand (``applicant.name``) and the kinds of question it fits."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the conditions of its page and of itself."""

    field: Field
    path: str
    when: tuple[Expression, ...]


def problems(
    pages: Sequence[Page], types: Mapping[str, Type], sources: Sources | None = None
) -> Iterator[Problem]:
    """Yield what is wrong with a form whose rules have been compiled.

    Args:
        pages: the pages as far as they could be built.
        types: what rules may read, the form's own answers included.
        sources: what may be filled in beforehand; ``None`` where the caller does not know.
    """
    asked = {
        field.key: _Asked(field, f"pages[{page.key}].fields[{field.key}]", _conditions(page, field))
        for page in pages
        for field in page.fields
        if field.key
    }
    yield from _cycles(asked)
    for page in pages:
        yield from _unreachable_page(page, asked, types)
    for each in asked.values():
        yield from _of_question(each, asked, types)
        yield from _sources(each, asked, sources)
        yield from _of_cells(each, asked, types)


def _of_question(
    each: _Asked, asked: Mapping[str, _Asked], types: Mapping[str, Type]
) -> Iterator[Problem]:
    yield from _strange_codes(each, asked)
    yield from _unreachable(each, asked, types)
    yield from _impossible_checks(each, asked, types)
    yield from _privacy(each.field, each.path)


def _of_cells(
    group: _Asked, asked: Mapping[str, _Asked], types: Mapping[str, Type]
) -> Iterator[Problem]:
    """Look at the questions of a group as at a form of their own, inside the other answers."""
    cells = {
        cell.key: _Asked(
            cell,
            f"{group.path}.fields[{cell.key}]",
            (*group.when, *((cell.visible_when,) if cell.visible_when else ())),
        )
        for cell in group.field.fields
        if cell.key
    }
    inner = {
        f"{cell.key}{end}": kind
        for cell in group.field.fields
        for end, kind in cell.kind.rules_types(cell).items()
    }
    for cell in cells.values():
        yield from _of_question(cell, {**asked, **cells}, {**types, **inner})


def _conditions(page: Page, field: Field) -> tuple[Expression, ...]:
    return tuple(rule for rule in (page.visible_when, field.visible_when) if rule)


def _rules(field: Field) -> Iterator[tuple[str, Expression]]:
    """Yield every rule of a question with the place where it stands."""
    if field.visible_when:
        yield "visible_when", field.visible_when
    if isinstance(field.required, Expression):
        yield "required", field.required
    if field.value:
        yield "value", field.value
    for place, check in enumerate(field.checks):
        yield f"checks[{place}].rule", check.rule


# -- computed values ----------------------------------------------------------------------------


def _cycles(asked: Mapping[str, _Asked]) -> Iterator[Problem]:
    """Say which computed values are computed from themselves; such rules do not compile."""
    sources = {
        key: str(each.field.options.get("value", ""))
        for key, each in asked.items()
        if each.field.kind.code == "computed"
    }
    reads = {key: [n for n in names(text) if n in sources] for key, text in sources.items()}
    for key in reads:
        ring = _ring(key, reads)
        if ring and ring[0] == min(ring):
            text = ", ".join(f"“{asked[each].field.label or each}”" for each in ring)
            said = _("These values are computed from each other: %(ring)s.") % {"ring": text}
            yield Problem(f"{asked[key].path}.value", said)


def _ring(key: str, reads: Mapping[str, Sequence[str]]) -> list[str]:
    trails = [[key]]
    seen = {key}
    while trails:
        trail = trails.pop()
        for after in reads[trail[-1]]:
            if after == key:
                return trail
            if after not in seen:
                seen.add(after)
                trails.append([*trail, after])
    return []


# -- codes ----------------------------------------------------------------------------------------


def _strange_codes(each: _Asked, asked: Mapping[str, _Asked]) -> Iterator[Problem]:
    fields = {key: one.field for key, one in asked.items()}
    for place, rule in _rules(each.field):
        for said in strange_codes(rule.source, fields):
            yield Problem(f"{each.path}.{place}", said)


def strange_codes(source: str, fields: Mapping[str, Field]) -> Iterator[Promise | str]:
    """Yield a sentence for every code that a rule compares a choice with in vain.

    Rules of any part of a definition may be asked about; what cannot be read says nothing here.
    """
    for name, values in (constants(source) or {}).items():
        field = fields.get(name)
        codes = option_labels(field) if field and field.kind.code in CHOICES else {}
        for value in sorted(v for v in values if isinstance(v, str)):
            if field and codes and value not in codes:
                said = _(
                    "The rule compares “%(label)s” with “%(code)s”, which is not one of its"
                    " options."
                )
                yield said % {"label": field.name, "code": value}


# -- questions that nobody is asked ---------------------------------------------------------------


def _unreachable_page(
    page: Page, asked: Mapping[str, _Asked], types: Mapping[str, Type]
) -> Iterator[Problem]:
    if page.visible_when and _possible((page.visible_when,), (), asked, types) is False:
        yield Problem(f"pages[{page.key}].visible_when", _("This page can never be reached."))


def _unreachable(
    each: _Asked, asked: Mapping[str, _Asked], types: Mapping[str, Type]
) -> Iterator[Problem]:
    own = each.field.visible_when
    if own is None or _possible(each.when, (), asked, types) is not False:
        return
    name = each.field.name
    said: Promise | str = _("“%(name)s” is never asked: no answers make the condition true.")
    if each.field.required is True:
        said = _(
            "“%(name)s” must be answered but is never asked: no answers make the condition true."
        )
    yield Problem(f"{each.path}.visible_when", said % {"name": name})


def _impossible_checks(
    each: _Asked, asked: Mapping[str, _Asked], types: Mapping[str, Type]
) -> Iterator[Problem]:
    rules = tuple(check.rule for check in each.field.checks)
    if not rules or each.field.key not in types:
        return
    if _possible(each.when, rules, asked, types, answered=each.field.key) is False:
        if each.field.visible_when and _possible(each.when, (), asked, types) is False:
            return  # said already
        said = _("No answer to “%(name)s” passes its checks.") % {"name": each.field.name}
        yield Problem(f"{each.path}.checks", said)


def _possible(
    true: tuple[Expression, ...],
    not_false: tuple[Expression, ...],
    asked: Mapping[str, _Asked],
    types: Mapping[str, Type],
    answered: str = "",
) -> bool | None:
    """Say whether answers exist that make the first rules true and the others not false.

    ``answered`` must have an answer. ``None``: nobody can tell.
    """
    needed = _closure({name for rule in (*true, *not_false) for name in rule.reads}, asked)
    order = [name for name in asked if name in needed]
    conditions = {name: asked[name].when for name in order}
    outside = needed - set(asked)
    if outside & {name for name, kind in types.items() if kind == "date"}:
        return None
    rules = [*true, *not_false, *(rule for those in conditions.values() for rule in those)]
    found = [constants(rule.source) for rule in rules]
    if any(each is None for each in found) or any(asked[n].field.value for n in order):
        return None
    known = merged([each for each in found if each is not None])
    choices: dict[str, tuple[Any, ...]] = {}
    for name in (*order, *sorted(outside)):
        values = samples(name, _field(name, asked), types.get(name), known)
        if values is None:
            return None
        choices[name] = tuple(values)
    if answered in choices:
        choices[answered] = tuple(v for v in choices[answered] if v is not None)
    if math.prod(map(len, choices.values())) > MOST:
        return None
    return _tried(
        tuple(choices.items()),
        tuple((name, conditions[name]) for name in order),
        true,
        not_false,
        answered,
    )


def _field(name: str, asked: Mapping[str, _Asked]) -> Field | None:
    return asked[name].field if name in asked else None


def _closure(reads: set[str], asked: Mapping[str, _Asked]) -> set[str]:
    """Return what rules read, and what decides whether that is asked at all."""
    found: set[str] = set()
    waiting = set(reads)
    while waiting:
        name = waiting.pop()
        found.add(name)
        if name in asked:
            waiting |= {n for rule in asked[name].when for n in rule.reads} - found
    return found


@lru_cache(maxsize=4096)
def _tried(
    choices: tuple[tuple[str, tuple[Any, ...]], ...],
    conditions: tuple[tuple[str, tuple[Expression, ...]], ...],
    true: tuple[Expression, ...],
    not_false: tuple[Expression, ...],
    answered: str,
) -> bool:
    """Try combinations of answers until one does; what is not asked counts as not answered."""
    for given in assignments(dict(choices)):
        values = _nested(given)
        for name, rules in conditions:
            if not all(holds(rule, values) for rule in rules):
                values[name] = None
        if answered and values.get(answered) is None:
            continue
        if all(holds(rule, values) for rule in true) and not any(
            ask(rule, values) is False for rule in not_false
        ):
            return True
    return False


def _nested(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted path as rules look them up."""
    result: dict[str, Any] = {}
    for name, value in given.items():
        *outer, last = name.split(".")
        place = result
        for step in outer:
            place = place.setdefault(step, {})
        place[last] = list(value) if isinstance(value, tuple) else value
    return result


# -- people and sources ---------------------------------------------------------------------------


def _privacy(field: Field, path: str) -> Iterator[Problem]:
    if field.kind.code in PERSONAL_KINDS and field.sensitivity == "none":
        said = _("“%(name)s” asks for a personal number: say that it is personal, and what for.")
        yield Problem(f"{path}.sensitivity", said % {"name": field.name})


def _sources(
    each: _Asked, asked: Mapping[str, _Asked], sources: Sources | None
) -> Iterator[Problem]:
    field = each.field
    if field.prefill and sources is not None:
        fits = sources.get(field.prefill)
        if fits is None:
            said = _("Nothing called “%(source)s” can be filled in beforehand.")
            yield Problem(f"{each.path}.prefill", said % {"source": field.prefill})
        elif field.kind.code not in fits:
            said = _("What is to be filled in beforehand does not fit the kind of “%(name)s”.")
            yield Problem(f"{each.path}.prefill", said % {"name": field.name})
    yield from _fills(each, asked)


def _fills(each: _Asked, asked: Mapping[str, _Asked]) -> Iterator[Problem]:
    lookup = each.field.options.get("lookup")
    fills = lookup.get("fills") if isinstance(lookup, Mapping) else None
    for key in fills if isinstance(fills, Mapping) else ():
        if key not in asked:
            said = _("The registry's answer fills in “%(key)s”, which the form does not ask.")
            yield Problem(f"{each.path}.lookup", said % {"key": key})
