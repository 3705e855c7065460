"""A stranger learns what holds: issued by us, intact, seal good, in force. Each by itself."""

import json
import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from page import validate_pdf
from PIL import Image

from krob.connectors.signer.enrolment import enrol
from krob.engines.documents import seal as sealing_of_documents
from krob.engines.documents import storage
from krob.engines.documents.render import Attachment, render_pdf
from krob.engines.documents.tests.test_documents_render import TEMPLATE, text_of
from krob.engines.documents.tests.test_documents_seal import appended, flipped
from krob.engines.documents.verify import attachments
from krob.foundation.core import clock
from krob.foundation.core.actor import ANONYMOUS
from krob.foundation.core.text import Text
from krob.foundation.events.models import PersonalRead
from krob.foundation.linkeddata import credential, status_list
from krob.registers.licences import commands, credentials, verification
from krob.registers.licences.models import Licence, LicenceDocument
from krob.registers.licences.tests.conftest import TERMS
from krob.registers.licences.types import Answer, LicenceStatus, Verdict
from simulators.ca import make_app
from simulators.server import running

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def pdf_of(licence: Licence) -> bytes:
    return storage.read(LicenceDocument.objects.get(licence=licence).key)


def four(answers: verification.Verification) -> tuple[Answer, Answer, Answer, Answer]:
    return (answers.issued_by_us, answers.intact, answers.seal_good, answers.in_force)


