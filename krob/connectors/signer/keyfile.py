"""A seal whose private key is a file of the installation (``KROB_SEAL``).

``seal.key`` (PEM, readable by its owner alone), ``seal.pem``, ``chain.pem``, ``authority.json``
with the time-stamp address, and ``roots/*.pem``: the authorities that this installation trusts.
"""

import json
import ssl
from functools import lru_cache
from pathlib import Path

import httpx
from asn1crypto import pem
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krob.engines.documents.ports import SealCertificates
from krob.foundation.core.errors import Unavailable

TIMEOUT_S = 10.0
LARGEST_ANSWER = 5_000_000


class KeyFileSigner:
    """Seals with a key file; asks the authority over HTTP."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.KROB_SEAL)

    def certificates(self) -> SealCertificates:
        """Return the certificate of the seal with its chain."""
        own = _certificates(self._read("seal.pem"))
        return SealCertificates(own=own[0], chain=_certificates(self._read("chain.pem")))

    def sign(self, message: bytes) -> bytes:
        """Return the signature over the message."""
        key = _key(self._read("seal.key"))
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(message, ec.ECDSA(hashes.SHA256()))
        return key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def time_stamp(self, query: bytes) -> bytes:
        """Ask the time-stamp authority."""
        address = json.loads(self._read("authority.json"))["tsa"]
        return _ask("POST", address, query, "application/timestamp-query")

    def ocsp(self, address: str, query: bytes) -> bytes:
        """Ask a responder about a certificate."""
        return _ask("POST", address, query, "application/ocsp-request")

    def revocation_list(self, address: str) -> bytes:
        """Fetch a revocation list."""
        return _ask("GET", address)

    def check(self) -> str:
        """Return what is wrong with the seal, or an empty text."""
        try:
            self.certificates()
            self.sign(b"check")
        except (Unavailable, ValueError) as error:
            return str(error)
        return ""

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise Unavailable("no-seal", _("This installation has no seal yet.")) from None


@lru_cache(maxsize=4)
def _key(content: bytes) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(content, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError("a seal needs an EC or RSA key")
    return key


def _certificates(content: bytes) -> list[bytes]:
    return [der for _name, _headers, der in pem.unarmor(content, multiple=True)]


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """Return what web servers are trusted by; reading the list anew would take long."""
    return httpx.create_ssl_context(trust_env=False)


def _ask(method: str, address: str, body: bytes | None = None, media_type: str = "") -> bytes:
    headers = {"Content-Type": media_type} if media_type else {}
    try:
        answer = httpx.request(
            method,
            address,
            content=body,
            headers=headers,
            timeout=TIMEOUT_S,
            trust_env=False,
            verify=_trusted(),
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable(
            "authority-silent", _("The certificate authority did not answer.")
        ) from error
    if len(answer.content) > LARGEST_ANSWER:
        raise Unavailable(
            "authority-too-long", _("The certificate authority's answer is too long.")
        )
    return answer.content
