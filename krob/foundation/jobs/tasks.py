"""The queue's own work: clearing away what is done. Loads the backend's handler too."""

from datetime import timedelta

from django.conf import settings

from krob.foundation.core import clock
from krob.foundation.jobs import backend
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.queue import periodic
from krob.foundation.jobs.types import State

__all__ = ["backend", "clear_done"]
BATCH = 1000


@periodic("jobs.clear-done", every=timedelta(minutes=10))
def clear_done() -> None:
    """Delete jobs that were done longer ago than ``KROB_JOBS_KEEP_DAYS``; dead ones stay."""
    limit = clock.now() - timedelta(days=settings.KROB_JOBS_KEEP_DAYS)
    old = Job.objects.filter(state=State.DONE, finished_at__lt=limit).order_by("id")
    Job.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:BATCH])).delete()
