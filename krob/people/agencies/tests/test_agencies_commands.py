"""Officers, duties, jurisdiction and calendars change by commands, within their limits."""

from datetime import date, timedelta

import pytest

from demo import authorities
from demo.bodies import AGENCIES, BODIES
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.people.agencies import commands, queries
from krob.people.agencies.calendars import add_working_days, is_working_day
from krob.people.agencies.jurisdiction import Place, authority_for
from krob.people.agencies.models import Calendar, Duty, Holiday, Jurisdiction, Staff, Unit
from krob.people.agencies.types import FOOD_PREMISES
from krob.people.identity.models import User
from krob.people.parties.queries import party_named

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def admin_of(agency: str) -> Actor:
    return Actor(
        kind=ActorKind.OFFICER,
        id=f"u-admin-{agency}",
        agency=agency,
        units=frozenset({"bma-bangrak"}),
        permissions=frozenset(
            {Permission.AGENCIES_MANAGE_ACCOUNTS, Permission.AGENCIES_MANAGE_CALENDARS}
        ),
    )


def account(login: str) -> User:
    return User.objects.get(login=login)


def test_loading_the_authorities_twice_is_loading_them_once(town):
    before = (Unit.objects.count(), Jurisdiction.objects.count(), Duty.objects.count())
    events = Event.objects.count()

    authorities.load(authorities.OFFICERS[:2], BODIES)

    assert (Unit.objects.count(), Jurisdiction.objects.count(), Duty.objects.count()) == before
    assert Event.objects.count() == events
    taught = sum(len(body.powers) * len(body.places) for body in BODIES)
    assert before == (len(BODIES) + 2, taught, 2)  # and the routing desk, the supervisor


@pytest.mark.parametrize(
    ("subdistrict", "unit"),
    [("100402", "bma-bangrak"), ("100704", "bma-pathumwan"), ("120101", "nonthaburi-city")],
)
def test_each_demo_address_has_its_authority(town, subdistrict, unit):
    match = authority_for(
        FOOD_PREMISES, Place(province=subdistrict[:2], subdistrict=subdistrict), TODAY
    )

    assert match is not None
    assert (match.unit.code, match.authority.code) == (unit, unit)


def test_an_address_beyond_the_municipality_goes_to_the_routing_queue(town):
    assert authority_for(FOOD_PREMISES, Place(province="12", subdistrict="120109"), TODAY) is None


@pytest.mark.req("2.1.2", part="duties")
def test_a_duty_gives_rights_from_its_first_day_until_before_its_last(town):
    user = account("bangrak.inspector")
    Duty.objects.all().delete()
    commands.grant_duty(
        actor=OPERATOR,
        user=user.public_id,
        unit="bma-bangrak",
        role="checker",
        since=date(2026, 12, 1),
        until=date(2027, 1, 1),
    )

    def units_on(day: date):
        with clock.frozen(clock.midnight(day) + timedelta(hours=9)):
            return queries.rights_of(user).units

    assert units_on(date(2026, 11, 30)) == frozenset()
    assert units_on(date(2026, 12, 1)) == {"bma-bangrak"}
    assert units_on(date(2026, 12, 31)) == {"bma-bangrak"}
    assert units_on(date(2027, 1, 1)) == frozenset()


def test_an_ended_duty_gives_nothing_from_the_next_question_on(town):
    user = account("bangrak.checker")
    assert Permission.APPLICATIONS_CHECK in queries.rights_of(user).permissions

    for _twice in range(2):
        commands.end_duty(actor=OPERATOR, user=user.public_id, unit="bma-bangrak", role="checker")

    assert queries.rights_of(user).permissions == frozenset()
    assert Event.objects.filter(name="duty.ended").count() == 1


@pytest.mark.req("2.1.1", part="accounts by command")
@pytest.mark.req("2.1.2", part="own agency only")
def test_an_agency_administrator_appoints_for_the_own_agency_only(town):
    own = commands.appoint_officer(
        actor=admin_of("bma"),
        agency="bma",
        login="new.officer",
        password="a long enough password",
        name=Text("นางสาวใหม่"),
    )
    with pytest.raises(NotAllowed) as refused:
        commands.appoint_officer(
            actor=admin_of("bma"),
            agency="nonthaburi",
            login="spy",
            password="a long enough password",
            name=Text("นายสอดแนม"),
        )

    assert own.agency.code == "bma"
    assert refused.value.code == "not-agency-admin"
    assert not User.objects.filter(login="spy").exists()


