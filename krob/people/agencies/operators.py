"""Operators' commands: the agencies, officers, days and places of a real installation.

They say what a person at the shell wants and leave the rest to the room's commands, so whatever
they change is checked and on the record.
"""

import argparse
import getpass
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.operating import OperatorError, offers_json
from krob.foundation.core.text import Text
from krob.people.agencies import commands, sheets
from krob.people.agencies.commands.structure import Office
from krob.people.agencies.models import Calendar, Role, Staff
from krob.people.agencies.standard import ROLES
from krob.people.agencies.types import FOOD_PREMISES, Basis, HolidayKind, Place
from krob.people.identity import commands as accounts

Run = Callable[[argparse.Namespace], Any]
JURISDICTION = ("power", "province", "district", "subdistrict", "moo", "valid_from", "source")


def register(subparsers: Any) -> None:
    """Offer the commands, thing by thing."""
    for thing, text, offer in (
        ("agency", "agencies and what they are made of", _agencies),
        ("officer", "officers' accounts", _officers),
        ("duty", "what officers may do, and where", _duties),
        ("calendar", "which days are worked", _calendars),
        ("jurisdiction", "who is competent where", _jurisdiction),
    ):
        offer(subparsers.add_parser(thing, help=text).add_subparsers(required=True))


def _verb(verbs: Any, name: str, text: str, run: Run, *words: str) -> argparse.ArgumentParser:
    parser = offers_json(verbs.add_parser(name, help=text))
    for word in words:
        parser.add_argument(word)
    parser.set_defaults(run=run)
    return parser


def _named(parser: argparse.ArgumentParser, *needed: str) -> None:
    for option in needed:
        parser.add_argument(option, required=True)
    parser.add_argument("--name-th", required=True, help="name in Thai")
    parser.add_argument("--name-en", default="", help="name in English")


def _agencies(verbs: Any) -> None:
    agency = _verb(verbs, "add", "an agency", add_agency, "code")
    _named(agency)
    agency.add_argument("--tax-id", default="")
    authority = _verb(verbs, "authority", "who may permit", add_authority, "code")
    _named(authority, "--agency", "--title-th")
    authority.add_argument("--title-en", default="", help="title of the permitting official")
    unit = _verb(verbs, "unit", "a part that does the work", add_unit, "code")
    _named(unit, "--agency")
    for option in ("authority", "parent", "calendar", "address-th", "address-en", "phone"):
        unit.add_argument(f"--{option}", default="")
    unit.add_argument("--hours-th", default="")
    unit.add_argument("--hours-en", default="")
    order = _verb(verbs, "signatory", "who signs, by which order", add_signatory, "authority")
    _named(order, "--position", "--order")
    order.add_argument("--position-th", required=True, help="the position as it is printed")
    order.add_argument("--position-en", default="")
    order.add_argument("--ordered-on", type=_day, required=True, help="YYYY-MM-DD (C.E.)")
    order.add_argument("--since", type=_day, default=None)
    order.add_argument("--until", type=_day, default=None)
    order.add_argument("--basis", choices=list(Basis.values), default=Basis.HOLDER)
    order.add_argument("--power", default="", help=f"such as {FOOD_PREMISES}; empty: every power")


def _officers(verbs: Any) -> None:
    _named(_verb(verbs, "add", "open an account", add_officer, "login"), "--agency")
    _verb(verbs, "link", "a new link to choose a password", link_officer, "login")
    _verb(verbs, "reset", "take a lost second factor away", reset_officer, "login")
    _verb(verbs, "close", "close an account", close_officer, "login")
    _verb(verbs, "list", "accounts and their duties", list_officers)


def _duties(verbs: Any) -> None:
    give = _verb(verbs, "give", "give an officer a role in a unit", give_duty, "login")
    end = _verb(verbs, "end", "take a role away", end_duty, "login")
    for parser in (give, end):
        parser.add_argument("--unit", required=True)
        parser.add_argument("--role", required=True)
    give.add_argument("--since", type=_day, default=None, help="YYYY-MM-DD (C.E.)")
    give.add_argument("--until", type=_day, default=None, help="first day without the duty")
    end.add_argument("--on", type=_day, default=None, help="first day without the duty")
    _verb(verbs, "roles", "list the roles; make those that are missing", list_roles)


