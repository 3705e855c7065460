"""Acting for a company: only who may bind it, only while the registry says so."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.events.journal import history
from krob.people.parties import queries
from krob.people.parties.commands import (
    claim_company,
    confirm_claim,
    fail_claim,
    recheck_claims,
    refuse_claim,
)
from krob.people.parties.models import Business, CompanyClaim, Participation
from krob.people.parties.types import BusinessFacts, BusinessStatus, Director
from simulators import people

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=clock.BANGKOK)
KITCHEN = BusinessFacts(
    number=people.KRUA_WIPHA.number,
    name=Text(people.KRUA_WIPHA.name),
    kind="limited-company",
    status=BusinessStatus.OPERATING,
    directors=(Director(name=people.WIPHA.name, number=people.WIPHA.number),),
    signing_text=people.KRUA_WIPHA.signing,
)
JOINT = replace(
    KITCHEN,
    directors=tuple(
        Director(name=one.name, number=one.number) for one in people.SONG_SAHAI.directors
    ),
    signing_text=people.SONG_SAHAI.signing,
)


def claimed(actor):
    return claim_company(actor=actor, registration_number=KITCHEN.number)


@pytest.mark.req("P.4", part="binding a company")
def test_a_sole_director_may_act_for_the_company_for_ninety_days(wipha, thana):
    with clock.frozen(NINE):
        claim = confirm_claim(actor=SYSTEM, claim_id=claimed(wipha).pk, facts=KITCHEN)
        choices = [one.name.th for one in queries.acting_choices(wipha)]
        others = [one.kind for one in queries.acting_choices(thana)]
    with clock.frozen(NINE + timedelta(days=90)):
        afterwards = [one.kind for one in queries.acting_choices(wipha)]

    assert (claim.state, claim.expires_at) == ("confirmed", NINE + timedelta(days=90))
    assert choices == ["วิภา รุ่งเรืองกิจ", "บริษัท ครัววิภา จำกัด"]
    assert others == ["person"]
    assert afterwards == ["person"]
    assert [event.name for event in history(claim.key)] == [
        "parties.company-claimed",
        "parties.company-confirmed",
    ]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(KITCHEN, directors=(Director(name="นายอื่น คนอื่น"),)), "not-a-director"),
        (
            replace(
                KITCHEN, directors=(Director(name=people.WIPHA.name, number=people.THANA.number),)
            ),
            "not-a-director",
        ),
        (JOINT, "signs-with-others"),
        (replace(JOINT, signing_text="นายกฤต ศรีสวัสดิ์ ลงลายมือชื่อ"), "does-not-sign"),
        (replace(KITCHEN, signing_text="ตามข้อบังคับ"), "signing-text-unread"),
        (replace(KITCHEN, status=BusinessStatus.DISSOLVED), "company-dissolved"),
        (replace(KITCHEN, status=BusinessStatus.LIQUIDATING), "company-in-liquidation"),
        (replace(KITCHEN, status=BusinessStatus.BANKRUPT), "company-needs-review"),
        (replace(KITCHEN, status=BusinessStatus.MERGED), "company-has-new-number"),
        (replace(KITCHEN, status=BusinessStatus.UNKNOWN), "company-needs-review"),
    ],
)
def test_who_may_not_bind_the_company_alone_is_not_confirmed(facts, reason, wipha):
    claim = claimed(wipha)

    with pytest.raises(NotAllowed) as refused:
        confirm_claim(actor=SYSTEM, claim_id=claim.pk, facts=facts)

    assert refused.value.code == reason
    assert CompanyClaim.objects.get().state == "asked"
    assert not Participation.objects.exists()
    assert not Business.objects.exists()


def test_claiming_twice_is_claiming_once_and_a_refusal_may_be_asked_again(wipha):
    first = claimed(wipha)
    again = claimed(wipha)
    refuse_claim(actor=SYSTEM, claim_id=first.pk, reason="not-a-director")
    refuse_claim(actor=SYSTEM, claim_id=first.pk, reason="not-a-director")
    anew = claimed(wipha)

    assert (first.pk, anew.pk, anew.state) == (again.pk, first.pk, "asked")
    assert [event.name for event in history(first.key)] == [
        "parties.company-claimed",
        "parties.company-refused",
        "parties.company-claimed",
    ]


def test_a_wrong_number_is_refused_before_anything_is_kept(wipha):
    with pytest.raises(Invalid) as refused:
        claim_company(actor=wipha, registration_number="0105569001230")

    assert list(refused.value.fields) == ["registration_number"]
    assert not CompanyClaim.objects.exists()


def test_guessing_at_companies_is_stopped(wipha):
    for last in range(10):
        CompanyClaim.objects.create(
            person=wipha.person, number="x", number_hash=str(last), asked_at=clock.now()
        )

    with pytest.raises(Conflict):
        claimed(wipha)

    assert CompanyClaim.objects.count() == 10


def test_when_the_registry_withdraws_the_right_it_ends_at_once(wipha):
    claim = confirm_claim(actor=SYSTEM, claim_id=claimed(wipha).pk, facts=KITCHEN)

    refuse_claim(actor=SYSTEM, claim_id=claim.pk, reason="not-a-director")

    assert [one.kind for one in queries.acting_choices(wipha)] == ["person"]
    assert CompanyClaim.objects.get().state == "refused"


def test_a_director_who_has_left_stops_when_the_registry_names_another(wipha, thana):
    left = confirm_claim(actor=SYSTEM, claim_id=claimed(wipha).pk, facts=KITCHEN)
    now = replace(
        KITCHEN, directors=(Director(name=people.THANA.name, number=people.THANA.number),)
    )

    confirm_claim(actor=SYSTEM, claim_id=claimed(thana).pk, facts=now)

    left.refresh_from_db()
    assert (left.state, left.reason) == ("refused", "not-a-director")
    assert [one.kind for one in queries.acting_choices(wipha)] == ["person"]
    assert [one.kind for one in queries.acting_choices(thana)] == ["person", "juristic"]


def test_a_claim_that_runs_out_soon_is_asked_again_and_silence_does_not_end_it(wipha):
    with clock.frozen(NINE):
        claim = confirm_claim(actor=SYSTEM, claim_id=claimed(wipha).pk, facts=KITCHEN)
    with clock.frozen(NINE + timedelta(days=84)):
        asked = recheck_claims(actor=SYSTEM)
        fail_claim(actor=SYSTEM, claim_id=claim.pk)
        still = [one.kind for one in queries.acting_choices(wipha)]
        confirm_claim(actor=SYSTEM, claim_id=claim.pk, facts=KITCHEN)
    with clock.frozen(NINE + timedelta(days=120)):
        later = [one.kind for one in queries.acting_choices(wipha)]

    assert (asked, still, later) == (1, ["person", "juristic"], ["person", "juristic"])
    assert Participation.objects.filter(until__gt=NINE + timedelta(days=90)).count() == 1


def test_a_silent_registry_is_said_and_the_claim_may_be_made_again(wipha):
    claim = fail_claim(actor=SYSTEM, claim_id=claimed(wipha).pk)

    anew = claimed(wipha)

    assert (claim.state, claim.reason) == ("failed", "registry-silent")
    assert anew.state == "asked"


def test_a_rival_sees_neither_claim_nor_company(wipha, thana, checker):
    claim = confirm_claim(actor=SYSTEM, claim_id=claimed(wipha).pk, facts=KITCHEN)
    key = Business.objects.get().key

    for stranger in (thana, checker):
        with pytest.raises(NotFound):
            queries.claim(stranger, claim.pk)
        with pytest.raises(NotFound):
            queries.business_facts(key, actor=stranger, purpose="any")
        assert not queries.claims(stranger).exists()
    assert queries.claim(wipha, claim.pk).business.key == key


@pytest.mark.parametrize("who", ["wipha", "checker"])
def test_nobody_but_the_system_answers_a_claim(who, wipha, request):
    claim = claimed(wipha)
    actor = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        confirm_claim(actor=actor, claim_id=claim.pk, facts=KITCHEN)
    with pytest.raises(NotAllowed):
        refuse_claim(actor=actor, claim_id=claim.pk, reason="not-a-director")

    assert CompanyClaim.objects.get().state == "asked"


def test_a_claim_that_does_not_exist_cannot_be_answered():
    with pytest.raises(NotFound):
        confirm_claim(actor=SYSTEM, claim_id=uuid4(), facts=KITCHEN)
