"""Operators' commands: auditing the journal, and the jobs that gave up."""

import argparse
from typing import Any
from uuid import UUID

from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.operating import OperatorError, offers_json
from krob.foundation.events import commands, seal
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

MOST_ROWS = 200


def register(subparsers: Any) -> None:
    """Offer ``audit`` and ``jobs``."""
    audit = subparsers.add_parser("audit", help="the journal's seal").add_subparsers(required=True)
    verify = offers_json(audit.add_parser("verify", help="check every sealed row and head"))
    verify.set_defaults(run=verify_journal)
    jobs = subparsers.add_parser("jobs", help="background work").add_subparsers(required=True)
    listing = offers_json(jobs.add_parser("list", help="jobs that gave up, or of another state"))
    listing.add_argument("--state", choices=list(State), default=State.DEAD)
    listing.set_defaults(run=list_jobs)
    retry = offers_json(jobs.add_parser("retry", help="let a job that gave up try again"))
    retry.add_argument("key", type=UUID, help="the job's key, or see `krob jobs list`")
    retry.set_defaults(run=retry_job)


def verify_journal(options: argparse.Namespace) -> dict[str, Any]:
    """Check the chain; fail when something was changed, deleted, swapped or cut off."""
    report = seal.verify()
    if not report.is_intact:
        count = len(report.problems)
        raise OperatorError(f"the journal is not intact: {count} findings", found=report.as_json())
    return report.as_json()


def list_jobs(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return jobs of one state, newest first."""
    jobs = Job.objects.filter(state=options.state).order_by("-id")[:MOST_ROWS]
    return [
        {
            "key": str(job.key),
            "task": job.task,
            "state": job.state,
            "attempts": job.attempts,
            "run_at": job.run_at.isoformat(),
            "last_error": job.last_error,
        }
        for job in jobs
    ]


def retry_job(options: argparse.Namespace) -> dict[str, Any]:
    """Start a dead letter again."""
    job = commands.retry_job(actor=OPERATOR, key=options.key)
    return {"key": str(job.key), "state": job.state}
