"""Good answers for any form that ships: what a worked example says, and the least of the rest."""

from collections.abc import Mapping
from typing import Any

from krob.engines.smartforms.types import CompiledForm, Field
from krob.foundation.core.thai import check_digit

BANG_RAK = {
    "house_no": "99/1",
    "road": "สีลม",
    "subdistrict": "100402",
    "district": "1004",
    "province": "10",
    "postcode": "10500",
}
# Fields whose checks ask for more than their kind.
PARTICULAR: Mapping[str, Any] = {
    "branch_no": "00001",
    "business_type": "56101",
    "cooling_days": "7",
    "house_code": "10400123456",
    "insured_until": "2027-11-01",
    "security_due": "200000.00",
    "declares_truth": True,
}
BY_KIND: Mapping[str, Any] = {
    "address": BANG_RAK,
    "consent": True,
    "date": "2026-11-20",
    "email": "somebody@example.com",
    "phone": "+66812345678",
    "point": {"lat": "13.7262", "lon": "100.5236"},
    "time_range": {"opens": "09:00", "closes": "18:00"},
    "yes_no": False,
    "long_text": "ตัวอย่าง",
    "text": "ตัวอย่าง",
}


def answers_for(form: CompiledForm, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return canonical answers to every question of a form; ``said`` come first."""
    return {
        field.key: _rows(field, said.get(field.key)) if field.fields else _answer(field, said)
        for field in form.fields.values()
        if field.kind.asks and (field.fields or _answer(field, said) is not None)
    }


def _answer(field: Field, said: Mapping[str, Any]) -> Any:
    if field.key in said:
        return said[field.key]
    if field.key in PARTICULAR:
        return PARTICULAR[field.key]
    options = [option["code"] for option in field.options.get("options", ())]
    match field.kind.code:
        case "choice":
            return options[0]
        case "choices":
            return options[:1]
        case "number":
            return str(max(1, int(field.options.get("min") or 0)))
        case "money":
            return "1000.00"
        case "person" | "juristic":
            return "110040000001" + check_digit("110040000001")
    return BY_KIND.get(field.kind.code)


def _rows(field: Field, said: Any) -> list[dict[str, Any]]:
    given = said or [{}] * max(1, int(field.options.get("min") or 1))
    return [{cell.key: _answer(cell, row) for cell in field.fields} for row in given]
