"""Before the parts start: database, texts, static files, definitions; is demo data wanted?"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import django
from django.conf import settings

from config.cli import main as krob


def prepare() -> int:
    """Bring the installation up to date in one process; leave a note when demo data is wanted."""
    if status := krob(["migrate"]):
        return status
    folder = settings.BASE_DIR / "definitions"
    if find_spec("krob.registers.catalogue.operators") and folder.exists():
        status = krob(["definitions", "load"])
    note = settings.VAR / "demo-wanted"
    note.unlink(missing_ok=True)
    if settings.KROB_DEMO and find_spec("demo.load") and not import_module("demo.load").is_loaded():
        note.touch()
    return status


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    sys.exit(prepare())
