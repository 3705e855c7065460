"""The demonstration's authorities: agencies, units, who is competent where, officers and roles.

Made by commands only, so that the demonstration cannot break a rule; making it twice is making it
once. The places are real, their competence and the people are examples.
"""

import base64
import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from itertools import product

from demo import bodies as local
from demo import national
from demo.bodies import Body
from demo.officers import OFFICERS as LOCAL_OFFICERS
from demo.officers import Officer
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.text import Text
from krob.people.agencies import commands
from krob.people.agencies.models import Staff
from krob.people.agencies.standard import ROLES as STANDARD_ROLES
from krob.people.agencies.types import ROUTING_UNIT, Basis
from krob.people.identity.commands import set_second_factor
from krob.people.identity.second_factor import code_now

PASSWORD = "krob-demonstration"  # noqa: S105 - known to everyone
SINCE = date(2026, 1, 1)
SUPERVISOR = (
    "opdc",
    Text(
        "สำนักงานคณะกรรมการพัฒนาระบบราชการ (ก.พ.ร.)",
        "Office of the Public Sector Development Commission (OPDC)",
    ),
)
AGENCIES = (*local.AGENCIES, *national.AGENCIES)
BODIES = (*local.BODIES, *national.BODIES)
OFFICERS = (*LOCAL_OFFICERS, *national.OFFICERS)
ROLES = {**STANDARD_ROLES, **national.ROLES}


def secret_of(login: str) -> str:
    """Return an officer's authenticator secret, the same in every demonstration."""
    digest = hashlib.sha256(f"krob demonstration {login}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def current_code(login: str) -> str:
    """Return the code that an officer's authenticator app shows now, for the demo page."""
    return code_now(secret_of(login))


def load(officers: Sequence[Officer] = OFFICERS, bodies: Sequence[Body] = BODIES) -> None:
    """Make the authorities of the demonstration; again is the same as once."""
    _agencies_and_calendars({"krob", *(body.agency for body in bodies)})
    for body in bodies:
        _body(body)
    for code, (name, permissions) in ROLES.items():
        commands.define_role(actor=OPERATOR, code=code, name=name, permissions=permissions)
    for officer in officers:
        _appoint(officer)


def _agencies_and_calendars(wanted: Collection[str]) -> None:
    nation = Text("ปฏิทินวันหยุดราชการ", "Government holidays")
    commands.record_calendar(actor=OPERATOR, code="th", name=nation)
    this_year = clock.today().year
    years = range(this_year - 1, this_year + 3)
    commands.seed_holidays(actor=OPERATOR, calendar="th", years=years)
    for code, name, tax_id in (agency for agency in AGENCIES if agency[0] in wanted):
        commands.record_agency(actor=OPERATOR, code=code, name=name, tax_id=tax_id)
        own = Text(f"ปฏิทิน{name.th}", f"Calendar of {name.en}")
        commands.record_calendar(actor=OPERATOR, code=code, name=own, base="th")
    _supervising_body()
    routing = Text("งานส่งต่อคำขอ", "Routing desk")
    commands.record_unit(
        actor=OPERATOR, code=ROUTING_UNIT, agency="krob", name=routing, calendar="krob"
    )


def _supervising_body() -> None:
    """Make who receives copies when an office explains a delay."""
    code, name = SUPERVISOR
    commands.record_agency(actor=OPERATOR, code=code, name=name)
    commands.record_unit(actor=OPERATOR, code=code, agency=code, name=name, calendar="th")


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
    for power, place in product(body.powers, body.places):
        commands.teach_jurisdiction(
            actor=OPERATOR,
            power=power,
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
    for unit, role in product((officer.unit, *officer.also), officer.roles):
        commands.grant_duty(
            actor=OPERATOR,
            user=staff.user.public_id,
            unit=unit,
            role=role,
            since=SINCE,
        )
