"""Verify a licence for a stranger: four questions, four answers, never one tick.

Issued by us? Intact? Seal good when sealed? In force today? Asked by token (what the QR code
holds), by number, or with a PDF. Nothing is kept of who asked.

Req: V.8, P.11, 1.4.3.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from krob.engines.documents import storage
from krob.engines.documents.types import Examination, Flaw
from krob.foundation.core import clock
from krob.foundation.core.errors import NotFound
from krob.foundation.core.later import Later
from krob.foundation.core.text import Text
from krob.registers.licences.models import Licence, LicenceDocument
from krob.registers.licences.numbering import normal
from krob.registers.licences.sealing import CREDENTIAL_NAME
from krob.registers.licences.types import (
    Answer,
    LicenceStatus,
    PublicLicence,
    Verdict,
    Verification,
)

if TYPE_CHECKING:
    from krob.engines.documents import verify
else:
    verify = Later("krob.engines.documents.verify")

MOST_MATCHES = 20
OF_STATUS = {
    LicenceStatus.GRANTED: Verdict.PREPARING,
    LicenceStatus.SEALING: Verdict.PREPARING,
    LicenceStatus.IN_FORCE: Verdict.VALID,
    LicenceStatus.SUSPENDED: Verdict.SUSPENDED,
    LicenceStatus.REVOKED: Verdict.REVOKED,
    LicenceStatus.EXPIRED: Verdict.EXPIRED,
    LicenceStatus.SUPERSEDED: Verdict.SUPERSEDED,
}
OF_FLAW = {
    Flaw.NOT_A_PDF: Verdict.NOT_A_DOCUMENT,
    Flaw.NOT_SIGNED: Verdict.NOT_SEALED,
    Flaw.CHANGED: Verdict.TAMPERED,
    Flaw.PARTLY_SIGNED: Verdict.TAMPERED,
    Flaw.UNKNOWN_AUTHORITY: Verdict.FOREIGN,
    Flaw.NO_TIME_STAMP: Verdict.SEAL_NOT_GOOD,
    Flaw.SEAL_NOT_GOOD: Verdict.SEAL_NOT_GOOD,
    Flaw.APPENDED: Verdict.APPENDED,
}


def by_token(token: str) -> Verification:
    """Return the answers for the licence behind a QR code."""
    found = Licence.objects.select_related("document").filter(verify_token=token)
    return _registered(found.first())


def by_number(number: str) -> list[PublicLicence]:
    """Return the licences of that number, as strangers may read them: one per authority."""
    found = Licence.objects.filter(number=normal(number)).select_related("document")
    return [_public(licence) for licence in found.order_by("authority")[:MOST_MATCHES]]


def by_file(pdf: bytes) -> Verification:
    """Return the answers for an uploaded document."""
    found = verify.examine_pdf(pdf)
    licence = _licence_of(pdf, found)
    own = licence is not None and _is_ours(licence, pdf, found)
    verdict = _verdict_of_file(found, licence if own else None)
    return Verification(
        verdict=verdict,
        issued_by_us=_yes(own) if found.signed else Answer.UNKNOWN,
        intact=_yes(found.intact and found.covers_whole_document)
        if found.signed
        else Answer.UNKNOWN,
        seal_good=_seal_good(found),
        in_force=_in_force(licence) if licence and own else Answer.UNKNOWN,
        licence=_public(licence) if licence else None,
        checked_at=clock.now(),
        file=True,
        signer=found.signer,
        signed_at=found.signed_at,
    )


def _seal_good(found: Examination) -> Answer:
    """Say whether the seal was good; of changed bytes nothing can be said."""
    if not found.signed or (found.trusted and not found.intact):
        return Answer.UNKNOWN
    return _yes(found.valid_when_signed)


def _verdict_of_file(found: Examination, licence: Licence | None) -> Verdict:
    for flaw, verdict in OF_FLAW.items():
        if flaw in found.reasons:
            return verdict
    return _verdict_today(licence) if licence else Verdict.UNKNOWN


def _is_ours(licence: Licence, pdf: bytes, found: Examination) -> bool:
    """Say whether a document is the one that the register keeps, whole or with something added."""
    document: LicenceDocument | None = getattr(licence, "document", None)
    if document is None or not found.trusted or not found.intact:
        return False
    if hashlib.sha256(pdf).hexdigest() == document.sha256:
        return True
    return pdf[: document.size] == storage.read(document.key) or _same_credential(found, document)


def _same_credential(found: Examination, document: LicenceDocument) -> bool:
    return found.attachments.get(CREDENTIAL_NAME, b"") == document.credential.encode()


def _licence_of(pdf: bytes, found: Examination) -> Licence | None:
    kept = Licence.objects.select_related("document")
    same = kept.filter(document__sha256=hashlib.sha256(pdf).hexdigest()).first()
    if same is not None:
        return same
    token = _claimed_token(found.attachments)
    return kept.filter(verify_token=token).first() if token else None


def _claimed_token(attachments: Mapping[str, bytes]) -> str:
    try:
        claimed: Any = json.loads(attachments[CREDENTIAL_NAME])
        return str(claimed["id"]).rstrip("/").rsplit("/", 1)[-1]
    except (KeyError, ValueError, TypeError):
        return ""


def _registered(licence: Licence | None) -> Verification:
    if licence is None:
        return Verification(
            verdict=Verdict.UNKNOWN,
            issued_by_us=Answer.NO,
            intact=Answer.UNKNOWN,
            seal_good=Answer.UNKNOWN,
            in_force=Answer.UNKNOWN,
            licence=None,
            checked_at=clock.now(),
        )
    document: LicenceDocument | None = getattr(licence, "document", None)
    intact = _kept_intact(document)
    good = _yes(document.seal_sound) if document else Answer.UNKNOWN
    verdict = Verdict.TAMPERED if intact == Answer.NO else _verdict_today(licence)
    return Verification(
        verdict=verdict,
        issued_by_us=Answer.YES,
        intact=intact,
        seal_good=good,
        in_force=_in_force(licence),
        licence=_public(licence),
        checked_at=clock.now(),
        signer=document.signer if document else "",
        signed_at=document.sealed_at if document else None,
    )


def _kept_intact(document: LicenceDocument | None) -> Answer:
    """Say whether the register's own document is what was sealed."""
    if document is None:
        return Answer.UNKNOWN
    try:
        return _yes(storage.digest(storage.path_of(document.key)) == document.sha256)
    except (FileNotFoundError, NotFound):
        return Answer.UNKNOWN


