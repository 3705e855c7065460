"""Before the parts start: database, texts, static files, definitions; is demo data wanted?"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import django
from django.conf import settings

from config.cli import main as krob


def prepare() -> int:
    """Bring the installation up to date in one process; leave a note when demo data is wanted.

    Definitions name agencies, so they are loaded where there are agencies: a demo makes its own
    first, a real installation has them made by its operators.
    """
    if status := krob(["migrate"]):
        return status
    agencies = import_module("krob.people.agencies.models").Agency.objects
    if settings.KROB_DEMO and not agencies.exists():
        import_module("demo.authorities").load()
    folder = settings.BASE_DIR / "definitions"
    if agencies.exists() and (status := krob(["definitions", "load", str(folder)])):
        return status
    note = settings.VAR / "demo-wanted"
    note.unlink(missing_ok=True)
    if settings.KROB_DEMO and find_spec("demo.load") and not import_module("demo.load").is_loaded():
        note.touch()
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    sys.exit(prepare())
