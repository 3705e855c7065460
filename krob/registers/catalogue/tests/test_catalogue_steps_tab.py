"""The tab of the steps through its own address: shown, saved, hidden from other agencies."""

from dataclasses import replace

import pytest

from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands

pytestmark = pytest.mark.req("2.8.1", part="editor")


@pytest.fixture
def draft(db, checker):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    return commands.begin_service(actor=checker, code="market-stall", title_th="แผงลอย")


@pytest.mark.parametrize(
    "item", ["", "completeness/", "completeness.accept/", "end:approved/", "clock:deadline/"]
)
def test_every_screen_of_the_steps_is_shown_with_the_drawing(browse, checker, draft, item):
    answer = browse(checker).get(f"/agency/services/{draft.pk}/steps/{item}")

    assert answer.status_code == 200
    assert answer.content.decode().count('<svg class="k-graph"') == 1


def test_a_step_that_saves_itself_draws_the_steps_anew(browse, checker, draft):
    answer = browse(checker).post(
        f"/agency/services/{draft.pk}/steps/decision/save/",
        {"title-th": "ลงนาม", "title-en": "Sign", "autosave": "1"},
    )

    html = answer.content.decode()
    assert 'id="k-drawing" hx-swap-oob="true"' in html
    assert "ลงนาม" in html
    draft.refresh_from_db()
    assert draft.parts["steps"]["steps"]["decision"]["title"] == {"th": "ลงนาม", "en": "Sign"}


def test_removing_a_step_to_which_others_lead_is_asked_once_more(browse, checker, draft):
    url = f"/agency/services/{draft.pk}/steps/payment/remove/"

    asked = browse(checker).post(url)
    draft.refresh_from_db()
    before = set(draft.parts["steps"]["steps"])
    done = browse(checker).post(url, {"sure": "1"})

    assert asked.status_code == 422
    assert "payment" in before
    assert done.status_code == 302
    draft.refresh_from_db()
    assert "payment" not in draft.parts["steps"]["steps"]


def test_a_new_order_of_the_steps_is_kept_and_undone(browse, checker, draft):
    browser = browse(checker)
    before = draft.parts["steps"]["order"]

    browser.post(f"/agency/services/{draft.pk}/steps/decision/move/", {"place": "1"})
    draft.refresh_from_db()
    moved = draft.parts["steps"]["order"]
    browser.post(f"/agency/services/{draft.pk}/undo/")

    assert moved[0] == "decision"
    draft.refresh_from_db()
    assert draft.parts["steps"]["order"] == before


@pytest.mark.parametrize("address", ["steps/", "steps/completeness/"])
def test_another_agency_sees_no_steps(browse, municipal_officer, draft, address):
    stranger = replace(municipal_officer, id="u-other")

    answer = browse(stranger).get(f"/agency/services/{draft.pk}/{address}")

    assert answer.status_code == 404
