"""What the authority says about certificates at sealing time, kept until it grows old.

Answers are cached in this process and dropped when the authority's own end comes near, or after
ten minutes: so that sealing many documents asks once, and a revoked seal stops sealing soon.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.fetchers.common_utils import format_ocsp_request

from krob.engines.documents.ports import Signer
from krob.foundation.core import clock

LONGEST = timedelta(minutes=10)
MARGIN = timedelta(minutes=5)


@dataclass
class Revocations:
    """OCSP answers and lists for the certificates of one chain, with the time they serve until."""

    until: datetime
    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)
    crls: list[crl.CertificateList] = field(default_factory=list)

    def still_good(self) -> bool:
        """Say whether they may still be used."""
        return clock.now() < self.until

    def _until(self, end: datetime | None) -> None:
        if end is not None:
            self.until = min(self.until, end - MARGIN)


def gather(signer: Signer, certificates: list[x509.Certificate]) -> Revocations:
    """Ask about each certificate but the root: its OCSP responder, else its revocation list.

    Raises:
        Unavailable: an authority did not answer.
    """
    found = Revocations(until=clock.now() + LONGEST)
    by_name = {certificate.subject.hashable: certificate for certificate in certificates}
    lists: set[str] = set()
    for certificate in certificates:
        issuer = by_name.get(certificate.issuer.hashable)
        if certificate.self_signed != "no" or issuer is None:
            continue
        if certificate.ocsp_urls:
            _ask_ocsp(signer, certificate, issuer, found)
        else:
            lists |= set(_addresses(certificate))
    for address in sorted(lists):
        _fetch_list(signer, address, found)
    return found


def _addresses(certificate: x509.Certificate) -> list[str]:
    points = certificate.crl_distribution_points
    return [point.url for point in points if point.url]


def _ask_ocsp(
    signer: Signer, certificate: x509.Certificate, issuer: x509.Certificate, found: Revocations
) -> None:
    query = format_ocsp_request(
        certificate, AuthorityWithCert(issuer), certid_hash_algo="sha256", request_nonces=False
    )
    answer = ocsp.OCSPResponse.load(signer.ocsp(certificate.ocsp_urls[0], query.dump()))
    found.ocsps.append(answer)
    for single in answer.response_data["responses"]:
        found._until(_native(single["next_update"]))


def _fetch_list(signer: Signer, address: str, found: Revocations) -> None:
    listed = crl.CertificateList.load(signer.revocation_list(address))
    found.crls.append(listed)
    found._until(_native(listed["tbs_cert_list"]["next_update"]))


def _native(value: Any) -> datetime | None:
    native = value.native
    return native if isinstance(native, datetime) else None