def _calendars(verbs: Any) -> None:
    add = _verb(verbs, "add", "a calendar", add_calendar, "code")
    _named(add)
    add.add_argument("--base", default="", help="the calendar whose holidays count too")
    seed = _verb(verbs, "seed", "the nation's holidays of some years", seed_calendar, "code")
    seed.add_argument("years", nargs="+", type=int, help="C.E.")
    load = _verb(verbs, "load", "holidays from a CSV file", load_calendar, "code")
    load.add_argument("file", type=Path)


def _jurisdiction(verbs: Any) -> None:
    load = _verb(verbs, "load", "rows from a CSV file", load_jurisdiction)
    load.add_argument("file", type=Path)


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _name(options: argparse.Namespace, what: str = "name") -> Text:
    return Text(getattr(options, f"{what}_th"), getattr(options, f"{what}_en"))


def add_agency(options: argparse.Namespace) -> dict[str, str]:
    """Put an agency on record with a calendar of its own, which stands on the nation's."""
    name = _name(options)
    commands.record_agency(actor=OPERATOR, code=options.code, name=name, tax_id=options.tax_id)
    if not Calendar.objects.filter(code=options.code).exists():
        nation = "th" if Calendar.objects.filter(code="th").exists() else ""
        commands.record_calendar(actor=OPERATOR, code=options.code, name=name, base=nation)
    return {"agency": options.code, "calendar": options.code}


def add_authority(options: argparse.Namespace) -> dict[str, str]:
    """Put a permitting authority on record."""
    commands.record_authority(
        actor=OPERATOR,
        code=options.code,
        agency=options.agency,
        name=_name(options),
        title=_name(options, "title"),
    )
    return {"authority": options.code, "agency": options.agency}


def add_unit(options: argparse.Namespace) -> dict[str, str]:
    """Put a unit on record; it counts days by its agency's calendar unless another is named."""
    office = Office(
        address=_name(options, "address"), phone=options.phone, hours=_name(options, "hours")
    )
    calendar = options.calendar or options.agency
    commands.record_unit(
        actor=OPERATOR,
        code=options.code,
        agency=options.agency,
        authority=options.authority,
        parent=options.parent,
        name=_name(options),
        calendar=calendar,
        office=office,
    )
    return {"unit": options.code, "authority": options.authority, "calendar": calendar}


def add_signatory(options: argparse.Namespace) -> dict[str, str]:
    """Put the position and the order on record by which somebody signs for an authority."""
    position = _name(options, "position")
    commands.record_position(
        actor=OPERATOR, code=options.position, authority=options.authority, name=position
    )
    commands.record_signing_order(
        actor=OPERATOR,
        authority=options.authority,
        position=options.position,
        basis=Basis(options.basis),
        name=_name(options),
        number=options.order,
        ordered_on=options.ordered_on,
        valid_from=options.since or options.ordered_on,
        valid_to=options.until,
        power=options.power,
    )
    return {"authority": options.authority, "position": options.position, "order": options.order}


def add_officer(options: argparse.Namespace) -> dict[str, str]:
    """Open an account; at a terminal ask for the password, else give out a link to choose one."""
    password = _asked()
    staff = commands.appoint_officer(
        actor=OPERATOR,
        agency=options.agency,
        login=options.login,
        password=password,
        name=_name(options),
    )
    made = {"officer": options.login, "agency": options.agency}
    return made if password else {**made, "link": _link(staff.user.public_id)}


def _asked() -> str:
    if not sys.stdin.isatty():
        return ""
    password = getpass.getpass("Password (empty: a link to choose one): ")
    if password and getpass.getpass("Again: ") != password:
        raise OperatorError("the two passwords differ")
    return password


def _link(public_id: str) -> str:
    path = accounts.invite_officer(actor=OPERATOR, user=public_id)
    return f"{settings.KROB_BASE_URL}{path}"


def link_officer(options: argparse.Namespace) -> dict[str, str]:
    """Give out a link by which an officer chooses a password, once."""
    return {"officer": options.login, "link": _link(_account(options.login))}


def reset_officer(options: argparse.Namespace) -> dict[str, str]:
    """Take an officer's second factor away; the next sign-in sets up a new one."""
    accounts.reset_second_factor(actor=OPERATOR, user=_account(options.login))
    return {"officer": options.login, "second_factor": "none"}


def close_officer(options: argparse.Namespace) -> dict[str, str]:
    """Close an officer's account."""
    accounts.close_account(actor=OPERATOR, user=_account(options.login))
    return {"officer": options.login, "account": "closed"}


