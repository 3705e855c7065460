"""Kinds that are answered by a place: a Thai address, a point on the map."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import outlines, places
from krob.engines.smartforms.kinds.words import AUTOCOMPLETE, clean
from krob.engines.smartforms.types import Answer, Field, Kind, Posted, Unreadable
from krob.foundation.core.errors import Message
from krob.foundation.core.thai import ARABIC
from krob.foundation.editing.types import Setting
from krob.foundation.rules.values import Type

PARTS = places.ADDRESS_PARTS
LIMITS = {"house_no": 60, "building": 160, "moo": 20, "soi": 160, "road": 160}


class AddressKind(Kind):
    """A Thai address with DOPA codes for province, district and subdistrict."""

    code = "address"
    parts = PARTS
    grouped = True
    title = _("Address")
    settings = (AUTOCOMPLETE,)

    def gather(self, name: str, posted: Posted, field: Field) -> Answer:
        """Collect the inputs that were posted; a place picked from the search fills four."""
        found = {
            part: posted[f"{name}-{part}"][-1][:400] for part in PARTS if f"{name}-{part}" in posted
        }
        for picked in posted.get("_place", []):
            target, _colon, code = picked.partition(":")
            if target == name and places.place(code):
                found |= {"subdistrict": code, "district": code[:4], "province": code[:2]}
                found["postcode"] = places.postcodes(code)[0]
        return self._settled(found) if found else None

    def adapt(self, fact: Any, field: Field) -> Answer:
        """Turn a register's codes of eight digits, or its names, into the codes of an answer."""
        if not isinstance(fact, Mapping):
            return fact
        found = {part: str(fact.get(part) or "") for part in PARTS}
        code = found["subdistrict"][:6]
        if not places.is_known(code):
            code = places.code_of(*(found[p] for p in ("subdistrict", "district", "province")))
        if code:
            found |= {"subdistrict": code, "district": code[:4], "province": code[:2]}
        return self._settled(found)

    def _settled(self, found: dict[str, str]) -> dict[str, str]:
        """Forget a district of another province, and fill in a postcode that is the only one."""
        province, district = found.get("province", ""), found.get("district", "")
        if province and not district.startswith(province):
            found["district"] = district = ""
        subdistrict = found.get("subdistrict", "")
        if not district or not subdistrict.startswith(district):
            found["subdistrict"] = subdistrict = ""
        codes = places.postcodes(subdistrict)
        if codes and found.get("postcode", "") not in codes:
            typed = found.get("postcode", "").translate(ARABIC).strip()
            found["postcode"] = typed if typed and len(codes) > 1 else codes[0]
        return found

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read the address and prove that its codes belong together."""
        given = raw if isinstance(raw, Mapping) else {}
        typed = {part: clean(given.get(part) or "") for part in PARTS}
        typed["postcode"] = typed["postcode"].translate(ARABIC)
        if not any(typed.values()):
            return None
        wrong = self._wrong(typed)
        if wrong:
            raise Unreadable(**wrong)
        return typed

    def _wrong(self, typed: Mapping[str, str]) -> dict[str, Message]:
        wrong: dict[str, Message] = {
            part: _("At most %(most)s characters.") % {"most": most}
            for part, most in LIMITS.items()
            if len(typed[part]) > most
        }
        if not typed["house_no"]:
            wrong["house_no"] = _("Enter the house number; write - if there is none.")
        return wrong | self._wrong_area(typed)

    def _wrong_area(self, typed: Mapping[str, str]) -> dict[str, Message]:
        province, district, subdistrict = (
            typed[level] for level in ("province", "district", "subdistrict")
        )
        if not places.is_known(province):
            return {"province": _("Choose the province.")}
        if not (places.is_known(district) and district.startswith(province)):
            return {"district": _("Choose the district.")}
        if not (places.is_known(subdistrict) and subdistrict.startswith(district)):
            return {"subdistrict": _("Choose the subdistrict.")}
        codes = places.postcodes(subdistrict)
        if typed["postcode"] not in codes:
            return {"postcode": _("The postcode here is %(codes)s.") % {"codes": ", ".join(codes)}}
        return {}

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """Each part as text."""
        return {f".{part}": "text" for part in PARTS}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write the address on one line, in the order people know."""
        before = [("", "house_no"), ("", "building"), (_("Moo "), "moo")]
        before += [(_("Soi "), "soi"), (_("Road "), "road")]
        words = [f"{word}{answer[part]}" for word, part in before if answer.get(part)]
        found = places.place(answer.get("subdistrict", ""))
        if found:
            words += [found.subdistrict, found.district, found.province]
        return " ".join([*words, answer.get("postcode", "")]).strip()

    def show(self, raw: Answer, field: Field) -> Answer:
        """The inputs by part, and the lists that the chosen codes open."""
        given = raw if isinstance(raw, Mapping) else {}
        return {part: str(given.get(part) or "") for part in PARTS}

    def missing(self, field: Field) -> Message:
        """Ask for the address."""
        return _("Enter the address: %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """An object of texts; areas by DOPA code."""
        lengths = {"subdistrict": 6, "district": 4, "province": 2, "postcode": 5}
        properties: dict[str, Any] = {part: {"type": "string"} for part in PARTS}
        for part, length in lengths.items():
            properties[part]["pattern"] = f"^[0-9]{{{length}}}$"
        return {
            "type": "object",
            "properties": properties,
            "required": ["house_no", *lengths],
            "additionalProperties": False,
        }


NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
PLAIN = re.compile(rf"({NUMBER})[\s,;]+({NUMBER})")
DEGREES = re.compile(
    r"(\d{1,3}(?:\.\d+)?)°(?:(\d{1,2}(?:\.\d+)?)['′’])?(?:(\d{1,2}(?:\.\d+)?)(?:[\"″”]|''))?([NSEW])?",
    re.IGNORECASE,
)
LINKS = (
    re.compile(rf"!3d({NUMBER})!4d({NUMBER})"),
    re.compile(rf"@({NUMBER}),({NUMBER})"),
    re.compile(rf"(?:[?&](?:q|ll|query|destination|mlat)=)({NUMBER})(?:,|%2C|&mlon=)({NUMBER})"),
    re.compile(rf"geo:({NUMBER}),({NUMBER})"),
)
SOUTH, NORTH, WEST, EAST = (Decimal(n) for n in ("5.5", "20.6", "97.2", "105.8"))


def read_point(text: str) -> tuple[Decimal, Decimal] | None:
    """Read coordinates as people paste them: decimal, degrees-minutes-seconds, or a map's link.

    Latitude and longitude given the wrong way round are put right: Thailand leaves no doubt.
    """
    plain = clean(text).translate(ARABIC)[:400]
    for link in LINKS:
        if found := link.search(plain):
            return _ordered(Decimal(found[1]), Decimal(found[2]))
    if found := PLAIN.fullmatch(plain.strip("()[] ")):
        return _ordered(Decimal(found[1]), Decimal(found[2]))
    return _read_degrees(re.sub(r"[\s,]", "", plain))


def _read_degrees(text: str) -> tuple[Decimal, Decimal] | None:
    found = list(DEGREES.finditer(text))
    if len(found) != 2 or "".join(match[0] for match in found) != text:
        return None
    values = []
    for match in found:
        degrees, minutes, seconds = (Decimal(match[i] or 0) for i in (1, 2, 3))
        value = degrees + minutes / 60 + seconds / 3600
        values.append(-value if (match[4] or "").upper() in {"S", "W"} else value)
    return _ordered(*values)


def _ordered(first: Decimal, second: Decimal) -> tuple[Decimal, Decimal]:
    swapped = WEST <= first <= EAST and SOUTH <= second <= NORTH
    return (second, first) if swapped else (first, second)


class PointKind(Kind):
    """A point of the map: latitude and longitude, six decimals (about 10 cm)."""

    code = "point"
    title = _("Point on the map")
    settings = (
        Setting(
            key="outline",
            label=_("Outline that is shown"),
            kind="choice",
            choices=(("thailand", _("Thailand")), ("bangkok", _("Bangkok"))),
        ),
    )

    def gather(self, name: str, posted: Posted, field: Field) -> Answer:
        """Collect the text, or the place clicked on the outline (``<input type=image>``)."""
        outline = outlines.OUTLINES.get(field.options.get("outline", "thailand"))
        click = [posted.get(f"{name}-map.{axis}", [""])[-1] for axis in "xy"]
        if outline and all(re.fullmatch(r"[0-9]{1,4}", at) for at in click):
            lat, lon = outline.point_at(int(click[0]), int(click[1]))
            return f"{lat}, {lon}"
        return posted[name][-1][:400] if name in posted else None

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read the coordinates; they lie in Thailand."""
        if isinstance(raw, Mapping):
            raw = f"{raw.get('lat', '')}, {raw.get('lon', '')}"
        text = clean("" if raw is None else raw)
        if not text.strip(" ,"):
            return None
        found = read_point(text)
        if found is None:
            raise Unreadable(
                _("Enter latitude and longitude, such as 13.7291, 100.5246, or paste a map link.")
            )
        lat, lon = (value.quantize(Decimal("0.000001")) for value in found)
        if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
            raise Unreadable(_("This point is not in Thailand. Check both numbers."))
        return {"lat": str(lat), "lon": str(lon)}

    def typed(self, answer: Answer, field: Field) -> Any:
        """Two exact numbers."""
        return {axis: Decimal(answer[axis]) for axis in ("lat", "lon")}

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """Two numbers, in degrees."""
        return {".lat": "number", ".lon": "number"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Latitude, longitude."""
        return f"{answer['lat']}, {answer['lon']}"

    def show(self, raw: Answer, field: Field) -> Answer:
        """One line with both numbers; unreadable text as typed."""
        return self.write(raw, field) if isinstance(raw, Mapping) else str(raw or "")

    def missing(self, field: Field) -> Message:
        """Ask for the point."""
        return _("Mark the place: %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """Two numbers as text."""
        number = {"type": "string", "pattern": r"^[0-9]{1,3}\.[0-9]{6}$"}
        return {
            "type": "object",
            "properties": {"lat": number, "lon": number},
            "required": ["lat", "lon"],
            "additionalProperties": False,
        }
