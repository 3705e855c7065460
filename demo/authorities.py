"""The demonstration's authorities: agencies, units, who is competent where, officers and roles.

Made by commands only, so that the demonstration cannot break a rule; making it twice is making it
once. The places are real, their competence and the people are examples.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.text import Text
from krob.people.agencies import commands
from krob.people.agencies.commands.structure import Office
from krob.people.agencies.models import Staff
from krob.people.agencies.standard import ROLES
from krob.people.agencies.types import FOOD_PREMISES, ROUTING_UNIT, Basis, Place
from krob.people.identity.commands import set_second_factor
from krob.people.identity.second_factor import code_now

PASSWORD = "krob-demonstration"  # noqa: S105 - known to everyone
SINCE = date(2026, 1, 1)
HOURS = Text("จันทร์ถึงศุกร์ 8.00 ถึง 16.00 น.", "Monday to Friday, 8:00 to 16:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An authority of the demonstration with the one unit that works for it.

    ``signs`` is who signs as holder of the position called ``title``.
    """

    code: str
    agency: str
    name: Text
    title: Text
    calendar: str
    places: tuple[Place, ...]
    office: Office
    signs: Text


AGENCIES = (
    ("bma", Text("กรุงเทพมหานคร", "Bangkok Metropolitan Administration"), "0994000165501"),
    ("nonthaburi", Text("เทศบาลนครนนทบุรี", "Nonthaburi City Municipality"), "0994000617721"),
    ("krob", Text("สำนักงานกลางระบบครบ", "Krob central office"), ""),
)
BODIES: tuple[Body, ...] = (
    Body(
        code="bma-bangrak",
        agency="bma",
        name=Text("สำนักงานเขตบางรัก", "Bang Rak District Office"),
        title=Text("ผู้อำนวยการเขตบางรัก", "Director of Bang Rak District"),
        calendar="bma",
        places=(Place(province="10", district="1004"),),
        office=Office(
            address=Text(
                "5 ถนนนเรศ แขวงสี่พระยา เขตบางรัก กรุงเทพมหานคร 10500",
                "5 Naret Road, Si Phraya, Bang Rak, Bangkok 10500",
            ),
            phone="0 2236 1395",
            hours=HOURS,
        ),
        signs=Text("นายเกรียงไกร บริหารดี", "Mr. Kriangkrai Borihandee"),
    ),
    Body(
        code="bma-pathumwan",
        agency="bma",
        name=Text("สำนักงานเขตปทุมวัน", "Pathum Wan District Office"),
        title=Text("ผู้อำนวยการเขตปทุมวัน", "Director of Pathum Wan District"),
        calendar="bma",
        places=(Place(province="10", district="1007"),),
        office=Office(
            address=Text(
                "215 ซอยจุฬาลงกรณ์ 5 ถนนพระรามที่ 4 เขตปทุมวัน กรุงเทพมหานคร 10330",
                "215 Soi Chulalongkorn 5, Rama IV Road, Pathum Wan, Bangkok 10330",
            ),
            hours=HOURS,
        ),
        signs=Text("นางอรุณี เขตสุข", "Mrs. Arunee Khetsuk"),
    ),
    Body(
        code="nonthaburi-city",
        agency="nonthaburi",
        name=Text("เทศบาลนครนนทบุรี", "Nonthaburi City Municipality"),
        title=Text("นายกเทศมนตรีนครนนทบุรี", "Mayor of Nonthaburi City"),
        calendar="nonthaburi",
        places=tuple(
            Place(province="12", district="1201", subdistrict=f"12010{number}")
            for number in range(1, 6)
        ),
        office=Office(
            address=Text(
                "1 ถนนรัตนาธิเบศร์ ตำบลบางกระสอ อำเภอเมืองนนทบุรี จังหวัดนนทบุรี 11000",
                "1 Rattanathibet Road, Bang Kraso, Mueang Nonthaburi, Nonthaburi 11000",
            ),
            hours=HOURS,
        ),
        signs=Text("นายสมนึก นครงาม", "Mr. Somnuek Nakhonngam"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An officer of the demonstration: login name, name, unit, roles, agency."""

    login: str
    name: Text
    agency: str
    unit: str
    roles: tuple[str, ...]


def _officer(login: str, th: str, en: str, unit: str, *roles: str, agency: str = "bma") -> Officer:
    return Officer(login=login, name=Text(th, en), agency=agency, unit=unit, roles=roles)


OFFICERS: tuple[Officer, ...] = (
    _officer(
        "bangrak.checker", "นางสาวจันทร์เพ็ญ ตรวจดี", "Miss Chanphen Truatdee", "bma-bangrak", "checker"
    ),
    _officer(
        "bangrak.inspector",
        "นายประสิทธิ์ สำรวจงาน",
        "Mr. Prasit Samruatngan",
        "bma-bangrak",
        "inspector",
    ),
    _officer(
        "bangrak.recommender",
        "นางสุดา เสนอธรรม",
        "Mrs. Suda Sanoetham",
        "bma-bangrak",
        "recommender",
        "checker",
    ),
    _officer(
        "bangrak.approver",
        "นายเกรียงไกร บริหารดี",
        "Mr. Kriangkrai Borihandee",
        "bma-bangrak",
        "approver",
    ),
    _officer("bangrak.cashier", "นางมณี การเงิน", "Mrs. Manee Kanngoen", "bma-bangrak", "cashier"),
    _officer(
        "bangrak.revoker", "นายวินัย เคร่งครัด", "Mr. Winai Khrengkhrat", "bma-bangrak", "revoker"
    ),
    _officer("bma.admin", "นายธงชัย ดูแล", "Mr. Thongchai Dulae", "bma-bangrak", "agency-admin"),
    _officer(
        "bma.editor", "นางสาวพิมพ์ใจ เขียนดี", "Miss Phimchai Khiandee", "bma-bangrak", "service-editor"
    ),
    _officer(
        "bma.publisher",
        "นายอนุชา รอบคอบ",
        "Mr. Anucha Ropkhop",
        "bma-bangrak",
        "service-approver",
    ),
    _officer(
        "pathumwan.checker",
        "นายพิชัย ปทุมรักษ์",
        "Mr. Phichai Pathumrak",
        "bma-pathumwan",
        "checker",
        "inspector",
    ),
    _officer(
        "pathumwan.approver",
        "นางอรุณี เขตสุข",
        "Mrs. Arunee Khetsuk",
        "bma-pathumwan",
        "approver",
        "recommender",
    ),
    _officer(
        "nonthaburi.checker",
        "นางสาวกานดา นครนนท์",
        "Miss Kanda Nakhonnon",
        "nonthaburi-city",
        "checker",
        "inspector",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.recommender",
        "นายชูชาติ ท้องถิ่น",
        "Mr. Chuchat Thongthin",
        "nonthaburi-city",
        "recommender",
        "cashier",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.approver",
        "นายสมนึก นครงาม",
        "Mr. Somnuek Nakhonngam",
        "nonthaburi-city",
        "approver",
        "revoker",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.admin",
        "นางสาววิไล จัดสรร",
        "Miss Wilai Chatsan",
        "nonthaburi-city",
        "agency-admin",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.editor",
        "นายภาสกร ร่างแบบ",
        "Mr. Phatsakon Rangbaep",
        "nonthaburi-city",
        "service-editor",
        agency="nonthaburi",
    ),
    _officer(
        "nonthaburi.publisher",
        "นางรัตนา ถี่ถ้วน",
        "Mrs. Rattana Thithuan",
        "nonthaburi-city",
        "service-approver",
        agency="nonthaburi",
    ),
    _officer(
        "krob.router", "นางสาวนที ส่งต่อ", "Miss Natee Songto", ROUTING_UNIT, "router", agency="krob"
    ),
    _officer(
        "krob.keeper",
        "นายวิทยา ดูระบบ",
        "Mr. Witthaya Durabop",
        ROUTING_UNIT,
        "keeper",
        agency="krob",
    ),
)


def secret_of(login: str) -> str:
    """Return an officer's authenticator secret, the same in every demonstration."""
    digest = hashlib.sha256(f"krob demonstration {login}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def current_code(login: str) -> str:
    """Return the code that an officer's authenticator app shows now, for the demo page."""
    return code_now(secret_of(login))


def load(officers: Sequence[Officer] = OFFICERS) -> None:
    """Make the authorities of the demonstration; again is the same as once."""
    _agencies_and_calendars()
    for body in BODIES:
        _body(body)
    for code, (name, permissions) in ROLES.items():
        commands.define_role(actor=OPERATOR, code=code, name=name, permissions=permissions)
    for officer in officers:
        _appoint(officer)


def _agencies_and_calendars() -> None:
    nation = Text("ปฏิทินวันหยุดราชการ", "Government holidays")
    commands.record_calendar(actor=OPERATOR, code="th", name=nation)
    this_year = clock.today().year
    years = range(this_year - 1, this_year + 3)
    commands.seed_holidays(actor=OPERATOR, calendar="th", years=years)
    for code, name, tax_id in AGENCIES:
        commands.record_agency(actor=OPERATOR, code=code, name=name, tax_id=tax_id)
        own = Text(f"ปฏิทิน{name.th}", f"Calendar of {name.en}")
        commands.record_calendar(actor=OPERATOR, code=code, name=own, base="th")
    routing = Text("งานส่งต่อคำขอ", "Routing desk")
    commands.record_unit(
        actor=OPERATOR, code=ROUTING_UNIT, agency="krob", name=routing, calendar="krob"
    )


def _body(body: Body) -> None:
    commands.record_authority(
        actor=OPERATOR, code=body.code, agency=body.agency, name=body.name, title=body.title
    )
    commands.record_unit(
        actor=OPERATOR,
        code=body.code,
        agency=body.agency,
        authority=body.code,
        name=body.name,
        calendar=body.calendar,
        office=body.office,
    )
    for place in body.places:
        commands.teach_jurisdiction(
            actor=OPERATOR,
            power=FOOD_PREMISES,
            place=place,
            unit=body.code,
            valid_from=SINCE,
            source="ตัวอย่างเพื่อการสาธิต",
        )
    head = f"{body.code}-head"
    commands.record_position(actor=OPERATOR, code=head, authority=body.code, name=body.title)
    commands.record_signing_order(
        actor=OPERATOR,
        authority=body.code,
        position=head,
        basis=Basis.HOLDER,
        name=body.signs,
        number="คำสั่งตัวอย่างที่ 1/2569",
        ordered_on=SINCE,
        valid_from=SINCE,
    )


def _appoint(officer: Officer) -> None:
    staff = Staff.objects.filter(user__login=officer.login).select_related("user").first()
    if staff is None:
        staff = commands.appoint_officer(
            actor=OPERATOR,
            agency=officer.agency,
            login=officer.login,
            password=PASSWORD,
            name=officer.name,
        )
        set_second_factor(
            actor=OPERATOR, user=staff.user.public_id, secret=secret_of(officer.login)
        )
    for role in officer.roles:
        commands.grant_duty(
            actor=OPERATOR,
            user=staff.user.public_id,
            unit=officer.unit,
            role=role,
            since=SINCE,
        )
