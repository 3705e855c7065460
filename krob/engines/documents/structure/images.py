"""Check a picture: it decodes, is of a sane size, and nothing follows it."""

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from krob.engines.documents.structure.refusals import broken, two_in_one, unpacks_without_end

MOST_PIXELS = 60_000_000
JPEG_END = b"\xff\xd9"
PNG_END = b"IEND\xaeB`\x82"
SLACK = 4096


def pages_of_jpeg(path: Path) -> int:
    """Return 1 for a sound JPEG.

    Raises:
        Invalid: it is broken, huge when decoded, or has something behind its end.
    """
    _decode(path, "JPEG")
    _refuse_tail(path, JPEG_END)
    return 1


def pages_of_png(path: Path) -> int:
    """Return 1 for a sound PNG.

    Raises:
        Invalid: it is broken, huge when decoded, or has something behind its end.
    """
    _decode(path, "PNG")
    _refuse_tail(path, PNG_END)
    return 1


def _decode(path: Path, form: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=[form]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise unpacks_without_end()
                picture.verify()
            with Image.open(path, formats=[form]) as picture:
                picture.load()
    except Image.DecompressionBombError:
        raise unpacks_without_end() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError):
        raise broken() from None


def _refuse_tail(path: Path, end: bytes) -> None:
    """Refuse a second body behind the picture; a few bytes that cameras add are harmless."""
    content = path.read_bytes()
    after = content[content.rfind(end) + len(end) :]
    if len(after) > SLACK or b"PK\x05\x06" in content or b"%PDF-" in after or b"<script" in after:
        raise two_in_one()
