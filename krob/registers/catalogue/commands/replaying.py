"""A replay: started, stopped, gone on with, advanced by the worker, its differences explained.

Req: 2.2.1, 2.10.
"""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotFound
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.foundation.jobs.queue import enqueue
from krob.registers.catalogue import policies
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.drafting.locking import locked_draft
from krob.registers.catalogue.models import Replay, ReplayDifference, ServiceDraft
from krob.registers.catalogue.proving import replaying
from krob.registers.catalogue.proving.replay import Comparison
from krob.registers.catalogue.proving.replaying import SAMPLE, Tally
from krob.registers.catalogue.types import REPLAY_JOB, DraftStatus, ReplayState
from krob.registers.catalogue.versioning.definition import digest_of

OFFICERS = {ActorKind.OFFICER}


@command("catalogue.start-replay", kinds=OFFICERS, states={DraftStatus.DRAFT})
def start_replay(*, actor: Actor, draft: UUID, sample: bool = False) -> Replay:
    """Try a draft on the applications that were filed: all, or a sample spread over time.

    What runs for another content of the draft is stopped. Starting again what is running or
    finished for this content gives that one back.

    Raises:
        NotFound, NotAllowed: the officer does not write this draft.
        Conflict: it is not being written, or nothing was published that it could differ from.
        Invalid: the draft has errors, so that nothing can be computed with it.
    """
    row = locked_draft(actor, draft)
    policies.require_writes_draft(actor, row)
    base, total = replaying.base_of(row), replaying.count_of(row)
    if row.status != DraftStatus.DRAFT:
        raise Conflict("draft-moved-on", _("The draft has moved on. Look at it again."))
    if base is None or not total:
        raise Conflict("nothing-to-replay", _("No application was filed for this service yet."))
    if any(problem.severity == "error" for problem in gate.problems_of(row)):
        raise Invalid("checks-fail", _("Mend the errors of the draft first."))
    one_in = max(1, total // SAMPLE) if sample else 1
    running = replaying.latest(row)
    if running and _goes_on(running, row, one_in):
        return running
    row.replays.filter(state=ReplayState.RUNNING).update(state=ReplayState.STOPPED)
    replay = Replay.objects.create(
        draft=row,
        digest=digest_of(row.parts),
        base=base.digest,
        since=replaying.since_of(row),
        one_in=one_in,
        total=total,
        started_by=actor.id,
        started_at=clock.now(),
    )
    _go_on(replay)
    _record(actor, "catalogue.replay-started", replay)
    return replay


def _goes_on(replay: Replay, draft: ServiceDraft, one_in: int) -> bool:
    at_work = replay.state in (ReplayState.RUNNING, ReplayState.DONE)
    return at_work and replay.one_in == one_in and replaying.is_current(replay, draft)


def _go_on(replay: Replay) -> None:
    enqueue(REPLAY_JOB, {"replay": replay.pk}, serial_key=f"replay:{replay.pk}")


def _record(actor: Actor, name: str, replay: Replay) -> None:
    data = {"compared": replay.compared, "total": replay.total}
    journal.record(actor=actor, name=name, subject=f"draft:{replay.draft_id}", data=data)


@command("catalogue.stop-replay", kinds=OFFICERS, states={DraftStatus.DRAFT})
def stop_replay(*, actor: Actor, draft: UUID) -> Replay:
    """Stop the replay of a draft where it is. Again changes nothing.

    Raises:
        NotFound, NotAllowed: the officer does not write this draft, or it has no replay.
        Conflict: the draft waits for approval or is finished.
    """
    replay = _replay_of(actor, draft)
    _require_writing(replay)
    if replay.state != ReplayState.RUNNING:
        return replay
    replay.state = ReplayState.STOPPED
    replay.save(update_fields=["state"])
    _record(actor, "catalogue.replay-stopped", replay)
    return replay


@command("catalogue.resume-replay", kinds=OFFICERS, states={DraftStatus.DRAFT})
def resume_replay(*, actor: Actor, draft: UUID) -> Replay:
    """Go on with a stopped or failed replay where it was. Again changes nothing.

    Raises:
        NotFound, NotAllowed: the officer does not write this draft, or it has no replay.
        Conflict: the draft waits for approval or is finished, or has changed since the replay.
    """
    replay = _replay_of(actor, draft)
    _require_writing(replay)
    if replay.state in (ReplayState.RUNNING, ReplayState.DONE):
        return replay
    if not replaying.is_current(replay, replay.draft):
        raise Conflict("replay-stale", _("The draft has changed since. Start a new replay."))
    replay.state, replay.fault = ReplayState.RUNNING, ""
    replay.save(update_fields=["state", "fault"])
    _go_on(replay)
    _record(actor, "catalogue.replay-resumed", replay)
    return replay


def _replay_of(actor: Actor, draft: UUID) -> Replay:
    row = locked_draft(actor, draft)
    policies.require_writes_draft(actor, row)
    newest = replaying.latest(row)
    if newest is None:
        raise NotFound("replay-not-found", _("This draft has not been replayed."))
    return _locked(newest.pk)


def _require_writing(replay: Replay) -> None:
    if replay.draft.status != DraftStatus.DRAFT:
        raise Conflict("draft-moved-on", _("The draft has moved on. Look at it again."))


def _locked(replay: int) -> Replay:
    return (
        Replay.objects.select_for_update(of=("self",))
        .select_related("draft__agency", "draft__authority")
        .get(pk=replay)
    )


@command("catalogue.advance-replay", kinds={ActorKind.SYSTEM})
def advance_replay(
    *,
    actor: Actor,
    replay: int,
    before: str,
    cursor: str,
    passed: int,
    found: Tally,
    both: Comparison,
) -> Replay:
    """Keep what one chunk found; ``cursor`` "" means that it was the last one.

    A chunk that did not begin where the replay stands (``before``), because another worker was
    faster or the replay was stopped, is dropped: nothing is counted twice.
    """
    row = _locked(replay)
    if row.state != ReplayState.RUNNING or row.cursor != before:
        return row
    replaying.keep(row, found, both)
    row.passed = min(row.total, row.passed + passed)
    row.cursor = cursor or row.cursor
    if not cursor:
        row.state, row.finished_at = ReplayState.DONE, clock.now()
        row.total = row.passed
        replaying.inherit(row)
        _record(actor, "catalogue.replay-finished", row)
    row.save()
    return row


@command("catalogue.explain-difference", kinds=OFFICERS, states={DraftStatus.DRAFT})
def explain_difference(
    *, actor: Actor, draft: UUID, difference: int, reason: str, law: str = ""
) -> ReplayDifference:
    """Say why a difference is meant: the section of a law, or who decided it.

    The approver reads it, and it is kept with the version.

    Raises:
        NotFound, NotAllowed: the officer does not write this draft, or it has no such difference.
        Conflict: the draft waits for approval or is finished, or the replay is of other contents.
        Invalid: no reason is given.
    """
    row = _difference(actor, draft, difference)
    if not reason.strip():
        said = _("Say why this is meant to be different.")
        raise Invalid("reason-missing", said, fields={f"reason-{row.pk}": said})
    row.reason, row.law = reason.strip()[:2000], law.strip()[:300]
    row.explained_by, row.explained_at = actor.id, clock.now()
    row.save()
    _record(actor, "catalogue.difference-explained", row.replay)
    return row


@command("catalogue.withdraw-explanation", kinds=OFFICERS, states={DraftStatus.DRAFT})
def withdraw_explanation(*, actor: Actor, draft: UUID, difference: int) -> ReplayDifference:
    """Take an explanation back; the difference stands in the way again. Again changes nothing.

    Raises:
        NotFound, NotAllowed: the officer does not write this draft, or it has no such difference.
        Conflict: the draft waits for approval or is finished, or the replay is of other contents.
    """
    row = _difference(actor, draft, difference)
    if row.explained_by:
        row.explained_by, row.explained_at = "", None
        row.save(update_fields=["explained_by", "explained_at"])
        _record(actor, "catalogue.explanation-withdrawn", row.replay)
    return row


def _difference(actor: Actor, draft: UUID, difference: int) -> ReplayDifference:
    replay = _replay_of(actor, draft)
    row = replay.differences.select_related("replay").filter(pk=difference).first()
    if row is None:
        raise NotFound("difference-not-found", _("There is no such difference."))
    _require_writing(replay)
    if not replaying.is_current(replay, replay.draft):
        raise Conflict("replay-stale", _("The draft has changed since. Start a new replay."))
    return row
