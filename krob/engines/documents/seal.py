"""Seal a PDF: PAdES B-LT in a single revision that keeps PDF/A-3a and PDF/UA-1 valid.

Four things keep it valid, each found by leaving it out: the writer does not touch the metadata
(pyHanko writes the XMP anew and spoils the declarations); the file ends with a line end before the
revision begins; the validation data (DSS) go into the signature's own revision, so that it covers
the whole file; and the untagged widget of the field lies outside the page.
"""

import asyncio
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass

from asn1crypto import tsp, x509
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from krob.engines.documents import ports, revocations, trust
from krob.foundation.core.errors import Conflict, Unavailable

FIELD = "Seal"
FIELD_LABEL = "ตราประทับอิเล็กทรอนิกส์ของหน่วยงาน"
ROOM_FOR_THE_REST = 2048  # attributes, the signature itself, the frame
REASON = "ออกเอกสารอิเล็กทรอนิกส์"


class _Writer(IncrementalPdfFileWriter):
    """Adds a revision without touching the metadata, which pyHanko would write anew."""

    def _update_meta(self) -> None:
        """Leave the metadata alone: they declare PDF/A and PDF/UA."""


class _Seal(signers.Signer):
    """pyHanko's view of the installation's signer."""

    def __init__(self, signer: ports.Signer) -> None:
        certificates = signer.certificates()
        chain = [x509.Certificate.load(der) for der in certificates.chain]
        super().__init__(
            signing_cert=x509.Certificate.load(certificates.own),
            cert_registry=SimpleCertificateStore.from_certs(chain),
            embed_roots=False,
        )
        self._signer = signer

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Sign; there are no dry runs, for the room is known (see ``_room``)."""
        if digest_algorithm != "sha256" or dry_run:
            raise SigningError("a seal signs SHA-256 digests")
        return self._signer.sign(data)


class _Clock(TimeStamper):
    """The time-stamp authority, asked through the signer."""

    def __init__(self, signer: ports.Signer) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._signer = signer

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask the authority."""
        return tsp.TimeStampResp.load(self._signer.time_stamp(req.dump()))

    @property
    def certificates(self) -> list[x509.Certificate]:
        """Return the authority's certificates, once it answered."""
        return list(self._certs.values())


@dataclass
class _Bench:
    """What sealing needs, ready for many documents."""

    seal: _Seal
    clock: _Clock
    revocations: revocations.Revocations
    room: int


_benches: dict[bytes, _Bench] = {}


def forget() -> None:
    """Drop what was learnt about the seal (a new certificate, or a test's new authority)."""
    _benches.clear()


def _bench(signer: ports.Signer) -> _Bench:
    own = signer.certificates().own
    key = hashlib.sha256(own).digest()
    bench = _benches.get(key)
    if bench is None or not bench.revocations.still_good():
        bench = _made_ready(signer)
        _benches.clear()
        _benches[key] = bench
    return bench


def _made_ready(signer: ports.Signer) -> _Bench:
    seal, clock = _Seal(signer), _Clock(signer)
    stamp = asyncio.run(clock.async_dummy_response("sha256"))
    known = [*trust.roots(), *seal.cert_registry, seal.signing_cert, *clock.certificates]
    certificates = [seal.signing_cert, *seal.cert_registry]
    room = _room([stamp.dump(), *(one.dump() for one in certificates)])
    return _Bench(seal, clock, revocations.gather(signer, known), room)


def _room(parts: Iterable[bytes]) -> int:
    """Return how many hexadecimal digits to leave for a signature that holds these parts.

    Half as much again for what differs from one time stamp to the next. Without it pyHanko makes
    every signature twice, the first time to see how long it gets.
    """
    return 3 * (sum(map(len, parts)) + ROOM_FOR_THE_REST) // 2 * 2


def seal_pdf(pdf: bytes) -> bytes:
    """Return the document sealed with the installation's seal, now.

    Raises:
        Unavailable: there is no seal, or the time-stamp or certificate authority did not answer;
            trying again later is safe.
        Conflict: the seal's certificate is revoked or past its end; nothing may be sealed with it.
    """
    bench = _bench(ports.signer())
    context = ValidationContext(
        trust_roots=trust.roots(),
        other_certs=[*bench.seal.cert_registry, *bench.clock.certificates],
        ocsps=bench.revocations.ocsps,
        crls=bench.revocations.crls,
        allow_fetching=False,
        revocation_mode="hard-fail",
    )
    writer = _Writer(io.BytesIO(pdf if pdf.endswith(b"\n") else pdf + b"\n"))
    out = io.BytesIO()
    try:
        _pdf_signer(bench, context).sign_pdf(
            writer, bytes_reserved=bench.room, output=out, in_place=False
        )
    except (SigningError, PathError) as error:
        forget()
        raise Conflict(
            "seal-not-good", _("The seal's certificate is not good any more.")
        ) from error
    except (TimestampRequestError, PdfError) as error:
        raise Unavailable("not-sealed", _("The document could not be sealed.")) from error
    return out.getvalue()


def _pdf_signer(bench: _Bench, context: ValidationContext) -> signers.PdfSigner:
    wanted = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=REASON,
        embed_validation_info=True,
        validation_context=context,
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )
    field = SigFieldSpec(
        FIELD,
        readable_field_name=FIELD_LABEL,
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )
    return signers.PdfSigner(
        wanted, signer=bench.seal, timestamper=bench.clock, new_field_spec=field
    )
