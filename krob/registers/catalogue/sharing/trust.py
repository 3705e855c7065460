"""Who this installation is to others, and whose packages it takes.

``KROB_TRUSTED_INSTALLATIONS`` lists installations as ``did=key``, separated by commas; the key is a
P-256 Multikey, as ``krob definitions key`` prints it and as the DID document publishes it.
"""

import contextlib

import base58
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from joserfc.jwk import ECKey

from krob.engines.documents import ports
from krob.foundation.core.errors import Unavailable
from krob.foundation.linkeddata import credential

PREFIX = 2


def own_name() -> str:
    """Return the DID of this installation."""
    return credential.did_web(settings.KROB_BASE_URL)


def own_key() -> str:
    """Return this installation's public key as others enter it.

    Raises:
        Unavailable: there is no seal yet, or it is none that can sign packages (EC P-256).
    """
    certificate = x509.load_der_x509_certificate(ports.signer().certificates().own)
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise Unavailable("no-signing-key", _("The seal of this installation cannot sign this."))
    return credential.multikey(key)


def sign(message: bytes) -> bytes:
    """Return the seal's signature.

    Raises:
        Unavailable: there is no seal yet, or it is none that can sign packages.
    """
    own_key()
    return ports.signer().sign(message)


def trusted() -> dict[str, ECKey]:
    """Return the keys of the trusted installations by their DID; this one is among them.

    Raises:
        ImproperlyConfigured: an entry cannot be read.
    """
    entries = [each.strip() for each in settings.KROB_TRUSTED_INSTALLATIONS.split(",")]
    found = dict(_entry(each) for each in entries if each)
    with contextlib.suppress(Unavailable):
        found.setdefault(own_name(), _key(own_key()))
    return found


def _entry(text: str) -> tuple[str, ECKey]:
    name, _equals, key = text.rpartition("=")
    try:
        return name.strip(), _key(key.strip())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(
            f"KROB_TRUSTED_INSTALLATIONS: {name or text} has no readable key"
        ) from error


def _key(multikey: str) -> ECKey:
    raw = base58.b58decode(multikey[1:]) if multikey.startswith("z") else b""
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw[PREFIX:])
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return ECKey.import_key(pem)
