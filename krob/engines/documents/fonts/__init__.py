"""The fonts that documents are set in, and which characters they have.

Sarabun (SIL OFL 1.1, ``LICENSE-sarabun.txt``), from the npm package ``@expo-google-fonts/sarabun``
0.4.1. ``manifest.json`` names each file with its digest.
"""

import hashlib
import json
import struct
import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
MANIFEST = FOLDER / "manifest.json"
MISSING = "\u25a0"


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        name, _sum, at, size = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if name == tag:
            return font[at : at + size]
    raise ValueError(f"the font has no table {tag!r}")


def _segments(subtable: bytes) -> set[int]:
    """Read a format 4 character map: code points that lead to a glyph."""
    (doubled,) = struct.unpack_from(">H", subtable, 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", subtable, 14)
    starts = struct.unpack_from(f">{count}H", subtable, 16 + doubled)
    return {
        code
        for start, end in zip(starts, ends, strict=True)
        for code in range(start, end + 1)
        if code != 0xFFFF
    }


@cache
def characters() -> frozenset[int]:
    """Return the code points that the regular face has a glyph for."""
    cmap = _table((FOLDER / "Sarabun_400Regular.ttf").read_bytes(), b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    found: set[int] = set()
    for number in range(count):
        _platform, _encoding, at = struct.unpack_from(">HHL", cmap, 4 + 8 * number)
        if struct.unpack_from(">H", cmap, at)[0] == 4:
            found |= _segments(cmap[at:])
    return frozenset(found)


def printable(text: str) -> str:
    """Return the text with each character that the fonts lack replaced, so that it can be set.

    A compatibility form that the fonts have is preferred (full-width A becomes A); a mark that
    joins others (emoji joiners, variation selectors) is dropped; what is left becomes a filled box.
    The exact text stays in the data attached to the document.
    """
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", text))


def _shown(character: str) -> str:
    if ord(character) in characters() or character in "\n\t":
        return character
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(ord(part) in characters() for part in plain):
        return plain
    if unicodedata.category(character) in {"Cf", "Mn", "Me", "Cc"}:
        return ""
    return MISSING


def problems() -> list[str]:
    """Return what differs between the font files and the manifest (nothing, in a sound copy)."""
    manifest: dict[str, str] = json.loads(MANIFEST.read_text())["files"]
    return [
        name
        for name, digest in manifest.items()
        if hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != digest
    ]
