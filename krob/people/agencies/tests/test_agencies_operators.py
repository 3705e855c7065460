"""Operators set up agencies, officers, days and places at the shell."""

import json
from datetime import date

import pytest
from django.core.cache import cache

from config import cli
from krob.people.agencies import jurisdiction, operators, signing
from krob.people.agencies.calendars import is_working_day
from krob.people.agencies.models import Agency, Duty, Holiday, Jurisdiction, Role, Staff
from krob.people.agencies.types import FOOD_PREMISES, Place
from krob.people.identity.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
NAME = ("--name-th", "ชื่อ", "--name-en", "Name")


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def krob(capsys):
    """Run a command that must succeed; give back what it printed for programs."""

    def run(*words: str):
        assert cli.main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def refused(capsys):
    """Run a command that must fail; give back both things it said."""

    def run(*words: str):
        assert cli.main([*words, "--json"]) == 1
        told = capsys.readouterr()
        return told.err, json.loads(told.out or "null")

    return run


@pytest.fixture
def town(krob):
    krob("calendar", "add", "th", *NAME)
    krob("agency", "add", "town", *NAME, "--tax-id", "0994000165501")
    krob("agency", "authority", "town", "--agency", "town", *NAME, "--title-th", "นายก")
    krob("agency", "unit", "town-health", "--agency", "town", "--authority", "town", *NAME)


@pytest.mark.req("2.1.1", part="set up from the shell")
def test_an_agency_is_set_up_from_nothing(town, krob, tmp_path):
    places = tmp_path / "places.csv"
    places.write_text(f"power,province,district,unit\n{FOOD_PREMISES},12,1203,town-health\n")

    taught = krob("jurisdiction", "load", str(places))
    krob(
        *("agency", "signatory", "town", "--position", "mayor", "--position-th", "นายก"),
        *(*NAME, "--order", "12/2569", "--ordered-on", "2026-01-05"),
    )

    assert taught == {"lines": 1}
    match = jurisdiction.authority_for(
        FOOD_PREMISES, Place(province="12", district="1203"), date(2030, 1, 1)
    )
    assert match is not None
    assert match.unit.code == "town-health"
    assert match.unit.calendar.base is not None
    assert match.unit.calendar.base.code == "th"
    signatory = signing.signatory_for(match.authority, FOOD_PREMISES, date(2026, 2, 1))
    assert (signatory.name.th, signatory.order) == ("ชื่อ", "12/2569")


def test_setting_up_twice_is_setting_up_once(town, krob):
    krob("agency", "add", "town", "--name-th", "เมือง", "--tax-id", "0994000165501")

    assert list(Agency.objects.values_list("name_th", flat=True)) == ["เมือง"]


