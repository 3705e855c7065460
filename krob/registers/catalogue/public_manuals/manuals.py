"""Public manuals: read from the shape of the manual system, compared with a draft, field by field.

The shape follows the manual template of the Office of the Public Sector Development Commission:
name, criteria, steps with their time, documents, fees, channels. The names on the wire are an
assumption, as the system publishes none; they stand here alone.

Law: Licensing Facilitation Act B.E. 2558, s. 7 (manual), s. 10 (time).
Req: 2.2.2, P.1.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text
from krob.foundation.editing.lists import fresh
from krob.registers.catalogue.versioning.definition import digest_of

Parts = Mapping[str, Any]
UNITS = {"day": "calendar", "calendar-day": "calendar", "working-day": "working"}
MOST_BYTES = 1_000_000
MOST_ROWS = 200
LONGEST = 2_000


# -- read -----------------------------------------------------------------------------------------


def read_file(content: bytes) -> dict[str, Any]:
    """Read a manual from a file that the manual system exported.

    Raises:
        Invalid: too large, not JSON, or not a manual.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("manual-too-large", _("The file is larger than 1 MB."))
    try:
        return read(json.loads(content))
    except (ValueError, RecursionError):
        raise _malformed() from None


def read(body: Any) -> dict[str, Any]:
    """Read a manual as the manual system gives it; what is not understood is left out.

    Raises:
        Invalid: it is not a manual.
    """
    try:
        return {
            "code": _text(body["id"]),
            "title": _text(body["name"]),
            "as_of": date.fromisoformat(str(body["updated_at"])[:10]).isoformat(),
            "days": int(body["total_duration"]["value"]),
            "unit": UNITS[body["total_duration"]["unit"]],
            "criteria": [_text(one) for one in _rows(body, "criteria")],
            "steps": [_step(one) for one in _rows(body, "steps")],
            "documents": [_document(one) for one in _rows(body, "documents")],
            "fees": [_fee(one) for one in _rows(body, "fees")],
            "channels": [_text(one) for one in _rows(body, "channels")],
            "url": _address(body.get("url")),
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _malformed() from None


def _malformed() -> Invalid:
    return Invalid("manual-malformed", _("This is not a public manual."))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("a text was expected")
    return value.strip()[:LONGEST]


def _address(value: Any) -> str:
    text = str(value or "")
    return text[:400] if text.startswith(("https://", "http://")) else ""


def _rows(body: Parts, key: str) -> Sequence[Any]:
    rows = body.get(key) or []
    if not isinstance(rows, list):
        raise TypeError("a list was expected")
    return rows[:MOST_ROWS]


def _step(one: Parts) -> dict[str, Any]:
    time = one.get("duration") or {}
    return {
        "title": _text(one["name"]),
        "days": int(time.get("value") or 0),
        "unit": UNITS.get(str(time.get("unit")), str(time.get("unit") or "")),
    }


def _document(one: Parts) -> dict[str, Any]:
    return {
        "code": _text(one["id"]),
        "title": _text(one["name"]),
        "issuer": str(one.get("issuer") or ""),
        "originals": int(one.get("original") or 0),
        "copies": int(one.get("copy") or 0),
    }


def _fee(one: Parts) -> dict[str, Any]:
    return {"title": _text(one["name"]), "amount": str(one.get("amount") or "")}


def digest(manual: Parts) -> str:
    """Return by what a version of a manual is known; the day alone makes no other version."""
    return digest_of({key: value for key, value in manual.items() if key != "as_of"})


# -- compare --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One field that a draft and the manual say differently; ``key`` names it when accepted."""

    key: str
    label: Text
    ours: str
    theirs: str


def compare(parts: Parts, manual: Parts) -> list[Row]:
    """Return what a draft says otherwise than the manual, field by field."""
    return [
        *_facts(parts, manual),
        *(
            Row(f"document.{one['code']}", Text("เอกสาร", "Document"), "", one["title"])
            for one in manual["documents"]
            if not _known(parts, one)
        ),
    ]


def _facts(parts: Parts, manual: Parts) -> list[Row]:
    ours = (parts.get("service") or {}).get("manual") or {}
    deadline = (parts.get("steps") or {}).get("deadline") or {}
    service = parts.get("service") or {}
    promised = _days(deadline.get("days"), deadline.get("unit"))
    theirs = _days(manual["days"], manual["unit"])
    rows = [
        Row("title", Text("ชื่อ", "Name"), Text.of(service.get("title")).th, manual["title"]),
        Row("deadline", Text("เวลาที่ให้สัญญา", "Time promised"), promised, theirs),
        Row(
            "time",
            Text("เวลาตามคู่มือ", "Time of the manual"),
            _days(ours.get("days"), ours.get("unit")),
            theirs,
        ),
        Row(
            "criteria",
            Text("หลักเกณฑ์", "Criteria"),
            _lines(Text.of(line).th for line in service.get("criteria") or ()),
            _lines(manual["criteria"]),
        ),
        Row(
            "fees",
            Text("ค่าธรรมเนียมตามคู่มือ", "Fees of the manual"),
            Text.of(ours.get("fees")).th,
            fees_text(manual),
        ),
        Row("url", Text("ที่อยู่ของคู่มือ", "Address"), str(ours.get("url") or ""), manual["url"]),
    ]
    return [row for row in rows if row.theirs and row.ours != row.theirs]


def _days(days: Any, unit: Any) -> str:
    if not days:
        return ""
    words = {"working": Text("วันทำการ", "working days")}.get(str(unit), Text("วัน", "days"))
    return f"{days} {words}"


def _lines(lines: Any) -> str:
    return "\n".join(lines)


def fees_text(manual: Parts) -> str:
    """Return the fees of a manual in one line."""
    return ", ".join(
        f"{one['title']} {one['amount']} บาท" if one["amount"] else one["title"]
        for one in manual["fees"]
    )


def _known(parts: Parts, document: Parts) -> bool:
    named = ((parts.get("service") or {}).get("manual") or {}).get("documents") or ()
    ours = _ours(parts, document)
    return ours is not None and ours in named


def _ours(parts: Parts, document: Parts) -> str | None:
    """Return our code of a document that the manual names: by its code, else by its name."""
    for one in parts.get("documents") or ():
        if document["code"] == one.get("code") or document["title"] == Text.of(one["title"]).th:
            return str(one["code"])
    return None


def documents_beyond(parts: Parts, manual: Parts) -> list[str]:
    """Return the documents that a draft asks for and the manual does not name."""
    named = {_ours(parts, one) for one in manual["documents"]}
    return [
        str(Text.of(one.get("title")))
        for one in parts.get("documents") or ()
        if one.get("code") not in named
    ]


# -- accept ---------------------------------------------------------------------------------------


def accepted(parts: Parts, manual: Parts, keys: Sequence[str]) -> dict[str, Any]:
    """Return the parts of a draft with what was accepted of a manual; the rest stays as it is.

    Whatever is accepted, the draft from now on names the manual's code, day and digest.
    """
    service = dict(parts.get("service") or {})
    ours = dict(service.get("manual") or {})
    ours |= {"code": manual["code"], "as_of": manual["as_of"], "digest": digest(manual)}
    new = {**parts, "service": service}
    for key in keys:
        _accept(key, new, service, ours, manual)
    service["manual"] = ours
    return new


def _accept(
    key: str, new: dict[str, Any], service: dict[str, Any], ours: dict[str, Any], manual: Parts
) -> None:
    if key == "title":
        service["title"] = {**(service.get("title") or {}), "th": manual["title"]}
    elif key == "time":
        ours |= {"days": manual["days"], "unit": manual["unit"]}
    elif key == "deadline":
        steps = dict(new.get("steps") or {})
        time = {"days": manual["days"], "unit": manual["unit"]}
        new["steps"] = {**steps, "deadline": {**(steps.get("deadline") or {}), **time}}
    elif key == "criteria":
        service["criteria"] = _criteria(service.get("criteria") or (), manual["criteria"])
    elif key == "fees":
        ours["fees"] = {**(ours.get("fees") or {}), "th": fees_text(manual)}
    elif key == "url":
        ours["url"] = manual["url"]
    elif key.startswith("document."):
        _accept_document(key.removeprefix("document."), new, ours, manual)


def _criteria(ours: Sequence[Parts], theirs: Sequence[str]) -> list[Any]:
    """Keep our English of the lines that stay."""
    known = {Text.of(line).th: line for line in ours}
    return [known.get(line, {"th": line}) for line in theirs]


def _accept_document(code: str, new: dict[str, Any], ours: dict[str, Any], manual: Parts) -> None:
    for one in manual["documents"]:
        if one["code"] != code:
            continue
        found = _ours(new, one)
        if found is None:
            found = fresh("document", {str(d.get("code")) for d in new.get("documents") or ()})
            new["documents"] = [*(new.get("documents") or ()), _asked(found, one)]
        ours["documents"] = [*dict.fromkeys([*(ours.get("documents") or ()), found])]


def _asked(code: str, one: Parts) -> dict[str, Any]:
    asked = {"code": code, "title": {"th": one["title"]}, "how": "upload", "mark": "S"}
    return {**asked, "issuer": {"th": one["issuer"]}} if one["issuer"] else asked
