"""What authorities offer: what may be begun, and what stands against an ordinance.

Rules about the part alone need no database; those about offices, calendars and signatories ask the
agency's own rows, because an ordinance in force without anybody to sign helps nobody.

Req: 2.2.1, 2.10.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from krob.foundation.core import clock, thai
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing.marks import MARKS
from krob.foundation.rules.problems import Problem
from krob.people.agencies.calendars import own_calendars
from krob.people.agencies.models import (
    Authority,
    Calendar,
    Holiday,
    Jurisdiction,
    SigningOrder,
    Unit,
    holding_on,
)
from krob.people.agencies.signing import signatory_for
from krob.registers.catalogue.models import (
    Service,
    ServiceDraft,
    ServiceOffering,
    ServiceVersion,
)

Part = Mapping[str, Any]
SUFFIX = re.compile(r"[0-9]{2}")
KNOWN = re.compile(r"\{(?:running(?::0[1-9])?|year_be|fiscal_year_be|year)\}")


def problems(part: Part) -> Iterator[Problem]:
    """Yield what is wrong with an offering, whoever's it is; paths inside the part."""
    yield from _ordinance(part)
    yield from _payee(part.get("payee") or {})
    yield from _pattern(str(part.get("number_pattern") or ""))


def _ordinance(part: Part) -> Iterator[Problem]:
    ordinance = part.get("ordinance") or {}
    title = Text.of(ordinance.get("title"))
    if part.get("tables") and not title.th:
        said = Text("ยังไม่ได้บอกชื่อข้อบัญญัติที่กำหนดค่าธรรมเนียม", "name the ordinance that sets the fees")
        yield Problem("ordinance.title", said)
    if title.th and not title.en:
        yield Problem("ordinance.title", Text("ยังไม่มีชื่อภาษาอังกฤษ", "has no English name"), "warning")
    if title.th and not ordinance.get("dated"):
        said = Text("ยังไม่ได้บอกวันที่ประกาศใช้", "does not say when it was published")
        yield Problem("ordinance.dated", said, "warning")
    if title.th and ordinance.get("mark") not in MARKS:
        yield Problem("ordinance.mark", Text("ไม่มีเครื่องหมายที่มา", "has no source mark"))


def _payee(payee: Part) -> Iterator[Problem]:
    if not payee.get("revenue_code"):
        said = Text("ยังไม่ได้บอกรหัสรายได้ที่จะนำส่งเงิน", "no revenue code: money could not be remitted")
        yield Problem("payee.revenue_code", said)
    if not SUFFIX.fullmatch(str(payee.get("biller_suffix") or "")):
        said = Text("รหัสต่อท้ายผู้รับเงินต้องเป็นเลข 2 หลัก", "the biller suffix has two digits")
        yield Problem("payee.biller_suffix", said)
    if payee.get("tax_id") and not thai.is_id13(str(payee["tax_id"])):
        said = Text("เลขประจำตัวผู้เสียภาษีไม่ถูกต้อง", "this is not a tax number")
        yield Problem("payee.tax_id", said)


def _pattern(pattern: str) -> Iterator[Problem]:
    if not pattern:
        return  # the service's own is used
    if "{running" not in pattern:
        said = Text("รูปแบบเลขที่ไม่มีเลขลำดับ {running}", "the pattern has no running number {running}")
        yield Problem("number_pattern", said)
    if re.search(r"[{}]", KNOWN.sub("", pattern)):
        said = Text(
            "ใช้ได้เฉพาะ {running} {running:05} {year_be} {fiscal_year_be} {year}",
            "only {running}, {running:05}, {year_be}, {fiscal_year_be} and {year} are filled in",
        )
        yield Problem("number_pattern", said)


def parts_of_service(draft: ServiceDraft) -> Part:
    """Return the parts of the service that an offering's draft belongs to.

    Those of the newest version; before the first, those that the same agency is writing.
    """
    newest = ServiceVersion.objects.filter(service__code=draft.code).newest().first()
    if newest:
        return dict(newest.parts)
    writing = ServiceDraft.objects.open().filter(code=draft.code, agency=draft.agency_id)
    row = writing.filter(authority=None).first()
    return dict(row.parts) if row else {}


def problems_of_authority(
    authority: Authority, service: Part, part: Part, on: date
) -> Iterator[Problem]:
    """Yield what an authority lacks to give a service from a day on; paths inside the part."""
    if not (part.get("payee") or {}).get("tax_id") and not authority.agency.tax_id:
        said = Text(
            "หน่วยงานไม่มีเลขประจำตัวผู้เสียภาษี จึงออกใบแจ้งชำระไม่ได้",
            "the agency has no tax number, so nobody could be billed",
        )
        yield Problem("payee.tax_id", said)
    yield from _offices(authority, part, on)
    yield from _signatory(authority, str(service.get("power") or ""), on)


def _offices(authority: Authority, part: Part, on: date) -> Iterator[Problem]:
    own = {unit.code: unit for unit in offices_of(authority)}
    if not own:
        said = Text(
            "ยังไม่มีสำนักงานใดทำงานให้ ขอให้ผู้ดูแลของหน่วยงานเพิ่มสำนักงาน",
            "no office works for this authority: ask your administrator to add one",
        )
        yield Problem("units", said)
    for code in part.get("units") or ():
        if code not in own:
            said = Text(
                f"สำนักงาน “{code}” ไม่ได้ทำงานให้แล้ว",
                f"office “{code}” no longer works for this authority",
            )
            yield Problem("units", said)
    if part.get("calendar"):
        yield from _own_calendar(authority, str(part["calendar"]), on)
        return
    for calendar in {unit.calendar_id: unit.calendar for unit in own.values()}.values():
        yield from _calendar(calendar, on, "units")


