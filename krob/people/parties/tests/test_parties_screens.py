"""Own data, contact, companies and who looked, on screen."""

from datetime import datetime

import pytest
from django.urls import reverse

from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Invalid, NotAllowed, NotFound
from krob.foundation.core.text import Text
from krob.foundation.events import access
from krob.people.parties import overview, queries
from krob.people.parties.addresses import address_line
from krob.people.parties.commands import (
    add_participant,
    change_contact,
    confirm_claim,
    end_participation,
    record_premises,
    refuse_claim,
)
from krob.people.parties.models import CompanyClaim, Contact, Participation
from krob.people.parties.tests.test_parties_claims import KITCHEN, claimed
from krob.people.parties.types import PremisesFacts
from simulators import people

pytestmark = pytest.mark.django_db
SUBJECT = "application:KRB-2569-000001"


@pytest.fixture
def signed_in(client, monkeypatch):
    """Make the next requests those of an actor."""

    def as_actor(actor):
        monkeypatch.setattr("krob.people.agencies.middleware.actor_for", lambda _request: actor)
        return client

    return as_actor


@pytest.fixture
def purpose():
    access.declare_purpose("test-case", Text("พิจารณาคำขอ", "Consider an application"))
    yield "test-case"
    access.purposes.remove("test-case")


@pytest.mark.req("1.2.1", part="view own data")
def test_own_data_is_shown_with_source_and_the_number_masked(wipha, signed_in):
    page = signed_in(wipha).get(reverse("parties:account")).content.decode()

    assert "วิภา รุ่งเรืองกิจ" in page
    assert people.WIPHA.number not in page
    assert "1-1028-xxxxx-51-4" in page
    assert page.count("<h1") == 1


def test_the_company_acted_for_is_shown_too(wipha, signed_in):
    confirm_claim(actor=SYSTEM, claim_id=claimed(wipha).pk, facts=KITCHEN)
    company = queries.acting_choices(wipha)[1]

    page = signed_in(wipha.acting_for(company.key)).get("/account/").content.decode()

    assert "บริษัท ครัววิภา จำกัด" in page.replace("⁠", "")


@pytest.mark.req("1.2.1", part="edit own contact")
def test_the_contact_is_changed_and_a_wrong_one_is_not(wipha, signed_in):
    browser = signed_in(wipha)
    address = reverse("parties:contact")

    wrong = browser.post(address, {"email": "nobody", "phone": "", "language": "th"})
    before = Contact.objects.exists()
    right = browser.post(
        address, {"email": "w@example.com", "phone": "081 234 5678", "language": "en"}
    )

    point = queries.contact_of(wipha.person)
    assert (wrong.status_code, before) == (422, False)
    assert (right.status_code, right.url) == (302, reverse("parties:account"))
    assert (point.email, point.phone, point.language) == ("w@example.com", "0812345678", "en")


def test_nobody_changes_anothers_contact(wipha, thana):
    with pytest.raises(NotAllowed):
        change_contact(actor=thana, party=wipha.person, email="t@example.com")
    with pytest.raises(Invalid):
        change_contact(actor=thana, party=thana.person, email="", phone="abc")

    assert not Contact.objects.exists()


@pytest.mark.req("1.1.4", part="an officer's own address for copies")
def test_an_officer_says_where_copies_of_messages_go(checker, signed_in):
    browser = signed_in(checker)
    address = reverse("parties-officer:contact")

    wrong = browser.post(address, {"email": "nobody", "language": "th"})
    before = Contact.objects.exists()
    right = browser.post(address, {"email": "c@example.com", "language": "en"})
    html = browser.get(address).content.decode()

    point = queries.contact_of(f"user:{checker.id}")
    assert (wrong.status_code, before) == (422, False)
    assert (right.status_code, right.url) == (302, address)
    assert (point.email, point.language) == ("c@example.com", "en")
    assert 'value="c@example.com"' in html
    assert 'name="phone"' not in html


