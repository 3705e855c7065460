"""Bitstring Status List (W3C): one bit per credential, published as a compressed list.

A list has at least 131,072 places, so that asking for it does not tell which credential is meant.
"""

import base64
import gzip
from collections.abc import Iterable

PLACES = 131_072


def encode(set_places: Iterable[int], places: int = PLACES) -> str:
    """Return the list with these bits set, as multibase base64url of its gzip.

    Raises:
        ValueError: a place is outside the list.
    """
    bits = bytearray(places // 8)
    for place in set_places:
        if not 0 <= place < places:
            raise ValueError(f"place {place} is outside the list")
        bits[place // 8] |= 0x80 >> (place % 8)
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def is_set(encoded: str, place: int) -> bool:
    """Say whether the bit at a place is set.

    Raises:
        ValueError: that is no list, or the place is outside it.
    """
    if not encoded.startswith("u"):
        raise ValueError("not a base64url multibase text")
    body = encoded[1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if not 0 <= place < len(bits) * 8:
        raise ValueError(f"place {place} is outside the list")
    return bool(bits[place // 8] & (0x80 >> (place % 8)))
