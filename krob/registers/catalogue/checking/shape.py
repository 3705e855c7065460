"""Whether the parts of a definition are built as they must be, before anyone reads them.

A draft comes from editors that keep the shape, or from a file that may hold anything. What passes
here can be read without surprises; what does not is shown as it is, and never edited.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from krob.engines.documents import spec as documents
from krob.engines.workflow import spec as workflow
from krob.foundation.rules import lint
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.shapes import Each, Either, Keyed, Record, Shape, misfits
from krob.registers.catalogue.proving import examples
from krob.registers.catalogue.versioning import legal

_QUESTIONS = Each(
    Record(
        {
            **dict.fromkeys(("key", "kind"), "text"),
            **dict.fromkeys(("label", "hint", "unit"), "words"),
        }
    )
)
_SERVICE = Record(
    {
        **dict.fromkeys(("title", "subtitle", "summary", "law", "output", "validity"), "words"),
        **dict.fromkeys(("code", "group", "power", "kind", "law_mark", "validity_mark"), "text"),
        **dict.fromkeys(("applies_when", "label_field", "contact_field", "output_kind"), "text"),
        **dict.fromkeys(
            ("applicants", "channels", "actions", "business_types", "life_events"), Each("text")
        ),
        "payment_channels": Each("text"),
        "keywords": "words",
        "criteria": Each("words"),
        "ial": "text",
        "review_by": "text",
        "premises": Keyed("text"),
        "legal": legal.SHAPE,
        "questions": _QUESTIONS,
        "eligibility": Each(
            Record({"rule": "text", "message": "words", "law": "words", "mark": "text"})
        ),
        "relations": Each(
            Record(
                {
                    **dict.fromkeys(("kind", "service", "when", "scope", "mark"), "text"),
                    "message": "words",
                    "law": "words",
                }
            )
        ),
        "manual": Record(
            {
                **dict.fromkeys(("code", "as_of", "unit", "url"), "text"),
                "days": "number",
                "documents": Each("text"),
                "fees": "words",
            }
        ),
    }
)
_FIELD: dict[str, Shape] = {
    **dict.fromkeys(("key", "kind", "visible_when", "prefill", "purpose", "sensitivity"), "text"),
    **dict.fromkeys(("label", "short", "help", "why", "because", "law"), "words"),
    "required": Either("flag", "text"),
    "checks": Each(Record({"rule": "text", "message": "words"})),
    "options": Each(Record({"code": Either("text", "number"), "label": "words"})),
    "accept": Each("text"),
}
_FORM = Record(
    {
        "pages": Each(
            Record(
                {
                    "key": "text",
                    "title": "words",
                    "help": "words",
                    "visible_when": "text",
                    "fields": Each(Record({**_FIELD, "fields": Each(Record(_FIELD))})),
                }
            )
        )
    }
)
_FEES = Record(
    {
        "lines": Each(
            Record(
                {
                    **dict.fromkeys(("code", "kind", "table", "when", "date", "precedes"), "text"),
                    **dict.fromkeys(("label", "law", "explanation"), "words"),
                    **dict.fromkeys(("amount", "ceiling"), Either("text", "number")),
                    "mark": "text",
                }
            )
        ),
        "tables": Each(lint.SHAPE),
        "due_days": "number",
    }
)
_LICENCE = Record(
    {
        **dict.fromkeys(("kind", "number_pattern", "template", "signatory"), "text"),
        "title": "words",
        "conditions": Each("words"),
        "rows": Each(Record({"label": "words", "field": "text"})),
        "validity": Record({"years": "number", "until": "text", "mark": "text"}),
    }
)
_MESSAGES = Keyed(
    Record(
        {
            "title": "words",
            "body": "words",
            "when": "text",
            "channels": Each("text"),
            "quiet": "flag",
        }
    )
)
_PERSONA = Record({"name": "words", "answers": Keyed("any"), "expect": Each("text")})
_ENDING = Record({"when": "text", "text": "words"})
_JOURNEY = Record(
    {
        **dict.fromkeys(("title", "summary"), "words"),
        "kind": "text",
        "hidden": "flag",
        "business_types": Each("text"),
        "services": Each(Record(dict.fromkeys(("code", "when", "action"), "text"))),
        "questions": _QUESTIONS,
        "endings": Each(_ENDING),
        "personas": Each(_PERSONA),
    }
)
_TYPES = Record({"types": Each(Record({"code": "text", "title": "words"}))})
SHAPES: Mapping[str, Shape] = {
    "service": _SERVICE,
    "form": _FORM,
    "documents": documents.SHAPE,
    "steps": workflow.SHAPE,
    "fees": _FEES,
    "licence": _LICENCE,
    "messages": _MESSAGES,
    "examples": examples.SHAPE,
    "offering": Record({"tables": Each(lint.SHAPE), "calendar": "text"}),
    "journey": _JOURNEY,
    "business-types": _TYPES,
}
_ELSEWHERE = ("offering", "journey", "business-types")
"""Parts that are no service's."""
_EMPTY: Mapping[str, Any] = {"documents": [], "examples": []}


def whole(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts with an empty one for each that is absent."""
    wanted = {name: _EMPTY.get(name, {}) for name in SHAPES if name not in _ELSEWHERE}
    return wanted | {name: part for name, part in parts.items() if part is not None}


def problems_of(name: str, part: Any) -> list[Problem]:
    """Return where one part is not built as it must be."""
    shape = SHAPES.get(name)
    return [] if shape is None else list(misfits(part, shape))


def problems(parts: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield where any part is not built as it must be; paths begin with the part."""
    for name, part in parts.items():
        for problem in problems_of(name, part):
            yield Problem(f"{name}/{problem.path}", problem.message)


def readable(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts without those that are not built as they must be."""
    return {name: part for name, part in parts.items() if not problems_of(name, part)}
