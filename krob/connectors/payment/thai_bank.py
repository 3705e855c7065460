"""A bank through which bills are paid by Thai QR, slip or counter.

Notices come in as signed HTTP messages (see ``http_signatures``): ``POST`` of a JSON object with
``id``, ``kind`` (payment or reversal), ``biller``, ``ref1``, ``ref2``, ``amount`` (baht with two
decimals, as text), ``paid_at`` (ISO 8601 with offset), ``reverses`` and ``channel``. The key id is
``<bank>/<key>``; public keys are set by ``KROB_BANK_KEYS``. The bank is asked for payments at
``KROB_BANK_URL``; its answers carry the same kind of signature.

Req: 1.6.3, 2.11.7.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krob.connectors.payment import http_signatures
from krob.connectors.payment.http_signatures import BadSignature
from krob.foundation.core import clock
from krob.foundation.core.errors import Invalid, Unavailable
from krob.registers.payments.errors import Unauthenticated
from krob.registers.payments.types import BankNotice, NoticeKind

TIMEOUT_S = 5.0
_FORMS = {
    "id": re.compile(r"[A-Za-z0-9._-]{1,64}"),
    "kind": re.compile("|".join(NoticeKind.values)),
    "biller": re.compile(r"[0-9]{15}"),
    "ref1": re.compile(r"[A-Z0-9]{1,20}"),
    "ref2": re.compile(r"[A-Z0-9]{0,20}"),
    "amount": re.compile(r"[0-9]{1,12}\.[0-9]{2}"),
    "paid_at": re.compile(r"[0-9T:.+-]{20,40}|[0-9T:.-]{19,32}Z"),
    "reverses": re.compile(r"[A-Za-z0-9._-]{0,64}"),
    "channel": re.compile(r"[A-Za-z0-9 ._-]{0,32}"),
}
_OPTIONAL = {"kind": "payment", "ref2": "", "reverses": "", "channel": ""}


def _keys() -> dict[str, str]:
    pairs = (pair.split(":", 1) for pair in settings.KROB_BANK_KEYS.split(",") if ":" in pair)
    return {key.strip(): value.strip() for key, value in pairs}


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _read(bank: str, stated: Any) -> BankNotice:
    """Return the notice that an object states.

    Raises:
        Invalid: a field is missing, of another form, or unknown.
    """
    fields = {**_OPTIONAL, **stated} if isinstance(stated, dict) else {}
    wrong = [
        name
        for name, form in _FORMS.items()
        if not isinstance(fields.get(name), str) or not form.fullmatch(fields[name])
    ]
    wrong += sorted(set(fields) - set(_FORMS))
    if not wrong and not _is_whole(fields):
        wrong = ["amount", "paid_at", "reverses"]
    if wrong:
        message = _("This field is missing or has another form.")
        raise Invalid("notice-malformed", message, fields=dict.fromkeys(wrong, message))
    told = {**fields, "amount": Decimal(fields["amount"]), "paid_at": _time(fields["paid_at"])}
    return BankNotice(bank=bank, **told)


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _is_whole(fields: Mapping[str, str]) -> bool:
    reversal = fields["kind"] == NoticeKind.REVERSAL
    return (
        Decimal(fields["amount"]) > 0
        and _time(fields["paid_at"]) is not None
        and reversal == bool(fields["reverses"])
    )


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise Invalid("notice-malformed", _("The message is not JSON.")) from None


class ThaiBank:
    """A bank that sends signed notices and answers what was paid on a reference."""

    def open_notice(
        self, *, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> BankNotice:
        """Return what the bank says, after proving that the bank said it, to us and just now.

        Raises:
            Unauthenticated: signature, digest, key or time is wrong.
            Invalid: it is the bank's, but not a notice.
        """
        derived = {"@method": method.upper(), "@path": path}
        try:
            key = http_signatures.verify(
                derived, _lower(headers), body, _keys(), clock.now().timestamp()
            )
        except BadSignature:
            raise Unauthenticated(
                "bad-signature", _("The signature is missing, wrong or not fresh.")
            ) from None
        return _read(key.partition("/")[0], _json(body))

    def payments_of(self, *, biller: str, ref1: str) -> tuple[BankNotice, ...]:
        """Ask the bank what was paid on a reference.

        Raises:
            Unavailable: the bank did not answer in time or not credibly.
        """
        url = f"{settings.KROB_BANK_URL}/api/payments"
        try:
            answer = httpx.get(url, params={"biller": biller, "ref1": ref1}, timeout=TIMEOUT_S)
            derived = {"@status": str(answer.status_code)}
            now = clock.now().timestamp()
            key = http_signatures.verify(derived, answer.headers, answer.content, _keys(), now)
            rows = _json(answer.content)["payments"] if answer.is_success else None
            notices = tuple(_read(key.partition("/")[0], row) for row in rows or ())
        except (httpx.HTTPError, BadSignature, Invalid, KeyError, TypeError) as error:
            raise Unavailable("bank-unavailable", _("The bank does not answer now.")) from error
        if rows is None:
            raise Unavailable("bank-unavailable", _("The bank does not answer now."))
        return tuple(each for each in notices if (each.biller, each.ref1) == (biller, ref1))

    def check(self) -> str:
        """Return "" when configured, else what is missing, for the status page."""
        if not settings.KROB_BANK_KEYS:
            return "KROB_BANK_KEYS is not set"
        return "" if settings.KROB_BANK_URL else "KROB_BANK_URL is not set"
