"""The command ``krob``: what operators do with an installation.

Rooms offer theirs in ``operators.py`` (see ``core.operating``); those of the whole are in
``config.operators``.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from krob.foundation.core.errors import DomainError
from krob.foundation.core.operating import OperatorError, show


def parser() -> argparse.ArgumentParser:
    """Return the parser with every command of the house and its rooms."""
    top = argparse.ArgumentParser(prog="krob", description="Run and look after Krob.")
    subparsers = top.add_subparsers(required=True, metavar="command")
    for place in ("config", *settings.ROOMS):
        if find_spec(f"{place}.operators"):
            import_module(f"{place}.operators").register(subparsers)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; return its status. Errors are one line on standard error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    try:
        django.setup()
        options = parser().parse_args(words)
        as_json = getattr(options, "json", False)
        show(options.run(options), as_json=as_json, to=sys.stdout)
    except OperatorError as error:
        show(error.found, as_json=as_json, to=sys.stdout)
        return _fail(str(error))
    except (DomainError, DatabaseError, ImproperlyConfigured, LookupError, OSError) as error:
        return _fail(_line(error))
    return 0


def _line(error: Exception) -> str:
    if isinstance(error, DomainError):
        return str(error)
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}"


def _fail(text: str) -> int:
    print(f"krob: {text}", file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
