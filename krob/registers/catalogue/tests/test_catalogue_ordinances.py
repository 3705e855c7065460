"""Ordinances travel in a package: each becomes a draft of an authority that is the agency's own."""

import copy
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from demo import authorities, bodies
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.models import ImportedPackage, ServiceDraft, ServiceVersion
from krob.registers.catalogue.sharing import exporting, packing
from krob.registers.catalogue.tests.conftest import DEFINITIONS
from krob.registers.catalogue.tests.test_catalogue_packages import (
    KEY,
    THERE,
    credential,
    resigned,
    sign,
)
from krob.registers.catalogue.versioning.definition import (
    Definition,
    OfferingDefinition,
    read_folder,
    read_offering,
)

pytestmark = pytest.mark.req("2.2.1", part="ordinances in packages")

SERVICE = "food-premises-licence"
FOLDER = DEFINITIONS / "bma" / SERVICE
OFFICERS = [one for one in authorities.OFFICERS if one.login in ("bma.editor", "nonthaburi.editor")]
BANGRAK = Text("สำนักงานเขตบางรัก", "Bang Rak District Office")


@pytest.fixture(autouse=True)
def _trusting(settings, tmp_path):
    settings.KROB_SEAL = tmp_path / "no-seal"
    settings.KROB_TRUSTED_INSTALLATIONS = f"{THERE}={credential.multikey(KEY.public_key())}"


@pytest.fixture
def agency(db) -> None:
    authorities.load(OFFICERS, bodies.BODIES)


def bangrak() -> OfferingDefinition:
    return read_offering(FOLDER / "offerings" / "bma-bangrak-1.toml", SERVICE)


def package(*offerings: OfferingDefinition, code: str = SERVICE) -> bytes:
    """Return the food licence as another installation sends it, with ordinances."""
    there = read_folder(FOLDER / "v1")
    return packing.pack(
        Definition(code, "elsewhere", 4, date(2026, 1, 1), there.parts),
        offerings,
        installation=THERE,
        sign=sign,
        names={"bma-bangrak": BANGRAK},
    )


def taken_in(actor, *offerings: OfferingDefinition) -> ImportedPackage:
    return commands.import_package(actor=actor, content=package(*offerings))


def became(row: ImportedPackage, there: str) -> dict[str, Any]:
    row.refresh_from_db()
    return row.brought[there]


def words(row: ImportedPackage, there: str) -> list[str]:
    return [said["en"] for said in became(row, there)["words"]]


def test_an_ordinance_becomes_a_draft_of_the_authority_of_the_same_code(agency, checker):
    row = taken_in(checker, bangrak())

    commands.import_ordinances(actor=checker, package=row.pk, chosen={"bma-bangrak": "bma-bangrak"})

    draft = ServiceDraft.objects.get(authority__code="bma-bangrak")
    assert draft.parts == {"offering": bangrak().parts}
    assert (draft.code, draft.number, draft.status) == (SERVICE, 1, "draft")
    assert words(row, "bma-bangrak") == []


def test_for_another_authority_payee_and_numbers_are_left_out_in_words(agency, checker):
    row = taken_in(checker, bangrak())

    commands.import_ordinances(
        actor=checker, package=row.pk, chosen={"bma-bangrak": "bma-pathumwan"}
    )

    draft = ServiceDraft.objects.get(authority__code="bma-pathumwan")
    assert set(draft.parts["offering"]) == {"ordinance", "tables"}
    assert words(row, "bma-bangrak") == [
        "who receives the money of Bang Rak District Office was left out: fill in your own",
        "the pattern of numbers of Bang Rak District Office was left out: fill in your own",
    ]


