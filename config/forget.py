"""``make demo``: put this machine's database and files aside, so that the next start is new."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings

from krob.foundation.core import clock

STATE = ("krob.sqlite3", "krob.sqlite3-wal", "krob.sqlite3-shm", "files", "heads.jsonl")


def main() -> int:
    """Move the state aside; refuse where it is not a demo's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    if not settings.KROB_DEMO:
        print("krob: this is no demo (KROB_DEMO is not 1)", file=sys.stderr)  # noqa: T201
        return 1
    aside = Path(settings.VAR) / f"before-{clock.now():%Y%m%dT%H%M%S}"
    aside.mkdir(parents=True)
    for name in STATE:
        if (old := Path(settings.VAR) / name).exists():
            old.rename(aside / name)
    print(f"the old data is in {aside}; `make run` makes new data")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
