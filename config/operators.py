"""Commands of the whole installation: serve, work, check, migrate, backup, restore, run."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config import backup, run
from config.messages import compile_messages
from krob.engines.documents import ports
from krob.foundation.core.operating import OperatorError, offers_json
from krob.foundation.jobs import worker
from krob.foundation.jobs.models import Job

BLOCKING_THREADS = 8
SQLITE_WORKERS = 2


def register(subparsers: Any) -> None:
    """Offer the commands."""
    serve = subparsers.add_parser("serve", help="answer requests over HTTP")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=int(os.environ.get("KROB_PORT", "8000")))
    serve.add_argument("--workers", type=int, default=0, help="processes; default by database")
    serve.set_defaults(run=serve_http)
    work = subparsers.add_parser("work", help="run background jobs")
    work.add_argument("--threads", type=int, default=4, help="jobs at the same time")
    work.set_defaults(run=work_jobs)
    check = offers_json(subparsers.add_parser("check", help="is the installation sound?"))
    check.set_defaults(run=check_installation)
    subparsers.add_parser("migrate", help="bring the database up to date").set_defaults(run=migrate)
    save = offers_json(subparsers.add_parser("backup", help="copy database and files"))
    save.add_argument("folder", type=Path, help="a new folder")
    save.set_defaults(run=make_backup)
    back = offers_json(subparsers.add_parser("restore", help="put a backup in place"))
    back.add_argument("folder", type=Path)
    back.add_argument("--force", action="store_true", help="replace what is there")
    back.set_defaults(run=restore_backup)
    every = subparsers.add_parser("run", help="start everything on this machine")
    every.set_defaults(run=run_everything)


def serve_http(options: argparse.Namespace) -> None:
    """Become the web server: granian, one process per core (on SQLite at most two)."""
    cores = os.cpu_count() or 1
    most = cores if connection.vendor == "postgresql" else SQLITE_WORKERS
    words = ["--interface", "wsgi", "--no-ws", "--respawn-failed-workers"]
    words += ["--host", options.host, "--port", str(options.port)]
    words += ["--workers", str(options.workers or min(cores, most))]
    words += ["--blocking-threads", str(BLOCKING_THREADS), "--log-level", "warning"]
    os.execv(  # noqa: S606
        sys.executable, [sys.executable, "-m", "granian", *words, "config.wsgi:application"]
    )


def work_jobs(options: argparse.Namespace) -> None:
    """Run jobs until asked to end; what is running is finished first."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    worker.work(stop, threads=options.threads)


def check_installation(options: argparse.Namespace) -> dict[str, Any]:
    """Run Django's checks, look for migrations that wait, and count what gave up."""
    faults = [one for one in run_checks(databases=["default"]) if one.is_serious()]
    if faults:
        named = [f"{one.id}: {one.msg}" for one in faults]
        raise OperatorError(f"{len(faults)} faults in the installation", found={"faults": named})
    executor = MigrationExecutor(connection)
    waiting = [
        f"{migration.app_label}.{migration.name}"
        for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]
    if waiting:
        raise OperatorError(
            "the database is not up to date: run `krob migrate`",
            found={"database": connection.vendor, "migrations_waiting": waiting},
        )
    dead = Job.objects.dead().count()
    return {
        "database": connection.vendor,
        "migrations_waiting": [],
        "dead_jobs": dead,
        "virus_scanner": _scanner(),
    }


def _scanner() -> str:
    """Say how uploads are scanned; that none is scanned is told, not a fault."""
    scanner = ports.scanner()
    if scanner is None:
        return "none: uploads are not scanned for viruses (KROB_SCANNER)"
    return scanner.check() or "answers"


def migrate(options: argparse.Namespace) -> None:
    """Bring tables, texts and static files up to date."""
    compile_messages()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def make_backup(options: argparse.Namespace) -> dict[str, Any]:
    """Copy the database and the files into a new folder with a manifest of digests."""
    return backup.make(options.folder)


def restore_backup(options: argparse.Namespace) -> dict[str, Any]:
    """Check a backup against its manifest and put it in place."""
    return backup.restore(options.folder, force=options.force)


def run_everything(options: argparse.Namespace) -> None:
    """Start everything as ``make run`` does.

    Raises:
        OperatorError: something could not be started.
    """
    if status := run.main():
        raise OperatorError(f"ended with status {status}")