@pytest.mark.parametrize(("here", "kept"), [("bma-bangrak", "bma"), ("bma-pathumwan", None)])
def test_a_calendar_goes_with_its_own_authority_only(agency, checker, here, kept):
    own = replace(bangrak(), parts={**bangrak().parts, "calendar": "bma"})
    row = taken_in(checker, own)

    commands.import_ordinances(actor=checker, package=row.pk, chosen={"bma-bangrak": here})

    draft = ServiceDraft.objects.get(authority__code=here)
    assert draft.parts["offering"].get("calendar") == kept
    assert any("calendar of Bang Rak" in said for said in words(row, "bma-bangrak")) == (not kept)


def test_offices_and_settings_that_are_not_here_are_left_out_in_words(agency, checker):
    strange = replace(
        bangrak(), parts={**bangrak().parts, "units": ["bma-bangrak", "moon"], "zeal": 1}
    )
    row = taken_in(checker, strange)

    commands.import_ordinances(actor=checker, package=row.pk, chosen={"bma-bangrak": "bma-bangrak"})

    draft = ServiceDraft.objects.get(authority__code="bma-bangrak")
    assert draft.parts["offering"]["units"] == ["bma-bangrak"]
    assert "zeal" not in draft.parts["offering"]
    assert words(row, "bma-bangrak") == [
        "“zeal” was left out: it is not known here",
        "office “moon” was left out: it does not work for this authority",
    ]


def test_an_ordinance_that_begins_later_keeps_its_day(agency, checker):
    later = date(clock.today().year + 1, 1, 1)
    row = taken_in(checker, replace(bangrak(), in_force_from=later))

    commands.import_ordinances(actor=checker, package=row.pk, chosen={"bma-bangrak": "bma-bangrak"})

    assert ServiceDraft.objects.get(authority__code="bma-bangrak").wanted_from == later


def test_what_was_brought_once_is_not_brought_again(agency, checker):
    row = taken_in(checker, bangrak())
    chosen = {"bma-bangrak": "bma-bangrak"}
    commands.import_ordinances(actor=checker, package=row.pk, chosen=chosen)
    before = became(row, "bma-bangrak")

    commands.import_ordinances(
        actor=checker, package=row.pk, chosen={"bma-bangrak": "bma-pathumwan"}
    )
    commands.import_ordinances(actor=checker, package=row.pk, chosen=chosen)

    assert became(row, "bma-bangrak") == before
    assert ServiceDraft.objects.exclude(authority=None).count() == 1


def test_an_open_draft_or_the_same_ordinance_in_force_is_said(agency, checker):
    there = read_folder(FOLDER / "v1")
    commands.publish_version(actor=OPERATOR, definition=there, offerings=(bangrak(),))
    commands.publish_offering(actor=OPERATOR, offering=bangrak())
    commands.begin_offering(actor=checker, service=SERVICE, authority="bma-pathumwan")
    other = replace(bangrak(), authority="bma-pathumwan")
    row = taken_in(checker, bangrak(), other)

    commands.import_ordinances(
        actor=checker,
        package=row.pk,
        chosen={"bma-bangrak": "bma-bangrak", "bma-pathumwan": "bma-pathumwan"},
    )

    assert words(row, "bma-bangrak") == [
        "It is what is published here already. There is nothing to bring in."
    ]
    assert words(row, "bma-pathumwan")[0].endswith(
        "has an open draft of this ordinance. Finish or discard it."
    )
    assert ServiceDraft.objects.exclude(authority=None).count() == 1
    assert row.draft is None


def test_ordinances_come_where_the_service_is_another_agencys(agency, checker, municipal_officer):
    there = read_folder(FOLDER / "v1")
    commands.publish_version(actor=OPERATOR, definition=there)
    row = taken_in(municipal_officer, bangrak())

    commands.import_ordinances(
        actor=municipal_officer, package=row.pk, chosen={"bma-bangrak": "nonthaburi-city"}
    )

    assert row.draft is None
    assert row.left_out["en"] == "A service with this code belongs to another agency here."
    draft = ServiceDraft.objects.get()
    assert (draft.agency.code, draft.authority.code) == ("nonthaburi", "nonthaburi-city")


