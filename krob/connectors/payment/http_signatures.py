"""Signed HTTP messages of banks: RFC 9421 signatures (Ed25519) with RFC 9530 content digests.

The profile is narrow on purpose: one signature named ``sig1`` over a fixed list of components,
with ``created``, ``keyid`` and ``alg``. Whatever deviates is not verified.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

REQUEST = ("@method", "@path", "content-type", "content-digest")
ANSWER = ("@status", "content-type", "content-digest")
FRESH_S = 300

_INPUT = re.compile(
    r"sig1=(?P<params>\((?P<covered>[^()]*)\);created=(?P<created>[0-9]{1,12})"
    r';keyid="(?P<keyid>[A-Za-z0-9._/-]{1,64})";alg="ed25519")'
)
_SIGNATURE = re.compile(r"sig1=:(?P<value>[A-Za-z0-9+/=]{1,128}):")


class BadSignature(Exception):
    """The message does not prove who sent it; the text says why, for the log of the sender."""


def content_digest(body: bytes) -> str:
    """Return the Content-Digest header of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_base(components: Mapping[str, str], params: str) -> bytes:
    """Return the bytes that are signed (RFC 9421, 2.5)."""
    lines = [f'"{name}": {value}' for name, value in components.items()]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def verify(
    components: Mapping[str, str],
    headers: Mapping[str, str],
    body: bytes,
    keys: Mapping[str, str],
    now_s: float,
) -> str:
    """Return the id of the key that signed a message just now.

    ``components`` are the derived ones (``@method``, ``@path`` or ``@status``); ``headers`` has
    lower-case names; ``keys`` maps key ids to raw public keys in base64; ``now_s`` is Unix time.

    Raises:
        BadSignature: anything is missing, changed, unknown or not fresh.
    """
    stated = _INPUT.fullmatch(headers.get("signature-input", ""))
    signature = _SIGNATURE.fullmatch(headers.get("signature", ""))
    if stated is None or signature is None:
        raise BadSignature("the signature headers are missing or of another form")
    covered = ANSWER if "@status" in components else REQUEST
    if stated["covered"] != " ".join(f'"{name}"' for name in covered):
        raise BadSignature("the signature covers other components")
    if not hmac.compare_digest(headers.get("content-digest", ""), content_digest(body)):
        raise BadSignature("the body does not have the digest")
    if abs(now_s - int(stated["created"])) > FRESH_S:
        raise BadSignature("the signature is not fresh")
    values = {name: components.get(name, headers.get(name, "")) for name in covered}
    signed = signature_base(values, stated["params"])
    _check(keys.get(stated["keyid"], ""), signature["value"], signed)
    return stated["keyid"]


def _check(key: str, signature: str, signed: bytes) -> None:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), signed)
    except (InvalidSignature, ValueError, binascii.Error):
        raise BadSignature("the key is unknown or the signature is wrong") from None