def _own_calendar(authority: Authority, code: str, on: date) -> Iterator[Problem]:
    allowed = {one.code: one for one in own_calendars(authority.agency.code)}
    if code in allowed:
        yield from _calendar(allowed[code], on, "calendar")
        return
    said = Text(
        f"ไม่มีปฏิทิน “{code}” หรือหน่วยงานอื่นใช้ปฏิทินนี้อยู่ เลือกปฏิทินของหน่วยงานเอง",
        f"there is no calendar “{code}”, or another agency counts by it: choose one of your own",
    )
    yield Problem("calendar", said)


def _calendar(calendar: Calendar, on: date, path: str) -> Iterator[Problem]:
    known = Holiday.objects.filter(
        Q(calendar=calendar) | Q(calendar=calendar.base_id), day__year=on.year
    )
    if not known.exists():
        year = on.year + thai.ERA
        said = Text(
            f"ปฏิทิน “{calendar.name.th}” ยังไม่มีวันหยุดของปี {year} วันครบกำหนดจะคลาดเคลื่อน",
            f"calendar “{calendar.name.in_('en')}” has no holidays of {on.year}: "
            "due dates would be wrong",
        )
        yield Problem(path, said, "warning")


def _signatory(authority: Authority, power: str, on: date) -> Iterator[Problem]:
    try:
        signatory_for(authority, power, on)
    except NotFound:
        day = f"{on.day}/{on.month}/{on.year + thai.ERA}"
        said = Text(
            f"ไม่มีคำสั่งว่าใครลงนามแทน {authority.name.th} ในวันที่ {day} ขอให้ผู้ดูแลของหน่วยงานบันทึกคำสั่ง",
            f"no order says who signs for {authority.name.in_('en')} on {on.isoformat()}: "
            "ask your administrator to record one",
        )
        yield Problem("signing", said)


def offices_of(authority: Authority) -> list[Unit]:
    """Return the offices that work for an authority."""
    units = Unit.objects.filter(authority=authority).select_related("calendar").order_by("code")
    return list(units)


def orders_of(authority: Authority, power: str, on: date) -> list[SigningOrder]:
    """Return the orders by which somebody signs for an authority in matters of a power."""
    orders = SigningOrder.objects.filter(
        holding_on(on), Q(power=power) | Q(power=""), authority=authority
    )
    return list(orders.select_related("position", "own_position").order_by("-valid_from"))


# -- what may be begun ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offerable:
    """A service that an own authority gives or may give, and how far its ordinance is.

    A service that the own agency is still writing is not ``published``.
    """

    code: str
    title: Text
    agency: Text
    published: bool
    authority: Authority
    offering: ServiceOffering | None
    draft: ServiceDraft | None


def offerable(actor: Actor) -> list[Offerable]:
    """Return the services whose power an authority of the actor's agency holds, or offers now."""
    authorities = {
        one.pk: one
        for one in Authority.objects.filter(agency__code=actor.agency).select_related("agency")
    }
    offered = {
        (row.service_id, row.authority_id): row
        for row in ServiceOffering.objects.filter(authority__in=authorities).newest().defer("parts")
    }
    powers = set(
        Jurisdiction.objects.filter(holding_on(clock.today()), authority__in=authorities)
        .values_list("power", "authority")
        .distinct()
    )
    drafts = {
        (row.code, row.authority_id): row
        for row in ServiceDraft.objects.visible_to(actor).open().exclude(authority=None)
    }
    return [
        Offerable(
            code=each.code,
            title=each.title,
            agency=each.agency,
            published=bool(each.service),
            authority=authority,
            offering=offered.get((each.service, authority.pk)),
            draft=drafts.get((each.code, authority.pk)),
        )
        for each in [*_published(), *_being_written(actor)]
        for authority in authorities.values()
        if (each.power, authority.pk) in powers or (each.service, authority.pk) in offered
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """A service as far as it matters for who may offer it; ``service`` is 0 before publication."""

    code: str
    title: Text
    agency: Text
    power: str
    service: int


def _published() -> list[_Known]:
    rows = ServiceVersion.objects.newest().select_related("service__agency")
    parts = rows.values_list("pk", "parts__service")
    named = dict(parts)
    return [
        _Known(
            row.service.code,
            Text.of(named[row.pk]["title"]),
            row.service.agency.name,
            str(named[row.pk].get("power") or ""),
            row.service_id,
        )
        for row in rows.defer("parts").order_by("service__code")
    ]


def _being_written(actor: Actor) -> list[_Known]:
    """Return the first versions that the actor's agency writes: their ordinances may be begun."""
    rows = ServiceDraft.objects.visible_to(actor).open().filter(authority=None)
    first = rows.exclude(code__in=Service.objects.values("code")).select_related("agency")
    return [
        _Known(row.code, row.title, row.agency.name, _power(row.parts), 0)
        for row in first.order_by("code")
    ]


def _power(parts: Part) -> str:
    service = parts.get("service")
    return str(service.get("power") or "") if isinstance(service, Mapping) else ""


def may_be_offered(code: str, agency: str) -> bool:
    """Say whether a service is published, or an agency writes its first version."""
    if Service.objects.filter(code=code).exists():
        return True
    writing = ServiceDraft.objects.open().filter(code=code, agency__code=agency, authority=None)
    return writing.exists()
