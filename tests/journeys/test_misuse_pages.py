"""What a browser can be made to send: the house answers it, and never with a fault of its own."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from krob.casework.applications import commands
from krob.casework.applications.models import Application
from krob.engines.documents.models import Upload
from krob.foundation.core import clock
from krob.foundation.core.actor import ANONYMOUS, SYSTEM
from krob.foundation.core.permissions import Permission
from krob.foundation.events.models import PersonalRead
from krob.registers.licences.models import Licence
from krob.registers.payments.models import Bill
from tests.journeys.conftest import MONDAY

MANY_DIGITS = "9" * 5000


@pytest.fixture(autouse=True)
def _monday(world):
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def kept(client):
    """Show faults as pages, as a visitor would get them."""
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=a%00b",
        "/verify/?number=a%00b",
        "/verify/a%00b/",
        "/services/?x=%00",
        "/payments/verify/a%00b/",
        "/which/a%00b/",
    ],
)
def test_a_nul_character_in_an_address_is_a_bad_request(kept, address):
    assert kept.get(address).status_code == 400


def test_a_nul_character_in_a_form_is_a_bad_request(kept, browse, make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    browse(owner_of_shop)

    answer = kept.post(
        f"/applications/{draft.reference}/form/premises/",
        "shop_name=a%00b&_version=1",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 400
    assert Application.objects.get().edition == draft.edition


def test_a_nul_character_in_a_cookie_is_a_bad_request(kept):
    kept.cookies["sessionid"] = "a\x00bcdefghijk"

    assert kept.get("/").status_code == 400


def test_a_form_in_a_strange_encoding_is_a_bad_request(kept):
    answer = kept.post(
        "/verify/",
        b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n\\ud800\r\n--x--\r\n',
        content_type="multipart/form-data; boundary=x; charset=unicode_escape",
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("page", [MANY_DIGITS, "-1", "0", "1e9", "๑", "10" * 15, "", "²"])
def test_nonsense_for_a_page_number_shows_the_queue(kept, browse, as_officer, page):
    browse(as_officer("bangrak.checker"))

    for address in ("/officer/applications/", "/officer/inbox/", "/officer/payments/bills/"):
        assert kept.get(address, {"page": page}).status_code in (200, 403), address


@pytest.mark.parametrize("edition", [MANY_DIGITS, "-1", "²", ""])
def test_nonsense_for_an_edition_is_a_conflict(kept, browse, make, owner_of_shop, edition):
    draft = make.draft(owner_of_shop)
    browse(owner_of_shop)

    answer = kept.post(
        f"/applications/{draft.reference}/form/premises/save/",
        {"_version": edition, "shop_name": "x"},
    )

    assert answer.status_code == 409
    assert Application.objects.get().label == "ครัวสมชาย"


@pytest.mark.parametrize(
    "before", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x", "2026-13-01T00:00Z"]
)
def test_nonsense_for_a_time_shows_the_list(kept, browse, owner_of_shop, before):
    browse(owner_of_shop)

    assert kept.get("/applications/", {"before": before}).status_code == 200


@pytest.mark.parametrize("number", ["0", "2", "9" * 30, MANY_DIGITS])
def test_a_status_list_that_does_not_exist_is_not_found(kept, number):
    assert kept.get(f"/status/{number}/").status_code == 404


def test_an_unknown_step_is_not_found(kept, browse, make, owner_of_shop, as_officer):
    application = make.filed(owner_of_shop)
    browse(as_officer("bangrak.checker"))

    answer = kept.post(
        f"/officer/applications/{application.reference}/act/nonsense/",
        {"visit": MANY_DIGITS, "action": "accept"},
    )

    assert answer.status_code == 404
    assert Application.objects.get().status == "checking"


@pytest.mark.parametrize("visit", [MANY_DIGITS, "", "-1"])
def test_nonsense_for_a_visit_is_a_conflict(kept, browse, make, owner_of_shop, as_officer, visit):
    application = make.filed(owner_of_shop)
    browse(as_officer("bangrak.checker"))

    answer = kept.post(
        f"/officer/applications/{application.reference}/act/completeness/",
        {"visit": visit, "action": "accept"},
    )

    assert answer.status_code == 409
    assert Application.objects.get().status == "checking"


def test_a_search_of_ten_kilobytes_is_answered(kept):
    for text in ("ก" * 10_000, "อาหาร " * 2_000, "%%%___\\\\''\"\"" * 100, "*" * 5000, '"' * 999):
        assert kept.get("/search/", {"q": text}).status_code == 200


@pytest.mark.parametrize("answer", ["NaN", "sNaN", "Infinity", "1e999999", "-1", "1e-999999"])
def test_no_number_breaks_the_questions_that_tell_which_service_applies(kept, answer):
    address = "/which/food-premises/"
    asked = {"area_sqm": answer, "dining_area_sqm": answer}

    assert kept.get(address, asked).status_code == 200


@pytest.mark.parametrize(
    "typed", ["NaN", "sNaN", "Infinity", "-1", "1e999999", "1" * 400, "๒๔๐.๕.๕", "0x10"]
)
def test_no_number_breaks_a_draft(kept, browse, make, owner_of_shop, typed):
    draft = make.draft(owner_of_shop)
    browse(owner_of_shop)

    answer = kept.post(
        f"/applications/{draft.reference}/form/areas/",
        {"_version": str(draft.edition), "dining_area_sqm": typed, "seats": typed},
    )

    assert answer.status_code in (200, 302, 404, 422)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "HEAD"])
def test_other_methods_are_refused_or_harmless(kept, browse, owner_of_shop, make, method):
    draft = make.draft(owner_of_shop)
    browse(owner_of_shop)

    for name in ("", "discard/", "withdraw/", "submit/", "check/", "documents/"):
        answer = kept.generic(method, f"/applications/{draft.reference}/{name}")
        assert answer.status_code in (200, 404, 405), name
    assert Application.objects.get().status == "draft"


@pytest.mark.parametrize(
    "address",
    [
        "/en/officer/",
        "/en/officer/applications/",
        "/fr/",
        "/officer//",
        "/EN/officer/",
    ],
)
def test_no_other_way_of_writing_passes_the_gate(kept, address):
    answer = kept.get(address)

    assert answer.status_code in (302, 404)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/officer/sign-in/")


def test_the_gate_holds_where_the_house_stands_below_another_address(
    kept, browse, make, owner_of_shop
):
    browse(owner_of_shop)

    answer = kept.get("/officer/applications/", SCRIPT_NAME="/below")

    assert answer.status_code == 403


def test_personal_pages_are_kept_by_no_cache(kept, browse, make, owner_of_shop, as_officer):
    application = make.filed(owner_of_shop)
    browse(owner_of_shop)
    own = [
        kept.get(address)
        for address in (
            "/applications/",
            f"/applications/{application.reference}/",
            "/inbox/",
            "/account/",
            "/payments/",
            "/licences/",
        )
    ]
    browse(as_officer("bangrak.checker"))
    offices = [kept.get(f"/officer/applications/{application.reference}/")]

    for answer in own + offices:
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store", answer.request["PATH_INFO"]


def test_a_file_that_nobody_asked_for_is_not_left_on_the_disk(kept, browse):
    browse(ANONYMOUS)
    kept.handler.enforce_csrf_checks = True

    kept.post("/sign-out/", {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7" * 100)})

    assert not list((Path(settings.KROB_FILES) / "incoming").glob("*"))


def test_a_file_that_is_refused_is_not_left_on_the_disk(kept, browse, make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    browse(owner_of_shop)

    answer = kept.post(
        f"/applications/{draft.reference}/documents/floor-plan/",
        {"file": SimpleUploadedFile("x.pdf", b"MZ" * 1000)},
    )

    assert answer.status_code in (404, 422)
    assert not list((Path(settings.KROB_FILES) / "incoming").glob("*"))


def test_an_officer_who_opens_a_licence_is_seen_by_its_holder(
    kept, browse, make, owner_of_shop, as_officer
):
    application = make.approved(make.filed(owner_of_shop))
    commands.conclude_settlement(actor=SYSTEM, reference=application.reference)
    licence = Licence.objects.get()
    before = PersonalRead.objects.count()
    browse(as_officer("bangrak.approver"))

    assert kept.get(f"/officer/licences/{licence.pk}/").status_code == 200

    assert PersonalRead.objects.count() == before + 1


def test_what_a_page_says_once_is_not_put_into_a_cookie(kept, browse, make, owner_of_shop):
    application = make.filed(owner_of_shop)
    browse(owner_of_shop)

    answer = kept.post(f"/applications/{application.reference}/withdraw/")

    assert answer.status_code == 302
    assert "messages" not in answer.cookies


@pytest.mark.parametrize(("may", "status"), [(True, 200), (False, 403)])
def test_only_officers_who_open_applications_open_documents(
    kept, browse, make, owner_of_shop, as_officer, may, status
):
    application = make.filed(owner_of_shop)
    upload = Upload.objects.filter(subject=application.subject).first()
    rights = {Permission.APPLICATIONS_VIEW} if may else {Permission.AGENCIES_MANAGE_ACCOUNTS}
    browse(replace(as_officer("bangrak.checker"), permissions=frozenset(rights)))
    before = PersonalRead.objects.count()

    answer = kept.get(f"/officer/documents/{upload.pk}/")

    assert answer.status_code == status
    assert PersonalRead.objects.count() == before + (1 if may else 0)


def test_documents_are_nobody_elses(kept, browse, make, owner_of_shop, stranger, as_officer):
    draft = make.draft(owner_of_shop)
    upload = Upload.objects.filter(subject=draft.subject).first()

    browse(stranger)
    assert kept.get(f"/documents/{upload.pk}/").status_code == 404
    for login in ("bangrak.checker", "pathumwan.checker", "krob.router"):
        browse(as_officer(login))
        assert kept.get(f"/officer/documents/{upload.pk}/").status_code == 404


def test_lists_of_one_person_show_nothing_of_another(kept, browse, make, owner_of_shop, stranger):
    application = make.approved(make.filed(owner_of_shop))
    bill = Bill.objects.get()
    browse(stranger)

    for address in (
        "/applications/",
        "/payments/",
        "/licences/",
        "/inbox/",
        "/account/who-looked/",
    ):
        page = kept.get(address).content.decode()
        assert application.reference not in page
        assert bill.reference not in page
    for address in (
        f"/applications/{application.reference}/",
        f"/applications/{application.reference}/receipt/",
        f"/payments/{bill.uuid}/",
        f"/payments/{bill.uuid}/qr.svg",
        f"/payments/{bill.uuid}/slip.pdf",
    ):
        assert kept.get(address).status_code == 404, address
