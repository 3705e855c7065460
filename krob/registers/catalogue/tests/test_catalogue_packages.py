"""A service leaves as a signed package and comes in as a draft, or not at all."""

import copy
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from joserfc.jwk import ECKey

from config.cli import main
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, TooMany
from krob.foundation.events.models import Event
from krob.foundation.linkeddata import credential
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.models import ImportedPackage, Service, ServiceDraft, ServiceVersion
from krob.registers.catalogue.sharing import packing, shaping, trust
from krob.registers.catalogue.versioning.definition import Definition, read_all, read_folder

STARTER = Path(__file__).parents[1] / "drafting" / "starter"
THERE = "did:web:there.example"
KEY = ec.derive_private_key(20_260_923, ec.SECP256R1())


def public(key: ec.EllipticCurvePrivateKey) -> ECKey:
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return ECKey.import_key(pem)


def sign(message: bytes) -> bytes:
    return KEY.sign(message, ec.ECDSA(hashes.SHA256()))


@pytest.fixture(autouse=True)
def _trusting(settings, tmp_path):
    settings.KROB_SEAL = tmp_path / "no-seal"
    settings.KROB_TRUSTED_INSTALLATIONS = f"{THERE}={credential.multikey(KEY.public_key())}"


@pytest.fixture
def agency(db) -> Agency:
    return Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")


@pytest.fixture(scope="module")
def parts():
    begun = copy.deepcopy(dict(read_folder(STARTER).parts))
    begun["service"]["title"] = {"th": "แผงลอย", "en": "Stall"}
    return begun


def definition(parts) -> Definition:
    return Definition("market-stall", "elsewhere", 4, date(2026, 1, 1), parts)


def package(parts, signer=sign) -> bytes:
    return packing.pack(definition(parts), (), installation=THERE, sign=signer)


