"""What the officer's screens show beside the commands: documents one at a time, in place."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from krob.casework.applications import dossier
from krob.casework.applications.models import FetchedDocument
from krob.casework.applications.officer import doubting, viewer
from krob.casework.applications.officer.viewer import Chosen
from krob.engines.exchange.models import Lookup
from krob.foundation.core import clock
from krob.foundation.core.errors import NotFound
from krob.foundation.events.models import PersonalRead
from tests.journeys.conftest import MONDAY, officer

pytestmark = pytest.mark.django_db
SOURCE = {"th": "กรมการปกครอง", "en": "Department of Provincial Administration"}


def fetched(application) -> None:
    """Let a registry have answered for a document."""
    with clock.frozen(MONDAY):
        lookup = Lookup.objects.create(
            registry="dopa.house",
            key="10040000001",
            key_hash="x",
            subject=application.subject,
            purpose="applications.consider",
            asked_by="system",
            state="answered",
            facts={"address_text": "99/1 ถนนสีลม", "internal": "not shown"},
            source=SOURCE,
            asked_at=clock.now(),
            answered_at=clock.now(),
        )
        FetchedDocument.objects.create(
            application=application,
            requirement="house-registration",
            lookup=lookup.pk,
            at=clock.now(),
        )


@pytest.mark.req("1.1.1", part="what the issuer answered, with its source and time")
def test_a_fetched_document_shows_the_registrys_facts_and_the_reading_is_written_down(
    make, owner_of_shop
):
    application = make.filed(owner_of_shop)
    fetched(application)
    PersonalRead.objects.all().delete()

    shown = viewer.viewer(
        officer("bangrak.checker"), application.reference, Chosen("from-house-registration")
    )["shown"]

    assert [(label.en, fact) for label, fact in shown.facts] == [("Address", "99/1 ถนนสีลม")]
    assert shown.entry.lookup.answered_at == MONDAY
    read = PersonalRead.objects.get()
    assert (read.purpose, read.fields) == ("applications.consider", ["address_text", "internal"])


def test_the_first_document_is_shown_and_nonsense_is_not_followed(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    fetched(application)
    PersonalRead.objects.all().delete()

    for chosen in (Chosen(), Chosen("../etc", 999_999_999)):
        found = viewer.viewer(officer("bangrak.checker"), application.reference, chosen)
        shown = found["shown"]
        assert (shown.entry, shown.page) == (found["entries"][0], 1)
        assert shown.picture.startswith("/officer/documents/")
    assert not PersonalRead.objects.exists()


def test_the_desk_page_changes_only_the_documents_for_htmx(make, owner_of_shop, browse):
    application = make.filed(owner_of_shop)
    client = browse(officer("bangrak.checker"))
    address = f"/officer/applications/{application.reference}/"

    whole = client.get(address)
    part = client.get(address, headers={"HX-Request": "true"})

    assert b"<h1" in whole.content
    assert b"<h1" not in part.content
    assert b'id="documents"' in part.content


def test_what_was_brought_in_a_correction_round_is_marked(make, owner_of_shop):
    with clock.frozen(MONDAY):
        application = make.filed(owner_of_shop)
        asked = [{"kind": "document", "key": "floor-plan", "reason": "ไม่ชัด"}]
        make.moved(application, "bangrak.checker", "return", note="แก้", corrections=asked)
    upload = viewer.viewer(officer("bangrak.checker"), application.reference, Chosen())
    entry = upload["entries"][0]
    entry.upload.received_at = clock.now()
    entry.upload.save()

    found = viewer.viewer(officer("bangrak.checker"), application.reference, Chosen())["entries"]

    assert [one.is_new for one in found].count(True) == 1


def test_another_office_sees_no_documents(make, owner_of_shop, pathumwan_officer):
    application = make.filed(owner_of_shop)

    with pytest.raises(NotFound):
        viewer.viewer(pathumwan_officer, application.reference, Chosen())


@pytest.mark.req("2.4", part="expiry, age and name are checked by the officer")
def test_the_officer_is_reminded_of_what_to_check_on_a_document(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    (need, *_others) = dossier.document_needs(application)
    checked = replace(need, valid_days=30, expiry_field="passport_until", name_field="shop_name")
    application.reading = replace(
        dossier._read(application),
        typed={"passport_until": date(2026, 11, 1), "shop_name": "ครัวสีลม"},
    )

    with clock.frozen(MONDAY), override("en"):
        said = doubting.doubts(application, checked)
        quiet = doubting.doubts(application, need)

    said = [words.replace("\u00a0", " ") for words in said]
    assert quiet == ()
    assert said[0] == "By the answer “Passport valid until” it was good until 1 November 2026 only."
    assert said[1] == "It may be at most 30 days old: issued on 24 October 2026 or later."
    assert said[2] == "The name on it must be that of the answer “Name of the shop”: ครัวสีลม."
