"""Personal values at rest: encrypted for reading back, hashed with a key for finding.

AES-256-GCM; the associated data is the model and field, so that a value cannot be moved to another
column. Stored as ``v1.<key id>.<base64 of nonce and ciphertext>``. Keys come from
``KROB_ENCRYPTION_KEYS`` (``id:hex,id:hex``; the first encrypts, all decrypt).
"""

import base64
import hashlib
import hmac
import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


@lru_cache(maxsize=8)
def _cipher(key_hex: str) -> AESGCM:
    return AESGCM(bytes.fromhex(key_hex))


def _keyring() -> dict[str, str]:
    return dict(part.split(":", 1) for part in settings.KROB_ENCRYPTION_KEYS.split(","))


def encrypt(value: str, *, context: str) -> str:
    """Return the value encrypted with the newest key; ``context`` must be given again to read."""
    key_id, key = next(iter(_keyring().items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, value.encode(), context.encode())
    return f"v1.{key_id}.{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, context: str) -> str:
    """Return the value behind a stored text.

    Raises:
        cryptography.exceptions.InvalidTag: it was changed, moved, or sealed with another key.
        KeyError: its key is not in the key ring.
    """
    _version, key_id, body = stored.split(".", 2)
    raw = base64.b64decode(body)
    opened = _cipher(_keyring()[key_id]).decrypt(
        raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()
    )
    return opened.decode()


def keyed_hash(value: str, *, context: str) -> str:
    """Return the hash by which an encrypted value is found again (HMAC-SHA-256, hexadecimal)."""
    key = bytes.fromhex(settings.KROB_HASH_KEY)
    return hmac.new(key, f"{context}\0{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(_TextField):
    """A text that the database holds encrypted; empty stays empty. It cannot be searched."""

    description = "Encrypted text"

    @property
    def context(self) -> str:
        """Return what the ciphertext is bound to: its model and field."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way to the database."""
        text = super().get_prep_value(value)
        return encrypt(text, context=self.context) if text else text

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """Decrypt on the way from the database."""
        return decrypt(value, context=self.context) if value else value


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that the database holds encrypted, for answers that may be personal."""

    description = "Encrypted JSON"

    def get_prep_value(self, value: Any) -> Any:
        """Serialise, then encrypt."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return super().get_prep_value(text)

    def from_db_value(self, value: str | None, *_: object) -> Any:
        """Decrypt, then parse."""
        text = super().from_db_value(value)
        return json.loads(text) if text else None

    def to_python(self, value: Any) -> Any:
        """Leave the value as it is: it is JSON already."""
        return value
