"""The answers of one draft: merging what was posted, filling in what registries know."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from krob.engines.smartforms.kinds.groups import GroupKind
from krob.engines.smartforms.types import Answer, CompiledForm, Field, Posted, Unreadable
from krob.engines.smartforms.visibility import walk
from krob.foundation.core import clock
from krob.foundation.core.text import Text

NOWHERE = Text("")
DECLARED = "declared"
FETCHED = frozenset({"registry", "licence", "earlier"})
ACTIONS = ("_add", "_remove", "_again", "_find", "_place", "_upload", "_drop")


@dataclass(frozen=True, slots=True)
class FormState:
    """What a draft holds; all three parts are JSON and are stored as they are.

    ``answers`` are canonical, ``raw`` is what could not be read (kept to be corrected),
    ``provenance`` says by key where an answer came from.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    raw: Mapping[str, Answer] = field(default_factory=dict)
    provenance: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def given(self, key: str) -> Answer:
        """Return what was typed: the unreadable text if there is one, else the answer."""
        return self.raw.get(key, self.answers.get(key))

    def rows(self, key: str) -> list[dict[str, Answer]]:
        """Return the rows of a group as typed, readable and unreadable cells together."""
        rows = [dict(row) for row in self.answers.get(key) or []]
        for row, wrong in zip(rows, self.raw.get(key) or [], strict=False):
            row.update(wrong)
        return rows

    def as_json(self) -> dict[str, Any]:
        """Return the state as it is stored."""
        return {
            "answers": dict(self.answers),
            "raw": dict(self.raw),
            "provenance": {key: dict(value) for key, value in self.provenance.items()},
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> "FormState":
        """Read a stored state."""
        given = stored or {}
        return cls(*(dict(given.get(part) or {}) for part in ("answers", "raw", "provenance")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where an answer came from.

    ``kind`` is ``declared``, ``registry``, ``licence`` or ``earlier``; ``source`` names it to
    people, ``lookup`` to machines. ``edition`` is the edition of the draft that begins with it,
    where the draft was filled while somebody may have been typing in it.
    """

    kind: str
    source: Text = NOWHERE
    at: datetime | None = None
    lookup: str = ""
    edition: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the record as it is stored beside the answer."""
        at = (self.at or clock.now()).isoformat()
        record = {
            "kind": self.kind,
            "source": self.source.as_json(),
            "at": at,
            "lookup": self.lookup,
        }
        return record | ({"edition": self.edition} if self.edition else {})


def posted_of(lists: Iterable[tuple[str, list[str]]] | Mapping[str, Any]) -> dict[str, list[str]]:
    """Return a post as ``merge`` takes it, from ``request.POST.lists()`` or a plain mapping."""
    pairs = lists.items() if isinstance(lists, Mapping) else lists
    return {
        str(name): [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)]
        for name, value in pairs
    }


def stays_on_page(posted: Posted) -> bool:
    """Say whether the person pressed a button inside the page (add a row, find a place).

    The caller then saves and shows the same page again instead of checking it and going on.
    """
    return any(action in posted for action in ACTIONS) or any(
        name.endswith("-map.x") for name in posted
    )


def merge(
    form: CompiledForm,
    state: FormState,
    page: str | None,
    posted: Posted,
    context: Mapping[str, Any] | None = None,
    *,
    only: frozenset[str] | None = None,
    unseen: Collection[str] = (),
) -> FormState:
    """Return the state with a posted page laid over it. Never fails.

    Fields that were not posted keep their answers, other pages too. Fields named in ``_shown``
    count as posted (an unticked box posts nothing). ``only`` limits what may change. ``unseen``
    names fields that were filled in behind the page: left blank there, they keep their answers.
    """
    draft = _Draft(state)
    shown = set(posted.get("_shown", []))
    for each_page in form.page(page):
        for each in each_page.fields:
            if not each.kind.asks or (only is not None and each.key not in only):
                continue
            raw = _gathered(each, posted, state)
            if each.key in unseen and _read(each, raw) == (None, None):
                continue
            if raw is not None or each.key in shown:
                draft.put(each, raw)
    return draft.state()


def _gathered(each: Field, posted: Posted, state: FormState) -> Answer:
    if isinstance(each.kind, GroupKind):
        return each.kind.gather_over(each.key, posted, each, state.rows(each.key))
    return each.kind.gather(each.key, posted, each)


class _Draft:
    """Copies of the three parts while they change."""

    def __init__(self, state: FormState) -> None:
        self.answers = dict(state.answers)
        self.raw = dict(state.raw)
        self.provenance = dict(state.provenance)

    def state(self) -> FormState:
        return FormState(self.answers, self.raw, self.provenance)

    def put(self, each: Field, raw: Answer) -> None:
        before = self.answers.get(each.key)
        answer, wrong = _read(each, raw)
        self.answers.pop(each.key, None)
        self.raw.pop(each.key, None)
        if answer is not None:
            self.answers[each.key] = answer
        if wrong is not None:
            self.raw[each.key] = wrong
        if answer != before or wrong is not None:
            self._declare(each.key, answer)

    def _declare(self, key: str, answer: Answer) -> None:
        """Note that the person said so; keep what was fetched beside it."""
        record = self.provenance.get(key, {})
        fetched = record if record.get("kind") in FETCHED else record.get("fetched")
        if fetched and answer is not None and fetched.get("value") == answer:
            self.provenance[key] = fetched
            return
        if answer is None and key not in self.raw and not fetched:
            self.provenance.pop(key, None)
            return
        said = {"kind": DECLARED, "at": clock.now().isoformat()}
        self.provenance[key] = said | ({"fetched": fetched} if fetched else {})


def _read(each: Field, raw: Answer) -> tuple[Answer, Answer]:
    """Return the canonical answer and, apart, what could not be read."""
    if isinstance(each.kind, GroupKind):
        rows, wrong = each.kind.read(raw, each)
        return rows or None, wrong if any(wrong) else None
    try:
        return each.kind.parse(raw, each), None
    except Unreadable:
        return None, raw


def fill(
    form: CompiledForm, state: FormState, answers: Mapping[str, Answer], provenance: Provenance
) -> FormState:
    """Return the state with answers from elsewhere filled in where the person typed nothing.

    What the person typed stays, with the fetched value beside it for the officer. Newer facts
    replace older fetched ones. Values that do not fit their field are left out.
    """
    draft = _Draft(state)
    for key, value in answers.items():
        each = form.fields.get(key)
        if each is None or not each.kind.asks:
            continue
        answer, wrong = _read(each, each.kind.adapt(value, each))
        if answer is None or wrong is not None:
            continue
        record = provenance.as_json() | {"value": answer}
        if _is_typed(state, key):
            said = dict(draft.provenance.get(key) or {"kind": DECLARED, "at": record["at"]})
            draft.provenance[key] = said | {"fetched": record}
        else:
            draft.answers[key] = answer
            draft.provenance[key] = record
    return draft.state()


def _is_typed(state: FormState, key: str) -> bool:
    if key in state.raw:
        return True
    if state.provenance.get(key, {}).get("kind") in FETCHED:
        return False
    return key in state.answers or key in state.provenance


def effective(
    form: CompiledForm, answers: Mapping[str, Answer], context: Mapping[str, Any] | None = None
) -> dict[str, Answer]:
    """Return the answers that count: hidden ones dropped, computed ones filled in, as JSON."""
    found = walk(form, answers, context or {})
    return {key: as_answer(value) for key, value in found.answers.items()}


def typed(
    form: CompiledForm, answers: Mapping[str, Answer], context: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the values that rules compute with: visible answers, computed ones, the context."""
    return walk(form, answers, context or {}).values


def as_answer(value: Any) -> Answer:
    """Return a computed value as canonical JSON."""
    match value:
        case bool():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case list():
            return [as_answer(item) for item in value]
    return value


def without_raw(state: FormState) -> FormState:
    """Return the state as it is submitted: what could not be read is gone."""
    return replace(state, raw={})
