"""Says an address answer in one line, as people write it."""

from collections.abc import Mapping
from typing import Any

import geothai

from krob.foundation.core.text import Text

BANGKOK = "10"
_PARTS_TH = (("moo", "หมู่ {}"), ("soi", "ซอย{}"), ("road", "ถนน{}"))
_PARTS_EN = (("moo", "Moo {}"), ("soi", "Soi {}"), ("road", "{} Road"))


def address_line(address: Mapping[str, Any]) -> Text:
    """Return house, road and place; names of the place come from its DOPA codes.

    An address that a provider gave as one text (``text`` or ``formatted``) is said as it came.
    """
    if whole := str(address.get("text") or address.get("formatted") or ""):
        return Text(whole)
    return Text(_line(address, "th"), _line(address, "en"))


def _line(address: Mapping[str, Any], language: str) -> str:
    forms = _PARTS_EN if language == "en" else _PARTS_TH
    said = [str(address.get(part) or "") for part in ("house_no", "building")]
    said += [form.format(address[part]) for part, form in forms if address.get(part)]
    said += [*_place(address, language), str(address.get("postcode") or "")]
    return (", " if language == "en" else " ").join(one for one in said if one)


def _place(address: Mapping[str, Any], language: str) -> list[str]:
    subdistrict = geothai.subdistrict(str(address.get("subdistrict") or ""))
    district = geothai.district(str(address.get("district") or ""))
    province = geothai.province(str(address.get("province") or ""))
    if language == "en":
        return [one.name_en for one in (subdistrict, district, province) if one]
    city = bool(province and province.code == BANGKOK)
    return [
        _prefixed("แขวง" if city else "ตำบล", subdistrict.name_th) if subdistrict else "",
        _prefixed("เขต" if city else "อำเภอ", district.name_th) if district else "",
        _prefixed("" if city else "จังหวัด", province.name_th) if province else "",
    ]


def _prefixed(word: str, name: str) -> str:
    return name if name.startswith(word) else f"{word}{name}"
