"""Compile the message catalogues (``*.po``) that rooms carry; needs no gettext on the machine."""

import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def catalogues() -> Iterator[Path]:
    """Yield every catalogue of the project: the global one and one per room."""
    for top in ("locale", "krob", "demo"):
        yield from sorted((ROOT / top).rglob("locale/*/LC_MESSAGES/*.po"))
    yield from sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))


def compile_messages() -> int:
    """Write each ``.mo`` that is missing or older than its ``.po``; return how many."""
    written = 0
    for source in set(catalogues()):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        fresh = target.with_suffix(f".{os.getpid()}.new")  # others may be doing the same
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    compile_messages()
