"""Krob's own licence template, for services that bring none."""

from functools import cache
from pathlib import Path


@cache
def licence_template() -> str:
    """Return the Typst source of the default licence."""
    return (Path(__file__).parent / "licence.typ").read_text()