def list_officers(options: argparse.Namespace) -> list[dict[str, str]]:
    """List accounts by login name, with their duties; no personal names."""
    staff = Staff.objects.select_related("user", "agency").order_by("agency__code", "user__login")
    return [
        {
            "agency": one.agency.code,
            "officer": one.user.login or "",
            "account": "open" if one.user.is_active else "closed",
            "duties": " ".join(
                f"{duty.role.code}@{duty.unit.code}" for duty in one.user.duties.all()
            ),
        }
        for one in staff.prefetch_related("user__duties__role", "user__duties__unit")
    ]


def _account(login: str) -> str:
    staff = Staff.objects.filter(user__login=login).select_related("user").first()
    if staff is None:
        raise OperatorError(f"there is no officer {login}")
    return staff.user.public_id


def give_duty(options: argparse.Namespace) -> dict[str, str]:
    """Give an officer a role in a unit."""
    _make_roles()
    duty = commands.grant_duty(
        actor=OPERATOR,
        user=_account(options.login),
        unit=options.unit,
        role=options.role,
        since=options.since,
        until=options.until,
    )
    return {
        "officer": options.login,
        "unit": options.unit,
        "role": options.role,
        "since": duty.since.isoformat(),
        "until": duty.until.isoformat() if duty.until else "",
    }


def end_duty(options: argparse.Namespace) -> dict[str, str]:
    """Take a role in a unit away from an officer."""
    commands.end_duty(
        actor=OPERATOR,
        user=_account(options.login),
        unit=options.unit,
        role=options.role,
        on=options.on,
    )
    return {"officer": options.login, "unit": options.unit, "role": options.role}


def list_roles(options: argparse.Namespace) -> list[dict[str, str]]:
    """Make the standard roles that are missing and list all; changed ones are left alone."""
    _make_roles()
    return [
        {"role": role.code, "name": role.name_en, "permissions": " ".join(role.permissions)}
        for role in Role.objects.order_by("code")
    ]


def _make_roles() -> None:
    there = set(Role.objects.values_list("code", flat=True))
    for code, (name, permissions) in ROLES.items():
        if code not in there:
            commands.define_role(actor=OPERATOR, code=code, name=name, permissions=permissions)


def add_calendar(options: argparse.Namespace) -> dict[str, str]:
    """Put a calendar on record; Saturday and Sunday are off."""
    commands.record_calendar(
        actor=OPERATOR, code=options.code, name=_name(options), base=options.base
    )
    return {"calendar": options.code, "base": options.base}


def seed_calendar(options: argparse.Namespace) -> dict[str, Any]:
    """Fill a calendar with the nation's holidays as they are foreseen."""
    if wrong := [year for year in options.years if not 2000 <= year <= 2200]:
        raise OperatorError(f"not a year C.E.: {wrong[0]}")
    new = commands.seed_holidays(actor=OPERATOR, calendar=options.code, years=options.years)
    return {"calendar": options.code, "new_holidays": new}


def load_calendar(options: argparse.Namespace) -> dict[str, Any]:
    """Close the days of a file (``day,name_th,name_en,kind``), all of them or none."""
    rows = sheets.rows_of(options.file, needs=("day", "name_th"), knows=("name_en", "kind"))

    def close(row: sheets.Row) -> None:
        commands.add_holiday(
            actor=OPERATOR,
            calendar=options.code,
            day=date.fromisoformat(row["day"]),
            name=Text(row["name_th"], row.get("name_en", "")),
            kind=HolidayKind(row.get("kind") or HolidayKind.SPECIAL),
        )

    return {"calendar": options.code, "lines": sheets.take(rows, close)}


def load_jurisdiction(options: argparse.Namespace) -> dict[str, Any]:
    """Teach the rows of a file, all of them or none; what is taught already stays."""
    rows = sheets.rows_of(options.file, needs=("power", "province", "unit"), knows=JURISDICTION)

    def teach(row: sheets.Row) -> None:
        begins = row.get("valid_from")
        codes = {key: row.get(key, "") for key in ("province", "district", "subdistrict", "moo")}
        commands.teach_jurisdiction(
            actor=OPERATOR,
            power=row["power"],
            place=Place(**codes),
            unit=row["unit"],
            valid_from=date.fromisoformat(begins) if begins else None,
            source=row.get("source", ""),
        )

    return {"lines": sheets.take(rows, teach)}
