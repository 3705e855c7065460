"""What the applicant's screens do beside the commands: step-up, search without script."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from krob.casework.applications.applicant import filing
from krob.casework.applications.models import Application
from krob.casework.applications.views import drafting
from krob.foundation.core.actor import Actor
from krob.people.identity.web import SignInRequired, sign_in_address

pytestmark = pytest.mark.django_db


@pytest.mark.req("V.2", part="step-up")
def test_a_sign_in_that_is_too_weak_is_led_to_a_stronger_one(owner_of_shop: Actor, rf, settings):
    settings.KROB_REQUIRED_IAL = "1.1"
    weak = Actor(
        kind=owner_of_shop.kind,
        id=owner_of_shop.id,
        person=owner_of_shop.person,
        party=owner_of_shop.party,
        ial="1.1",
    )
    request = rf.post(reverse("applications:start", args=["food-premises-licence"]))
    request.actor = weak

    with pytest.raises(SignInRequired) as raised:
        drafting.start(request, "food-premises-licence")

    asked = parse_qs(urlsplit(sign_in_address(request, raised.value)).query)
    assert (asked["ial"], asked["fresh"]) == (["2.3"], ["1"])
    assert Application.objects.count() == 0


def test_a_stranger_is_led_to_the_sign_in_and_back(world, client: Client):
    wanted = reverse("applications:start", args=["food-premises-licence"])

    answer = client.get(wanted)

    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [wanted]


def test_a_search_for_a_place_shows_what_it_found_without_script(owner_of_shop: Actor, make):
    draft = make.draft(owner_of_shop)
    posted = {"premises_address-find": ["10500"], "_find": ["premises_address"]}

    shown = filing.page(owner_of_shop, draft.reference, "premises", posted=posted)

    (address,) = [
        view
        for block in shown["page"].blocks
        for view in block.fields
        if view.name == "premises_address"
    ]
    assert address.searched
    assert "10500" in {place.postcode for place in address.found}


@pytest.mark.req("1.3.3", part="questions that open without script")
def test_a_question_that_continue_opened_is_new_and_not_wrong(owner_of_shop, make, browse):
    draft = make.draft(owner_of_shop)
    page = {"_version": str(draft.edition), "_shown": ["fuel"], "fuel": "lpg"}
    client = browse(owner_of_shop)
    address = f"/applications/{draft.reference}/form/kitchen/"

    first = client.post(address, page)

    assert first.status_code == 200
    said = first.content.decode()
    assert 'id="k-opened"' in said
    assert 'href="#f-lpg_kg"' in said
    assert "k-errors" not in said
    assert 'aria-invalid="true"' not in said

    edition = str(Application.objects.get().edition)
    second = client.post(
        address, {"_version": edition, "_shown": ["fuel", "lpg_kg"], "fuel": "lpg", "lpg_kg": ""}
    )

    assert second.status_code == 422
    said = second.content.decode()
    assert "k-errors" in said
    assert 'id="k-opened"' not in said


def test_the_look_up_stands_at_its_field(owner_of_shop, make, browse):
    draft = make.draft(owner_of_shop)

    page = browse(owner_of_shop).get(f"/applications/{draft.reference}/form/premises/")

    said = page.content.decode()
    field = said.index('id="f-house_code"')
    button = said.index(f'formaction="/applications/{draft.reference}/look-up/house_code/"')
    assert field < button < said.index('id="f-premises_address"')
