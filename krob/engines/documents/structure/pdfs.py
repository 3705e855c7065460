"""Check a PDF in a limited walk: no script, no action, no file inside, no lock, no second body."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from django.utils.translation import gettext_lazy as _

from krob.engines.documents.structure.refusals import acts, broken, locked, refused, two_in_one

MOST_OBJECTS = 50_000
MOST_PAGES = 500
HEAD = 1024
ACTING_KEYS = ("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/RichMedia")
ACTING_TYPES = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/Rendition"}


def pages(path: Path) -> int:
    """Return how many pages the PDF has.

    Raises:
        Invalid: it is broken, locked, acts, carries files, or hides something before or after.
    """
    _refuse_second_body(path)
    try:
        with pikepdf.open(path) as document:
            return _checked(document)
    except pikepdf.PasswordError:
        raise locked() from None
    except (pikepdf.PdfError, ValueError, RecursionError, RuntimeError):
        raise broken() from None


def _checked(document: pikepdf.Pdf) -> int:
    if document.is_encrypted:
        raise locked()
    if len(document.objects) > MOST_OBJECTS or len(document.pages) > MOST_PAGES:
        raise refused("file-too-complex", _("The file has too many pages. Send it in parts."))
    for one in document.objects:
        for dictionary in _dictionaries(one, 0):
            _refuse_acting(dictionary)
    if "/AcroForm" in document.Root and "/XFA" in document.Root.AcroForm:
        raise acts()
    if not document.pages:
        raise broken()
    return len(document.pages)


def _dictionaries(value: Any, depth: int) -> Iterator[Any]:
    """Yield the dictionaries directly inside an object; indirect ones come by themselves."""
    if depth > 20:
        raise broken()
    if isinstance(value, pikepdf.Stream):
        value = value.stream_dict
    if isinstance(value, pikepdf.Dictionary):
        yield value
        children = list(value.values())
    elif isinstance(value, pikepdf.Array):
        children = list(value)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _dictionaries(child, depth + 1)


def _refuse_acting(dictionary: Any) -> None:
    if any(key in dictionary for key in ACTING_KEYS) and not _only_a_view(dictionary):
        raise acts()
    if str(dictionary.get("/S", "")) in ACTING_TYPES:
        raise acts()
    if "/EmbeddedFiles" in dictionary or str(dictionary.get("/Type", "")) == "/EmbeddedFile":
        raise refused("file-inside", _("The PDF has other files inside. Send them one by one."))


def _only_a_view(dictionary: Any) -> bool:
    """Say whether the one acting key is an opening view: a page to show, not something to do."""
    found = [key for key in ACTING_KEYS if key in dictionary]
    if found != ["/OpenAction"]:
        return False
    action = dictionary["/OpenAction"]
    if isinstance(action, pikepdf.Array):
        return True
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) == "/GoTo"


def _refuse_second_body(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 2 * HEAD))
        tail = file.read()
    if not head.startswith(b"%PDF-"):
        raise two_in_one()
    if b"%%EOF" not in tail:
        raise broken()
    after = tail.rpartition(b"%%EOF")[2]
    if after.strip(b"\0\r\n\t ") or b"PK\x05\x06" in tail:
        raise two_in_one()