@pytest.mark.req("2.1.2", part="first officers")
def test_an_officer_chooses_a_password_by_the_link_once(town, krob, client, settings):
    made = krob("officer", "add", "town.admin", "--agency", "town", *NAME)
    krob("duty", "give", "town.admin", "--unit", "town-health", "--role", "agency-admin")
    path = made["link"].removeprefix(settings.KROB_BASE_URL)
    nobody = client.post("/officer/sign-in/", {"login": "town.admin", "password": ""})

    page = client.get(path)
    differing = client.post(path, {"password": PASSWORD, "again": "another"})
    weak = client.post(path, {"password": "short", "again": "short"})
    chosen = client.post(path, {"password": PASSWORD, "again": PASSWORD})
    again = client.post(path, {"password": PASSWORD + "!", "again": PASSWORD + "!"})

    assert nobody.status_code == 200
    assert (page.status_code, differing.status_code, weak.status_code) == (200, 422, 422)
    assert (chosen.status_code, chosen["Location"]) == (302, "/officer/sign-in/")
    assert (again.status_code, client.get(path).status_code) == (404, 404)
    assert User.objects.get(login="town.admin").check_password(PASSWORD)
    signed_in = client.post("/officer/sign-in/", {"login": "town.admin", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert client.get("/officer/")["Location"] == "/officer/sign-in/set-up/"


def test_a_link_of_another_account_opens_nothing(town, krob, client, settings):
    mine = krob("officer", "add", "town.one", "--agency", "town", *NAME)["link"]
    krob("officer", "add", "town.two", "--agency", "town", *NAME)
    ids = {user.login: user.public_id for user in User.objects.all()}
    path = mine.removeprefix(settings.KROB_BASE_URL).replace(ids["town.one"], ids["town.two"])

    assert client.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 404
    assert not User.objects.get(login="town.two").has_usable_password()


def test_a_closed_account_is_not_invited(town, krob, refused, client, settings):
    link = krob("officer", "add", "town.one", "--agency", "town", *NAME)["link"]
    krob("officer", "close", "town.one")

    told, _found = refused("officer", "link", "town.one")

    assert told.startswith("krob: account-not-found")
    assert client.get(link.removeprefix(settings.KROB_BASE_URL)).status_code == 404


def test_at_a_terminal_the_password_is_asked_twice(town, krob, refused, monkeypatch):
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "another"])
    monkeypatch.setattr(operators.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(operators.getpass, "getpass", lambda _prompt: next(typed))

    made = krob("officer", "add", "town.one", "--agency", "town", *NAME)
    told, _found = refused("officer", "add", "town.two", "--agency", "town", *NAME)

    assert made == {"officer": "town.one", "agency": "town"}
    assert User.objects.get().check_password(PASSWORD)
    assert told == "krob: the two passwords differ\n"


def test_duties_are_given_and_end(town, krob, refused):
    krob("officer", "add", "town.one", "--agency", "town", *NAME)

    given = krob(
        *("duty", "give", "town.one", "--unit", "town-health", "--role", "checker"),
        *("--since", "2026-01-01"),
    )
    krob("duty", "end", "town.one", "--unit", "town-health", "--role", "checker")
    told, _found = refused("duty", "give", "x", "--unit", "town-health", "--role", "checker")

    assert given["since"] == "2026-01-01"
    assert Duty.objects.get().until is not None
    assert told == "krob: there is no officer x\n"
    listed = krob("officer", "list")
    assert listed == [
        {
            "agency": "town",
            "officer": "town.one",
            "account": "open",
            "duties": "checker@town-health",
        }
    ]


def test_a_role_that_the_agency_changed_is_left_alone(town, krob):
    Role.objects.create(code="checker", name_th="ผู้ตรวจ", permissions=["applications.view"])

    roles = {row["role"]: row["permissions"] for row in krob("duty", "roles")}

    assert roles["checker"] == "applications.view"
    assert roles["service-editor"] == (
        "catalogue.borrow-application catalogue.edit-offering catalogue.edit-service "
        "catalogue.replay"
    )


def test_holidays_come_from_a_file_all_or_none(town, krob, refused, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("\ufeffday,name_th,kind\n2026-12-28,วันหยุดพิเศษ,special\n")
    bad.write_text("day,name_th,kind\n2026-12-29,ดี,special\n29/12/2026,ไม่ดี,\n2026-12-30,x,odd\n")

    krob("calendar", "load", "th", str(good))
    told, found = refused("calendar", "load", "th", str(bad))

    assert not is_working_day("town", date(2026, 12, 28))
    assert told == "krob: 2 bad lines; nothing was changed\n"
    assert [line.split(":")[0] for line in found] == ["line 3", "line 4"]
    assert Holiday.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("power,province\n", "has no column unit"),
        ("power,province,unit,colour\n", "has columns that nobody knows: colour"),
        (f"power,province,unit\n{FOOD_PREMISES},12,nowhere\n", "1 bad lines"),
        (f"power,province,district,unit\n{FOOD_PREMISES},12,9,town-health\n", "1 bad lines"),
    ],
)
def test_a_bad_table_of_places_changes_nothing(town, refused, tmp_path, text, says):
    path = tmp_path / "places.csv"
    path.write_text(text)

    told, _found = refused("jurisdiction", "load", str(path))

    assert says in told
    assert not Jurisdiction.objects.exists()


def test_a_table_that_is_no_text_is_said_to_be_none(town, refused, tmp_path):
    path = tmp_path / "places.csv"
    path.write_bytes(b"\xff\xfe\x00")

    told, _found = refused("jurisdiction", "load", str(path))

    assert "is not a table in UTF-8" in told


def test_the_nations_holidays_are_seeded_in_years_of_the_common_era(town, krob, refused):
    made = krob("calendar", "seed", "th", "2026")
    told, _found = refused("calendar", "seed", "th", "2569")

    assert made["new_holidays"] > 10
    assert told == "krob: not a year C.E.: 2569\n"


def test_a_lost_second_factor_is_taken_away(town, krob):
    krob("officer", "add", "town.one", "--agency", "town", *NAME)

    assert krob("officer", "reset", "town.one")["second_factor"] == "none"
    assert Staff.objects.count() == 1