def rezipped(content: bytes, **changed: bytes | None) -> bytes:
    """Return a package with files replaced, added, or (None) left out; ``__`` stands for ``/``."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files |= {name.replace("__", "/").replace("_json", ".json"): c for name, c in changed.items()}
    return zipped({name: c for name, c in files.items() if c is not None})


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def published(agency: Agency, parts, number: int) -> ServiceVersion:
    """Publish a version of the stall here."""
    there = Definition("market-stall", agency.code, number, date(2026, 1, 1), parts)
    service, _ = Service.objects.get_or_create(code="market-stall", agency=agency)
    return ServiceVersion.objects.create(
        service=service,
        number=number,
        parts=there.parts,
        digest=there.digest,
        in_force_from=there.in_force_from,
        published_at="2026-01-01T00:00:00Z",
    )


def refused(actor, content: bytes, error: type = Invalid) -> str:
    """Import it, assert that it is refused and nothing was kept, return the code."""
    with pytest.raises(error) as caught:
        commands.import_package(actor=actor, content=content)
    assert ImportedPackage.objects.count() == 0
    assert ServiceDraft.objects.count() == 0
    assert Service.objects.count() == 0
    return caught.value.code


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="export and import")
def test_a_signed_package_becomes_a_draft_of_the_importing_agency(agency, checker, parts):
    draft = commands.import_package(actor=checker, content=package(parts)).draft

    assert (draft.code, draft.agency.code, draft.number) == ("market-stall", "bma", 1)
    assert draft.status == "draft"
    assert draft.parts == parts
    assert ServiceVersion.objects.count() == 0


def test_the_same_version_makes_the_same_files(parts):
    first, second = (
        packing.pack(definition(parts), (), installation=THERE, sign=None) for _ in "12"
    )

    assert first == second


@pytest.mark.req("2.2.1", part="trust")
def test_who_is_not_trusted_or_did_not_sign_is_refused(agency, checker, parts, settings):
    assert refused(checker, package(parts, None), NotAllowed) == "package-unsigned"
    settings.KROB_TRUSTED_INSTALLATIONS = ""
    assert refused(checker, package(parts), NotAllowed) == "package-untrusted"


def test_another_key_under_a_trusted_name_is_refused(agency, checker, parts):
    other = ec.derive_private_key(99, ec.SECP256R1())

    forged = package(parts, lambda message: other.sign(message, ec.ECDSA(hashes.SHA256())))

    assert refused(checker, forged) == "package-forged"


def test_what_was_changed_after_signing_is_refused(agency, checker, parts):
    good = package(parts)
    fees = {"lines": [{"code": "mine", "amount": "1"}]}

    assert refused(checker, rezipped(good, parts__fees_json=json.dumps(fees).encode())) == (
        "package-changed"
    )
    assert refused(checker, rezipped(good, parts__fees_json=None)) == "package-changed"
    assert refused(checker, rezipped(good, manifest_json=b'{"format":1}')) == "package-forged"


@pytest.mark.req("2.2.1", part="hostile packages")
def test_hostile_zips_are_refused_with_a_message(agency, checker, parts, monkeypatch):
    good = package(parts)
    names = "package-names"

    assert refused(checker, b"no zip at all") == "package-broken"
    assert refused(checker, good[:-40]) == "package-broken"
    assert refused(checker, zipped({"../../etc/passwd": b"x"})) == names
    assert refused(checker, zipped({"/parts/form.json": b"{}"})) == names
    assert refused(checker, zipped({"parts\\form.json": b"{}"})) == names
    assert refused(checker, zipped({"parts/form.json/": b""})) == names
    assert refused(checker, rezipped(good, run=b"x.py")) == names
    bomb = zipped({"manifest.json": b" " * 9_000_000, "parts/form.json": b" " * 9_000_000})
    assert refused(checker, bomb) == "package-bomb"
    many = zipped({f"offerings/a{n}.json": b"{}" for n in range(101)})
    assert refused(checker, many) == "package-too-many"
    assert refused(checker, zipped({"manifest.json": b"{}"}, zipfile.ZIP_LZMA)) == "package-broken"
    monkeypatch.setattr(packing, "LARGEST", 1000)
    assert refused(checker, good) == "package-too-large"


def resigned(files: dict[str, bytes], offerings: list | None = None) -> bytes:
    """Return a package of a trusted installation that means no good."""
    manifest = json.dumps(
        {
            "format": packing.FORMAT,
            "installation": THERE,
            "service": "market-stall",
            "agency": "x",
            "version": 1,
            "digest": "",
            "files": {name: packing._sha256(content) for name, content in files.items()},
            "offerings": offerings or [],
        }
    ).encode()
    signature = packing.detached(manifest, f"{THERE}#seal", sign)
    return zipped({**files, "manifest.json": manifest, "manifest.jws": signature})


def test_a_trusted_installation_cannot_send_what_is_no_definition(agency, checker, parts):
    deep = b"[" * 20_000 + b"]" * 20_000

    assert refused(checker, resigned({"parts/form.json": b"{}"})) == "package-incomplete"
    assert refused(checker, resigned({"parts/service.json": deep})) == "package-unreadable"
    assert refused(checker, resigned({"parts/service.json": b"[]"})) == "package-unreadable"
    junk = copy.deepcopy(parts) | {"form": {"pages": 5}, "steps": {"steps": [1, 2]}}
    assert refused(checker, package(junk)) == "package-unreadable"


@pytest.mark.postgres
def test_nothing_is_written_over_an_open_draft_or_another_agencys_service(agency, checker, parts):
    other = copy.deepcopy(parts)
    other["service"]["title"] = {"th": "ร้านค้าบนทางเท้า", "en": "Pavement stall"}
    commands.import_package(actor=checker, content=package(parts))
    with pytest.raises(Conflict):
        commands.import_package(actor=checker, content=package(other))
    assert ServiceDraft.objects.count() == 1

    ImportedPackage.objects.all().delete()
    ServiceDraft.objects.all().delete()
    rival = Agency.objects.create(code="rival", name_th="อื่น")
    Service.objects.create(code="market-stall", agency=rival)
    with pytest.raises(Conflict):
        commands.import_package(actor=checker, content=package(parts))
    assert ServiceDraft.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="export and import")
def test_the_same_package_again_has_no_further_effect(agency, checker, parts):
    content = package(parts)
    first = commands.import_package(actor=checker, content=content)

    again = commands.import_package(actor=checker, content=content)

    assert (again.pk, again.draft_id) == (first.pk, first.draft_id)
    assert ServiceDraft.objects.count() == 1
    assert Event.objects.filter(name="catalogue.package-imported").count() == 1


def test_a_package_whose_draft_was_discarded_is_begun_anew(agency, checker, parts):
    first = commands.import_package(actor=checker, content=package(parts))
    commands.discard_draft(actor=checker, draft=first.draft.pk)

    again = commands.import_package(actor=checker, content=package(parts))

    assert again.pk == first.pk
    assert again.draft_id != first.draft_id


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="quota")
def test_an_agency_takes_in_so_many_packages_a_day(agency, checker, parts, settings):
    settings.KROB_IMPORTS_PER_DAY = 1
    later, earlier = clock.now() + timedelta(hours=25), clock.now()
    with clock.frozen(earlier):
        row = commands.import_package(actor=checker, content=package(parts))
        commands.discard_draft(actor=checker, draft=row.draft.pk)
        with pytest.raises(TooMany):
            commands.import_package(actor=checker, content=package(parts))
        assert ServiceDraft.objects.count() == 1

    with clock.frozen(later):
        commands.import_package(actor=checker, content=package(parts))
    assert ServiceDraft.objects.count() == 2


def test_who_does_not_write_services_imports_nothing(agency, checker, parts):
    reader = checker.__class__(kind=checker.kind, id="u-reader", agency="bma")

    with pytest.raises(NotAllowed):
        commands.import_package(actor=reader, content=package(parts))

    assert ServiceDraft.objects.count() == 0


@pytest.mark.parametrize(
    "label",
    [
        "<script>alert(1)</script>",
        '<img src="x">',
        "javascript:alert(1)",
        "ก" * 100_001,
        "nul\x00",
    ],
)
@pytest.mark.req("2.2.1", part="hostile packages")
def test_texts_that_belong_into_no_definition_are_refused(agency, checker, parts, label):
    evil = copy.deepcopy(parts)
    evil["form"]["pages"][0]["title"]["th"] = label

    assert refused(checker, package(evil)) == "package-unsound"


@pytest.mark.postgres
@pytest.mark.parametrize("value", ["NaN", "1e999", "9" * 30, "9" * 5000, '"\\ud800"'])
def test_values_that_no_database_keeps_are_refused(agency, checker, parts, value):
    files = {f"parts/{name}.json": json.dumps(part).encode() for name, part in parts.items()}
    files["parts/fees.json"] = b'{"lines": [], "due_days": %s}' % value.encode()

    assert refused(checker, resigned(files)) in ("package-unreadable", "package-unsound")


def test_a_list_of_trust_that_cannot_be_read_is_said(settings):
    settings.KROB_TRUSTED_INSTALLATIONS = "did:web:there.example=nonsense"

    with pytest.raises(ImproperlyConfigured):
        trust.trusted()


@pytest.mark.req("2.2.1", part="export and import")
def test_operators_pack_and_import_and_print_their_key(agency, parts, seal, tmp_path, capsys):
    published(agency, parts, 1)
    file = tmp_path / "stall.zip"

    assert main(["definitions", "pack", "market-stall", str(file), "--sign", "--offerings"]) == 0
    published(agency, parts | {"messages": {}}, 2)
    assert main(["definitions", "import", str(file), "bma"]) == 0
    assert main(["definitions", "key"]) == 0

    assert ServiceDraft.objects.get().number == 3
    assert ServiceDraft.objects.get().begun_by == OPERATOR.id
    assert f"{trust.own_name()}=zDn" in capsys.readouterr().out


def test_the_screens_send_a_package_and_take_it(agency, checker, parts, seal, browse, tmp_path):
    published(agency, parts, 1)
    published(agency, parts | {"messages": {}}, 2)
    client = browse(checker)

    sent = client.get("/agency/services/market-stall/versions/1/export/")
    file = io.BytesIO(sent.content)
    file.name = "stall.zip"
    taken = client.post("/agency/services/import/", {"file": file})
    bad = io.BytesIO(b"no zip")
    bad.name = "bad.zip"
    answer = client.post("/agency/services/import/", {"file": bad})

    assert sent["Content-Type"] == "application/zip"
    assert taken.status_code == 302
    assert answer.status_code == 422
    assert ServiceDraft.objects.count() == 1


def test_every_service_that_ships_has_the_shape_of_a_definition():
    folder = Path(__file__).parents[4] / "definitions"
    found = [one for one in read_all(folder) if isinstance(one, Definition)]

    assert {one.code: shaping.misshapen(one.parts) for one in found} == {
        one.code: "" for one in found
    }
