"""What the registries' answers have in common: their dates and their addresses."""

import re
from collections.abc import Mapping
from typing import Any

import geothai

from krob.foundation.core.thai import ERA

FIRST_BUDDHIST_YEAR = 2400


def registry_date(text: object) -> str:
    """Return ``YYYYMMDD`` as an ISO date in C.E.; what is unknown (``00``) is left out.

    Years past 2400 are B.E., others C.E.: the registries do not agree.
    """
    match = re.fullmatch(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:T.*)?", str(text or "").strip())
    if match is None:
        return ""
    year = int(match[1]) - (ERA if int(match[1]) > FIRST_BUDDHIST_YEAR else 0)
    parts = [f"{year:04d}"]
    for part in (match[2], match[3]):
        if part == "00":
            break
        parts.append(part)
    return "-".join(parts)


def address_by_name(
    parts: Mapping[str, Any], *, subdistrict: str, district: str, province: str
) -> dict[str, str]:
    """Return an address answer whose place is known by names; codes only where they are clear."""
    found = geothai.match(subdistrict, district=district, province=province) if subdistrict else []
    place: dict[str, str] = {}
    if len(found) == 1:
        place = _codes(found[0].subdistrict.code)
        codes = found[0].subdistrict.postal_codes
        place |= {"postcode": codes[0]} if len(codes) == 1 else {}
    return _said(parts) | place


def address_by_code(parts: Mapping[str, Any], code: str, postcode: str = "") -> dict[str, str]:
    """Return an address answer whose place is known by a DOPA code of six or eight digits."""
    place = _codes(code[:6]) if re.fullmatch(r"[0-9]{6,8}", code) else {}
    return _said(parts) | place | ({"postcode": postcode} if postcode else {})


def _codes(code: str) -> dict[str, str]:
    return {"subdistrict": code[:6], "district": code[:4], "province": code[:2]}


def _said(parts: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value).strip() for name, value in parts.items() if value}