@pytest.mark.req("P.11", part="verification")
def test_the_document_carries_every_word_and_a_qr_that_leads_to_its_verification(
    sealed, tmp_path, client
):
    pdf = pdf_of(sealed)

    said = text_of(pdf, tmp_path)
    path = tmp_path / "page"
    (tmp_path / "x.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "x.pdf", path]
    subprocess.run(command, check=True)
    codes = zxingcpp.read_barcodes(Image.open(f"{path}.png"))

    words = [sealed.number, *TERMS.title.th.split(), *TERMS.holder_name.th.split()]
    words += " ".join(condition.th for condition in TERMS.conditions).split()
    words += " ".join(f"{label.th} {value}" for label, value in TERMS.rows).split()
    words += [*TERMS.premises_text.th.split(), "ผู้อำนวยการเขตบางรัก", "พฤศจิกายน"]
    assert [word for word in words if word not in said] == []
    assert [code.text for code in codes] == [credentials.verify_address(sealed)]
    found = verification.by_token(codes[0].text.rstrip("/").rsplit("/", 1)[-1])
    assert found.licence.number == sealed.number
    for profile in ("3a", "ua1"):
        assert validate_pdf(str(tmp_path / "x.pdf"), profile=profile).is_compliant


@pytest.mark.req("V.8", part="human and machine readable")
def test_the_credential_inside_is_proven_and_notices_a_changed_literal(sealed):
    inside = json.loads(attachments(pdf_of(sealed))["licence.jsonld"])
    key = credentials.seal_key()

    assert credential.is_proven(inside, key)
    assert inside["credentialSubject"]["licenceNumber"] == sealed.number
    inside["credentialSubject"]["rows"][0]["value"] = "480 ตารางเมตร"
    assert not credential.is_proven(inside, key)


@pytest.mark.parametrize("name", ["株式会社サンプル", "ร้าน 😀 แมว", "Ħøłđęŕ & Søn"])
def test_a_foreign_name_is_issued_and_kept_exactly(
    name, transactional_db, seal, grant, work, owner, browse
):
    licence = grant(holder_name=Text(name))
    work()

    licence.refresh_from_db()
    inside = json.loads(attachments(pdf_of(licence))["licence.jsonld"])
    assert licence.status == LicenceStatus.IN_FORCE
    assert inside["credentialSubject"]["holderName"]["th"] == name
    assert browse(owner).get(f"/licences/{licence.id}/pdf/").status_code == 200


def test_a_sound_file_gets_four_times_yes(sealed):
    with clock.frozen(NOON):
        answers = verification.by_file(pdf_of(sealed))

    assert answers.verdict == Verdict.VALID
    assert four(answers) == (YES, YES, YES, YES)


@pytest.mark.req("V.8", part="faults told apart")
def test_faults_of_a_file_are_told_apart(sealed, settings, seal, tmp_path):
    pdf = pdf_of(sealed)
    with running(make_app) as other:
        settings.KROB_SEAL = tmp_path / "rogue"
        enrol(tmp_path / "rogue", other, name="Krob Test Seal", organisation="x")
        unsealed = render_pdf(TEMPLATE, {"text": "x"}, title="ใบอนุญาต")
        foreign = sealing_of_documents.seal_pdf(unsealed)
    settings.KROB_SEAL = seal
    not_in_register = sealing_of_documents.seal_pdf(unsealed)

    with clock.frozen(NOON):
        found = {
            name: verification.by_file(one)
            for name, one in {
                "flipped": flipped(pdf),
                "appended": appended(pdf),
                "foreign": foreign,
                "not in register": not_in_register,
                "unsealed": unsealed,
                "garbage": b"nothing",
            }.items()
        }

    assert {name: (one.verdict, four(one)) for name, one in found.items()} == {
        "flipped": (Verdict.TAMPERED, (NO, NO, UNKNOWN, UNKNOWN)),
        "appended": (Verdict.APPENDED, (YES, NO, YES, YES)),
        "foreign": (Verdict.FOREIGN, (NO, YES, NO, UNKNOWN)),
        "not in register": (Verdict.UNKNOWN, (NO, YES, YES, UNKNOWN)),
        "unsealed": (Verdict.NOT_SEALED, (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
        "garbage": (Verdict.NOT_A_DOCUMENT, (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    }


def document_with(inside: str) -> bytes:
    attached = Attachment(
        name="licence.jsonld", content=inside, media_type="application/ld+json", description="x"
    )
    return render_pdf(TEMPLATE, {"text": "x"}, title="ใบอนุญาต", attachments=[attached])


def test_a_copy_sealed_by_another_authority_with_our_credential_is_not_ours(
    sealed, settings, enrolled, tmp_path
):
    inside = attachments(pdf_of(sealed))["licence.jsonld"].decode()
    with running(make_app) as other:
        settings.KROB_SEAL = tmp_path / "rogue"
        enrol(tmp_path / "rogue", other, name="Krob Test Seal", organisation="x")
        from_them = sealing_of_documents.seal_pdf(document_with(inside))
    settings.KROB_SEAL = enrolled

    answers = verification.by_file(from_them)

    assert answers.verdict == Verdict.FOREIGN
    assert answers.issued_by_us == NO


def test_a_superseded_licence_says_which_one_counts(sealed, grant, work):
    old = pdf_of(sealed)
    renewed = grant(subject="application:KRB-2570-000001", replaces=sealed.number)
    work()

    with clock.frozen(NOON):
        answers = verification.by_file(old)

    assert answers.verdict == Verdict.SUPERSEDED
    assert four(answers) == (YES, YES, YES, NO)
    assert answers.licence.successor == renewed.verify_token


@pytest.mark.req("V.8", part="revocation")
def test_revoking_shows_at_once_everywhere(sealed, checker, client):
    pdf = pdf_of(sealed)
    place = sealed.status_entry.place
    before = json.loads(client.get("/status/1/").content)["credentialSubject"]["encodedList"]
    assert not status_list.is_set(before, place)

    commands.revoke_licence(actor=checker, number=sealed.number, reason="ฝ่าฝืนเงื่อนไขซ้ำ")

    listed = json.loads(client.get("/status/1/").content)
    assert status_list.is_set(listed["credentialSubject"]["encodedList"], place)
    assert credential.is_proven(listed, credentials.seal_key())
    assert verification.by_token(sealed.verify_token).verdict == Verdict.REVOKED
    assert verification.by_file(pdf).verdict == Verdict.REVOKED
    page = client.get(f"/verify/{sealed.verify_token}/").content.decode()
    assert "ฝ่าฝืนเงื่อนไขซ้ำ" in page
    assert "k-verdict k-bad" in page


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"status": LicenceStatus.SUSPENDED}, Verdict.SUSPENDED),
        ({"valid_until": datetime(2026, 11, 21, tzinfo=UTC).date()}, Verdict.EXPIRED),
        (
            {
                "valid_from": datetime(2026, 12, 1, tzinfo=UTC).date(),
                "valid_until": None,
            },
            Verdict.NOT_YET,
        ),
        ({"status": LicenceStatus.SEALING}, Verdict.PREPARING),
    ],
)
def test_the_status_of_today_decides(change, verdict, sealed, client):
    Licence.objects.filter(pk=sealed.pk).update(**change)

    with clock.frozen(NOON):
        answers = verification.by_token(sealed.verify_token)
        page = client.get(f"/verify/{sealed.verify_token}/")

    assert (answers.verdict, answers.in_force) == (verdict, NO)
    assert page.status_code == 200


def test_a_document_changed_in_the_store_is_noticed(sealed):
    path = storage.path_of(LicenceDocument.objects.get().key)
    path.write_bytes(flipped(path.read_bytes()))

    answers = verification.by_token(sealed.verify_token)

    assert (answers.verdict, answers.intact) == (Verdict.TAMPERED, NO)


@pytest.mark.req("1.4.3", part="verification")
def test_a_stranger_verifies_by_number_and_sees_no_number_of_a_person(sealed, client):
    with clock.frozen(NOON):
        asked = client.get("/verify/", {"number": "๐๐๐๐๑/๒๕๖๙"})
        page = client.get(asked["Location"])

    assert asked["Location"] == f"/verify/{sealed.verify_token}/"
    said = page.content.decode()
    assert "บริษัท ครัวตัวอย่าง จำกัด" in said
    assert "0-1055" not in said
    assert not re.search(r"\b\d{13}\b", said)
    assert page["Cache-Control"] == "no-store"
    assert not PersonalRead.objects.exists()


def test_an_unknown_number_or_token_is_told(client, db):
    assert client.get("/verify/", {"number": "9/9"}).status_code == 404
    page = client.get("/verify/made-up-token/")
    assert page.status_code == 404
    assert "k-verdict k-bad" in page.content.decode()


def test_a_file_is_examined_and_nothing_of_it_is_kept(sealed, client, settings):
    upload = SimpleUploadedFile("ใบอนุญาต.pdf", pdf_of(sealed), "application/pdf")

    with clock.frozen(NOON):
        page = client.post("/verify/", {"file": upload})

    assert page.status_code == 200
    assert "k-verdict k-ok" in page.content.decode()
    assert list((settings.KROB_FILES / "incoming").iterdir()) == []


def test_a_file_beyond_the_limit_is_refused(client, db, settings):
    settings.KROB_UPLOAD_LIMIT_MB = 1
    upload = SimpleUploadedFile("x.pdf", b"%PDF-" + b"0" * 1_200_000, "application/pdf")

    page = client.post("/verify/", {"file": upload})

    assert page.status_code == 413
    assert list((settings.KROB_FILES / "incoming").iterdir()) == []


def test_no_file_is_told(client, db):
    assert client.post("/verify/", {}).status_code == 422


@pytest.mark.req("L.2", part="content negotiation")
def test_machines_read_the_credential_at_the_same_address(sealed, client):
    led = client.get(f"/verify/{sealed.verify_token}/", headers={"Accept": "application/ld+json"})
    answer = client.get(led["Location"], headers={"Accept": "application/vc"})

    assert answer["Content-Type"] == "application/vc"
    assert answer.content == attachments(pdf_of(sealed))["licence.jsonld"]
    did = json.loads(client.get("/.well-known/did.json").content)
    assert did["id"] == "did:web:127.0.0.1%3A8000"
    key = did["verificationMethod"][0]
    assert key["publicKeyMultibase"] == credential.multikey(credentials.seal_key())
    assert json.loads(answer.content)["proof"]["verificationMethod"] == key["id"]
    assert json.loads(client.get("/ns/licence/v1").content)["@context"]["licenceNumber"]


def test_the_holder_sees_cards_and_saves_the_document(sealed, browse, owner, rival):
    mine = browse(owner).get("/licences/").content.decode()
    saved = browse(owner).get(f"/licences/{sealed.id}/pdf/")
    page = browse(owner).get(f"/licences/{sealed.id}/")

    assert "k-lic-top" in mine
    assert sealed.number in mine
    assert page.status_code == 200
    assert saved.content == pdf_of(sealed)
    assert "filename*=utf-8''" in saved["Content-Disposition"]
    assert saved["X-Content-Type-Options"] == "nosniff"
    assert browse(rival).get(f"/licences/{sealed.id}/").status_code == 404
    assert browse(rival).get(f"/licences/{sealed.id}/pdf/").status_code == 404
    assert browse(ANONYMOUS).get("/licences/").status_code == 302


@pytest.mark.req("S.6", part="licences")
def test_an_officer_confirms_a_revocation_with_a_reason(sealed, browse, checker, pathumwan_officer):
    where = f"/officer/licences/{sealed.id}/"

    assert browse(pathumwan_officer).get(where).status_code == 404
    assert browse(pathumwan_officer).post(f"{where}revoke/", {"reason": "x"}).status_code == 404
    officer = browse(checker)
    assert "revoke/" in officer.get(where).content.decode()
    assert officer.get(f"{where}revoke/").status_code == 200
    refused = officer.post(f"{where}revoke/", {"reason": " "})
    sealed.refresh_from_db()
    assert (refused.status_code, sealed.status) == (422, LicenceStatus.IN_FORCE)
    assert "k-errors" in refused.content.decode()

    done = officer.post(f"{where}revoke/", {"reason": "ฝ่าฝืนเงื่อนไข"})

    sealed.refresh_from_db()
    assert (done.status_code, sealed.status) == (302, LicenceStatus.REVOKED)
    assert officer.get("/officer/licences/").status_code == 200
    assert officer.get(f"{where}pdf/").status_code == 200
    assert set(PersonalRead.objects.values_list("purpose", flat=True)) == {"licences.supervision"}


def test_an_officer_suspends_until_a_day(sealed, browse, checker):
    officer = browse(checker)
    where = f"/officer/licences/{sealed.id}/suspend/"

    assert officer.post(where, {"reason": "x", "until": "soon"}).status_code == 422
    with clock.frozen(NOON):
        officer.post(where, {"reason": "ปรับปรุง", "until": "2026-12-01"})

    sealed.refresh_from_db()
    assert (sealed.status, str(sealed.suspended_until)) == ("suspended", "2026-12-01")
    assert officer.get(f"/officer/licences/{sealed.id}/nonsense/").status_code == 404


def test_the_page_of_the_document_renders_in_another_reader(sealed):
    page = pypdfium2.PdfDocument(BytesIO(pdf_of(sealed)))[0]

    read = "".join(page.get_textpage().get_text_range().split())

    for word in ("ที่ตั้ง", "หนึ่ง", "น้ำ", "ทั้งหมด"):
        assert word in read


def test_an_output_that_is_no_licence_is_called_what_it_is(client, sealed):
    Licence.objects.update(output_kind="acknowledgement")

    page = client.get(f"/verify/{sealed.verify_token}/").content.decode().replace("\u2060", "")

    assert "หนังสือรับรองการแจ้งนี้ใช้ได้" in page
    assert "ใบอนุญาตนี้" not in page
