"""Check an Office document (a zip archive): its parts, its macros, and how far it unpacks."""

import zipfile
from pathlib import Path

from krob.engines.documents.structure.refusals import acts, broken, two_in_one, unpacks_without_end

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200_000_000
MOST_RATIO = 200
RATIO_FROM = 10_000_000
MACROS = ("vbaproject", "vbadata", "activex", "macrosheets", "oleobject", "/embeddings/")
MACRO_TYPES = (b"macroEnabled", b"vbaProject", b"oleObject")


def kind_of_archive(path: Path) -> str:
    """Return ``docx`` or ``xlsx`` by the parts inside; ``zip`` for any other archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:MOST_MEMBERS])
    except (zipfile.BadZipFile, ValueError, OSError):
        return "zip"
    if "[Content_Types].xml" not in names:
        return "zip"
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else "zip"


def pages_of_docx(path: Path) -> int:
    """Return 1 for a sound Word document.

    Raises:
        Invalid: it is broken, has macros, or unpacks without end.
    """
    _check(path)
    return 1


def pages_of_xlsx(path: Path) -> int:
    """Return 1 for a sound Excel workbook.

    Raises:
        Invalid: it is broken, has macros, or unpacks without end.
    """
    _check(path)
    return 1


def _check(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            raise two_in_one()
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(archive)
            _refuse_macros(archive)
            if archive.testzip() is not None:
                raise broken()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        raise broken() from None


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise unpacks_without_end()
    if unpacked > RATIO_FROM and unpacked / packed > MOST_RATIO:
        raise unpacks_without_end()


def _refuse_macros(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if any(part in name.lower() for part in MACROS):
            raise acts()
    types = archive.read("[Content_Types].xml")
    if any(mark in types for mark in MACRO_TYPES):
        raise acts()
