"""Copies of an installation: database, files, heads of the journal, and a manifest of digests.

Keys are not in it: keep ``KROB_*`` keys (or ``var/keys.json`` and ``var/seal.key``) elsewhere;
without them a backup cannot be read.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from krob.foundation.core import clock
from krob.foundation.core.operating import OperatorError
from krob.foundation.events.models import Event

SQLITE, POSTGRES = "krob.sqlite3", "krob.dump"
MANIFEST = "manifest.json"
FORMAT = "krob-backup-1"


def make(folder: Path) -> dict[str, Any]:
    """Write a backup while the installation runs; the folder appears when it is complete.

    The database is copied first: every file that it knows is there already.

    Raises:
        OperatorError: the folder exists, or a program failed.
    """
    if folder.exists():
        raise OperatorError(f"{folder} exists; name a new folder")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    _copy_database(part)
    if settings.KROB_FILES.exists():
        shutil.copytree(settings.KROB_FILES, part / "files")
    if settings.KROB_HEADS.exists():
        shutil.copy2(settings.KROB_HEADS, part / "heads.jsonl")
    manifest = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "database": connection.vendor,
        "events": Event.objects.count(),
        "files": _digests(part),
    }
    (part / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
    part.rename(folder)
    return _summary(folder, manifest)


def restore(folder: Path, *, force: bool = False) -> dict[str, Any]:
    """Put a backup in place; files and heads that were there are kept beside it.

    Raises:
        OperatorError: the backup is incomplete or changed, of another database, or the
            installation is not empty and ``force`` is not given.
    """
    manifest = _checked(folder)
    if manifest["database"] != connection.vendor:
        raise OperatorError(f"the backup is of {manifest['database']}, not {connection.vendor}")
    if not force and not _is_empty():
        raise OperatorError("the installation is not empty; --force replaces it")
    _put_database(folder)
    _put(folder / "files", settings.KROB_FILES)
    _put(folder / "heads.jsonl", settings.KROB_HEADS)
    return _summary(folder, manifest)


def _summary(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    return {
        "folder": str(folder),
        "made_at": manifest["made_at"],
        "database": manifest["database"],
        "files": len(manifest["files"]),
    }


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[str(path.relative_to(folder))] = digest
    return found


def _checked(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.exists():
        raise OperatorError(f"{folder} has no {MANIFEST}: it is no complete backup")
    manifest: dict[str, Any] = json.loads(path.read_text())
    if manifest.get("format") != FORMAT:
        raise OperatorError(f"{path} is of another format")
    there = _digests(folder)
    wrong = sorted(
        name
        for name in there.keys() | manifest["files"].keys()
        if there.get(name) != manifest["files"].get(name)
    )
    if wrong:
        raise OperatorError(f"the backup was changed: {', '.join(wrong[:3])}")
    return manifest


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    made = Event._meta.db_table in tables and Event.objects.exists()
    files = settings.KROB_FILES
    return not made and not (files.exists() and any(files.iterdir()))


def _put(source: Path, target: Path) -> None:
    if target.exists():
        target.rename(target.with_name(f"{target.name}.before-{clock.now():%Y%m%dT%H%M%S}"))
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy2(source, target)


def _copy_database(folder: Path) -> None:
    if connection.vendor == "postgresql":
        _program("pg_dump", "--format=custom", "--no-owner", "--file", str(folder / POSTGRES))
        return
    _copy_sqlite(Path(connection.settings_dict["NAME"]), folder / SQLITE)


def _put_database(folder: Path) -> None:
    if connection.vendor == "postgresql":
        words = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
        name = str(connection.settings_dict["NAME"])
        _program("pg_restore", *words, "--dbname", name, str(folder / POSTGRES))
        return
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy_sqlite(folder / SQLITE, target)


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy with SQLite's own backup: consistent while others write."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def _program(*words: str) -> None:
    database = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    names["PGDATABASE"] = "NAME"
    given = {name: str(database[key]) for name, key in names.items() if database.get(key)}
    try:
        subprocess.run(words, env=os.environ | given, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise OperatorError(f"{words[0]} is not installed") from error
    except subprocess.CalledProcessError as error:
        first = next(iter(error.stderr.splitlines()), "failed")
        raise OperatorError(f"{words[0]}: {first}") from error
