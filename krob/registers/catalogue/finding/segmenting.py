"""Cuts what people type, and what services say, into the same words.

Thai has no spaces: words come from a dictionary (``words/thai.txt``). Text is normalised first, so
that common misspellings and two ways of typing a vowel are one.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from nlpo3 import load_dict, segment

from krob.foundation.core.thai import ARABIC

WORDS = Path(__file__).parent / "words"
DICTIONARY = "krob"
# Words that say nothing about which service is meant.
EMPTY_WORDS = frozenset(
    """ขอ จะ ต้อง อะไร บ้าง ที่ ของ การ ใน และ หรือ อยาก ได้ ไหม ยังไง อย่างไร เพื่อ สำหรับ มา ไป ให้ คน
    เป็น มี ครับ ค่ะ ต่อ โดย กับ จาก เล็ก ใหญ่ ใหม่ ทาง หน้า ใบ ๆ เรื่อง แบบ ซึ่ง ณ
    a an the to for of in on my i we our you how do does need want get open start with and or is are
    it at by""".split()
)
_gaps = re.compile(r"[^0-9a-z\u0e01-\u0e3a\u0e40-\u0e4e]+")
_runs = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+|[a-z]+|[0-9]+")
_short_form = re.compile(r"(?<![\u0e01-\u0e4e])[\u0e01-\u0e2e]{1,4}[0-9]{1,3}(?![0-9])")


def table(name: str) -> list[tuple[str, str]]:
    """Read a two-column list of the search."""
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()
    return [(left, right) for left, right in (line.split("\t") for line in lines if line)]


@cache
def _misspelt() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"\b{wrong}\b" if wrong.isascii() else re.escape(wrong)), right)
        for wrong, right in table("misspelt.tsv")
    )


@cache
def _dictionary() -> str:
    load_dict(str(WORDS / "thai.txt"), DICTIONARY)
    return DICTIONARY


def normalised(text: str) -> str:
    """Return the text in one spelling: lower case, one form per vowel, misspellings mended."""
    text = unicodedata.normalize("NFC", text).lower().translate(ARABIC)
    text = text.replace("เเ", "แ").replace("\u0e4d\u0e32", "\u0e33").replace(".", "")
    text = _gaps.sub(" ", re.sub("[\u200b\u200c\u200d\u2060]", "", text))
    for wrong, right in _misspelt():
        text = wrong.sub(right, text)
    return text.strip()


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words(text: str) -> list[str]:
    """Return the words of a text in order; short forms like ร.ง.4 also as one word."""
    clean = normalised(text)
    found = _short_form.findall(clean)
    for run in _runs.findall(clean):
        if run.isascii():
            found.append(_singular(run))
        else:
            found += segment(run, _dictionary())
    return found


def telling_words(text: str) -> list[str]:
    """Return the words that say something; all of them where none does."""
    found = words(text)
    return [word for word in found if word not in EMPTY_WORDS] or found


def trigrams(text: str) -> list[str]:
    """Return every three neighbouring letters of each piece between spaces, without repetition."""
    pieces = normalised(text).split()
    grams = (piece[at : at + 3] for piece in pieces for at in range(max(1, len(piece) - 2)))
    return list(dict.fromkeys(grams))
