"""From a claimed company to the right to act for it, through the real far end."""

import time
from datetime import timedelta

import pytest

from krob.engines.exchange.models import Endpoint, ExchangeRecord, Lookup
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.text import Text
from krob.foundation.jobs.worker import run_pending
from krob.people.parties import queries
from krob.people.parties.binding import REASONS
from krob.people.parties.commands import claim_company, record_person
from krob.people.parties.models import Business, CompanyClaim, Participation
from krob.people.parties.types import PersonFacts
from simulators import people

pytestmark = pytest.mark.django_db


def signed_in(someone):
    row = record_person(
        actor=SYSTEM,
        facts=PersonFacts(
            number=someone.number, name=Text(f"{someone.given_name} {someone.family_name}")
        ),
    )
    return Actor(kind=ActorKind.APPLICANT, id=someone.key, person=row.key, party=row.key, ial="2.3")


@pytest.mark.req("P.4", part="the registry shows who may bind")
@pytest.mark.parametrize(
    ("someone", "company", "state", "reason"),
    [
        (people.WIPHA, people.KRUA_WIPHA, "confirmed", ""),
        (people.THANA, people.KRUA_WIPHA, "refused", "not-a-director"),
        (people.KRIT, people.SONG_SAHAI, "refused", "signs-with-others"),
        (people.WIPHA, people.DISSOLVED_KITCHEN, "refused", "company-dissolved"),
        (people.THANA, people.LIQUIDATING_CAFE, "refused", "company-in-liquidation"),
    ],
)
def test_the_registry_decides_who_acts_for_a_company(someone, company, state, reason, dbd_end):
    actor = signed_in(someone)
    claim = claim_company(actor=actor, registration_number=company.number)

    run_pending(reraise=True)

    claim.refresh_from_db()
    kinds = [one.kind for one in queries.acting_choices(actor)]
    assert (claim.state, claim.reason) == (state, reason)
    assert kinds == (["person", "juristic"] if state == "confirmed" else ["person"])
    assert Business.objects.count() == (1 if state == "confirmed" else 0)
    assert not reason or str(REASONS[reason])


def test_joint_signing_says_how_many_and_whether_with_the_seal(dbd_end):
    claim = claim_company(
        actor=signed_in(people.KRIT), registration_number=people.SONG_SAHAI.number
    )

    run_pending(reraise=True)

    claim.refresh_from_db()
    assert claim.needed == {"signers": 2, "seal": True}


def test_a_number_that_the_registry_does_not_know_is_refused(dbd_end):
    claim = claim_company(actor=signed_in(people.WIPHA), registration_number="0994000617721")

    run_pending(reraise=True)

    claim.refresh_from_db()
    assert (claim.state, claim.reason) == ("refused", "company-unknown")


@pytest.mark.req("1.2.2", part="company data from the registry")
def test_while_the_registry_is_down_the_person_waits_then_is_told_and_later_it_still_counts(
    dbd_end,
):
    began = clock.now()
    actor = signed_in(people.WIPHA)
    dbd_end.order(fail=503)
    claim = claim_company(actor=actor, registration_number=people.KRUA_WIPHA.number)
    states = []
    for seconds in (1, 7, 40):
        with clock.frozen(began + timedelta(seconds=seconds)):
            run_pending(reraise=True)
        claim.refresh_from_db()
        states.append(claim.state)

    dbd_end.clear()
    with clock.frozen(began + timedelta(seconds=700)):
        run_pending(reraise=True)
        claim.refresh_from_db()
        kinds = [one.kind for one in queries.acting_choices(actor)]

    assert states == ["asked", "asked", "failed"]
    assert (claim.state, kinds) == ("confirmed", ["person", "juristic"])
    assert Lookup.objects.get().attempts == 4


def test_asking_again_after_a_silence_asks_the_registry_again(dbd_end):
    began = clock.now()
    actor = signed_in(people.WIPHA)
    dbd_end.order(fail=503)
    claim = claim_company(actor=actor, registration_number=people.KRUA_WIPHA.number)
    for seconds in (1, 7, 40):
        with clock.frozen(began + timedelta(seconds=seconds)):
            run_pending(reraise=True)

    dbd_end.clear()
    with clock.frozen(began + timedelta(seconds=42)):
        again = claim_company(actor=actor, registration_number=people.KRUA_WIPHA.number)
        run_pending(reraise=True)

    claim.refresh_from_db()
    assert (again.pk, claim.state) == (claim.pk, "confirmed")


def test_a_second_director_of_the_same_company_makes_no_second_company(dbd_end):
    first = signed_in(people.WIPHA)
    for actor in (first, signed_in(people.THANA), first):
        claim_company(actor=actor, registration_number=people.KRUA_WIPHA.number)
        run_pending(reraise=True)

    assert sorted(CompanyClaim.objects.values_list("state", flat=True)) == ["confirmed", "refused"]
    assert Business.objects.count() == 1
    assert Participation.objects.count() == 1
    assert set(ExchangeRecord.objects.values_list("purpose", flat=True)) == {"bind-company"}


@pytest.mark.req("1.3.2", part="a slow registry never holds a page")
def test_with_a_registry_at_thirty_seconds_every_page_answers_at_once(dbd_end, client, monkeypatch):
    actor = signed_in(people.WIPHA)
    monkeypatch.setattr("krob.people.agencies.middleware.actor_for", lambda _request: actor)
    Endpoint.objects.update(timeout_s=0.3)
    dbd_end.order(slow_s=30)
    client.get("/account/companies/")
    began = time.monotonic()

    posted = client.post("/account/companies/", {"registration_number": people.KRUA_WIPHA.number})
    pages = [client.get(posted.url), client.get("/account/companies/"), client.get("/account/")]
    took_s = time.monotonic() - began
    run_pending(reraise=True)
    after = client.get(posted.url)

    assert took_s < 1
    assert [page.status_code for page in (*pages, after)] == [200] * 4
    assert CompanyClaim.objects.get().state == "asked"
    assert Lookup.objects.get().attempts == 1
