"""Where files lie: outside the database, under random names, in folders of this installation.

A file is written whole or not at all: to a name of its own first, then moved into place.
"""

import hashlib
import os
import re
import secrets
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import NotFound

KEY = re.compile(r"[a-z]{3,20}/[0-9a-f]{2}/[0-9a-f]{30}")
CHUNK = 256 * 1024


def new_key(area: str) -> str:
    """Return a random name for a file of an area (``uploads``, ``licences``)."""
    name = secrets.token_hex(16)
    return f"{area}/{name[:2]}/{name[2:]}"


def path_of(key: str) -> Path:
    """Return where the file of a key lies.

    Raises:
        ValueError: that is no key.
    """
    if not KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    return Path(settings.KROB_FILES) / key


def incoming() -> Path:
    """Return a fresh path for a file that is being received."""
    folder = Path(settings.KROB_FILES) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / secrets.token_hex(16)


def clear_incoming(*, before: datetime) -> None:
    """Delete files that began to come in before a moment and were never taken in."""
    folder = Path(settings.KROB_FILES) / "incoming"
    for path in folder.glob("*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def keep(received: Path, key: str) -> None:
    """Move a received file to its place; doing it again when it is there already does nothing."""
    target = path_of(key)
    if target.exists() and not received.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.move(received, target)
    target.chmod(0o600)


def write(key: str, content: bytes) -> None:
    """Write a file whole, and durably."""
    fresh = incoming()
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    keep(fresh, key)


def read(key: str) -> bytes:
    """Return a file's content.

    Raises:
        NotFound: it is not there.
    """
    try:
        return path_of(key).read_bytes()
    except FileNotFoundError:
        raise NotFound("file-gone", _("The file is not in the store.")) from None


def remove(key: str) -> None:
    """Delete a file; nothing happens when it is gone."""
    path_of(key).unlink(missing_ok=True)


def digest(path: Path) -> str:
    """Return the SHA-256 digest of a file, read piece by piece."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.hexdigest()
