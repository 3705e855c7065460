"""Answers carried from one version of a form to another: what still fits, what must be asked again.

An answer fits where the new form asks by the same key for the same kind, and can read it. Nothing
is guessed, and nothing that was typed and could not be read is carried.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from krob.engines.smartforms.checks import errors_of
from krob.engines.smartforms.kinds.groups import GroupKind
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import Answer, CompiledForm, Field, Unreadable
from krob.engines.smartforms.visibility import visible


@dataclass(frozen=True, slots=True)
class Carried:
    """The state in the new form, and by key what it asks again.

    ``wrong`` are questions of the new form that now need an answer or refuse the one that is there,
    though the old form was content; ``dropped`` are answers that fit nowhere any more.
    """

    state: FormState
    wrong: tuple[str, ...]
    dropped: tuple[str, ...]


def carried(
    old: CompiledForm, new: CompiledForm, state: FormState, context: Mapping[str, Any]
) -> Carried:
    """Return the answers of a draft as another version of its form takes them."""
    answers: dict[str, Answer] = {}
    for key, answer in state.answers.items():
        kept = _fitting(old.fields.get(key), new.fields.get(key), answer)
        if kept is not None:
            answers[key] = kept
    provenance = {key: record for key, record in state.provenance.items() if key in answers}
    raw = {key: text for key, text in state.raw.items() if _same(old, new, key)}
    fresh = FormState(answers, raw, provenance)
    asked = visible(new, answers, context)
    was = _keys(errors_of(old, state, None, context))
    now = _keys(errors_of(new, fresh, None, context))
    given = visible(old, state.answers, context) & state.answers.keys()
    return Carried(
        state=fresh,
        wrong=tuple(key for key in new.fields if key in now and key not in was),
        dropped=tuple(
            key for key in new.fields if key in given & asked and key not in answers | now.keys()
        ),
    )


def _keys(names: Mapping[str, Any]) -> dict[str, None]:
    return {name.split("-")[0]: None for name in names}


def _same(old: CompiledForm, new: CompiledForm, key: str) -> bool:
    one, other = old.fields.get(key), new.fields.get(key)
    return one is not None and other is not None and one.kind.code == other.kind.code


def _fitting(old: Field | None, new: Field | None, answer: Answer) -> Answer:
    """Return an answer as the new question takes it; None where it does not."""
    if old is None or new is None or old.kind.code != new.kind.code or not new.kind.asks:
        return None
    if isinstance(new.kind, GroupKind):
        return _rows(old, new, answer)
    return answer if _readable(new, answer) else None


def _rows(old: Field, new: Field, rows: Answer) -> Answer:
    cells = {cell.key: cell for cell in old.fields}
    kept = [
        {
            cell.key: row[cell.key]
            for cell in new.fields
            if cell.key in row and _fitting(cells.get(cell.key), cell, row[cell.key]) is not None
        }
        for row in rows or ()
    ]
    return [row for row in kept if row] or None


def _readable(field: Field, answer: Answer) -> bool:
    try:
        return field.kind.parse(answer, field) is not None
    except Unreadable:
        return False
