"""The documents part of a service definition: read it, and say what is wrong with it.

Req: 2.4.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krob.engines.documents.types import How, Requirement
from krob.foundation.core.text import Text
from krob.foundation.rules.errors import RuleError
from krob.foundation.rules.expressions import compile_expression
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type

KINDS = ("pdf", "jpg", "png", "docx", "xlsx")
KEYS = frozenset(
    {
        "code",
        "title",
        "how",
        "registry",
        "key",
        "needed_when",
        "accept",
        "max_mb",
        "copies",
        "law",
        "mark",
        "hint",
        "issuer",
        "valid_days",
        "max_pages",
        "expiry_field",
        "name_field",
        "sample",
    }
)


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
        accept=tuple(row.get("accept") or ("pdf", "jpg", "png")),
        max_mb=int(row.get("max_mb", settings.KROB_UPLOAD_LIMIT_MB)),
        copies=int(row.get("copies", 1)),
        law=Text.of(row.get("law")),
        mark=str(row.get("mark") or ""),
        hint=Text.of(row.get("hint")),
    )


def problems(
    part: Sequence[Mapping[str, Any]],
    types: Mapping[str, Type],
    manual: Sequence[str] | None = None,
) -> list[Problem]:
    """Return what is wrong with a documents part.

    Args:
        part: the part as it stands in the definition.
        types: the form's answers, by which a condition may be asked.
        manual: codes of the documents in the public manual; by law no others may be asked for.
    """
    found: list[Problem] = []
    seen: set[str] = set()
    for number, row in enumerate(part):
        code = str(row.get("code") or "")
        if code in seen:
            found.append(Problem(f"[{number}].code", _("This code is used twice.")))
        seen.add(code)
        found += [problem.under(f"[{number}]") for problem in _of_row(row, types)]
        if manual is not None and code not in manual:
            found.append(
                Problem(f"[{number}].code", _("The public manual does not name this document."))
            )
    return found


def _of_row(row: Mapping[str, Any], types: Mapping[str, Type]) -> Iterator[Problem]:
    for key in sorted(set(row) - KEYS):
        yield Problem(key, _("There is no such setting."))
    if not row.get("code"):
        yield Problem("code", _("A document needs a code."))
    if not Text.of(row.get("title")).th:
        yield Problem("title", _("A document needs a title in Thai."))
    yield from _of_source(row, types)
    yield from _of_sizes(row)
    yield from _of_rule("needed_when", row, types, "bool")


def _of_source(row: Mapping[str, Any], types: Mapping[str, Type]) -> Iterator[Problem]:
    how = row.get("how", "upload")
    if how not in set(How):
        yield Problem("how", _("Choose fetch, upload or form."))
    if how == How.FETCH:
        if not row.get("registry") or not row.get("key"):
            yield Problem("registry", _("A fetched document names its registry and its key."))
        yield from _of_rule("key", row, types, "text")


def _of_sizes(row: Mapping[str, Any]) -> Iterator[Problem]:
    unknown = sorted(set(row.get("accept") or ()) - set(KINDS))
    if unknown:
        yield Problem("accept", _("Files of this kind cannot be checked."))
    size, copies = row.get("max_mb", 1), row.get("copies", 1)
    if not isinstance(size, int) or not 1 <= size <= settings.KROB_UPLOAD_LIMIT_MB:
        yield Problem("max_mb", _("The largest file is beyond what this installation takes."))
    if not isinstance(copies, int) or not 1 <= copies <= 20:
        yield Problem("copies", _("The number of files is from 1 to 20."))


def _of_rule(
    name: str, row: Mapping[str, Any], types: Mapping[str, Type], want: Type
) -> Iterator[Problem]:
    if not row.get(name):
        return
    try:
        compile_expression(str(row[name]), types, want)
    except RuleError as error:
        yield Problem(name, error.text)
