"""Reads the free text of who may bind a company into a rule, or says that it cannot.

The registry keeps signing authority as prose ("two of the three directors sign jointly with the
company seal"). Only sentences that are understood to the last word become a rule; every other text
stays text, for an officer to read.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from krob.people.parties.types import Director

TITLES = ("นางสาว", "น.ส.", "นาย", "นาง", "ดร.", "Mr.", "Mrs.", "Miss", "Ms.")
COUNTS = {"หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5}
_COUNT = r"(?P<count>หนึ่ง|สอง|สาม|สี่|ห้า|[1-5])"
_SEAL = r"(?P<seal>(?:และ|พร้อม)?ประทับตรา(?:สำคัญ)?(?:ของ)?(?:บริษัท|ห้าง(?:หุ้นส่วน)?)?)?"
_WHO = r"(?P<who>กรรมการ|หุ้นส่วนผู้จัดการ)"
_SIGN = r"(?:ร่วมกัน)?ลง(?:ลายมือ)?ชื่อ(?:ร่วมกัน)?"
_ONE = r"<\d+>"
_PREFIX = re.compile(r"^(?:จำนวนหรือชื่อ)?กรรมการซึ่งลง(?:ลายมือ)?ชื่อผูกพันบริษัทได้คือ")
_BETWEEN = re.compile(r"(?<=ชื่อ)หรือ|(?<=ร่วมกัน)หรือ|(?<=บริษัท)หรือ|(?<=ตรา)หรือ")
_ANY = re.compile(rf"{_WHO}(?P<any>คนใดคนหนึ่ง|คนหนึ่งคนใด)?{_SIGN}{_SEAL}")
_COUNTED = re.compile(
    rf"{_WHO}(?:จำนวน)?{_COUNT}(?:ใน(?:หนึ่ง|สอง|สาม|สี่|ห้า|[1-5]))?คน(?:ใดคนหนึ่ง)?{_SIGN}{_SEAL}"
)
_EVERYONE = re.compile(rf"{_WHO}ทุกคน{_SIGN}{_SEAL}")
_EITHER = re.compile(rf"(?P<names>{_ONE}(?:หรือ{_ONE})*)(?:คนใดคนหนึ่ง)?ลง(?:ลายมือ)?ชื่อ{_SEAL}")
_TOGETHER = re.compile(rf"(?P<names>{_ONE}(?:และ{_ONE})+){_SIGN}{_SEAL}")
_WITH = re.compile(rf"(?P<first>{_ONE})ลง(?:ลายมือ)?ชื่อร่วมกับ(?P<names>{_ONE}(?:หรือ{_ONE})*){_SEAL}")


@dataclass(frozen=True, slots=True)
class Clause:
    """One way to bind: so many of these, with or without the seal."""

    count: int
    of: tuple[str, ...]
    seal: bool = False


@dataclass(frozen=True, slots=True)
class SigningRule:
    """The ways in which a company is bound; any one of them will do."""

    clauses: tuple[Clause, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it is stored."""
        return {
            "clauses": [
                {"any": clause.count, "of": list(clause.of), "seal": clause.seal}
                for clause in self.clauses
            ]
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "SigningRule | None":
        """Read a stored rule; an empty one was never understood."""
        clauses = stored.get("clauses") or []
        if not clauses:
            return None
        return cls(tuple(Clause(c["any"], tuple(c["of"]), c["seal"]) for c in clauses))

    def signers_with(self, name: str) -> int | None:
        """Return how few must sign when this one does; ``None`` when the one never signs."""
        counts = [c.count for c in self.clauses if any(same_name(name, one) for one in c.of)]
        return min(counts, default=None)

    def seal_with(self, name: str) -> bool:
        """Say whether the fewest signers still need the company seal."""
        fewest = self.signers_with(name)
        fitting = [
            c
            for c in self.clauses
            if c.count == fewest and any(same_name(name, one) for one in c.of)
        ]
        return bool(fitting) and all(c.seal for c in fitting)


def _forms(name: str) -> set[str]:
    plain = " ".join(name.split())
    shorter = {plain.removeprefix(title).strip() for title in TITLES if plain.startswith(title)}
    return {plain, *shorter} - {""}


def same_name(one: str, other: str) -> bool:
    """Say whether two names are the same, titles and spacing aside."""
    return bool(_forms(one) & _forms(other))


def parse(text: str, directors: Sequence[Director]) -> SigningRule | None:
    """Return the rule that a signing text states, or ``None`` where a word is not understood."""
    plain = _PREFIX.sub("", _with_tokens(text, directors))
    if not plain:
        return None
    clauses: list[Clause] = []
    for part in _BETWEEN.split(plain):
        found = _clauses(part, directors)
        if not found:
            return None
        clauses += found
    return SigningRule(tuple(clauses))


def _with_tokens(text: str, directors: Sequence[Director]) -> str:
    plain = re.sub(r"[\s/.]+", "", text)
    spelt = [
        (re.sub(r"[\s/.]+", "", form), at)
        for at, director in enumerate(directors)
        for form in _forms(director.name)
    ]
    for form, at in sorted(spelt, key=lambda pair: -len(pair[0])):
        titles = "|".join(re.escape(title.replace(".", "")) for title in TITLES)
        plain = re.sub(rf"(?:{titles})?{re.escape(form)}", f"<{at}>", plain)
    return plain


def _clauses(part: str, directors: Sequence[Director]) -> list[Clause]:
    by_office = _by_office(part, directors)
    return [by_office] if by_office else _by_name(part, directors)


def _by_office(part: str, directors: Sequence[Director]) -> Clause | None:
    """Read "two directors sign jointly": a number of holders of an office."""
    for pattern in (_COUNTED, _EVERYONE, _ANY):
        if match := pattern.fullmatch(part):
            office = _holders(match["who"], directors)
            count = _count(match, len(office))
            return Clause(count, office, bool(match["seal"])) if 0 < count <= len(office) else None
    return None


def _count(match: re.Match[str], holders: int) -> int:
    """Return how many must sign; 0 where the text leaves it open."""
    said = match.groupdict()
    if word := said.get("count"):
        return COUNTS.get(word) or int(word)
    if match.re is _EVERYONE:
        return holders
    return 1 if said.get("any") or holders == 1 else 0


def _holders(office: str, directors: Iterable[Director]) -> tuple[str, ...]:
    everyone = tuple(director.name for director in directors)
    if office == "กรรมการ":
        return everyone
    return tuple(one.name for one in directors if one.kind == "managing-partner")


def _by_name(part: str, directors: Sequence[Director]) -> list[Clause]:
    """Read "A and B sign jointly", "A or B signs", "A signs jointly with B or C"."""

    def named(text: str) -> tuple[str, ...]:
        return tuple(directors[int(at)].name for at in re.findall(r"\d+", text))

    if match := _EITHER.fullmatch(part):
        return [Clause(1, named(match["names"]), bool(match["seal"]))]
    if match := _TOGETHER.fullmatch(part):
        names = named(match["names"])
        return [Clause(len(names), names, bool(match["seal"]))]
    if match := _WITH.fullmatch(part):
        first = named(match["first"])
        return [Clause(2, (*first, n), bool(match["seal"])) for n in named(match["names"])]
    return []
