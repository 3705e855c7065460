"""What people meet first: "My business" for applicants, the desk for officers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from krob.casework.applications import commands
from krob.faces.desk import queries as desk
from krob.faces.portal import mine
from krob.foundation.core import clock
from krob.foundation.events import access
from krob.people.parties.queries import party_named
from tests.journeys.conftest import MONDAY

ASKED = [{"kind": "field", "key": "seats", "reason": "ไม่ตรงกับแผนผัง"}]


def tallies(actor) -> dict[str, int]:
    return {str(one.label): one.many for one in desk.home(actor)["tallies"]}


def queries_of(page, actor) -> int:
    with CaptureQueriesContext(connection) as seen:
        page(actor)
    return len(seen)


@pytest.mark.req("1.2.7", part="what to do now, earliest first")
def test_what_is_to_do_comes_earliest_first_and_drafts_last(make, owner_of_shop):
    with clock.frozen(MONDAY):
        make.draft(owner_of_shop)
        make.approved(make.filed(owner_of_shop))
        make.moved(make.filed(owner_of_shop), "bangrak.checker", "return", corrections=ASKED)

        found = mine.page(owner_of_shop)["to_do"]

    assert [str(one.button) for one in found] == ["แก้ไข", "ชำระเงิน", "ไปต่อ"]
    assert [one.day is None for one in found] == [False, False, True]


@pytest.mark.req("1.2.8", part="what is owed, on the first page")
def test_what_is_owed_is_the_sum_of_what_is_left_on_the_bills(make, owner_of_shop):
    with clock.frozen(MONDAY):
        make.approved(make.filed(owner_of_shop))
        page = mine.page(owner_of_shop)

    assert page["owed"] == page["to_do"][0].amount > 0


def test_a_stranger_finds_nothing_of_others(make, owner_of_shop, stranger):
    with clock.frozen(MONDAY):
        make.approved(make.filed(owner_of_shop))
        page = mine.page(stranger)

    assert (page["to_do"], page["running"], page["held"], page["readings"]) == ([], [], [], [])
    assert page["owed"] == 0


@pytest.mark.req("S.6", part="the owner is told on the first page")
def test_the_owner_is_told_who_looked(make, owner_of_shop, as_officer):
    with clock.frozen(MONDAY):
        application = make.filed(owner_of_shop)
        access.reading(
            actor=as_officer("bangrak.checker"),
            purpose="applications.consider",
            subjects=[application.subject],
            fields=["seats"],
        )
        (reading,) = mine.page(owner_of_shop)["readings"]

    assert reading.who == party_named("unit:bma-bangrak").name


def test_the_page_asks_as_often_for_many_things_as_for_few(make, owner_of_shop):
    def one_more_of_each():
        make.draft(owner_of_shop)
        make.approved(make.filed(owner_of_shop))
        make.moved(make.filed(owner_of_shop), "bangrak.checker", "return", corrections=ASKED)

    with clock.frozen(MONDAY):
        one_more_of_each()
        few = queries_of(mine.page, owner_of_shop)
        one_more_of_each()
        many = queries_of(mine.page, owner_of_shop)

    assert many == few


def test_the_page_opens_with_everything_on_it(make, owner_of_shop, browse):
    with clock.frozen(MONDAY):
        make.draft(owner_of_shop)
        make.approved(make.filed(owner_of_shop))
        html = browse(owner_of_shop).get("/my/").content.decode()

    assert html.count("<h1") == 1
    assert "k-todo" in html
    assert "k-bar" in html


def test_nobody_is_led_to_the_sign_in(db, client):
    answer = client.get("/my/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=%2Fmy%2F")


@pytest.mark.req("1.1.1", part="the officer's first page")
def test_an_officer_counts_the_work_of_the_own_unit_only(make, owner_of_shop, as_officer):
    with clock.frozen(MONDAY):
        make.filed(owner_of_shop)
        make.filed(owner_of_shop)
        here = tallies(as_officer("bangrak.checker"))
        elsewhere = tallies(as_officer("pathumwan.checker"))

    assert here["รออยู่ในหน่วยงานของฉัน"] == here["ยังไม่มีผู้รับงาน"] == 2
    assert elsewhere["รออยู่ในหน่วยงานของฉัน"] == 0


def test_the_desk_opens_with_work_on_it(make, owner_of_shop, as_officer, browse):
    with clock.frozen(MONDAY):
        filed = make.filed(owner_of_shop)
        make.moved(filed, "bangrak.checker", "accept")
        answer = browse(as_officer("bangrak.inspector")).get("/officer/")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="/officer/applications/{filed.reference}/"' in html
    assert "เหลือ" in html


def test_the_desk_asks_as_often_for_much_work_as_for_little(make, owner_of_shop, as_officer):
    with clock.frozen(MONDAY):
        checker = as_officer("bangrak.checker")
        make.filed(owner_of_shop)
        little = queries_of(desk.home, checker)
        for _ in range(3):
            make.filed(owner_of_shop)
        much = queries_of(desk.home, checker)

    assert much == little


def test_corrections_that_came_in_are_counted_until_checked(make, owner_of_shop, as_officer):
    from_checker = "คำขอที่แก้ไขแล้วส่งกลับ"
    with clock.frozen(MONDAY):
        application = make.filed(owner_of_shop)
        returned = make.moved(application, "bangrak.checker", "return", corrections=ASKED)
        before = tallies(as_officer("bangrak.checker"))[from_checker]
        commands.save_draft(
            actor=owner_of_shop,
            reference=application.reference,
            edition=returned.edition,
            page="areas",
            posted={"seats": ["48"]},
        )
        commands.resubmit_application(actor=owner_of_shop, reference=application.reference)
        came = tallies(as_officer("bangrak.checker"))[from_checker]
        make.moved(application, "bangrak.checker", "accept")
        after = tallies(as_officer("bangrak.checker"))[from_checker]

    assert (before, came, after) == (0, 1, 0)


def test_what_is_overdue_is_pressing(make, owner_of_shop, as_officer):
    with clock.frozen(MONDAY):
        make.moved(make.filed(owner_of_shop), "bangrak.checker", "accept")
    with clock.frozen(MONDAY + timedelta(days=90)):
        found = desk.home(as_officer("bangrak.inspector"))["tallies"]

    assert [(one.many, one.pressing) for one in found if "tab=overdue" in one.link] == [(1, True)]