def test_an_agency_administrator_grants_in_the_own_agency_only(town):
    user = account("bangrak.checker")
    before = Duty.objects.count()

    with pytest.raises(NotAllowed):
        commands.grant_duty(
            actor=admin_of("bma"), user=user.public_id, unit="nonthaburi-city", role="checker"
        )

    assert Duty.objects.count() == before


def test_nobody_grants_a_duty_to_themselves(town):
    user = account("bangrak.checker")
    actor = Actor(
        kind=ActorKind.OFFICER,
        id=user.public_id,
        agency="bma",
        permissions=frozenset({Permission.AGENCIES_MANAGE_ACCOUNTS}),
    )
    before = Duty.objects.count()

    with pytest.raises(NotAllowed) as refused:
        commands.grant_duty(actor=actor, user=user.public_id, unit="bma-bangrak", role="approver")

    assert refused.value.code == "own-duties"
    assert Duty.objects.count() == before


def test_an_officer_without_the_right_changes_no_account(town, checker):
    user = account("bangrak.checker")
    poor = Actor(kind=ActorKind.OFFICER, id="u-poor", agency="bma")

    with pytest.raises(NotAllowed):
        commands.end_duty(actor=poor, user=user.public_id, unit="bma-bangrak", role="checker")

    assert queries.rights_of(user).units == {"bma-bangrak"}


@pytest.mark.parametrize("login", ["1101700230708", "AB", "สมชาย", "a" * 61, "has space"])
def test_a_login_name_is_never_a_number_of_a_person(town, login):
    with pytest.raises(Invalid) as refused:
        commands.appoint_officer(
            actor=OPERATOR,
            agency="bma",
            login=login,
            password="a long enough password",
            name=Text("ชื่อ"),
        )

    assert refused.value.code == "login-invalid"
    assert Staff.objects.count() == 2


def test_a_login_name_is_taken_once_and_a_weak_password_not_at_all(town):
    def appoint(login: str, password: str) -> None:
        commands.appoint_officer(
            actor=OPERATOR, agency="bma", login=login, password=password, name=Text("ชื่อ")
        )

    with pytest.raises(Conflict):
        appoint("bangrak.checker", "a long enough password")
    with pytest.raises(Invalid) as refused:
        appoint("another", "password")

    assert refused.value.code == "password-weak"
    assert Staff.objects.count() == 2


def test_names_of_officers_lie_encrypted(town):
    raw = Staff.objects.extra(select={"raw": "name_th"}).values_list("raw", flat=True)

    assert all(value.startswith("v1.") for value in raw)
    names = queries.staff_names([account("bangrak.checker").public_id])
    assert [name.en for name in names.values()] == ["Miss Chanphen Truatdee"]


def test_officers_of_a_unit_are_found_by_role(town):
    logins = [staff.user.login for staff in queries.officers_of("bma-bangrak", "checker")]

    assert logins == ["bangrak.checker"]
    assert len(queries.officers_of("bma-bangrak")) == 2
    assert queries.officers_of("bma-pathumwan") == []


