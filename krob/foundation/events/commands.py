"""What a person may do about work that gave up. Here, not in ``jobs``: it is recorded."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

journal.declare({"job.retried": _("A task that had given up was started again")})


@command("jobs.retry-job", kinds={ActorKind.OPERATOR, ActorKind.OFFICER}, states={State.DEAD})
def retry_job(*, actor: Actor, key: UUID) -> Job:
    """Let a dead letter try again now, with all its attempts.

    Raises:
        NotAllowed: an officer without the right to manage jobs.
        NotFound: there is no such job.
        Conflict: it has not given up.
    """
    if actor.kind == ActorKind.OFFICER and not actor.may(Permission.JOBS_MANAGE):
        raise NotAllowed("may-not-manage-jobs", _("You may not start tasks again."))
    job = Job.objects.select_for_update().filter(key=key).first()
    if job is None:
        raise NotFound("job-not-found", _("There is no such task."))
    if job.state != State.DEAD:
        raise Conflict("job-not-dead", _("This task has not given up."))
    job.state, job.attempts, job.run_at, job.finished_at = State.WAITING, 0, clock.now(), None
    job.save(update_fields=["state", "attempts", "run_at", "finished_at"])
    journal.record(actor=actor, name="job.retried", subject=f"job:{key}", data={"task": job.task})
    return job
