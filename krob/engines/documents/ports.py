"""What documents need from outside: a seal, the time, word on revocations, a virus scanner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from krob.foundation.core.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCertificates:
    """The certificate of the seal and those between it and the root (DER)."""

    own: bytes
    chain: Sequence[bytes]


class Signer(Protocol):
    """Who seals for this installation: a key file, an HSM or a remote service."""

    def certificates(self) -> SealCertificates:
        """Return the certificate of the seal with its chain.

        Raises:
            Unavailable: the installation has no seal yet.
        """
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature over the message's SHA-256 digest (DER ECDSA or PKCS #1 v1.5)."""
        ...

    def time_stamp(self, query: bytes) -> bytes:
        """Return the authority's answer (RFC 3161, DER) to a time-stamp query.

        Raises:
            Unavailable: the authority did not answer.
        """
        ...

    def ocsp(self, address: str, query: bytes) -> bytes:
        """Return the responder's answer (RFC 6960, DER) to a query about a certificate.

        Raises:
            Unavailable: the responder did not answer.
        """
        ...

    def revocation_list(self, address: str) -> bytes:
        """Return the list (DER) that is published at an address.

        Raises:
            Unavailable: it could not be fetched.
        """
        ...

    def check(self) -> str:
        """Return "" when there is a seal and the far ends answer, else what is wrong."""
        ...


signers: Registry[Callable[[], Signer]] = Registry("signer")


def signer() -> Signer:
    """Return the signer that the installation is set to (``KROB_SIGNER``)."""
    return signers.get(settings.KROB_SIGNER)()


class VirusScanner(Protocol):
    """Who looks for harmful programs in what people send."""

    def scan(self, path: Path) -> str:
        """Return the name of what was found in a file, or an empty text when it is clean.

        Raises:
            Unavailable: there is no answer, or none that says either.
        """
        ...

    def check(self) -> str:
        """Return "" when the scanner answers, else what is wrong."""
        ...


scanners: Registry[Callable[[], VirusScanner]] = Registry("virus scanner")


def scanner() -> VirusScanner | None:
    """Return the scanner that the installation is set to (``KROB_SCANNER``), if any."""
    return scanners.get(settings.KROB_SCANNER)() if settings.KROB_SCANNER else None
