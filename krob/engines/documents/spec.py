"""The documents part of a service definition: read it, and say what is wrong with it.

Req: 2.4.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krob.engines.documents.types import How, Requirement
from krob.foundation.core.text import Text
from krob.foundation.editing.marks import MARKS
from krob.foundation.rules.contradictions import verdict
from krob.foundation.rules.errors import RuleError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.shapes import Each, Record, misfits
from krob.foundation.rules.values import Type

KINDS = ("pdf", "jpg", "png", "docx", "xlsx")
MOST_COPIES = 20
MOST_PAGES = 1000
MOST_DAYS = 3650
CODE = re.compile(r"[a-z][a-z0-9_-]{0,59}")
SHAPE = Each(
    Record(
        {
            "code": "text",
            "title": "words",
            "how": "text",
            "registry": "text",
            "key": "text",
            "needed_when": "text",
            "required_when": "text",
            "accept": Each("text"),
            "max_mb": "number",
            "copies": "number",
            "law": "words",
            "mark": "text",
            "hint": "words",
            "issuer": "words",
            "valid_days": "number",
            "max_pages": "number",
            "expiry_field": "text",
            "name_field": "text",
            "sample": "words",
        }
    )
)
KEYS = frozenset(SHAPE.item.fields)  # type: ignore[union-attr]
LIMITS = {"copies": MOST_COPIES, "max_pages": MOST_PAGES, "valid_days": MOST_DAYS}


def parse(part: Sequence[Mapping[str, Any]]) -> tuple[Requirement, ...]:
    """Return the requirements of a part without problems, in the order of the definition.

    Raises:
        ValueError: the part has a fault that ``problems`` would name.
    """
    return tuple(_requirement(row) for row in part)


def _requirement(row: Mapping[str, Any]) -> Requirement:
    how = How(row.get("how", "upload"))
    return Requirement(
        code=str(row["code"]),
        title=Text.of(row.get("title")),
        how=how,
        registry=str(row.get("registry") or ""),
        key=str(row.get("key") or ""),
        needed_when=str(row.get("needed_when") or ""),
        required_when=str(row.get("required_when") or ""),
        accept=tuple(row.get("accept") or ("pdf", "jpg", "png")),
        max_mb=int(row.get("max_mb") or settings.KROB_UPLOAD_LIMIT_MB),
        copies=int(row.get("copies") or 1),
        max_pages=row.get("max_pages"),
        valid_days=row.get("valid_days"),
        expiry_field=str(row.get("expiry_field") or ""),
        name_field=str(row.get("name_field") or ""),
        issuer=Text.of(row.get("issuer")),
        sample=Text.of(row.get("sample")),
        law=Text.of(row.get("law")),
        mark=str(row.get("mark") or ""),
        hint=Text.of(row.get("hint")),
    )


def problems(
    part: Sequence[Mapping[str, Any]],
    types: Mapping[str, Type],
    manual: Sequence[str] | None = None,
    registries: Collection[str] | None = None,
) -> list[Problem]:
    """Return what is wrong with a documents part; paths begin with the document's code.

    Args:
        part: the part as it stands in the definition.
        types: the form's answers, by which a condition may be asked.
        manual: codes of the documents in the public manual; by law no others may be asked for.
        registries: the registries that this installation can ask; ``None`` = not known here.
    """
    found = list(misfits(part, SHAPE))
    if found:
        return found
    used = Counter(str(row.get("code") or "") for row in part)
    for place, row in enumerate(part):
        code = str(row.get("code") or "")
        at = code if CODE.fullmatch(code) else str(place)
        found += [problem.under(at) for problem in _of_row(row, types)]
        if code and used[code] > 1:
            found.append(Problem(f"{at}.code", _("This code is used twice.")))
        found += _beside(at, row, manual, registries)
    return found


def _beside(
    at: str,
    row: Mapping[str, Any],
    manual: Sequence[str] | None,
    registries: Collection[str] | None,
) -> Iterator[Problem]:
    if manual is not None and row.get("code") not in manual:
        yield Problem(f"{at}.code", _("The public manual does not name this document."))
    registry = row.get("registry")
    if registries is not None and registry and registry not in registries:
        said = _("This installation knows no registry “%(name)s”.")
        yield Problem(f"{at}.registry", said % {"name": registry})


def _of_row(row: Mapping[str, Any], types: Mapping[str, Type]) -> Iterator[Problem]:
    for key in sorted(set(row) - KEYS):
        yield Problem(key, _("There is no such setting."))
    if not row.get("code"):
        yield Problem("code", _("A document needs a code."))
    elif not CODE.fullmatch(str(row["code"])):
        yield Problem("code", _("Use small letters a-z, digits, _ and -; begin with a letter."))
    yield from _of_words(row)
    yield from _of_source(row, types)
    yield from _of_sizes(row)
    yield from _of_rule("needed_when", row, types, "bool")
    yield from _of_rule("required_when", row, types, "bool")
    yield from _of_answers(row, types)


def _of_words(row: Mapping[str, Any]) -> Iterator[Problem]:
    title = Text.of(row.get("title"))
    if not title.th:
        yield Problem("title", _("A document needs a title in Thai."))
    elif not title.en:
        yield Problem("title", _("A document needs a title in English."))
    for key in ("hint", "issuer"):
        words = Text.of(row.get(key))
        if bool(words.th) != bool(words.en):
            yield Problem(key, _("Say this in Thai and in English."))
    if row.get("mark") and row["mark"] not in MARKS:
        yield Problem("mark", _("Choose where this comes from."))


def _of_source(row: Mapping[str, Any], types: Mapping[str, Type]) -> Iterator[Problem]:
    how = row.get("how", "upload")
    if how not in set(How):
        yield Problem("how", _("Choose how the document comes."))
    if how == How.FETCH:
        if not row.get("registry") or not row.get("key"):
            yield Problem("registry", _("A fetched document names its registry and its key."))
        yield from _of_rule("key", row, types, "text")


def _of_sizes(row: Mapping[str, Any]) -> Iterator[Problem]:
    unknown = sorted(set(row.get("accept") or ()) - set(KINDS))
    if unknown:
        yield Problem("accept", _("Files of this kind cannot be checked."))
    if not _is_between(row.get("max_mb", 1), settings.KROB_UPLOAD_LIMIT_MB):
        yield Problem("max_mb", _("The largest file is beyond what this installation takes."))
    for key, most in LIMITS.items():
        if not _is_between(row.get(key, 1), most):
            said = _("A whole number from 1 to %(most)s.")
            yield Problem(key, said % {"most": most})


def _is_between(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _of_answers(row: Mapping[str, Any], types: Mapping[str, Type]) -> Iterator[Problem]:
    for key, want in (("expiry_field", "date"), ("name_field", "text")):
        name = row.get(key)
        if not name:
            continue
        if name not in types:
            said = _("The document asks for the answer “%(name)s”, which the form lacks.")
            yield Problem(key, said % {"name": name})
        elif types[name] != want:
            said = (
                _("The answer “%(name)s” is not a date.")
                if want == "date"
                else _("The answer “%(name)s” is not a text.")
            )
            yield Problem(key, said % {"name": name})


def _of_rule(
    name: str, row: Mapping[str, Any], types: Mapping[str, Type], want: Type
) -> Iterator[Problem]:
    if not row.get(name):
        return
    try:
        compile_expression(str(row[name]), types, want)
        if name == "needed_when" and verdict([str(row[name])], types) == "never":
            yield Problem(name, _("This never holds: nobody is ever asked for the document."))
    except RuleError as error:
        yield Problem(name, error.text)