def test_of_a_service_that_is_not_here_nothing_is_offered(agency, checker):
    row = taken_in(checker, bangrak())
    commands.discard_draft(actor=checker, draft=row.draft.pk)

    commands.import_ordinances(actor=checker, package=row.pk, chosen={"bma-bangrak": "bma-bangrak"})

    assert words(row, "bma-bangrak") == [
        "This service does not exist here, so nothing can be offered of it."
    ]
    assert ServiceDraft.objects.exclude(authority=None).count() == 0


def test_an_ordinance_waits_for_its_service_at_the_gate(agency, checker, browse):
    row = taken_in(checker, bangrak())
    commands.import_ordinances(actor=checker, package=row.pk, chosen={"bma-bangrak": "bma-bangrak"})
    draft = ServiceDraft.objects.get(authority__code="bma-bangrak")

    found = [(one.path, one.severity) for one in gate.problems_of(draft)]
    page = browse(checker).get(f"/agency/services/{draft.pk}/tables/")

    assert ("offering/service", "error") in found
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("chosen", "error"),
    [
        ({"bma-bangrak": "nonthaburi-city"}, NotFound),
        ({"bma-bangrak": "moon"}, NotFound),
        ({"moon": "bma-bangrak"}, NotFound),
        ({"bma-bangrak": "bma-bangrak", "bma-pathumwan": "bma-bangrak"}, Invalid),
    ],
)
def test_others_authorities_and_two_for_one_are_refused(agency, checker, chosen, error):
    row = taken_in(checker, bangrak(), replace(bangrak(), authority="bma-pathumwan"))

    with pytest.raises(error):
        commands.import_ordinances(actor=checker, package=row.pk, chosen=chosen)

    row.refresh_from_db()
    assert row.brought == {}
    assert ServiceDraft.objects.exclude(authority=None).count() == 0


def test_who_writes_no_ordinances_begins_none(agency, checker):
    row = taken_in(checker, bangrak())
    author = replace(checker, permissions=frozenset({Permission.CATALOGUE_EDIT_SERVICE}))

    with pytest.raises(NotAllowed):
        commands.import_ordinances(actor=author, package=row.pk, chosen={})

    row.refresh_from_db()
    assert row.brought == {}


def test_who_writes_ordinances_alone_begins_no_service(agency, checker):
    clerk = replace(checker, permissions=frozenset({Permission.CATALOGUE_EDIT_OFFERING}))

    row = taken_in(clerk, bangrak())

    assert row.draft is None
    assert ServiceDraft.objects.count() == 0


# -- through the screens --------------------------------------------------------------------------


def test_the_screen_maps_begins_and_tells(agency, checker, browse):
    client = browse(checker)
    file = io.BytesIO(package(bangrak()))
    file.name = "food.zip"

    taken = client.post("/agency/services/import/", {"file": file})
    asked = client.get(taken["Location"]).content.decode()
    client.post(taken["Location"], {"to-bma-bangrak": "bma-pathumwan"})
    told = client.get(taken["Location"]).content.decode()

    assert '<option value="bma-bangrak" selected>' in asked
    draft = ServiceDraft.objects.get(authority__code="bma-pathumwan")
    assert f"/agency/services/{draft.pk}/" in told
    assert "ผู้รับเงินของ สำนักงานเขตบางรัก" in told.replace("\u2060", "").replace("\xa0", " ")


def test_two_for_one_is_said_beside_the_choice(agency, checker, browse):
    row = taken_in(checker, bangrak(), replace(bangrak(), authority="bma-pathumwan"))

    answer = browse(checker).post(
        f"/agency/services/import/{row.pk}/",
        {"to-bma-bangrak": "bma-bangrak", "to-bma-pathumwan": "bma-bangrak"},
    )

    assert answer.status_code == 422
    assert answer.content.decode().count('<p class="k-err">') == 2
    assert ServiceDraft.objects.exclude(authority=None).count() == 0