def _verdict_today(licence: Licence) -> Verdict:
    verdict = OF_STATUS[licence.status_today]
    if verdict == Verdict.VALID and licence.valid_from > clock.today():
        return Verdict.NOT_YET
    return verdict


def _in_force(licence: Licence) -> Answer:
    return _yes(_verdict_today(licence) == Verdict.VALID)


def _yes(value: bool) -> Answer:
    return Answer.YES if value else Answer.NO


def _public(licence: Licence) -> PublicLicence:
    document: LicenceDocument | None = getattr(licence, "document", None)
    change = licence.changes.filter(status=licence.status).order_by("-at").first()
    content = licence.content
    later = None
    if licence.status == LicenceStatus.SUPERSEDED:
        later = licence.followed_by.select_related("later").order_by("-id").first()
    return PublicLicence(
        token=licence.verify_token,
        number=licence.number,
        output_kind=licence.kind,
        title=licence.title_text,
        holder_name=licence.holder_text,
        premises=Text.of(content["premises"]),
        authority=licence.authority,
        authority_name=licence.authority_text,
        unit=licence.unit,
        status=licence.status_today,
        decided_on=licence.decided_on,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        ended_on=licence.ended_on,
        suspended_until=licence.suspended_until,
        reason=change.reason if change else "",
        sealed_at=document.sealed_at if document else None,
        signer=document.signer if document else "",
        signatory=Text.of(content["signatory"].get("position")).th,
        manifest=licence.manifest,
        successor=later.later.verify_token if later else "",
    )
