"""The key that signs heads of the chain: in a file or the environment, never the database."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def key() -> Ed25519PrivateKey:
    """Return the sealing key: ``KROB_SEAL_KEY`` (hexadecimal), else the installation's own file.

    The file is made at first use, readable by its owner alone.
    """
    if settings.KROB_SEAL_KEY:
        return _key_of(settings.KROB_SEAL_KEY)
    return _key_of(_kept(settings.KROB_SEAL_KEY_FILE))


@lru_cache(maxsize=4)
def _key_of(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(file, os.urandom(32).hex().encode())
        os.close(file)
        try:
            os.link(fresh, path)  # fails when another process was first: then that one counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def public_key() -> bytes:
    """Return the public half, by which anyone can check the heads."""
    return key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id() -> str:
    """Return a short name of the key."""
    return hashlib.sha256(public_key()).hexdigest()[:16]


def sign(message: bytes) -> str:
    """Return the signature of a head, hexadecimal."""
    return key().sign(message).hex()


def is_signed(message: bytes, signature: str) -> bool:
    """Say whether our key signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key()).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
