"""A worked example is made of a real application with one press, and nobody is found in it."""

import json
from dataclasses import replace

import pytest

from krob.casework.applications.models import Application
from krob.foundation.core.errors import NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.events.models import PersonalRead
from krob.people.agencies.standard import ROLES
from krob.registers.catalogue import commands
from krob.registers.catalogue.models import ServiceDraft
from tests.journeys.conftest import LICENCE, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(world):
    known = officer("bangrak.checker")
    return replace(known, permissions=known.permissions | {Permission.CATALOGUE_EDIT_SERVICE})


@pytest.fixture
def draft(writer) -> ServiceDraft:
    return commands.begin_version(actor=writer, service=LICENCE)


def stored(draft) -> list:
    return ServiceDraft.objects.get(pk=draft.pk).parts["examples"]


@pytest.mark.req("2.2.1", part="an example from a real application")
@pytest.mark.req("S.1", part="examples name nobody")
def test_a_filed_application_becomes_an_example_and_the_reading_is_written_down(
    make, owner_of_shop, writer, draft
):
    application = make.filed(owner_of_shop)
    before = stored(draft)
    PersonalRead.objects.all().delete()

    commands.borrow_example(actor=writer, draft=draft.pk, reference=application.reference)

    (*others, made) = stored(draft)
    assert others == before
    assert made["answers"]["dining_area_sqm"] == "200"
    assert (made["on"], made["action"]) == ("2026-11-23", "new")
    text = json.dumps(made, ensure_ascii=False)
    for secret in ("สมชาย", "0812345678", "99/1", application.reference):
        assert secret not in text
    read = PersonalRead.objects.get()
    assert (read.purpose, read.subjects) == ("applications.example", [application.subject])


def test_a_draft_application_and_one_of_another_service_make_no_example(
    make, owner_of_shop, writer, draft
):
    unfiled = make.draft(owner_of_shop)
    other = make.filed(owner_of_shop)
    ServiceDraft.objects.filter(pk=draft.pk).update(code="another-service")
    before = stored(draft)

    for reference in (unfiled.reference, other.reference, "KRB-2569-999999", ""):
        with pytest.raises(NotFound):
            commands.borrow_example(actor=writer, draft=draft.pk, reference=reference)

    assert stored(draft) == before


def test_who_may_not_open_the_application_makes_no_example_of_it(
    make, owner_of_shop, writer, draft
):
    application = make.filed(owner_of_shop)
    before = stored(draft)
    PersonalRead.objects.all().delete()
    blind = replace(writer, permissions=frozenset({Permission.CATALOGUE_EDIT_SERVICE}))
    elsewhere = replace(writer, units=frozenset({"bma-pathumwan"}))

    with pytest.raises(NotAllowed):
        commands.borrow_example(actor=blind, draft=draft.pk, reference=application.reference)
    with pytest.raises(NotFound):
        commands.borrow_example(actor=elsewhere, draft=draft.pk, reference=application.reference)

    assert stored(draft) == before
    assert not PersonalRead.objects.exists()
    assert Application.objects.get(pk=application.pk).status == application.status


def test_the_button_leads_to_the_new_example(make, owner_of_shop, writer, draft, browse):
    application = make.filed(owner_of_shop)
    address = f"/agency/services/{draft.pk}/examples/"

    answer = browse(writer).post(address + "-/borrow/", {"reference": application.reference})
    page = browse(writer).get(answer["Location"])
    overview = browse(writer).get(address)

    assert answer["Location"] == address + "example/"
    assert page.status_code == 200
    assert f'href="{address}example/"' in overview.content.decode()


@pytest.fixture
def editor(world):
    """Return who writes services with the standard role, and opens no applications."""
    known = officer("bangrak.checker")
    rights = frozenset(Permission(each) for each in ROLES["service-editor"][1])
    return replace(known, permissions=rights)


@pytest.mark.req("2.9", part="previewed on a real application")
def test_the_standard_editor_borrows_without_the_right_to_open_applications(
    make, owner_of_shop, editor
):
    application = make.filed(owner_of_shop)
    draft = commands.begin_version(actor=editor, service=LICENCE)

    commands.borrow_example(actor=editor, draft=draft.pk, reference=application.reference)

    assert Permission.APPLICATIONS_VIEW not in editor.permissions
    assert stored(draft)[-1]["answers"]["dining_area_sqm"] == "200"


@pytest.mark.req("2.9", part="previewed on a real application")
def test_a_message_is_read_as_it_would_be_sent_about_a_filed_application(
    make, owner_of_shop, editor, browse
):
    application = make.filed(owner_of_shop)
    draft = commands.begin_version(actor=editor, service=LICENCE)
    address = f"/agency/services/{draft.pk}/messages/received/sample/"
    PersonalRead.objects.all().delete()

    samples = browse(editor).get(address).content.decode()
    read_before = PersonalRead.objects.count()
    page = browse(editor).get(address, {"application": application.reference}).content.decode()

    assert read_before == 0
    assert "KRB-2569-000123" in samples
    assert application.reference in page
    assert "KRB-2569-000123" not in page
    for side in ("th", "en"):
        assert f'lang="{side}"' in page
    for secret in ("สมชาย", "0812345678", "99/1"):
        assert secret not in page
    read = PersonalRead.objects.get()
    assert (read.purpose, read.subjects) == (
        "applications.message-preview",
        [application.subject],
    )


def test_nobody_previews_on_an_application_that_is_not_theirs(make, owner_of_shop, editor, browse):
    application = make.filed(owner_of_shop)
    draft = commands.begin_version(actor=editor, service=LICENCE)
    address = f"/agency/services/{draft.pk}/messages/received/sample/"
    elsewhere = replace(editor, units=frozenset({"bma-pathumwan"}))
    rival = replace(editor, agency="nonthaburi", units=frozenset({"nonthaburi-city"}))
    blind = replace(editor, permissions=frozenset({Permission.CATALOGUE_EDIT_SERVICE}))
    asked = {"application": application.reference}
    PersonalRead.objects.all().delete()

    answers = [browse(who).get(address, asked).status_code for who in (elsewhere, rival, blind)]

    assert answers == [404, 404, 403]
    assert application.reference not in browse(blind).get(address).content.decode()
    assert not PersonalRead.objects.exists()
