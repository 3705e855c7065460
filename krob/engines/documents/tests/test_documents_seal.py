"""A sealed document is proven by independent programs, and every fault is told apart."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from asn1crypto import x509
from page import validate_pdf
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from krob.connectors.signer.enrolment import enrol
from krob.connectors.signer.keyfile import KeyFileSigner
from krob.engines.documents import render
from krob.engines.documents import seal as sealing
from krob.engines.documents.tests.test_documents_render import TEMPLATE
from krob.engines.documents.types import Flaw
from krob.engines.documents.verify import examine_pdf
from krob.foundation.core.errors import Conflict, Unavailable
from simulators.ca import make_app
from simulators.server import running


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render.render_pdf(TEMPLATE, {"text": "ที่ตั้ง"}, title="ใบอนุญาต")


@pytest.fixture
def sealed(seal, plain) -> bytes:
    return sealing.seal_pdf(plain)


def flipped(pdf: bytes) -> bytes:
    at = pdf.index(b"stream") + 20
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def appended(pdf: bytes) -> bytes:
    writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    writer.root["/Added"] = pdf_name("/Later")
    writer.update_root()
    writer.write(out)
    return out.getvalue()


def openssl_verdict(pdf: bytes, root: Path, tmp_path: Path) -> int:
    start, length, after, rest = map(
        int, re.search(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", pdf).groups()
    )
    (tmp_path / "signed").write_bytes(pdf[start : start + length] + pdf[after : after + rest])
    cms = bytes.fromhex(pdf[length + 1 : after - 1].decode().strip("<>"))
    size = int.from_bytes(cms[2:4], "big") + 4
    (tmp_path / "cms").write_bytes(cms[:size])
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", tmp_path / "cms"]
    command += ["-content", tmp_path / "signed", "-CAfile", root, "-purpose", "any"]
    return subprocess.run([*command, "-out", "/dev/null"], capture_output=True).returncode


def pdfsig(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "signed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout


@pytest.mark.req("V.8", part="seal")
@pytest.mark.req("A.9", part="seal")
def test_a_sealed_document_is_valid_for_independent_programs(sealed, seal, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)

    told = pdfsig(sealed, tmp_path)

    assert [f.rule_id for f in validate_pdf(str(path), profile="3a").failures] == []
    assert [f.rule_id for f in validate_pdf(str(path), profile="ua1").failures] == []
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert openssl_verdict(sealed, seal / "roots" / "authority.pem", tmp_path) == 0
    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0


def test_a_flipped_byte_fails_for_independent_programs(sealed, seal, tmp_path):
    changed = flipped(sealed)

    assert "Signature is Valid" not in pdfsig(changed, tmp_path)
    assert openssl_verdict(changed, seal / "roots" / "authority.pem", tmp_path) != 0


@pytest.mark.req("V.8", part="examination")
def test_a_sound_document_answers_every_question_with_yes(sealed):
    found = examine_pdf(sealed)

    assert found.sound
    assert (found.signed, found.intact, found.covers_whole_document) == (True, True, True)
    assert (found.trusted, found.valid_when_signed) == (True, True)
    assert found.signer == "Krob Test Seal · สำนักงานเขตบางรัก"
    assert found.signed_at is not None


def test_faults_are_told_apart(sealed, plain):
    assert examine_pdf(flipped(sealed)).reasons == (Flaw.CHANGED,)
    assert examine_pdf(appended(sealed)).reasons == (Flaw.APPENDED,)
    assert examine_pdf(plain).reasons == (Flaw.NOT_SIGNED,)
    assert examine_pdf(b"hello").reasons == (Flaw.NOT_A_PDF,)
    assert examine_pdf(b"%PDF-1.7\n%%EOF").reasons == (Flaw.NOT_A_PDF,)


def test_an_appended_revision_leaves_the_signed_part_intact(sealed):
    found = examine_pdf(appended(sealed))

    assert (found.intact, found.covers_whole_document, found.sound) == (True, False, False)


def test_bytes_hidden_behind_the_signature_are_seen(sealed):
    at = sealed.index(b"00000000>") + 4

    assert examine_pdf(sealed[:at] + b"f" + sealed[at + 1 :]).reasons == (Flaw.CHANGED,)


def test_every_flipped_byte_outside_the_signature_is_seen(sealed):
    start = sealed.index(b"/Contents <")
    end = sealed.index(b">", start)
    places = [at for at in range(5, len(sealed) - 5, 997) if not start <= at <= end]

    unseen = [
        at
        for at in places
        if examine_pdf(sealed[:at] + bytes([sealed[at] ^ 4]) + sealed[at + 1 :]).sound
    ]

    assert unseen == []


@pytest.mark.req("V.8", part="other authority")
def test_a_seal_of_an_unknown_authority_is_told(settings, seal, plain, tmp_path):
    with running(make_app) as other:
        enrol(tmp_path / "rogue", other, name="Krob Test Seal", organisation="สำนักงานเขตบางรัก")
        settings.KROB_SEAL = tmp_path / "rogue"
        forged = sealing.seal_pdf(plain)
    settings.KROB_SEAL = seal

    found = examine_pdf(forged)

    assert found.reasons == (Flaw.UNKNOWN_AUTHORITY,)
    assert (found.intact, found.trusted, found.valid_when_signed) == (True, False, False)


def test_a_revoked_seal_seals_nothing_and_its_earlier_documents_stay_good(
    settings, plain, tmp_path
):
    with running(make_app) as authority:
        settings.KROB_SEAL = tmp_path / "seal"
        enrol(tmp_path / "seal", authority, name="Lost Seal", organisation="x")
        before = sealing.seal_pdf(plain)
        own = x509.Certificate.load(KeyFileSigner().certificates().own)
        httpx.post(f"{authority}/revoke", json={"serial": own.serial_number})
        sealing.forget()

        with pytest.raises(Conflict) as refusal:
            sealing.seal_pdf(plain)

    assert refusal.value.code == "seal-not-good"
    assert examine_pdf(before).sound


@pytest.mark.parametrize("fault", [{"fail": 503}, {"fail": 500}])
def test_a_silent_authority_delays_sealing(fault, settings, plain, tmp_path):
    with running(make_app) as authority:
        settings.KROB_SEAL = tmp_path / "seal"
        enrol(tmp_path / "seal", authority, name="Seal", organisation="x")
        httpx.post(f"{authority}/_faults", json=fault)

        with pytest.raises(Unavailable) as refusal:
            sealing.seal_pdf(plain)
        httpx.delete(f"{authority}/_faults")

        assert refusal.value.code == "authority-silent"
        assert examine_pdf(sealing.seal_pdf(plain)).sound


def test_an_installation_without_a_seal_says_so(settings, plain, tmp_path):
    settings.KROB_SEAL = tmp_path / "none"

    with pytest.raises(Unavailable) as refusal:
        sealing.seal_pdf(plain)

    assert refusal.value.code == "no-seal"
    assert KeyFileSigner().check() != ""


def test_enrolling_again_keeps_the_key_and_the_certificate(seal, authority):
    key, certificate = (seal / "seal.key").read_bytes(), (seal / "seal.pem").read_bytes()

    enrol(seal, authority, name="Krob Test Seal", organisation="สำนักงานเขตบางรัก")

    assert (seal / "seal.key").read_bytes() == key
    assert (seal / "seal.pem").read_bytes() == certificate
    assert (seal / "seal.key").stat().st_mode & 0o077 == 0
