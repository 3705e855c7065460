"""The time of the law on the screens of both sides: asked for, written, shown, refused."""

from datetime import date

import pytest
from django.test import Client

from krob.casework.applications.models import DelayNotice
from krob.engines.workflow import clock as clocks
from krob.engines.workflow.models import Step
from tests.journeys.conftest import officer
from tests.journeys.timing import considered, later

BASE = "/officer/applications/{}/"
REASON = "รอผลตรวจน้ำจากห้องปฏิบัติการ"


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\u2060", "").replace("\xa0", " ")


@pytest.mark.req("2.7", part="extension")
def test_the_time_is_extended_on_the_screen_and_both_sides_read_why(make, owner_of_shop, browse):
    application = considered(make, owner_of_shop)
    at = BASE.format(application.reference)
    with later(20):
        before = page(browse(officer("bangrak.approver")), at)
        client = browse(officer("bangrak.approver"))
        sent = client.post(f"{at}extend/", {"number": "1", "days": "10", "reason": REASON})
        after = page(browse(officer("bangrak.inspector")), at)
        seen = page(browse(owner_of_shop), f"/applications/{application.reference}/")

    assert 'id="extend"' in before
    assert sent.status_code == 302
    assert 'id="extend"' not in after  # the inspector does not decide
    assert REASON in after
    assert REASON in seen
    assert "เพิ่มอีก 10 วัน" in seen


def test_an_extension_that_is_refused_keeps_what_was_typed(make, owner_of_shop, browse):
    application = considered(make, owner_of_shop)
    at = BASE.format(application.reference)
    with later(20):
        client = browse(officer("bangrak.approver"))
        long = client.post(f"{at}extend/", {"number": "1", "days": "40", "reason": REASON})
        odd = client.post(f"{at}extend/", {"number": "x", "days": "๑๐ วัน", "reason": ""})
        late = browse(officer("bangrak.approver"))
    with later(31):
        over = late.post(f"{at}extend/", {"number": "1", "days": "5", "reason": REASON})
    with later(20):
        others = browse(officer("pathumwan.approver")).post(f"{at}extend/", {"days": "5"})
        reading = clocks.reading(application.subject)

    shown = long.content.decode()
    assert (long.status_code, odd.status_code) == (422, 409)
    assert REASON in shown
    assert 'value="40"' in shown
    assert 'href="#extend"' in shown
    assert (over.status_code, others.status_code) == (409, 404)
    assert reading.extended == 0


@pytest.mark.req("2.7", part="reasons for a delay")
def test_a_delay_is_asked_for_in_the_queue_and_written_in_the_dossier(make, owner_of_shop, browse):
    application = considered(make, owner_of_shop)
    at = BASE.format(application.reference)
    given = {"until": "2026-12-30", "reason": REASON, "state": "เสนอความเห็นสัปดาห์หน้า"}
    with later(33):
        inspector = browse(officer("bangrak.inspector"))
        queue = page(inspector, "/officer/applications/?tab=overdue")
        asked = page(inspector, at)
        empty = inspector.post(f"{at}explain/", {**given, "state": ""})
        sent = inspector.post(f"{at}explain/", given)
        done = page(inspector, at)
        seen = page(browse(owner_of_shop), f"/applications/{application.reference}/")

    assert f"{at}#explain" in queue
    assert "แจ้งเหตุภายใน" in queue
    assert 'id="explain"' in asked
    assert empty.status_code == 422
    assert REASON in empty.content.decode()
    assert sent.status_code == 302
    assert 'id="explain"' not in done
    assert REASON in seen
    assert "เสนอความเห็นสัปดาห์หน้า" in seen
    assert DelayNotice.objects.get().until == date(2026, 12, 30)


def test_a_delay_that_was_not_explained_stands_out(make, owner_of_shop, browse):
    considered(make, owner_of_shop)
    with later(40):
        queue = page(browse(officer("bangrak.inspector")), "/officer/applications/?tab=overdue")

    assert "ยังไม่แจ้งเหตุล่าช้า" in queue


@pytest.mark.parametrize("until", ["", "yesterday", "2027-02-30", "2026-11-30"])
def test_an_explanation_for_other_days_is_told_so(make, owner_of_shop, browse, until):
    application = considered(make, owner_of_shop)
    with later(33):
        client = browse(officer("bangrak.inspector"))
        sent = client.post(
            BASE.format(application.reference) + "explain/",
            {"until": until, "reason": REASON, "state": "รอ"},
        )

    assert sent.status_code == 409
    assert REASON in sent.content.decode()
    assert not DelayNotice.objects.exists()


@pytest.mark.req("2.8.1", part="a colleague's step")
def test_a_colleagues_step_offers_to_be_taken_over_by_one_press(make, owner_of_shop, browse):
    with later(0):
        application = make.filed(owner_of_shop)
        at = BASE.format(application.reference)
        assign = f"{at}assign/completeness/"
        browse(officer("bangrak.checker")).post(assign, {"officer": officer("bangrak.checker").id})
        colleague = browse(officer("bangrak.recommender"))
        offered = page(colleague, at)
        taken = colleague.post(assign, {"officer": officer("bangrak.recommender").id})
        mine = page(colleague, at)

    assert "รับมาทำต่อ" in offered
    assert 'name="action"' not in offered
    assert taken.status_code == 302
    assert 'name="action"' in mine
    assert Step.objects.get().assignee == officer("bangrak.recommender").id
