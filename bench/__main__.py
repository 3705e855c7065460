"""``python -m bench [words…]``: measure the rows whose names have one of the words.

``KROB_DATABASE_URL`` chooses the database; by default it is SQLite in a temporary folder. The
tables are made there and stay there.
"""

import os
import pkgutil
import shutil
import sys
import tempfile
from importlib import import_module

import bench


def main(words: list[str]) -> int:
    """Print the table as Markdown."""
    folder = tempfile.mkdtemp(prefix="krob-bench-")
    os.environ.setdefault("KROB_VAR", folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    os.environ.setdefault("KROB_LOG_LEVEL", "CRITICAL")
    try:
        _measure(words)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _measure(words: list[str]) -> None:
    django = import_module("django")
    django.setup()
    import_module("django.core.management").call_command("migrate", verbosity=0)
    for module in pkgutil.iter_modules(bench.__path__, "bench."):
        import_module(module.name)
    rows = import_module("bench.rows")
    vendor = import_module("django.db").connection.vendor
    print(f"Database: {vendor}. Load: {rows.load()}.\n")
    print("| what | figure | beside the bare machine | goal | load | how |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows.table.rows:
        if not words or any(word in row.name for word in words):
            figure = row.measure()
            cells = (row.name, figure.text, figure.ratio, row.goal, rows.load(), row.how)
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
