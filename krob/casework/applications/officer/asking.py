"""Corrections at the officer's desk: what may be named, what was asked before. Reads only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from krob.casework.applications.models import Application
from krob.casework.applications.officer.answering import labels_of
from krob.casework.applications.papers import Paper
from krob.engines.smartforms.files import code_of
from krob.engines.smartforms.summary import PageSummary, SummaryRow
from krob.foundation.core.text import Text


@dataclass(frozen=True, slots=True)
class Round:
    """A correction round: what was asked for, why, and why it was left as it was, if it was."""

    number: int
    asked_at: Any
    items: Sequence[tuple[Text, str, str]]


def rounds(application: Application) -> Iterator[Round]:
    """Yield the correction rounds of an application, the newest first."""
    labels = labels_of(application)
    for row in application.corrections.order_by("-round"):
        items = []
        for item in row.items:
            code = f"{item['kind']}.{item['key']}"
            label = labels.get(code, Text(item["key"]))
            items.append((label, item["reason"], row.explanations.get(code, "")))
        yield Round(row.round, row.asked_at, items)


def left_as_it_was(rounds: Sequence[Round]) -> list[tuple[Text, str]]:
    """Return what the last round asked for and the applicant left, each with their word on it."""
    return [(label, said) for label, _why, said in rounds[0].items if said] if rounds else []


@dataclass(frozen=True, slots=True)
class Askable:
    """An answer or document that the officer may name; ``reason`` as posted, if it was."""

    kind: str
    key: str
    label: Text
    chosen: bool
    reason: str


def askable(
    pages: Sequence[PageSummary], papers: Sequence[Paper], named: Sequence[Mapping[str, str]]
) -> list[tuple[Text, list[Askable]]]:
    """Return what may be named for correction, by page of the form; documents come last."""
    given = {(one["kind"], one["key"]): one["reason"] for one in named}

    def one(kind: str, key: str, label: Text) -> Askable:
        return Askable(kind, key, label, (kind, key) in given, given.get((kind, key), ""))

    def asked(row: SummaryRow) -> Askable:
        if row.kind == "file":
            return one("document", code_of(row.key), row.label)
        return one("field", row.key, row.label)

    fields = [(page.title, [asked(row) for row in page.rows]) for page in pages]
    there = {code_of(row.key) for page in pages for row in page.rows if row.kind == "file"}
    brought = [
        paper.need
        for paper in papers
        if paper.need.how == "upload" and paper.need.code not in there
    ]
    documents = [one("document", need.code, need.title) for need in brought]
    return [*fields, (Text("เอกสาร", "Documents"), documents)]