def test_a_router_teaches_the_table_and_the_old_row_ends(town):
    router = Actor(
        kind=ActorKind.OFFICER,
        id="u-router",
        agency="krob",
        units=frozenset({"routing"}),
        permissions=frozenset({Permission.APPLICATIONS_ROUTE}),
    )
    place = Place(province="10", district="1004")

    commands.teach_jurisdiction(
        actor=router,
        power=FOOD_PREMISES,
        place=place,
        unit="bma-pathumwan",
        valid_from=date(2027, 1, 1),
    )

    before = authority_for(FOOD_PREMISES, place, date(2026, 12, 31))
    after = authority_for(FOOD_PREMISES, place, date(2027, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.unit.code, after.unit.code) == ("bma-bangrak", "bma-pathumwan")


def test_who_does_not_route_teaches_nothing(town):
    stranger = Actor(kind=ActorKind.OFFICER, id="u-x", agency="bma")
    before = Jurisdiction.objects.count()

    with pytest.raises(NotAllowed):
        commands.teach_jurisdiction(
            actor=stranger,
            power=FOOD_PREMISES,
            place=Place(province="50"),
            unit="bma-bangrak",
        )

    assert Jurisdiction.objects.count() == before


@pytest.mark.parametrize(
    "place",
    [
        Place(province=""),
        Place(province="1"),
        Place(province="10", district="1204"),
        Place(province="10", district="1004", subdistrict="100702"),
        Place(province="10", district="1004", moo="3"),
    ],
    ids=str,
)
def test_codes_that_do_not_fit_together_are_refused(town, place):
    before = Jurisdiction.objects.count()

    with pytest.raises(Invalid):
        commands.teach_jurisdiction(
            actor=OPERATOR, power=FOOD_PREMISES, place=place, unit="bma-bangrak"
        )

    assert Jurisdiction.objects.count() == before


def test_the_routing_unit_is_never_an_authority(town):
    with pytest.raises(Invalid):
        commands.teach_jurisdiction(
            actor=OPERATOR, power=FOOD_PREMISES, place=Place(province="50"), unit="routing"
        )


def test_new_year_songkran_and_days_in_lieu_come_from_the_seed(town):
    assert add_working_days("th", date(2026, 12, 30), 1) == date(2027, 1, 4)
    assert add_working_days("bma", date(2027, 4, 12), 1) == date(2027, 4, 16)
    assert not is_working_day("nonthaburi", date(2026, 12, 7))
    assert is_working_day("th", date(2026, 5, 1))


def test_a_holiday_added_later_moves_every_calendar_that_stands_on_it(town):
    before = add_working_days("bma", date(2026, 11, 23), 1)

    for _twice in range(2):
        commands.add_holiday(
            actor=OPERATOR,
            calendar="th",
            day=date(2026, 11, 24),
            name=Text("วันหยุดพิเศษ"),
        )

    assert before == date(2026, 11, 24)
    assert add_working_days("bma", date(2026, 11, 23), 1) == date(2026, 11, 25)
    event = Event.objects.filter(name="agencies.holiday-added").latest("id")
    assert event.data["calendar"] == "th"
    assert event.data["days"] == ["2026-11-24"]
    assert set(event.data["calendars"]) == {"th", *(code for code, _name, _number in AGENCIES)}


@pytest.mark.parametrize("calendar", ["th", "nonthaburi"])
def test_an_agency_closes_no_days_of_others(town, calendar):
    before = Event.objects.count()

    with pytest.raises(NotAllowed):
        commands.add_holiday(
            actor=admin_of("bma"), calendar=calendar, day=date(2026, 11, 24), name=Text("วันหยุด")
        )

    assert is_working_day(calendar, date(2026, 11, 24))
    assert Event.objects.count() == before


def test_a_holiday_taken_away_is_worked_again(town):
    commands.remove_holiday(actor=OPERATOR, calendar="th", day=date(2026, 12, 31))

    assert is_working_day("bma", date(2026, 12, 31))
    with pytest.raises(NotFound):
        commands.remove_holiday(actor=OPERATOR, calendar="th", day=date(2026, 12, 31))


def test_who_does_not_keep_calendars_closes_no_day(town):
    with pytest.raises(NotAllowed):
        commands.add_holiday(
            actor=Actor(kind=ActorKind.OFFICER, id="u-x", agency="bma"),
            calendar="th",
            day=date(2026, 11, 24),
            name=Text("หยุดเอง"),
        )

    assert is_working_day("th", date(2026, 11, 24))
    assert not Holiday.objects.filter(day=date(2026, 11, 24)).exists()


@pytest.mark.parametrize("kind", [ActorKind.ANONYMOUS, ActorKind.APPLICANT])
def test_people_outside_change_no_agency(calendar, kind):
    outsider = Actor(kind=kind, id="u-outside", person="person:x", party="person:x")

    for call in (
        lambda: commands.record_agency(actor=outsider, code="x", name=Text("x")),
        lambda: commands.add_holiday(actor=outsider, calendar="th", day=TODAY, name=Text("x")),
        lambda: commands.define_role(actor=outsider, code="x", name=Text("x"), permissions=[]),
    ):
        with pytest.raises(NotAllowed):
            call()

    assert not Event.objects.exists()
    assert Calendar.objects.count() == 1


def test_units_and_agencies_are_named_wherever_parties_are(town):
    assert party_named("unit:bma-bangrak").name.en == "Bang Rak District Office"
    assert party_named("agency:bma").name.en == "Bangkok Metropolitan Administration"
    assert party_named("unit:nowhere").name.th == "nowhere"
