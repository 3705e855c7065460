"""A list of codes from a file or a portal's table: three columns, checked line by line.

Req: 2.3.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Invalid, Message
from krob.foundation.core.text import Text

MOST_BYTES = 1_000_000
MOST_CODES = 1_000
LONGEST = 300
MOST_FAULTS = 10
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
HEADINGS = frozenset({"code", "รหัส", "id"})
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DELIMITERS = "\t;,"


def read_file(content: bytes) -> list[dict[str, Any]]:
    """Read a table of code, Thai, English: CSV or tabs, in UTF-8 or as Thai Windows writes it.

    Raises:
        Invalid: too large, no table, or lines that cannot be taken; the message names them.
    """
    if len(content) > MOST_BYTES:
        raise _refused(_("The file is larger than 1 MB."))
    text = _decoded(content)
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter=delimiter))
    except csv.Error:
        raise _refused(_("This file is no table.")) from None
    numbered = [
        (place, row) for place, row in enumerate(lines, start=1) if any(map(str.strip, row))
    ]
    if numbered and numbered[0][1][0].strip().lower() in HEADINGS:
        numbered = numbered[1:]
    return checked(numbered)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(_("The letters of this file cannot be read. Save it as CSV UTF-8."))


def checked(rows: Iterable[tuple[int, Sequence[Any]]]) -> list[dict[str, Any]]:
    """Return rows (line number, cells) as codes with labels.

    Raises:
        Invalid: none, too many, or lines that cannot be taken; the message names the first ten.
    """
    found: dict[str, dict[str, Any]] = {}
    faults: list[Text] = []
    for place, row in rows:
        code, th, en = [*(_clean(cell) for cell in row), "", "", ""][:3]
        if wrong := _wrong(code, th, en, found):
            faults.append(Text(f"บรรทัดที่ {place}: {wrong.th}", f"Line {place}: {wrong.in_('en')}"))
        else:
            found[code] = {"code": code, "label": {"th": th, "en": en}}
        if len(found) > MOST_CODES:
            raise _refused(_("A list has at most 1,000 codes."))
    if faults:
        shown = faults[:MOST_FAULTS]
        said = Text("\n".join(f.th for f in shown), "\n".join(f.in_("en") for f in shown))
        raise _refused(lazystr(said))
    if not found:
        raise _refused(_("The file holds no code."))
    return list(found.values())


def _clean(cell: Any) -> str:
    return UNSEEN.sub("", "" if cell is None else str(cell)).strip()


def _wrong(code: str, th: str, en: str, known: Iterable[str]) -> Text | None:
    if not CODE.fullmatch(code):
        return Text(
            f"รหัส “{code[:60]}” ใช้ได้เฉพาะ A-Z a-z 0-9 . _ - ยาวไม่เกิน 60 ตัว",
            f"the code “{code[:60]}” may have A-Z, a-z, 0-9, . _ - and at most 60 letters",
        )
    if code in known:
        return Text(f"รหัส {code} ซ้ำ", f"the code {code} stands twice")
    if not th or not en:
        return Text(f"รหัส {code} ต้องมีชื่อไทยและอังกฤษ", f"{code} needs a name in Thai and in English")
    if max(len(th), len(en)) > LONGEST:
        return Text(
            f"ชื่อของ {code} ยาวเกิน 300 ตัวอักษร", f"a name of {code} has more than 300 letters"
        )
    return None


def _refused(message: Message) -> Invalid:
    return Invalid("list-unreadable", message, fields={"file": message})
