"""The bank's callback: signed messages in, problem documents out. No session, no cookie.

The boundary (``events.web``) turns refusals into RFC 9457 problems and records them.
"""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from krob.foundation.core.actor import Actor, ActorKind, Channel
from krob.foundation.core.errors import TooLarge
from krob.registers.payments import commands, ports

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


@csrf_exempt
@require_POST
def receive_notice(request: HttpRequest) -> JsonResponse:
    """Take one notice of the bank; a notice that came before is answered like the first time.

    Req: 1.6.3, 1.6.4.
    """
    notice = ports.gateways.get(ports.BANK).open_notice(
        method=str(request.method), path=request.path, headers=request.headers, body=_body(request)
    )
    bank = Actor(kind=ActorKind.CLIENT_SYSTEM, id=f"bank:{notice.bank}", channel=Channel.API)
    recorded = commands.record_bank_notice(actor=bank, notice=notice)
    answer = {"payment": recorded.payment, "outcome": recorded.outcome}
    return JsonResponse({**answer, "repeated": recorded.repeated})
