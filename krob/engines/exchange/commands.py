"""Asking registries, and keeping what they answer."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.engines.exchange import ports
from krob.engines.exchange.models import Endpoint, HandOver, Lookup
from krob.engines.exchange.types import HandOverState, LookupState
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.encryption import keyed_hash
from krob.foundation.core.errors import NotFound
from krob.foundation.core.registry import command
from krob.foundation.core.retention import RecordClass
from krob.foundation.core.text import Text
from krob.foundation.events import access, journal
from krob.foundation.jobs import queue
from krob.people.parties.participation import EVERYTHING, keys_of
from krob.people.parties.policies import takes_part

FETCH = "exchange.fetch"
DELIVER_CASE = "exchange.deliver-case"
LANES = 2

journal.declare(
    {
        "exchange.endpoint-configured": _("Endpoint configured"),
        "exchange.registry-asked": _("Registry asked"),
        "exchange.lookup-answered": _("Registry answered"),
        "exchange.case-handed-over": _("Handed over to the agency's own system"),
        "exchange.case-answered": _("The agency's own system answered"),
        "exchange.case-refused": _("The agency's own system did not take the case"),
        "exchange.lookups-let-go": _("Answers of registries are kept no longer"),
    }
)
access.declare_purpose(
    "bind-company", Text("ตรวจว่าใครทำการแทนนิติบุคคลได้", "Check who may bind a company")
)
access.declare_purpose("prefill", Text("เติมแบบคำขอให้", "Fill in the application form"))


@command("exchange.configure-endpoint", kinds={ActorKind.OPERATOR, ActorKind.SYSTEM})
def configure_endpoint(
    *,
    actor: Actor,
    code: str,
    kind: str,
    adapter: str,
    base_url: str,
    secret_ref: str = "",
    options: Mapping[str, Any] | None = None,
    timeout_s: float = 8,
    enabled: bool = True,
) -> Endpoint:
    """Say where an outside system is reached; the same settings again change nothing.

    ``secret_ref`` names an environment variable (``env:NAME``); values never come here.

    Req: 2.11.9
    """
    values = {
        "kind": kind,
        "adapter": adapter,
        "base_url": base_url.rstrip("/"),
        "secret_ref": secret_ref,
        "options": dict(options or {}),
        "timeout_s": timeout_s,
        "enabled": enabled,
    }
    row = Endpoint.objects.select_for_update().filter(code=code).first() or Endpoint(code=code)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if row.pk and not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.save()
    journal.record(
        actor=actor,
        name="exchange.endpoint-configured",
        subject=f"endpoint:{code}",
        data={"fields": changed},
    )
    return row


@command(
    "exchange.ask",
    kinds={ActorKind.APPLICANT, ActorKind.OFFICER, ActorKind.SYSTEM, ActorKind.OPERATOR},
)
def ask(
    *,
    actor: Actor,
    registry: str,
    key: str,
    subject: str,
    purpose: str,
    fresh_for: timedelta | None = None,
) -> Lookup:
    """Ask a registry about a key, outside the page's request; the page polls the look-up.

    The same question about the same subject is reused while it waits or while its answer is fresh
    (``fresh_for``, else what the registry's adapter says).

    Req: 2.11.3, A.11, V.5

    Raises:
        NotFound: the actor takes no part in the subject.
        LookupError: no such registry, or the purpose is not declared.
    """
    source = ports.registries.get(registry)
    access.purposes.get(purpose)
    _require_part(actor, subject)
    hashed = keyed_hash(key, context="exchange.key")
    same = Lookup.objects.select_for_update().filter(
        subject=subject, registry=registry, key_hash=hashed, purpose=purpose
    )
    known = same.order_by("-asked_at", "id").first()
    if known is not None and _still_good(known, fresh_for or source.fresh_for):
        return known
    row = Lookup.objects.create(
        registry=registry,
        key=key,
        key_hash=hashed,
        subject=subject,
        purpose=purpose,
        asked_by=f"{actor.kind}:{actor.id}"[:64],
        agency=actor.agency,
        asked_at=clock.now(),
        kept_from=clock.today(),
    )
    journal.record(
        actor=actor,
        name="exchange.registry-asked",
        subject=subject,
        data={"lookup": str(row.pk), "registry": registry},
    )
    queue.enqueue(FETCH, {"lookup": str(row.pk)}, serial_key=_lane(registry, hashed))
    return row


def _require_part(actor: Actor, subject: str) -> None:
    if actor.kind in EVERYTHING or subject in keys_of(actor) or takes_part(actor, subject):
        return
    raise NotFound("subject-not-found", _("There is nothing here that you may see."))


def _still_good(row: Lookup, fresh_for: timedelta) -> bool:
    if row.state == LookupState.WAITING:
        return True
    if row.state == LookupState.FAILED or row.answered_at is None:
        return False
    return row.answered_at + fresh_for > clock.now()


def _lane(registry: str, hashed: str) -> str:
    """Spread a registry's questions over few lanes, so that a slow one never takes all workers."""
    return f"{registry}:{int(hashed[:8], 16) % LANES}"


@command(
    "exchange.record-answer",
    kinds={ActorKind.SYSTEM},
    states={LookupState.WAITING, LookupState.FAILED},
)
def record_answer(
    *,
    actor: Actor,
    lookup_id: UUID | str,
    answer: ports.RegistryAnswer | None,
    problem: str = "",
) -> Lookup:
    """Keep what a registry answered; without an answer, why there is none.

    Repeating it after an answer changes nothing; an answer that comes after a failure counts.

    Raises:
        NotFound: there is no such look-up.
    """
    row = Lookup.objects.select_for_update().filter(pk=lookup_id).first()
    if row is None:
        raise NotFound("lookup-not-found", _("There is no such look-up."))
    if row.state in (LookupState.ANSWERED, LookupState.NONE):
        return row
    if answer is None and row.state == LookupState.FAILED:
        return row
    row.answered_at, row.problem = clock.now(), problem
    row.state = _state(answer)
    if answer is not None:
        row.facts, row.source = _stored(answer), answer.source.as_json()
        row.as_of = answer.as_of or row.answered_at
    row.save()
    journal.record(
        actor=actor,
        name="exchange.lookup-answered",
        subject=row.subject,
        data={"lookup": str(row.pk), "state": str(row.state)},
    )
    return row


def _state(answer: ports.RegistryAnswer | None) -> LookupState:
    if answer is None:
        return LookupState.FAILED
    return LookupState.ANSWERED if answer.found else LookupState.NONE


def _stored(answer: ports.RegistryAnswer) -> Any:
    return dict(answer.facts)


@command("exchange.hand-over", kinds={ActorKind.SYSTEM})
def hand_over(
    *, actor: Actor, endpoint: str, subject: str, step: str, visit: int, case: Mapping[str, Any]
) -> HandOver:
    """Keep a case for an agency's own system and ask a job to hand it over; once per visit.

    ``case`` names the ``actions`` (``key``, ``label``) among which the system answers.

    Req: 2.8.1
    """
    key = f"{subject}:{step}:{visit}"
    row, created = HandOver.objects.get_or_create(
        key=key,
        defaults={
            "endpoint": endpoint,
            "subject": subject,
            "step": step,
            "visit": visit,
            "case": {**case, "key": key},
            "asked_at": clock.now(),
            "kept_from": clock.today(),
        },
    )
    if created:
        data = {"endpoint": endpoint, "step": step, "visit": visit}
        journal.record(actor=actor, name="exchange.case-handed-over", subject=subject, data=data)
        queue.enqueue(DELIVER_CASE, {"hand_over": str(row.pk)})
    return row


@command(
    "exchange.record-hand-over",
    kinds={ActorKind.SYSTEM},
    states={HandOverState.WAITING, HandOverState.DELIVERED},
)
def record_hand_over(
    *,
    actor: Actor,
    hand_over: UUID | str,
    answer: ports.BackOfficeAnswer | None,
    problem: str = "",
) -> HandOver:
    """Keep what an agency's system answered; the first answer counts, later ones change nothing.

    Raises:
        NotFound: there is no such hand-over.
    """
    row = HandOver.objects.select_for_update().filter(pk=hand_over).first()
    if row is None:
        raise NotFound("hand-over-not-found", _("There is no such hand-over."))
    if row.state in (HandOverState.ANSWERED, HandOverState.REFUSED):
        return row
    row.state = HandOverState.REFUSED if answer is None else HandOverState.ANSWERED
    row.answered_at, row.problem = clock.now(), problem
    if answer is not None:
        row.action, row.note = answer.action, answer.note
    row.save()
    journal.record(
        actor=actor,
        name="exchange.case-refused" if answer is None else "exchange.case-answered",
        subject=row.subject,
        data={
            "hand_over": str(row.pk),
            "step": row.step,
            "visit": row.visit,
            "action": row.action,
            "problem": problem,
        },
    )
    return row


@command("exchange.let-go", kinds={ActorKind.SYSTEM})
def let_go(*, actor: Actor, subject: str) -> int:
    """Keep the look-ups of a subject as working papers only, for it has come to nothing.

    A task deletes them ``KROB_KEEP_WORKING_DAYS`` later; those under a legal hold stay. Returns how
    many there were; letting go again changes nothing.

    Req: S.3
    """
    count = (
        Lookup.objects.filter(subject=subject)
        .exclude(record_class=RecordClass.WORKING)
        .update(record_class=RecordClass.WORKING, kept_from=clock.today())
    )
    if count:
        data = {"count": count}
        journal.record(actor=actor, name="exchange.lookups-let-go", subject=subject, data=data)
    return count
