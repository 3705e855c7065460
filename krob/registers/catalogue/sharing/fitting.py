"""An ordinance from another installation, made to fit an authority here.

What belongs to the other authority (who is paid, its offices, calendar, numbers) is left out, in
words: nobody's fees may go to a stranger's account because a file said so.

Req: 2.2.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from krob.foundation.core.text import Text
from krob.people.agencies.models import Authority
from krob.registers.catalogue.drafting import offerings
from krob.registers.catalogue.models import (
    ImportedPackage,
    ServiceDraft,
    ServiceOffering,
)
from krob.registers.catalogue.sharing.packing import Ordinance
from krob.registers.catalogue.versioning.definition import digest_of

KNOWN = ("ordinance", "units", "calendar", "number_pattern", "payee", "tables")
OTHERS: Mapping[str, Text] = {
    "payee": Text("ผู้รับเงิน", "who receives the money"),
    "number_pattern": Text("รูปแบบเลขที่", "the pattern of numbers"),
    "calendar": Text("ปฏิทิน", "the calendar"),
}


@dataclass(frozen=True, slots=True)
class Fitted:
    """The part of a draft, and what was left out of it."""

    part: dict[str, Any]
    left_out: tuple[Text, ...]


def fitted(ordinance: Ordinance, here: Authority) -> Fitted:
    """Return an ordinance as the authority here may begin with it."""
    part = {key: value for key, value in ordinance.parts.items() if key in KNOWN}
    words = [_unknown(key) for key in ordinance.parts if key not in KNOWN]
    if ordinance.authority != here.code:
        words += [_of_others(part.pop(key) and key, ordinance) for key in OTHERS if part.get(key)]
    units = [str(code) for code in part.get("units") or ()]
    own = {office.code for office in offerings.offices_of(here)}
    words += [_not_an_office(code) for code in units if code not in own]
    if units:
        part["units"] = [code for code in units if code in own]
    if not part.get("units"):
        part.pop("units", None)
    return Fitted({"tables": [], **part}, tuple(words))


def _unknown(key: str) -> Text:
    return Text(f"ตัดค่า “{key}” ออก เพราะระบบนี้ไม่รู้จัก", f"“{key}” was left out: it is not known here")


def _of_others(key: str, ordinance: Ordinance) -> Text:
    name, what = ordinance.name, OTHERS[key]
    return Text(
        f"ตัด{what.th}ของ {name.th} ออก ขอให้กรอกของหน่วยงานเอง",
        f"{what.en} of {name.in_('en')} was left out: fill in your own",
    )


def _not_an_office(code: str) -> Text:
    return Text(
        f"ตัดสำนักงาน “{code}” ออก เพราะไม่ได้ทำงานให้เจ้าพนักงานนี้",
        f"office “{code}” was left out: it does not work for this authority",
    )


def refusal(row: ImportedPackage, here: Authority, part: Mapping[str, Any]) -> Text:
    """Return why an ordinance does not become a draft here; nothing where it does."""
    if not offerings.may_be_offered(row.code, row.agency.code):
        return Text(
            "ยังไม่มีบริการนี้ในระบบ จึงยังตั้งร่างข้อบัญญัติไม่ได้",
            "This service does not exist here, so nothing can be offered of it.",
        )
    if ServiceDraft.objects.open().filter(code=row.code, authority=here).exists():
        return Text(
            f"{here.name.th} มีร่างข้อบัญญัติของบริการนี้ค้างอยู่ ทำให้เสร็จหรือทิ้งก่อน",
            f"{here.name.in_('en')} has an open draft of this ordinance. Finish or discard it.",
        )
    newest = (
        ServiceOffering.objects.filter(service__code=row.code, authority=here)
        .order_by("-number")
        .first()
    )
    if newest and newest.digest == digest_of(part):
        return Text(
            "เหมือนกับที่เผยแพร่อยู่ในระบบนี้แล้ว ไม่มีอะไรต้องนำเข้า",
            "It is what is published here already. There is nothing to bring in.",
        )
    return Text("")
