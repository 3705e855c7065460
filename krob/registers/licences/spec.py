"""The licence part of a service: what is wrong with it, and how the document would look.

Req: 2.2.1, A.8.
"""

import json
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from krob.engines.documents.render import TemplateError, made_in, qr_svg, settable
from krob.foundation.core import clock
from krob.foundation.core.canonical import canonical_json
from krob.foundation.core.text import Text
from krob.foundation.core.typography import day_long
from krob.foundation.rules.problems import Problem
from krob.registers.licences.defaults import licence_template
from krob.registers.licences.types import OutputKind

BRACES = re.compile(r"\{([^{}]*)\}")
PLACEHOLDER = re.compile(r"(running|year_be|fiscal_year_be|year)(:0[1-9])?")
LONGEST_TEMPLATE = 60_000
SAMPLE = "ตัวอย่าง"


def problems(
    part: Mapping[str, Any], fields: Collection[str], positions: Collection[str] | None = None
) -> list[Problem]:
    """Return what is wrong with a licence part, short of compiling its template.

    Args:
        part: the part as it stands in the definition.
        fields: keys of the form's questions, which the document may print.
        positions: codes of positions that may sign; ``None`` where they are not known yet.
    """
    found = list(_number(part))
    if part.get("kind") not in OutputKind.values:
        found.append(Problem("kind", _("Say what kind of document is issued.")))
    if not Text.of(part.get("title")).th:
        found.append(Problem("title", _("The document has no title in Thai.")))
    found += _rows(part, fields)
    found += _validity(part.get("validity") or {})
    signatory = part.get("signatory")
    if signatory and positions is not None and signatory not in positions:
        found.append(Problem("signatory", _("There is no such position in your agency.")))
    if len(str(part.get("template") or "")) > LONGEST_TEMPLATE:
        found.append(Problem("template", _("The template is too long.")))
    return found


def _number(part: Mapping[str, Any]) -> Iterator[Problem]:
    pattern = str(part.get("number_pattern") or "")
    if "{running" not in pattern:
        yield Problem("number_pattern", _("The number pattern has no {running}."))
    for inside in BRACES.findall(pattern):
        if not PLACEHOLDER.fullmatch(inside):
            said = _("Nothing fills {%(name)s} in the number pattern.") % {"name": inside}
            yield Problem("number_pattern", said)


def _rows(part: Mapping[str, Any], fields: Collection[str]) -> Iterator[Problem]:
    for number, row in enumerate(part.get("rows") or []):
        if not row.get("field"):
            found = _("Choose the question whose answer is printed.")
            yield Problem(f"rows[{number}].field", found)
        elif row["field"] not in fields:
            said = _("The document prints “%(name)s”, which the form does not ask.")
            yield Problem(f"rows[{number}].field", said % {"name": row["field"]})
        if not Text.of(row.get("label")).th:
            yield Problem(f"rows[{number}].label", _("The line has no name in Thai."))


def _validity(validity: Mapping[str, Any]) -> Iterator[Problem]:
    years = validity.get("years", 0)
    if not isinstance(years, int) or not 0 <= years <= 99:
        yield Problem("validity.years", _("Years are a whole number from 0 to 99."))
    if validity.get("until") not in (None, "year-end"):
        yield Problem("validity.until", _("The end is the anniversary or 31 December."))


def template_problems(part: Mapping[str, Any]) -> list[Problem]:
    """Return why the template makes no document; compiled once per content, in a child process."""
    fault = _fault(canonical_json(_order(part)).decode(), get_language() or "")
    return [Problem("template", fault)] if fault else []


@lru_cache(maxsize=256)
def _fault(order: str, language: str) -> Text | None:
    """Return what is wrong in the reader's language, which is part of what is kept."""
    try:
        _made(order, "png")
    except TemplateError as error:
        return Text(str(error.message))
    return None


def picture(part: Mapping[str, Any], rows: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return a PNG of the first page of the document with sample values.

    Raises:
        TemplateError: the template is wrong, reads a file, takes too long or too much memory.
    """
    return _made(canonical_json(_order(part, rows)).decode(), "png")


def _made(order: str, form: str) -> bytes:
    asked = json.loads(order)
    with tempfile.TemporaryDirectory(prefix="krob-sample-") as root:
        return made_in(root, asked["template"], asked["values"], form)


def _order(part: Mapping[str, Any], rows: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    return {
        "template": str(part.get("template") or licence_template()),
        "values": settable(sample_values(part, rows)),
    }


def sample_values(part: Mapping[str, Any], rows: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Return what a template may use, with examples in the place of answers."""
    today = clock.today()
    title = Text.of(part.get("title"))
    address = "https://example.go.th/verify/sample"
    own = rows or [(Text.of(row.get("label")).th, SAMPLE) for row in part.get("rows") or []]
    return {
        "title": title.th or SAMPLE,
        "attachments": [],
        "number": f"00001/{today.year + 543}",
        "title_th": title.th,
        "title_en": title.en,
        "service": SAMPLE,
        "authority_name": "สำนักงานตัวอย่าง",
        "holder_name": "บริษัท ตัวอย่าง จำกัด",
        "holder_number": "x-xxxx-xxxxx-12-3",
        "premises": "1 ถนนตัวอย่าง กรุงเทพมหานคร",
        "rows": [
            ("ผู้ได้รับอนุญาต", "บริษัท ตัวอย่าง จำกัด", True),
            ("สถานที่", "1 ถนนตัวอย่าง กรุงเทพมหานคร", False),
            *((label, value, False) for label, value in own),
            ("ใช้ได้ตั้งแต่", day_long(today, "th"), False),
            ("ใช้ได้ถึง", SAMPLE, True),
        ],
        "conditions": [Text.of(each).th for each in part.get("conditions") or []],
        "signatory_name": "นางสาวตัวอย่าง ใจดี",
        "signatory_position": "ผู้อำนวยการเขต",
        "signatory_basis": "",
        "date": [today.year, today.month, today.day],
        "decided_th": day_long(today, "th"),
        "valid_from_th": day_long(today, "th"),
        "valid_until_th": SAMPLE,
        "verify_url": address,
        "qr_svg": qr_svg(address),
    }
