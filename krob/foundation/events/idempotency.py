"""Doing a thing once, however often it is asked."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict
from krob.foundation.events.models import IdempotencyKey
from krob.foundation.jobs.queue import periodic

Answer = dict[str, Any]
KEPT = timedelta(days=30)


def once(*, actor: Actor, key: str, body: Mapping[str, Any], do: Callable[[], Answer]) -> Answer:
    """Run ``do`` for the first request with ``key``; give its answer to those that repeat it.

    The key is the caller's (``Idempotency-Key``) and counts per actor. It is claimed in the
    transaction of the work, so a failed attempt leaves it free; of two at the same time the second
    waits for the first.

    Raises:
        Conflict: the key was used for another body.
    """
    digest = hashlib.sha256(
        json.dumps(body, sort_keys=True, default=str, ensure_ascii=False).encode()
    ).hexdigest()
    with transaction.atomic():
        row = _claim(actor, key, digest)
        if row.answer:
            return _repeat(row, digest)
        row.answer = {"answer": do()}
        row.save(update_fields=["answer"])
        return dict(row.answer["answer"])


@periodic("events.forget-answers", every=timedelta(hours=6))
def forget_answers() -> None:
    """Delete answers older than ``KEPT``: a key that old counts as new."""
    IdempotencyKey.objects.filter(at__lt=clock.now() - KEPT).delete()


def _claim(actor: Actor, key: str, digest: str) -> IdempotencyKey:
    found = IdempotencyKey.objects.filter(actor_id=actor.id, key=key).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                actor_id=actor.id, key=key, digest=digest, at=clock.now()
            )
    except IntegrityError:  # another request with this key ended just now
        return IdempotencyKey.objects.get(actor_id=actor.id, key=key)


def _repeat(row: IdempotencyKey, digest: str) -> Answer:
    if row.digest != digest:
        raise Conflict(
            "idempotency-key-reused", _("This key was already used for another request.")
        )
    return dict(row.answer["answer"])
