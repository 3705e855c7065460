"""Authorities for the tests of the room."""

from datetime import date

import pytest

from demo import authorities, bodies
from krob.people.agencies.models import Agency, Authority, Calendar, Unit
from tests.kept import kept


@pytest.fixture
def calendar(db) -> Calendar:
    return Calendar.objects.create(code="th", name_th="ปฏิทินราชการ", days_off=[5, 6])


@pytest.fixture
def bangrak(calendar) -> Unit:
    return unit("bma-bangrak", "bma", calendar)


@pytest.fixture
def pathumwan(calendar) -> Unit:
    return unit("bma-pathumwan", "bma", calendar)


@pytest.fixture
def new_year() -> date:
    return date(2027, 1, 1)


def unit(code: str, agency_code: str, calendar: Calendar) -> Unit:
    agency, _ = Agency.objects.get_or_create(code=agency_code, defaults={"name_th": agency_code})
    authority = Authority.objects.create(
        code=code, agency=agency, name_th=f"สำนักงาน {code}", title_th="ผู้อำนวยการเขต"
    )
    return Unit.objects.create(
        code=code,
        agency=agency,
        authority=authority,
        calendar=calendar,
        name_th=f"สำนักงาน {code}",
        path=f"{agency_code}/{code}",
    )


@pytest.fixture
def town():
    """The demonstration's authorities, with two officers."""
    kept("town", lambda: authorities.load(authorities.OFFICERS[:2], bodies.BODIES))
    return authorities
