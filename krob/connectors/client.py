"""The one way out over HTTP: time limits, careful retries, our errors, one history row per call.

Nothing that is asked or answered is logged: addresses may carry secrets and 13-digit numbers.
"""

import hashlib
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krob.engines.exchange import calls
from krob.engines.exchange.models import Endpoint
from krob.engines.exchange.types import CallStatus
from krob.foundation.core.errors import Invalid, Unavailable

CONNECT_S = 3.0
ATTEMPTS = 2
IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE"})
TRY_AGAIN = frozenset({502, 503, 504})

for _noisy in ("httpx", "httpcore"):  # they log addresses, which carry secrets and numbers
    logging.getLogger(_noisy).setLevel(logging.WARNING)

_http = httpx.Client(trust_env=False, follow_redirects=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the body read as JSON."""

    status: int
    body: Any


@dataclass(slots=True)
class _Outcome:
    """How a call went, for its history row."""

    status: CallStatus
    http_status: int | None = None
    attempts: int = 0
    digest: str = ""


def secret(reference: str) -> str:
    """Return the secret behind a reference ``env:NAME``; ``demo`` works in the demo only.

    Raises:
        Unavailable: the secret is not there.
    """
    kind, _colon, name = reference.partition(":")
    if kind == "env" and os.environ.get(name):
        return os.environ[name]
    if reference == "demo" and settings.KROB_DEMO:
        return "demo-secret"
    raise Unavailable("outside-not-configured", _("The connection is not configured."))


class Client:
    """Calls one endpoint; adapters own one each. Settings are read at every call."""

    def __init__(self, endpoint: str) -> None:
        self.code = endpoint

    def endpoint(self) -> Endpoint:
        """Return the endpoint's settings.

        Raises:
            Unavailable: there are none, or it is switched off.
        """
        row = calls.endpoint(self.code)
        if row is None:
            raise Unavailable("outside-not-configured", _("The connection is not configured."))
        return row

    def problem(self) -> str:
        """Return "" when the endpoint is configured, else what is wrong."""
        try:
            row = self.endpoint()
            if row.secret_ref:
                secret(row.secret_ref)
        except Unavailable as error:
            return error.code
        return ""

    def get(
        self,
        path: str,
        *,
        operation: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: frozenset[int] = frozenset({200}),
    ) -> Answer:
        """Ask with GET, see ``call``."""
        return self.call(
            "GET", path, operation=operation, params=params, headers=headers, accept=accept
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        operation: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        idempotency_key: str = "",
        accept: frozenset[int] = frozenset({200}),
    ) -> Answer:
        """Make one call and return its JSON answer; statuses in ``accept`` are answers.

        Repeated once after a broken connection or a passing failure, and only when repeating does
        no harm (an idempotent method, or an idempotency key). ``operation`` names the call in the
        history, where addresses never appear.

        Raises:
            Unavailable: slow, down, failing, or not understandable.
            Invalid: the other side refused the question.
        """
        row = self.endpoint()
        request = _http.build_request(
            method,
            f"{row.base_url}{path}",
            params=params,
            json=json,
            headers={**(headers or {}), **_key(idempotency_key)},
            timeout=httpx.Timeout(float(row.timeout_s), connect=CONNECT_S),
        )
        tries = ATTEMPTS if method in IDEMPOTENT or idempotency_key else 1
        outcome, began = _Outcome(CallStatus.DOWN), time.monotonic()
        try:
            return self._judge(_send(request, tries, outcome), outcome, accept)
        finally:
            calls.note(
                endpoint=self.code,
                operation=operation,
                status=outcome.status,
                http_status=outcome.http_status,
                attempts=max(outcome.attempts, 1),
                digest=outcome.digest,
                duration_ms=round((time.monotonic() - began) * 1000),
            )

    def _judge(self, response: httpx.Response, outcome: _Outcome, accept: frozenset[int]) -> Answer:
        outcome.http_status = response.status_code
        outcome.digest = hashlib.sha256(response.content).hexdigest()
        if response.status_code >= 500:
            raise Unavailable("outside-failing", _("The other system reports a failure."))
        if response.status_code not in accept:
            outcome.status = CallStatus.REFUSED
            raise Invalid("outside-refused", _("The other system refused the question."))
        try:
            body = response.json()
        except ValueError:
            outcome.status = CallStatus.BROKEN
            raise broken() from None
        outcome.status = CallStatus.OK
        return Answer(response.status_code, body)


def broken() -> Unavailable:
    """Return the error for an answer that cannot be understood."""
    return Unavailable("outside-malformed", _("The other system's answer could not be understood."))


def _key(idempotency_key: str) -> dict[str, str]:
    return {"Idempotency-Key": idempotency_key} if idempotency_key else {}


def _send(request: httpx.Request, tries: int, outcome: _Outcome) -> httpx.Response:
    """Send, again after a passing failure; time limits are not tried again."""
    while True:
        outcome.attempts += 1
        last = outcome.attempts >= tries
        try:
            response = _http.send(request)
        except httpx.TimeoutException:
            outcome.status = CallStatus.SLOW
            raise Unavailable("outside-slow", _("The other system takes too long.")) from None
        except httpx.HTTPError:
            if last:
                raise Unavailable(
                    "outside-down", _("The other system cannot be reached.")
                ) from None
            continue
        if response.status_code not in TRY_AGAIN or last:
            return response
