"""Examine a sealed PDF: who sealed it, is it whole, was the seal good at that time.

Everything is judged from the file and this installation's roots; nothing is fetched. The bytes come
from strangers: whatever they are, the answer is an examination, never an error.
"""

import asyncio
import io
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pikepdf
from asn1crypto import cms
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError

from krob.engines.documents import trust
from krob.engines.documents.types import Examination, Flaw

LARGEST_ATTACHMENT = 5_000_000
# What parsers of hostile bytes raise beside their own errors.
UNREADABLE = (
    PdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    OSError,
    NotImplementedError,
)

# Certificate problems are the answer here, not news for the operators.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def examine_pdf(pdf: bytes) -> Examination:
    """Return what can be said of the document's seal."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        signatures = reader.embedded_regular_signatures
    except UNREADABLE:
        return Examination(reasons=(Flaw.NOT_A_PDF,))
    if not signatures:
        return Examination(attachments=attachments(pdf), reasons=(Flaw.NOT_SIGNED,))
    try:
        return _examined(reader, signatures[0], pdf)
    except UNREADABLE:
        return Examination(signed=True, reasons=(Flaw.CHANGED,))


def _examined(reader: PdfFileReader, signature: EmbeddedPdfSignature, pdf: bytes) -> Examination:
    stamped = _stamped_at(signature)
    context = _context(reader, stamped)
    status = asyncio.run(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=context,
            ts_validation_context=_context(reader, stamped),
            skip_diff=True,
        )
    )
    intact = bool(status.intact and status.valid) and _padding_is_empty(signature)
    believed = status.trusted or _chains_to_root(signature, stamped)
    stamp = status.timestamp_validity
    stamp_good = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    reasons = _reasons(
        {
            Flaw.CHANGED: not intact,
            **_coverage(status.coverage),
            Flaw.UNKNOWN_AUTHORITY: not believed,
            Flaw.NO_TIME_STAMP: believed and not stamp_good,
            Flaw.SEAL_NOT_GOOD: intact and believed and stamp_good and not status.trusted,
        }
    )
    return Examination(
        signed=True,
        intact=intact,
        covers_whole_document=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        trusted=bool(believed),
        valid_when_signed=bool(intact and status.trusted and stamp_good),
        signed_at=stamped or signature.self_reported_timestamp,
        signer=_signer(signature),
        attachments=attachments(pdf),
        reasons=reasons,
    )


def _padding_is_empty(signature: EmbeddedPdfSignature) -> bool:
    """Say whether nothing hides behind the signature, in bytes that no signature covers."""
    content: bytes = signature.pkcs7_content
    return not content[len(cms.ContentInfo.load(content).dump()) :].strip(b"\0")


def _coverage(level: SignatureCoverageLevel | None) -> dict[Flaw, bool]:
    return {
        Flaw.APPENDED: level == SignatureCoverageLevel.ENTIRE_REVISION,
        Flaw.PARTLY_SIGNED: level is None or level < SignatureCoverageLevel.ENTIRE_REVISION,
    }


def _reasons(flaws: Mapping[Flaw, bool]) -> tuple[Flaw, ...]:
    return tuple(flaw for flaw, found in flaws.items() if found)


def _signer(signature: EmbeddedPdfSignature) -> str:
    subject = signature.signer_cert.subject.native
    return " · ".join(
        str(subject[part]) for part in ("common_name", "organization_name") if part in subject
    )


def _stamped_at(signature: EmbeddedPdfSignature) -> datetime | None:
    """Return the time in the signature's time stamp; whether to believe it is asked elsewhere."""
    for stamp in extract_tst_data_iter(signature.signer_info, signed=False):
        moment: datetime = stamp["encap_content_info"]["content"].parsed["gen_time"].native
        return moment
    return None


def _context(reader: PdfFileReader, moment: datetime | None) -> ValidationContext:
    """Return what certificates are judged by: the roots, the file's evidence, the time stamped."""
    given: dict[str, Any] = {
        "trust_roots": trust.roots(),
        "allow_fetching": False,
        "revocation_mode": "hard-fail",
    }
    if moment is not None:
        given |= {"moment": moment, "best_signature_time": moment, "retroactive_revinfo": True}
    try:
        return DocumentSecurityStore.read_dss(reader).as_validation_context(given)
    except NoDSSFoundError:
        return ValidationContext(**given)


def _chains_to_root(signature: EmbeddedPdfSignature, moment: datetime | None) -> bool:
    """Say whether the seal's certificate was issued below one of our roots, revoked or not."""
    context = ValidationContext(
        trust_roots=trust.roots(), moment=moment, allow_fetching=False, revocation_mode="soft-fail"
    )
    validator = CertificateValidator(
        signature.signer_cert,
        intermediate_certs=signature.other_embedded_certs,
        validation_context=context,
    )
    try:
        asyncio.run(validator.async_validate_usage(set()))
    except PathError:
        return False
    return True


def attachments(pdf: bytes) -> dict[str, bytes]:
    """Return the files inside a PDF by name; those too large, or unreadable, are left out."""
    found: dict[str, bytes] = {}
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for name, spec in document.attachments.items():
                content = spec.get_file().read_bytes()
                if len(content) <= LARGEST_ATTACHMENT:
                    found[name] = content
    except (pikepdf.PdfError, *UNREADABLE):
        return {}
    return found
