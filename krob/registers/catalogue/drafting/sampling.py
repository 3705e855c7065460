"""A message of a draft as it would be sent about a real application, in both languages.

Req: 2.9, S.1.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.engines.notifications import spec as messages
from krob.engines.notifications.types import MESSAGE_SAMPLES, MOMENTS
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.registers.catalogue.checking import shape
from krob.registers.catalogue.drafting import drafts
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.proving.lending import Filed, Sample, lenders

SHOWN = 20


def page(actor: Actor, draft: UUID, code: str, reference: str) -> dict[str, Any]:
    """Return a message filled in for an application, or with examples where none is chosen.

    Raises:
        NotFound: no such draft or message, or no such application that the actor may borrow.
        NotAllowed: the actor may not borrow applications.
    """
    row = drafts.visible(actor, draft)
    message = _message(row, code)
    found = _sample(actor, row, reference, message) if reference else None
    return {
        **drafts.frame(actor, row, "messages"),
        "code": code,
        "moment": MOMENTS.get(code, code),
        "filed": _recent(actor, row),
        "reference": reference,
        "sample": found,
        "reads": messages.reads_like(message, found.values if found else MESSAGE_SAMPLES),
    }


def _message(row: ServiceDraft, code: str) -> Mapping[str, Any]:
    part = shape.readable(row.parts).get("messages") or {}
    if row.is_offering or code not in part:
        raise NotFound("item-not-found", _("This is not there any more."))
    found: Mapping[str, Any] = part[code]
    return found


def _recent(actor: Actor, row: ServiceDraft) -> list[Filed]:
    return [
        each
        for name in lenders
        for each in lenders.get(name).recent(actor=actor, service=row.code, many=SHOWN)
    ]


def _sample(
    actor: Actor, row: ServiceDraft, reference: str, message: Mapping[str, Any]
) -> Sample | None:
    for name in lenders:
        lender = lenders.get(name)
        return lender.sample(actor=actor, service=row.code, reference=reference, message=message)
    return None