def test_no_officer_changes_the_contact_of_a_colleague_or_a_unit(checker, approver):
    for party in (f"user:{approver.id}", *(f"unit:{unit}" for unit in checker.units)):
        with pytest.raises(NotAllowed):
            change_contact(actor=checker, party=party, email="mine@example.com")

    assert not Contact.objects.exists()


def test_a_company_without_contact_is_told_through_its_director(wipha):
    confirm_claim(actor=SYSTEM, claim_id=claimed(wipha).pk, facts=KITCHEN)
    change_contact(actor=wipha, party=wipha.person, email="w@example.com")
    company = queries.acting_choices(wipha)[1]

    assert queries.contact_of(company.key).email == "w@example.com"


@pytest.mark.req("P.4", part="adding a company on screen")
def test_a_company_is_added_by_form_and_the_page_says_how_it_stands(wipha, signed_in):
    browser = signed_in(wipha)

    posted = browser.post(
        reverse("parties:companies"), {"registration_number": people.KRUA_WIPHA.number}
    )
    claim = CompanyClaim.objects.get()
    waiting = browser.get(posted.url).content.decode()
    part = browser.get(posted.url, headers={"HX-Request": "true"}).content.decode()
    refuse_claim(
        actor=SYSTEM,
        claim_id=claim.pk,
        reason="signs-with-others",
        needed={"signers": 2, "seal": True},
    )
    refused = browser.get("/en" + posted.url).content.decode().replace("⁠", "")

    assert posted.status_code == 302
    assert people.KRUA_WIPHA.number not in posted.url
    assert "hx-get" in waiting
    assert "http-equiv" in waiting
    assert "<h1" not in part
    assert "only together with others" in refused
    assert "It takes 2 signatures together" in refused
    assert 'hx-trigger="load delay' not in refused


def test_a_wrong_registration_number_is_said_at_the_field(wipha, signed_in):
    answer = signed_in(wipha).post(
        reverse("parties:companies"), {"registration_number": "0105569001230"}
    )

    assert answer.status_code == 422
    assert "k-errors" in answer.content.decode()
    assert not CompanyClaim.objects.exists()


def test_another_persons_claim_is_not_found_and_strangers_sign_in(wipha, thana, client, signed_in):
    address = reverse("parties:company", args=[claimed(wipha).pk])

    assert client.get(address).status_code == 302
    assert signed_in(thana).get(address).status_code == 404


@pytest.mark.parametrize("name", ["account", "contact", "companies", "who-looked"])
def test_every_page_leads_a_stranger_to_the_sign_in(name, client):
    answer = client.get(reverse(f"parties:{name}"))

    assert answer.url.startswith(reverse("identity:sign-in"))


@pytest.mark.req("S.6", part="who read a person's data")
def test_an_officer_reads_with_a_purpose_and_the_person_is_told(wipha, checker, purpose, signed_in):
    add_participant(actor=SYSTEM, subject=SUBJECT, party=wipha.person, role="holder")
    add_participant(actor=SYSTEM, subject=SUBJECT, party="unit:bma-bangrak", role="deciding-unit")

    facts = queries.person_facts(checker, wipha.person, purpose)

    readings = overview.readings(wipha)
    page = signed_in(wipha).get(reverse("parties:who-looked")).content.decode()
    assert facts.number == people.WIPHA.number
    assert [(one.purpose.th, len(one.fields)) for one in readings] == [("พิจารณาคำขอ", 4)]
    assert "พิจารณาคำขอ" in page.replace("⁠", "")


@pytest.mark.req("S.6", part="who read a filing")
def test_reads_of_a_filing_are_shown_to_those_who_take_part(wipha, thana, checker, purpose):
    add_participant(actor=SYSTEM, subject=SUBJECT, party=wipha.person, role="holder")
    access.reading(actor=checker, purpose=purpose, subjects=[SUBJECT], fields=["answers"])
    access.reading(actor=wipha, purpose=purpose, subjects=[SUBJECT], fields=["answers"])

    assert [one.fields for one in overview.readings(wipha)] == [(overview.ANSWERS,)]
    assert overview.readings(thana) == []