def test_another_agencys_packages_are_not_there(agency, checker, municipal_officer, browse):
    row = taken_in(checker, bangrak())
    client = browse(municipal_officer)
    address = f"/agency/services/import/{row.pk}/"

    answers = [
        client.get(address),
        client.post(address, {"to-bma-bangrak": "nonthaburi-city"}),
        client.get(f"/agency/services/{SERVICE}/versions/1/export/"),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert row.name.th not in client.get("/agency/services/import/").content.decode()
    row.refresh_from_db()
    assert row.brought == {}


def test_own_ordinances_go_out_when_chosen_and_others_never(agency, checker, browse, seal):
    there = read_folder(FOLDER / "v1")
    commands.publish_version(actor=OPERATOR, definition=there)
    for file in sorted((FOLDER / "offerings").glob("*.toml")):
        commands.publish_offering(actor=OPERATOR, offering=read_offering(file, SERVICE))
    client = browse(checker)
    address = f"/agency/services/{SERVICE}/versions/1/"

    page = client.get(address).content.decode()
    plain = client.get(f"{address}export/")
    chosen = client.get(f"{address}export/?authority=bma-bangrak")
    others = client.get(f"{address}export/?authority=bma-bangrak&authority=nonthaburi-city")

    assert 'value="bma-pathumwan"' in page
    assert "nonthaburi" not in page
    assert offerings_in(plain.content) == []
    assert offerings_in(chosen.content) == ["offerings/bma-bangrak-1.json"]
    assert others.status_code == 404


def offerings_in(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [name for name in archive.namelist() if name.startswith("offerings/")]


def test_operators_pack_chosen_ordinances(agency, seal):
    there = read_folder(FOLDER / "v1")
    version = commands.publish_version(actor=OPERATOR, definition=there)
    commands.publish_offering(actor=OPERATOR, offering=bangrak())

    everything = exporting.package_of(version, signed=True, authorities=None)

    assert offerings_in(everything) == ["offerings/bma-bangrak-1.json"]
    assert offerings_in(exporting.package_of(version, signed=True)) == []


# -- hostile --------------------------------------------------------------------------------------


def entry(**changed: Any) -> dict[str, Any]:
    return {
        "file": "offerings/bma-bangrak-1.json",
        "authority": "bma-bangrak",
        "name": {"th": "บางรัก"},
        "number": 1,
        "in_force_from": "2026-01-01",
    } | changed


DEEP: Any = None
for _ in range(60):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("parts", "entries"),
    [
        ({"tables": 5}, [entry()]),
        ({"tables": [], "ordinance": {"title": {"th": "<script>x</script>"}}}, [entry()]),
        ({"tables": [], "payee": DEEP}, [entry()]),
        ({"tables": []}, []),
        ({"tables": []}, [entry(file="offerings/other.json")]),
        ({"tables": []}, [entry(in_force_from="soon")]),
        ({"tables": []}, [entry(number="many")]),
        ({"tables": []}, [entry(), entry()]),
        ({"tables": []}, "none"),
        ({"tables": []}, [entry(name={"th": "<script>x</script>"})]),
    ],
)
def test_hostile_ordinances_are_refused_and_nothing_is_kept(agency, checker, parts, entries):
    service = copy.deepcopy(dict(read_folder(FOLDER / "v1").parts))
    files = {f"parts/{name}.json": json.dumps(part).encode() for name, part in service.items()}
    files["offerings/bma-bangrak-1.json"] = json.dumps(parts).encode()

    with pytest.raises(Invalid) as caught:
        commands.import_package(actor=checker, content=resigned(files, entries))

    assert caught.value.code in ("package-unreadable", "package-unsound")
    assert ImportedPackage.objects.count() == ServiceDraft.objects.count() == 0
    assert ServiceVersion.objects.count() == 0
