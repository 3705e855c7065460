"""The bank's callback: signed messages in, problem documents out. No session, no cookie.

The boundary (``events.web``) turns refusals into RFC 9457 problems and records them.
"""

import json
import re
from hashlib import sha256

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from krob.foundation.core.actor import Actor, ActorKind, Channel
from krob.foundation.core.errors import DomainError, TooLarge
from krob.registers.payments import commands, ports
from krob.registers.payments.types import Recorded

LIMIT_BYTES = 16 * 1024


def _body(request: HttpRequest) -> bytes:
    """Return the body, reading no more than the limit.

    Raises:
        TooLarge: there is more.
    """
    body = request.read(LIMIT_BYTES + 1)
    if len(body) > LIMIT_BYTES:
        raise TooLarge("notice-too-large", _("The message is too large."))
    return bytes(body)


def _claim(body: bytes, name: str, form: str) -> str:
    """Return what an untrusted message claims, if it has the form of one."""
    try:
        value = json.loads(body)[name]
    except (ValueError, KeyError, TypeError):
        return ""
    return value if isinstance(value, str) and re.fullmatch(form, value) else ""


def _note(body: bytes, refusal: DomainError) -> None:
    commands.note_refused_notice(
        actor=Actor(kind=ActorKind.CLIENT_SYSTEM, id="bank:unproven", channel=Channel.API),
        digest=sha256(body).hexdigest(),
        reason=refusal.code,
        biller=_claim(body, "biller", "[0-9]{15}"),
        ref1=_claim(body, "ref1", "[A-Z0-9]{1,20}"),
    )


def _record(request: HttpRequest, body: bytes) -> Recorded:
    notice = ports.gateways.get(ports.BANK).open_notice(
        method=str(request.method), path=request.path, headers=request.headers, body=body
    )
    bank = Actor(kind=ActorKind.CLIENT_SYSTEM, id=f"bank:{notice.bank}", channel=Channel.API)
    return commands.record_bank_notice(actor=bank, notice=notice)


@csrf_exempt
@require_POST
def receive_notice(request: HttpRequest) -> JsonResponse:
    """Take one notice of the bank; a notice that came before is answered like the first time.

    What is refused is kept for the officers, after the refusal has undone everything else.

    Req: 1.6.3, 1.6.4.
    """
    body = _body(request)
    try:
        recorded = _record(request, body)
    except DomainError as refusal:
        _note(body, refusal)
        raise
    answer = {"payment": recorded.payment, "outcome": recorded.outcome}
    return JsonResponse({**answer, "repeated": recorded.repeated})
