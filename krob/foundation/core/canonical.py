"""Canonical JSON (RFC 8785): the one form in bytes of a value, from which digests are computed."""

import json
from typing import Any

import rfc8785

EXACT = 2**53 - 1
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical_json(value: Any) -> bytes:
    """Return a JSON value in its canonical form.

    Without floating numbers and with ASCII keys the standard library writes the same bytes, many
    times faster; everything else goes the long way.

    Raises:
        rfc8785.CanonicalizationError: it is not JSON, or holds a number that JSON cannot carry.
    """
    if _is_simple(value):
        try:
            return _encode(value).encode()
        except UnicodeEncodeError:  # half a character: let the long way say so
            pass
    return rfc8785.dumps(value)


def _is_simple(value: Any) -> bool:
    if value is None or isinstance(value, str | bool):
        return True
    if isinstance(value, int):
        return -EXACT <= value <= EXACT
    if isinstance(value, dict):
        return all(
            isinstance(key, str) and key.isascii() and _is_simple(inner)
            for key, inner in value.items()
        )
    return isinstance(value, list | tuple) and all(map(_is_simple, value))
