"""An agency's own approval system over HTTP: cases are put under their key, answers fetched there.

Every call carries the key as ``Idempotency-Key`` and ``Krob-Signature``: HMAC-SHA256, with the
secret of the endpoint, over method, path, key and the SHA-256 of the case's canonical JSON.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from krob.connectors.client import Answer, Client, broken, secret
from krob.engines.exchange.ports import BackOfficeAnswer
from krob.foundation.core.canonical import canonical_json

ACCEPTED = frozenset({200, 201, 202})
NO_CASE = "krob-check"
NOTE_LENGTH = 2000
ACTION = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def signature(key: bytes, method: str, path: str, case_key: str, body: bytes) -> str:
    """Return the signature of a call, as both sides compute it."""
    digest = hashlib.sha256(body).hexdigest()
    signed = "\n".join((method, path, case_key, digest)).encode()
    return hmac.new(key, signed, hashlib.sha256).hexdigest()


class HttpBackOffice:
    """Hands cases to any system that speaks this door; the endpoint says where it is."""

    def deliver(self, endpoint: str, *, key: str, case: Mapping[str, Any]) -> BackOfficeAnswer:
        """Put a case; see ``AgencyBackOffice``."""
        return self._call(endpoint, "PUT", key, dict(case))

    def ask(self, endpoint: str, *, key: str) -> BackOfficeAnswer:
        """Fetch how a case stands; see ``AgencyBackOffice``."""
        return self._call(endpoint, "GET", key, None)

    def check(self, endpoint: str) -> None:
        """Ask after a case that nobody handed over: a system that knows us finds none.

        Raises:
            Unavailable: the system did not answer, or not in a way that can be understood.
            Invalid: the system refused us, for instance our signature.
        """
        self._send(endpoint, "GET", NO_CASE, None, ACCEPTED | {404})

    def _call(self, endpoint: str, method: str, key: str, case: Any) -> BackOfficeAnswer:
        return _read(self._send(endpoint, method, key, case, ACCEPTED), key)

    def _send(
        self, endpoint: str, method: str, key: str, case: Any, accept: frozenset[int]
    ) -> Answer:
        client, path = Client(endpoint), f"/cases/{key}"
        body = canonical_json(case) if case is not None else b""
        signed_with = secret(client.endpoint().secret_ref).encode()
        return client.call(
            method,
            path,
            operation="case.deliver" if method == "PUT" else "case.ask",
            json=case,
            headers={"Krob-Signature": signature(signed_with, method, path, key, body)},
            idempotency_key=key,
            accept=accept,
        )


def _read(answer: Answer, key: str) -> BackOfficeAnswer:
    """Read an answer; anything that is not one, or is of another case, is not understood."""
    body = answer.body
    if not isinstance(body, Mapping) or body.get("case") != key:
        raise broken()
    action, note = body.get("action") or "", body.get("note") or ""
    if not isinstance(action, str) or not isinstance(note, str):
        raise broken()
    if action and not ACTION.fullmatch(action):
        raise broken()
    return BackOfficeAnswer(action=action, note=note[:NOTE_LENGTH])
