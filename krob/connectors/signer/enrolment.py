"""Give an installation its seal: make a key, have it certified, keep what came back.

Used at the first start of a demonstration (the authority is then the simulator) and by tests.
"""

import json
import os
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Unavailable

TIMEOUT_S = 10.0


def enrol(folder: Path, authority: str, *, name: str, organisation: str) -> None:
    """Have a seal certified by the authority at an address, and trust that authority.

    The key is made once and never leaves the folder; doing it again fetches the certificates anew.

    Raises:
        Unavailable: the authority did not answer.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = _own_key(folder / "seal.key")
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    wanted = request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    given = _certified(f"{authority}/enrol", wanted)
    (folder / "roots").mkdir(exist_ok=True)
    (folder / "roots" / "authority.pem").write_text(given["root"])
    (folder / "chain.pem").write_text("".join(given["chain"]))
    (folder / "authority.json").write_text(json.dumps({"tsa": given["tsa"]}))
    (folder / "seal.pem").write_text(given["certificate"])


def _own_key(path: Path) -> ec.EllipticCurvePrivateKey:
    if path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path}: not an EC key")
        return key
    fresh = ec.generate_private_key(ec.SECP256R1())
    content = fresh.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    return fresh


def _certified(address: str, request: bytes) -> dict[str, str]:
    try:
        answer = httpx.post(address, content=request, timeout=TIMEOUT_S, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable(
            "authority-silent", _("The certificate authority did not answer.")
        ) from error
    return dict(answer.json())