def test_without_a_shared_subject_or_a_purpose_there_is_no_reading(
    wipha, thana, checker, pathumwan_officer, purpose
):
    add_participant(actor=SYSTEM, subject=SUBJECT, party=wipha.person, role="holder")
    add_participant(actor=SYSTEM, subject=SUBJECT, party="unit:bma-bangrak", role="deciding-unit")

    for stranger in (thana, pathumwan_officer):
        with pytest.raises(NotFound):
            queries.person_facts(stranger, wipha.person, purpose)
    with pytest.raises(LookupError):
        queries.person_facts(checker, wipha.person, "undeclared")

    assert overview.readings(wipha) == []


def test_reading_ones_own_data_is_not_written_down(wipha):
    assert queries.person_facts(wipha, wipha.person, "").name.th == "วิภา รุ่งเรืองกิจ"
    assert overview.readings(wipha) == []


def test_who_takes_part_adds_others_and_a_stranger_does_not(owner, rival, checker):
    add_participant(actor=owner, subject=SUBJECT, party=owner.person, role="holder")
    add_participant(actor=owner, subject=SUBJECT, party="unit:bma-bangrak", role="deciding-unit")

    with pytest.raises(NotAllowed):
        add_participant(actor=rival, subject=SUBJECT, party=rival.person, role="attorney")
    with pytest.raises(NotAllowed):
        add_participant(actor=owner, subject="business:x", party=owner.person, role="may-bind")
    with pytest.raises(NotAllowed):
        end_participation(actor=rival, subject=SUBJECT, party=owner.person, role="holder")

    assert Participation.objects.count() == 2
    assert queries.takes_part(checker, SUBJECT, {"deciding-unit"})
    assert not queries.takes_part(checker, SUBJECT, {"holder"})


def test_adding_twice_is_adding_once_and_ending_twice_is_ending_once(owner):
    for _turn in range(2):
        add_participant(actor=owner, subject=SUBJECT, party=owner.person, role="holder")
    ended = [
        end_participation(actor=SYSTEM, subject=SUBJECT, party=owner.person, role="holder")
        for _turn in range(2)
    ]

    assert Participation.objects.count() == 1
    assert ended == [1, 0]
    assert not queries.takes_part(owner, SUBJECT)


@pytest.mark.parametrize(
    ("address", "th", "en"),
    [
        (
            {
                "house_no": "99/1",
                "road": "สีลม",
                "subdistrict": "100402",
                "district": "1004",
                "province": "10",
                "postcode": "10500",
            },
            "99/1 ถนนสีลม แขวงสีลม เขตบางรัก กรุงเทพมหานคร 10500",
            "99/1, สีลม Road, Si Lom, Bang Rak, Bangkok, 10500",
        ),
        (
            {"house_no": "45", "moo": "3", "subdistrict": "120101", "district": "1201"},
            "45 หมู่ 3 ตำบลสวนใหญ่ อำเภอเมืองนนทบุรี",
            "45, Moo 3, Suan Yai, Mueang Nonthaburi",
        ),
        ({"formatted": "99 หมู่ 9"}, "99 หมู่ 9", ""),
        ({}, "", ""),
    ],
)
def test_an_address_is_said_as_people_write_it(address, th, en):
    line = address_line(address)

    assert (line.th, line.en) == (th, en)


def test_premises_of_the_same_house_are_one_place(owner, rival):
    facts = PremisesFacts(
        house_code="10040000991",
        address={"subdistrict": "100402", "district": "1004", "province": "10"},
        latitude="13.7248",
        longitude="100.5283",
        as_of=datetime(2026, 11, 23, tzinfo=clock.BANGKOK),
    )
    first = record_premises(actor=owner, holder=owner.person, facts=facts)
    again = record_premises(actor=owner, holder=owner.person, facts=facts)

    with pytest.raises(NotAllowed):
        record_premises(actor=rival, holder=owner.person, facts=facts)

    assert first.pk == again.pk
    assert [one.subdistrict for one in queries.premises_of(owner)] == ["100402"]
    assert not queries.premises_of(rival).exists()
