"""Provinces, districts and subdistricts with their DOPA codes, as the address question needs them.

Names and codes come from geothai (CC-BY-4.0, attribution shown beside the picker).
"""

from dataclasses import dataclass

import geothai
from django.utils.translation import get_language

ADDRESS_PARTS = (
    "house_no",
    "building",
    "moo",
    "soi",
    "road",
    "subdistrict",
    "district",
    "province",
    "postcode",
)
BANGKOK = "10"


@dataclass(frozen=True, slots=True)
class Place:
    """A subdistrict as a search result: names of its three levels and its postcode."""

    code: str
    subdistrict: str
    district: str
    province: str
    postcode: str


def in_language(area: object) -> str:
    """Return the name of an area in the reader's language."""
    english = (get_language() or "th").startswith("en")
    return str(getattr(area, "name_en" if english else "name_th"))


def titled(level: str, name: str, province: str) -> str:
    """Put the word for the level before a Thai name (แขวง in Bangkok, ตำบล elsewhere)."""
    if (get_language() or "th").startswith("en"):
        return name
    if province == BANGKOK:
        word = {"subdistrict": "แขวง", "district": "เขต"}.get(level, "")
    else:
        word = {"subdistrict": "ตำบล", "district": "อำเภอ", "province": "จังหวัด"}[level]
    return word + name.removeprefix(word)


def province_options() -> list[tuple[str, str]]:
    """List all provinces, Bangkok first, the rest by name."""
    found = sorted(geothai.provinces(), key=lambda p: (p.code != BANGKOK, in_language(p)))
    return [(p.code, in_language(p)) for p in found]


def district_options(province: str) -> list[tuple[str, str]]:
    """List the districts of a province by name."""
    return sorted(
        ((d.code, in_language(d)) for d in geothai.districts(province)), key=lambda pair: pair[1]
    )


def subdistrict_options(district: str) -> list[tuple[str, str]]:
    """List the subdistricts of a district by name."""
    return sorted(
        ((s.code, in_language(s)) for s in geothai.subdistricts(district)),
        key=lambda pair: pair[1],
    )


def is_known(code: str) -> bool:
    """Say whether a code of two, four or six digits names an area of today."""
    level = {2: geothai.province, 4: geothai.district, 6: geothai.subdistrict}.get(len(code))
    return bool(level and level(code))


def code_of(subdistrict: str, district: str, province: str) -> str:
    """Return the code of the one subdistrict that has these names; "" for none or several."""
    if not subdistrict:
        return ""
    found = geothai.match(subdistrict, district=district or None, province=province or None)
    return found[0].subdistrict.code if len(found) == 1 else ""


def postcodes(subdistrict: str) -> tuple[str, ...]:
    """Return the postcodes used in a subdistrict; nothing for an unknown code."""
    found = geothai.subdistrict(subdistrict)
    return tuple(found.postal_codes) if found else ()


def place(subdistrict: str) -> Place | None:
    """Return a subdistrict with its district and province, names in the reader's language."""
    found = geothai.address(subdistrict)
    if found is None:
        return None
    province = found.province.code
    return Place(
        code=found.subdistrict.code,
        subdistrict=titled("subdistrict", in_language(found.subdistrict), province),
        district=titled("district", in_language(found.district), province),
        province=titled("province", in_language(found.province), province),
        postcode=found.subdistrict.postal_codes[0],
    )


def search(query: str, limit: int = 12) -> list[Place]:
    """Find subdistricts by a part of a name of any level, or by postcode.

    Two characters are the least. A district or province that fits brings its subdistricts.
    """
    text = query.strip()[:80]
    if len(text) < 2:
        return []
    if text.isdecimal():
        codes = [s.code for s in geothai.by_postal_code(str(int(text)))]
    else:
        codes = _codes_by_name(text)
    found = (place(code) for code in list(dict.fromkeys(codes))[:limit])
    return [each for each in found if each]


def _codes_by_name(text: str) -> list[str]:
    """Subdistricts of that name first (Bangkok's before others), then those of larger areas."""
    results = geothai.search(text, limit=200)
    named = [r.area.code for r in results if r.level == "subdistrict"]
    begin = {r.area.code for r in results if in_language(r.area).startswith(text)}
    named.sort(key=lambda code: (code not in begin, not code.startswith(BANGKOK)))
    larger = [r for r in results if r.level != "subdistrict"][:3]
    exact = [r for r in larger if in_language(r.area).removeprefix("เขต") == text]
    within = [code for r in larger for code in _subdistricts_of(r.level, r.area.code)]
    first = [code for r in exact for code in _subdistricts_of(r.level, r.area.code)]
    return [*first, *named, *within]


def _subdistricts_of(level: str, code: str) -> list[str]:
    if level == "subdistrict":
        return [code]
    districts = [code] if level == "district" else [d.code for d in geothai.districts(code)]
    return [s.code for district in districts for s in geothai.subdistricts(district)]
