"""What comes from elsewhere into drafts: public manuals, packages of other installations."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from krob.foundation.core.actor import OPERATOR, SYSTEM, Actor
from krob.foundation.linkeddata import credential
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands
from krob.registers.catalogue.models import CodeList, ImportedPackage, PublicManual
from krob.registers.catalogue.public_manuals import manuals
from krob.registers.catalogue.sharing import packing
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition
from simulators import manuals as far
from tests.definitions.shipped import SERVICES
from tests.journeys.conftest import LICENCE
from tests.matrix.arguments import Try
from tests.matrix.world import World
from tests.matrix.writing import DRAFT, in_state, of_draft, the_draft

THERE = "did:web:there.example"
KEY = ec.derive_private_key(20_260_923, ec.SECP256R1())
TRUSTED = f"{THERE}={credential.multikey(KEY.public_key())}"
"""What the installation's setting says of the other installation."""
CODE = SERVICES[LICENCE].parts["service"]["manual"]["code"]
FILE = json.dumps(far.shipped()[CODE]).encode()
MANUAL: Mapping[str, Any] = manuals.read(far.changed(far.shipped()[CODE]))


def package() -> bytes:
    """Return a service that is new here with an ordinance, signed by the other installation."""
    parts = dict(SERVICES[LICENCE].parts)
    parts["service"] = {k: v for k, v in parts["service"].items() if k != "relations"}
    brought = Definition("brought-service", "elsewhere", 4, date(2026, 1, 1), parts)
    ordinance = OfferingDefinition(
        brought.code, "bma-bangrak", 1, date(2026, 1, 1), {"tables": [], "number_pattern": "x"}
    )
    return packing.pack(
        brought,
        (ordinance,),
        installation=THERE,
        sign=lambda said: KEY.sign(said, ec.ECDSA(hashes.SHA256())),
    )


PACKAGE = package()


def with_a_manual(world: World, state: str) -> None:
    """Begin a draft whose public manual has changed."""
    in_state(world, state)
    commands.note_manual(actor=SYSTEM, code=CODE, manual=MANUAL)


def with_a_package(world: World, state: str) -> None:
    """Take a package in for Bangkok."""
    commands.import_package(actor=OPERATOR, content=PACKAGE, agency="bma")


def giving(_world: World, _state: str, _actor: Actor) -> dict[str, Any]:
    package = ImportedPackage.objects.get().pk
    return {"package": package, "chosen": {"bma-bangrak": "bma-bangrak"}}


def with_a_list(_world: World, _state: str) -> None:
    agency = Agency.objects.get(code="bma")
    CodeList.objects.create(agency=agency, code="matrix-list", title={"th": "ก", "en": "A"})


def accepting(_world: World, _state: str, _actor: Actor) -> dict[str, Any]:
    digest = PublicManual.objects.get(code=CODE).digest
    return {"draft": the_draft().pk, "digest": digest, "keys": ["time"]}


def refusing(world: World, state: str, actor: Actor) -> dict[str, Any]:
    """Keep what a draft says in the first field in which the manual says otherwise."""
    draft = the_draft()
    field = manuals.compare(draft.parts, MANUAL)[0]
    return {
        "draft": draft.pk,
        "digest": manuals.digest(MANUAL),
        "key": field.key,
        "reason": "ใช้ตามข้อบัญญัติ",
    }


NAMES = {"code": "goods", "title_th": "สินค้า", "title_en": "Goods"}
TABLE = {"resource": "goods", "code": "code", "th": "th", "en": "en"}
TRIES: dict[str, Try] = {
    "catalogue.accept-manual": Try(accepting, DRAFT, with_a_manual),
    "catalogue.ask-manual": of_draft(),
    "catalogue.refuse-manual": Try(refusing, DRAFT, with_a_manual),
    "catalogue.import-manual": of_draft(content=FILE),
    "catalogue.import-ordinances": Try(giving, ("",), with_a_package),
    "catalogue.import-package": Try(lambda w, s, a: {"content": PACKAGE, "agency": "bma"}),
    "catalogue.note-list": Try(
        lambda w, s, a: {"code_list": CodeList.objects.get().pk, "rows": [("a", "ก", "A")]},
        prepare=with_a_list,
    ),
    "catalogue.note-manual": Try(lambda w, s, a: {"code": CODE, "manual": MANUAL}),
    "catalogue.save-list": Try(lambda w, s, a: {**NAMES, "content": b"a,b,c"}),
    "catalogue.watch-list": Try(lambda w, s, a: {**NAMES, "source": TABLE}),
}
