"""What rooms need to offer commands to operators.

A room's ``operators.py`` has ``register(subparsers)``; its parsers ``set_defaults(run=…)``.
``run(options)`` returns nothing, or a JSON value, which ``krob`` prints as lines, and with
``--json`` as JSON. What goes wrong is a ``DomainError`` or an ``OperatorError``: one line on
standard error and a non-zero status.
"""

import argparse
import json
from typing import Any, TextIO


class OperatorError(Exception):
    """A command could not do what was asked; the text says why, in one line.

    ``found`` is printed before it: what the command has to show all the same.
    """

    def __init__(self, text: str, *, found: Any = None) -> None:
        super().__init__(text)
        self.found = found


def offers_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Give a parser the flag ``--json``."""
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    return parser


def show(value: Any, *, as_json: bool, to: TextIO) -> None:
    """Print what a command found: JSON, or one line per item."""
    if value is None:
        return
    if as_json:
        print(json.dumps(value, ensure_ascii=False, default=str), file=to)
        return
    for line in _lines(value):
        print(line, file=to)


def _lines(value: Any) -> list[str]:
    match value:
        case dict():
            return [f"{key}: {_short(inner)}" for key, inner in value.items()]
        case list():
            return [
                "  ".join(_short(cell) for cell in item.values())
                if isinstance(item, dict)
                else str(item)
                for item in value
            ]
    return [str(value)]


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return "-" if value in ("", None) else str(value)
