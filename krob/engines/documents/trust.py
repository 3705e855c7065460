"""Whose seals this installation believes: the root certificates in ``KROB_SEAL/roots``."""

from pathlib import Path

from asn1crypto import pem, x509
from django.conf import settings


def roots() -> list[x509.Certificate]:
    """Return the trusted root certificates; none when none is installed."""
    found = []
    for path in sorted((Path(settings.KROB_SEAL) / "roots").glob("*.pem")):
        for _name, _headers, der in pem.unarmor(path.read_bytes(), multiple=True):
            found.append(x509.Certificate.load(der))
    return found
