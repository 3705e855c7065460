"""A registry answers while somebody types: nobody is disturbed, and nothing typed is lost."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from krob.casework.applications import commands
from krob.casework.applications.models import Application
from krob.casework.applications.views import drafting
from krob.engines.exchange.commands import record_answer
from krob.engines.exchange.models import Lookup
from krob.engines.exchange.ports import RegistryAnswer
from krob.foundation.core.actor import SYSTEM, Actor
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.text import Text
from krob.foundation.jobs import worker
from tests.journeys.conftest import BANG_RAK, LICENCE, MONDAY

pytestmark = pytest.mark.django_db
HOUSE = "10040000011"
NO_ADDRESS = {f"premises_address-{part}": [""] for part in ("house_no", "subdistrict", "postcode")}


@pytest.fixture
def draft(owner_of_shop: Actor) -> Application:
    """A draft in which the house code is typed, and no more."""
    made = commands.start_application(actor=owner_of_shop, service=LICENCE)
    return _save(owner_of_shop, made, made.edition, house_code=[HOUSE])


def _save(actor: Actor, draft: Application, edition: int, **posted: list[str]) -> Application:
    return commands.save_draft(
        actor=actor, reference=draft.reference, edition=edition, page="premises", posted=posted
    )


def _answered(actor: Actor, draft: Application, at: datetime = MONDAY) -> Application:
    """Let the registry answer in the background."""
    lookup = commands.ask_registry(actor=actor, reference=draft.reference, field="house_code")
    answer = RegistryAnswer(
        found=True,
        facts={"house_code": HOUSE, "address": BANG_RAK},
        as_of=at,
        source=Text("ทะเบียนบ้าน", "House registry"),
    )
    record_answer(actor=SYSTEM, lookup_id=lookup.id, answer=answer)
    worker.run_pending()
    return Application.objects.get(pk=draft.pk)


@pytest.mark.req("1.3.2", part="an answer disturbs nobody")
def test_an_answer_that_comes_while_somebody_types_is_no_conflict(owner_of_shop, draft):
    _answered(owner_of_shop, draft)

    kept = _save(owner_of_shop, draft, draft.edition, shop_name=["ร้านพิมพ์ต่อ"], **NO_ADDRESS)

    assert kept.answers["shop_name"] == "ร้านพิมพ์ต่อ"
    assert kept.answers["premises_address"]["subdistrict"] == "100402"
    assert kept.provenance["premises_address"]["source"]["th"] == "ทะเบียนบ้าน"


def test_a_page_that_has_not_shown_the_answer_does_not_empty_it_later(owner_of_shop, draft):
    _answered(owner_of_shop, draft)
    kept = _save(owner_of_shop, draft, draft.edition, **NO_ADDRESS)

    later = _save(owner_of_shop, draft, kept.edition, _unseen=["premises_address"], **NO_ADDRESS)

    assert later.answers["premises_address"]["subdistrict"] == "100402"


def test_a_page_that_has_shown_the_answer_may_empty_it(owner_of_shop, draft):
    filled = _answered(owner_of_shop, draft)

    emptied = _save(owner_of_shop, draft, filled.edition, **NO_ADDRESS)

    assert "premises_address" not in emptied.answers


def test_what_was_typed_meanwhile_stands_with_the_answer_beside_it(owner_of_shop, draft):
    _answered(owner_of_shop, draft)
    typed = {**BANG_RAK, "house_no": "7/7"}
    posted = {f"premises_address-{part}": [value] for part, value in typed.items()}

    kept = _save(owner_of_shop, draft, draft.edition, **posted)

    assert kept.answers["premises_address"]["house_no"] == "7/7"
    beside = kept.provenance["premises_address"]["fetched"]["value"]
    assert beside["house_no"] == BANG_RAK["house_no"]


def test_a_save_of_another_tab_is_still_a_conflict(owner_of_shop, draft):
    _answered(owner_of_shop, draft)
    newer = _save(owner_of_shop, draft, draft.edition, shop_name=["ใหม่กว่า"])

    for edition in (draft.edition, draft.edition + 1, newer.edition + 1, 0):
        with pytest.raises(Conflict):
            _save(owner_of_shop, draft, edition, shop_name=["เก่า"])

    assert Application.objects.get(pk=draft.pk).answers["shop_name"] == "ใหม่กว่า"


def test_filling_in_the_same_answer_again_changes_nothing(owner_of_shop, draft):
    filled = _answered(owner_of_shop, draft)
    lookup = Lookup.objects.get()

    again = commands.prefill_draft(actor=SYSTEM, reference=draft.reference, lookup=lookup.pk)

    assert (again.edition, again.saved_at) == (filled.edition, filled.saved_at)


@pytest.mark.parametrize(("typed", "wrong"), [("", "กรอก"), ("123", "11 หลัก")])
def test_a_registry_is_not_asked_by_nothing_or_by_a_wrong_number(
    owner_of_shop, draft, typed, wrong
):
    empty = _save(owner_of_shop, draft, draft.edition, house_code=[typed])

    with pytest.raises(Invalid) as refused:
        commands.ask_registry(actor=owner_of_shop, reference=empty.reference, field="house_code")

    assert wrong in str(refused.value.fields["house_code"])
    assert Lookup.objects.count() == 0


def test_the_page_says_why_the_registry_was_not_asked(owner_of_shop, draft, rf):
    posted = {"_version": str(draft.edition), "shop_name": "ร้านเร็ว", "house_code": ""}
    address = reverse("applications:look-up", args=[draft.reference, "house_code"])
    request = rf.post(address, posted)
    request.actor = owner_of_shop
    request.user = request.session = None

    answer = drafting.look_up(request, draft.reference, "house_code")

    assert answer.status_code == 422
    assert Application.objects.get(pk=draft.pk).answers["shop_name"] == "ร้านเร็ว"
    assert Lookup.objects.count() == 0


def test_a_stranger_asks_nothing(draft, client: Client):
    address = reverse("applications:look-up", args=[draft.reference, "house_code"])

    assert client.post(address).status_code == 302
    assert Lookup.objects.count() == 0
