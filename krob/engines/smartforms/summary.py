"""Answers as people read them: for check-answers, for officers, for differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from krob.engines.smartforms.state import FormState, as_answer
from krob.engines.smartforms.types import Answer, CompiledForm, Field
from krob.engines.smartforms.visibility import Walk, walk
from krob.foundation.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A file that was brought for a question, by its name, and where it is read."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One answer. ``value`` is in the reader's language, "" when nothing was answered.

    ``anchor`` is the place to change it (``page#field``); ``provenance`` the stored record.
    """

    key: str
    label: Text
    value: str
    provenance: Mapping[str, Any] | None
    anchor: str = ""
    required: bool = False
    unreadable: bool = False
    sensitivity: str = "none"
    fetched: str = ""
    kind: str = ""
    links: Sequence[Link] = ()

    @property
    def lines(self) -> list[str]:
        """The value by lines: groups have one per row."""
        return self.value.split("\n") if self.value else []


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSummary:
    """The answers of one page that is asked."""

    key: str
    title: Text
    rows: list[SummaryRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An answer that changed between two states; ``before`` or ``after`` may be empty."""

    key: str
    page: str
    label: Text
    before: str
    after: str
    anchor: str = ""


def summarise(
    form: CompiledForm,
    state: FormState,
    context: Mapping[str, Any] | None = None,
    *,
    masked: bool = False,
    files: Mapping[str, Sequence[Link]] | None = None,
) -> list[PageSummary]:
    """Return all that is asked and answered, page by page; ``masked`` hides personal numbers.

    ``files`` says by key what was brought; without it questions of kind ``file`` are left out.
    """
    found = walk(form, state.answers, context or {})
    hidden = {"note", "heading"} | ({"file"} if files is None else set())
    return [
        PageSummary(
            key=page.key,
            title=page.title,
            rows=[
                _row(each, state, found, (files or {}).get(each.key, ()), masked=masked)
                for each in page.fields
                if each.key in found.visible and each.kind.code not in hidden
            ],
        )
        for page in form.pages
        if page.key in found.pages
    ]


def _row(
    each: Field, state: FormState, found: Walk, links: Sequence[Link], *, masked: bool
) -> SummaryRow:
    record = state.provenance.get(each.key)
    beside = (record or {}).get("fetched") or {}
    return SummaryRow(
        key=each.key,
        label=each.label,
        value="\n".join(link.name for link in links)
        or written(each, found.answers.get(each.key), masked=masked),
        provenance=record,
        anchor=f"{each.page}#f-{each.key}",
        required=each.key in found.required,
        unreadable=each.key in state.raw,
        sensitivity=each.sensitivity,
        fetched=written(each, beside.get("value"), masked=masked),
        kind=each.kind.code,
        links=links,
    )


def written(each: Field, answer: Answer, *, masked: bool = False) -> str:
    """Write one answer; an answer of another form version that does not fit is shown plainly."""
    if answer is None or answer == []:
        return ""
    try:
        return each.kind.write(answer, each, masked=masked)
    except (ValueError, ArithmeticError, TypeError, LookupError, AttributeError):
        return str(answer)


def differences(
    form: CompiledForm,
    before: FormState | Mapping[str, Answer],
    after: FormState | Mapping[str, Answer],
    context: Mapping[str, Any] | None = None,
    *,
    masked: bool = False,
) -> list[Difference]:
    """Return the answers that count and differ between two states, in the order of the form."""
    old, new = (walk(form, _answers(each), context or {}).answers for each in (before, after))
    return [
        Difference(
            key=each.key,
            page=each.page,
            label=each.label,
            before=written(each, old.get(each.key), masked=masked),
            after=written(each, new.get(each.key), masked=masked),
            anchor=f"{each.page}#f-{each.key}",
        )
        for each in form.fields.values()
        if as_answer(old.get(each.key)) != as_answer(new.get(each.key))
    ]


def _answers(given: FormState | Mapping[str, Answer]) -> Mapping[str, Answer]:
    return given.answers if isinstance(given, FormState) else given
