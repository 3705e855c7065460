"""Taking jobs from the table: one statement, so that two workers never take the same one."""

from datetime import timedelta

from django.db import connection

from krob.foundation.core import clock
from krob.foundation.jobs.models import Job

LEASE = timedelta(seconds=60)

_FREE = """
    SELECT job.id FROM jobs_job job
    WHERE job.state IN ('waiting', 'running')
      AND ((job.state = 'waiting' AND job.run_at <= %(now)s)
        OR (job.state = 'running' AND job.lease_until < %(now)s))
      AND (job.serial_key = '' OR NOT EXISTS (
        SELECT 1 FROM jobs_job earlier
        WHERE earlier.serial_key = job.serial_key AND earlier.serial_key <> ''
          AND earlier.state IN ('waiting', 'running') AND earlier.id < job.id))
    ORDER BY job.priority DESC, job.id LIMIT %(limit)s
"""
_TAKE = """
    UPDATE jobs_job SET state = 'running', worker = %(worker)s, lease_until = %(until)s,
        started_at = %(now)s, attempts = attempts + 1
"""
SQLITE = f"{_TAKE} WHERE id IN ({_FREE}) RETURNING id"
POSTGRES = (
    f"WITH free AS MATERIALIZED ({_FREE} FOR UPDATE OF job SKIP LOCKED)"
    f"{_TAKE} FROM free WHERE jobs_job.id = free.id RETURNING jobs_job.id"
)


def claim(worker: str, *, limit: int = 1, lease: timedelta = LEASE) -> list[Job]:
    """Take up to ``limit`` due jobs for ``worker`` until the lease ends; highest priority first.

    A job whose lease has ended is taken again: its worker is held for dead.
    """
    now = clock.now()
    moment = connection.ops.adapt_datetimefield_value
    values = {
        "now": moment(now),
        "until": moment(now + lease),
        "worker": worker,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES if connection.vendor == "postgresql" else SQLITE, values)
        taken = [row[0] for row in cursor.fetchall()]
    return list(Job.objects.filter(pk__in=taken).order_by("-priority", "id")) if taken else []
