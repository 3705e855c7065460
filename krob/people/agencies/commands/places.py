"""Where authorities are competent, and which days are worked."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.core.later import Later
from krob.foundation.core.registry import command
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.people.agencies import policies
from krob.people.agencies.commands.recording import ADMINISTRATORS, OPERATORS, one, put
from krob.people.agencies.jurisdiction import normalised
from krob.people.agencies.models import Calendar, Holiday, Jurisdiction, Unit
from krob.people.agencies.types import HolidayKind, Place

holidays = Later("holidays")

WEEKEND = (5, 6)
# In the package's list, but government offices work (or it is a Saturday for children).
NOT_OF_THE_GOVERNMENT = ("แรงงาน", "วันเด็ก")
IN_LIEU = "ชดเชย"


@command("agencies.teach-jurisdiction", kinds=ADMINISTRATORS)
def teach_jurisdiction(
    *,
    actor: Actor,
    power: str,
    place: Place,
    unit: str,
    valid_from: date | None = None,
    source: str = "",
) -> Jurisdiction:
    """Say that a unit's authority is competent for a place from a day on (today if none is given).

    A row for just the same place ends where the new one begins, the new one where a later one
    begins; rows for wider and narrower places stay. Teaching the same again changes nothing.

    Raises:
        NotFound: there is no such unit.
        NotAllowed: the actor does not route applications.
        Invalid: the codes do not fit together, or the unit works for no authority.
    """
    policies.require_may_teach(actor)
    at, begins, home = _checked(place), valid_from or clock.today(), one(Unit, unit)
    if home.authority is None:
        raise Invalid("unit-without-authority", _("The unit is not of this authority."))
    same = Jurisdiction.objects.select_for_update().filter(
        power=power,
        province=at.province,
        district=at.district,
        subdistrict=at.subdistrict,
        moo=at.moo,
        area__isnull=True,
    )
    holding = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=begins), valid_from__lte=begins)
    for old in holding:
        if old.unit_id == home.pk:
            return old
        old.valid_to = begins
        old.save(update_fields=["valid_to"])
    later = same.filter(valid_from__gt=begins).order_by("valid_from").first()
    row = Jurisdiction.objects.create(
        power=power,
        province=at.province,
        district=at.district,
        subdistrict=at.subdistrict,
        moo=at.moo,
        authority=home.authority,
        unit=home,
        valid_from=begins,
        valid_to=later.valid_from if later else None,
        source=source,
        taught_by=actor.id,
    )
    details = {"unit": unit, "power": power, "place": str(row).partition(" ")[2]}
    journal.record(actor=actor, name="jurisdiction.taught", subject=f"unit:{unit}", data=details)
    return row


@command("agencies.record-calendar", kinds=OPERATORS)
def record_calendar(
    *,
    actor: Actor,
    code: str,
    name: Text,
    base: str = "",
    days_off: Iterable[int] = WEEKEND,
) -> Calendar:
    """Put a calendar on record; ``days_off`` are days of the week, Monday is 0.

    Raises:
        NotFound: there is no such base.
    """
    values = {
        "name_th": name.th,
        "name_en": name.en,
        "base": one(Calendar, base) if base else None,
        "days_off": sorted(days_off),
    }
    calendar = put(actor, Calendar, code, "calendar.recorded", values)
    _renew(calendar)
    return calendar


@command("agencies.add-holiday", kinds=ADMINISTRATORS)
def add_holiday(
    *,
    actor: Actor,
    calendar: str,
    day: date,
    name: Text,
    kind: HolidayKind = HolidayKind.SPECIAL,
) -> Holiday:
    """Close a day; running clocks by this calendar move (event ``agencies.holiday-added``).

    Adding the same day again changes nothing.

    Raises:
        NotFound: there is no such calendar.
        NotAllowed: the actor does not keep calendars.
    """
    policies.require_keeps_calendars(actor, calendar)
    book = one(Calendar, calendar)
    holiday, created = Holiday.objects.get_or_create(
        calendar=book,
        day=day,
        defaults={"name_th": name.th, "name_en": name.en, "kind": kind},
    )
    if created:
        _changed(actor, "agencies.holiday-added", book, [day])
    return holiday


@command("agencies.remove-holiday", kinds=ADMINISTRATORS)
def remove_holiday(*, actor: Actor, calendar: str, day: date) -> None:
    """Open a day again.

    Raises:
        NotFound: there is no such calendar, or no such holiday in it.
        NotAllowed: the actor does not keep calendars.
    """
    policies.require_keeps_calendars(actor, calendar)
    book = one(Calendar, calendar)
    deleted, _rows = Holiday.objects.filter(calendar=book, day=day).delete()
    if not deleted:
        raise NotFound("holiday-not-found", _("There is no such holiday."))
    _changed(actor, "agencies.holiday-removed", book, [day])


@command("agencies.seed-holidays", kinds=OPERATORS)
def seed_holidays(*, actor: Actor, calendar: str, years: Iterable[int]) -> int:
    """Fill a calendar with the nation's holidays of some years (C.E.); return how many are new.

    A seed, not the truth: the Cabinet decides every year. What was entered by hand stays.

    Raises:
        NotFound: there is no such calendar.
    """
    book = one(Calendar, calendar)
    known = set(Holiday.objects.filter(calendar=book).values_list("day", flat=True))
    fresh = [holiday for holiday in _national(book, years) if holiday.day not in known]
    Holiday.objects.bulk_create(fresh)
    if fresh:
        _changed(actor, "agencies.holiday-added", book, [holiday.day for holiday in fresh])
    return len(fresh)


def _national(book: Calendar, years: Iterable[int]) -> list[Holiday]:
    return [
        Holiday(
            calendar=book,
            day=day,
            name_th=thai[:200],
            name_en=english[:200],
            kind=HolidayKind.IN_LIEU if IN_LIEU in thai else HolidayKind.NATIONAL,
        )
        for day, thai, english in _names_of_holidays(tuple(years))
        if not any(word in thai for word in NOT_OF_THE_GOVERNMENT)
    ]


@lru_cache(maxsize=8)
def _names_of_holidays(years: tuple[int, ...]) -> tuple[tuple[date, str, str], ...]:
    thai: Any = holidays.country_holidays("TH", years=years, language="th")
    english: Any = holidays.country_holidays("TH", years=years, language="en_US")
    return tuple((day, str(thai[day]), str(english.get(day, ""))) for day in sorted(thai))


def _changed(actor: Actor, event: str, book: Calendar, days: list[date]) -> None:
    """Give a calendar and those that stand on it a new version; say which days it was about."""
    books = [book, *Calendar.objects.filter(base=book)]
    for one_of_them in books:
        _renew(one_of_them)
    journal.record(
        actor=actor,
        name=event,
        subject=f"calendar:{book.code}",
        data={
            "calendar": book.code,
            "calendars": [one_of_them.code for one_of_them in books],
            "days": [day.isoformat() for day in days],
        },
    )


def _renew(book: Calendar) -> None:
    book.version = uuid4()
    book.save(update_fields=["version"])


def _checked(place: Place) -> Place:
    at = normalised(place)
    sizes = ((at.province, 2), (at.district, 4), (at.subdistrict, 6))
    right_size = all(not code or (code.isdigit() and len(code) == size) for code, size in sizes)
    nested = at.district.startswith(at.province) and (
        not at.subdistrict or at.subdistrict.startswith(at.district)
    )
    if (
        not at.province
        or not right_size
        or (at.district and not nested)
        or (at.moo and not at.subdistrict)
    ):
        raise Invalid("place-invalid", _("The code of a place is not right."))
    return at
