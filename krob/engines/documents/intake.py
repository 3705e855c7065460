"""Examine an uploaded file: what it is by its content, and whether it is only that.

A name or a header proves nothing. The first bytes say the kind; then the structure is parsed and
whatever acts, hides or unpacks without end is refused, with words that say what to do.

Req: 2.4, S.3.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import filetype
from django.utils.translation import gettext_lazy as _

from krob.engines.documents.structure import archives, images, pdfs
from krob.engines.documents.structure.refusals import refused
from krob.engines.documents.types import Accepted

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS = {
    "pdf": {"pdf"},
    "jpg": {"jpg", "jpeg", "jpe"},
    "png": {"png"},
    "docx": {"docx"},
    "xlsx": {"xlsx"},
}
CHECKS: dict[str, Callable[[Path], int]] = {
    "pdf": pdfs.pages,
    "jpg": images.pages_of_jpeg,
    "png": images.pages_of_png,
    "docx": archives.pages_of_docx,
    "xlsx": archives.pages_of_xlsx,
}


def examine(path: Path, name: str, accept: Iterable[str]) -> Accepted:
    """Return what a received file is.

    Args:
        path: where it lies.
        name: as its sender calls it.
        accept: the kinds that this requirement takes (``pdf jpg png docx xlsx``).

    Raises:
        Invalid: it is empty, of another kind, not what its name says, broken, encrypted, or carries
            something that acts; the code says which.
    """
    accepted = set(accept)
    if path.stat().st_size == 0:
        raise refused("file-empty", _("The file is empty. Choose another one."))
    kind = kind_of(path)
    if kind not in accepted:
        raise refused(
            "file-kind",
            _("This kind of file cannot be taken. Send: %(kinds)s.")
            % {"kinds": ", ".join(sorted(accepted)).upper()},
        )
    _refuse_other_ending(name, kind)
    return Accepted(media_type=MEDIA_TYPES[kind], pages=CHECKS[kind](path))


def kind_of(path: Path) -> str:
    """Return the kind that the content says, or an empty text."""
    found = filetype.guess(str(path))
    kind = found.extension if found else ""
    if kind == "zip":
        return archives.kind_of_archive(path)
    return str(kind)


def _refuse_other_ending(name: str, kind: str) -> None:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS[kind]:
        raise refused(
            "file-name",
            _("The file's name does not end as its content does (%(kind)s). Save it anew.")
            % {"kind": kind.upper()},
        )
