"""Make the sealed document of a granted licence. Run by a job; safe to repeat and to be killed.

``granted`` → ``sealing`` (with the place of its document) → rendered and sealed outside any
transaction → the document's row and ``in-force`` in one transaction. Whoever comes second finds the
row and stops: there is one document.
"""

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krob.engines.documents import storage
from krob.engines.documents.render import Attachment, qr_svg, render_pdf
from krob.engines.documents.types import Examination
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict
from krob.foundation.core.later import Later
from krob.foundation.core.text import Text
from krob.foundation.core.thai import long_date
from krob.foundation.events import journal
from krob.registers.licences import credentials
from krob.registers.licences.defaults import licence_template
from krob.registers.licences.models import Licence, LicenceDocument, LicenceRelation
from krob.registers.licences.types import LicenceStatus

if TYPE_CHECKING:
    from krob.engines.documents import seal, verify
else:
    seal, verify = Later("krob.engines.documents.seal"), Later("krob.engines.documents.verify")

SEAL = "licences.seal"
CREDENTIAL_NAME = "licence.jsonld"
WAITING = (LicenceStatus.GRANTED, LicenceStatus.SEALING)
ENDED = (LicenceStatus.REVOKED, LicenceStatus.SUPERSEDED, LicenceStatus.EXPIRED)


def seal_licence(licence_id: str) -> None:
    """Render, seal and put in force one licence; nothing happens when it has its document.

    Raises:
        TemplateError: the service's template has a fault; the licence stays in ``sealing``.
        Unavailable: an authority did not answer; trying again is safe.
        Conflict: the seal is not good any more.
    """
    licence = _begun(licence_id)
    if licence is None:
        return
    proof = credentials.written(credentials.proven(credentials.credential_of(licence)))
    sealed = seal.seal_pdf(_rendered(licence, proof))
    found = verify.examine_pdf(sealed)
    if not found.sound or found.signed_at is None:
        raise Conflict("seal-not-sound", _("The sealed document does not verify."))
    key = storage.new_key("licences")
    storage.write(key, sealed)
    if not _finished(licence.pk, key, sealed, proof, found):
        storage.remove(key)


@transaction.atomic
def _begun(licence_id: str) -> Licence | None:
    licence = Licence.objects.select_for_update().get(pk=licence_id)
    if LicenceDocument.objects.filter(licence=licence).exists():
        return None
    if licence.status == LicenceStatus.GRANTED:
        licence.status = LicenceStatus.SEALING
        licence.save(update_fields=["status"])
    return licence


@transaction.atomic
def _finished(pk: Any, key: str, sealed: bytes, proof: str, found: Examination) -> bool:
    licence = Licence.objects.select_for_update().get(pk=pk)
    if LicenceDocument.objects.filter(licence=licence).exists():
        return False
    _keep(licence, key, sealed, proof, found)
    licence.manifest = {**licence.manifest, "signer": found.signer}
    if licence.status in WAITING:
        licence.status = LicenceStatus.IN_FORCE
    licence.save(update_fields=["status", "manifest"])
    if licence.status not in ENDED:
        _supersede(licence)
    _record("licences.sealed", licence)
    return True


def _keep(
    licence: Licence, key: str, sealed: bytes, proof: str, found: Examination
) -> LicenceDocument:
    return LicenceDocument.objects.create(
        licence=licence,
        key=key,
        sha256=hashlib.sha256(sealed).hexdigest(),
        size=len(sealed),
        sealed_at=found.signed_at or clock.now(),
        signer=found.signer,
        seal_sound=found.sound,
        credential=proof,
    )


def _supersede(licence: Licence) -> None:
    """End the licences that this one replaces or converts: from now on this one counts."""
    for relation in LicenceRelation.objects.filter(later=licence).select_related("earlier"):
        earlier = Licence.objects.select_for_update().get(pk=relation.earlier_id)
        if earlier.status in ENDED:
            continue
        earlier.status = LicenceStatus.SUPERSEDED
        earlier.ended_on = clock.today()
        earlier.save(update_fields=["status", "ended_on"])
        _record("licences.superseded", earlier)


def _record(name: str, licence: Licence) -> None:
    journal.record(
        actor=SYSTEM,
        name=name,
        subject=licence.subject,
        data={"licence": str(licence.id), "number": licence.number},
    )


def _rendered(licence: Licence, proof: str) -> bytes:
    attachment = Attachment(
        name=CREDENTIAL_NAME,
        content=proof,
        media_type="application/ld+json",
        description="ใบอนุญาตในรูปแบบที่เครื่องอ่านได้ (W3C Verifiable Credential)",
    )
    return render_pdf(
        licence.template or licence_template(),
        values_of(licence),
        attachments=[attachment],
        title=f"{licence.title_text.th} {licence.number}",
    )


def values_of(licence: Licence) -> dict[str, Any]:
    """Return what a licence template may use."""
    content = licence.content
    signatory = content["signatory"]
    day = licence.decided_on
    return {
        "number": licence.number,
        "title_th": licence.title_text.th,
        "title_en": licence.title_text.en,
        "service": licence.service,
        "authority_name": licence.authority_text.th,
        "holder_name": licence.holder_text.th,
        "holder_number": content["holder_number"],
        "premises": str(content["premises"].get("th", "")),
        "rows": _rows(licence, content),
        "conditions": [condition["th"] for condition in content["conditions"]],
        "signatory_name": _thai(signatory.get("name")),
        "signatory_position": _thai(signatory.get("position")),
        "signatory_basis": _thai(signatory.get("basis_text")),
        "date": [day.year, day.month, day.day],
        "decided_th": long_date(day),
        "valid_from_th": long_date(licence.valid_from),
        "valid_until_th": _until(licence.valid_until),
        "verify_url": credentials.verify_address(licence),
        "qr_svg": qr_svg(credentials.verify_address(licence)),
    }


def _rows(licence: Licence, content: dict[str, Any]) -> list[tuple[str, str, bool]]:
    fixed = [
        ("ผู้ได้รับอนุญาต", licence.holder_text.th, True),
        ("เลขประจำตัว", content["holder_number"], False),
        ("สถานที่", str(content["premises"].get("th", "")), False),
    ]
    own = [(label["th"], value, False) for label, value in content["rows"]]
    dates = [
        ("ใช้ได้ตั้งแต่", long_date(licence.valid_from), False),
        ("ใช้ได้ถึง", _until(licence.valid_until), True),
    ]
    return [row for row in [*fixed, *own, *dates] if row[1]]


def _until(day: date | None) -> str:
    return long_date(day) if day else "ไม่มีวันหมดอายุ"


def _thai(value: Any) -> str:
    return Text.of(value).th
