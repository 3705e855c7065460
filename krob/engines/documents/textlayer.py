"""Mend the text layer of a Typst PDF, so that Thai can be copied, searched and read out.

Typst splits a cluster whose tone mark is shifted into several marked spans and writes the whole
cluster's text on each (``ที่ตั้ตั้ง``). Here each span keeps its own share of the text, and the fonts'
character maps say what each glyph stands for. What is drawn does not change. Only the pages' own
content streams are treated.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

NIKHAHIT = "\u0e4d"
SARA_AA = "\u0e32"
SARA_AM = "\u0e33"
TONES = "\u0e48\u0e49\u0e4a\u0e4b"
TWO_BYTE_ENTRY = re.compile(r"<([0-9A-F]{4})>\s*<([0-9A-F]+)>(?=\s*\n)")

Glyph = tuple[str, int]
"""Name of the font in the page's resources, and glyph code."""


@dataclass
class Font:
    """What the treatment needs to know about a font of a page."""

    source: Any
    widths: Mapping[int, float]
    default_width: float
    stands_for: Mapping[int, str]

    def width(self, code: int) -> float:
        """Return how far a glyph moves the pen."""
        return self.widths.get(code, self.default_width)


@dataclass
class Span:
    """Glyphs that share one replacement text; ``at`` is where the text is stated, if it is."""

    text: str
    glyphs: list[Glyph]
    at: int | None = None


@dataclass
class Cluster:
    """Spans that draw one and the same piece of text together."""

    text: str
    spans: list[Span] = field(default_factory=list)

    @property
    def glyphs(self) -> list[Glyph]:
        """Return all its glyphs in drawing order."""
        return [glyph for span in self.spans for glyph in span.glyphs]


def mend(pdf: bytes) -> bytes:
    """Return the PDF with a text layer that says each Thai cluster once."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        meanings: dict[tuple[tuple[int, int], int], set[str]] = {}
        for page in document.pages:
            _mend_page(document, page, meanings)
        _mend_fonts(document, meanings)
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return out.getvalue()


def _mend_page(
    document: pikepdf.Pdf,
    page: pikepdf.Page,
    meanings: dict[tuple[tuple[int, int], int], set[str]],
) -> None:
    fonts = {name: _font(font) for name, font in _fonts_of(page)}
    instructions = list(pikepdf.parse_content_stream(page))
    for cluster in _clusters(_spans(instructions, fonts), fonts):
        shown = _visual(cluster.text)
        if len(shown) != len(cluster.glyphs):
            continue
        if len(cluster.spans) > 1:
            _share_out(cluster, shown, instructions)
        for (name, code), character in zip(cluster.glyphs, shown, strict=True):
            meanings.setdefault((fonts[name].source.objgen, code), set()).add(character)
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(instructions))


def _fonts_of(page: pikepdf.Page) -> Iterator[tuple[str, Any]]:
    for name, font in dict(page.resources.get("/Font", {})).items():
        if "/ToUnicode" in font and "/DescendantFonts" in font:
            yield name, font


def _font(source: Any) -> Font:
    descendant = source.DescendantFonts[0]
    unicode_map = source.ToUnicode.read_bytes().decode("latin1")
    return Font(
        source=source,
        widths=dict(_widths(list(descendant.get("/W", [])))),
        default_width=float(descendant.get("/DW", 1000)),
        stands_for={
            int(code, 16): bytes.fromhex(text).decode("utf-16-be")
            for code, text in TWO_BYTE_ENTRY.findall(unicode_map)
            if code != "0000"
        },
    )


def _widths(array: list[Any]) -> Iterator[tuple[int, float]]:
    at = 0
    while at < len(array):
        first = int(array[at])
        if isinstance(array[at + 1], pikepdf.Array):
            for offset, width in enumerate(array[at + 1]):
                yield first + offset, float(width)
            at += 2
        else:
            for code in range(first, int(array[at + 1]) + 1):
                yield code, float(array[at + 2])
            at += 3


def _codes(operands: Iterable[Any]) -> Iterator[int]:
    for operand in operands:
        if isinstance(operand, pikepdf.String):
            raw = bytes(operand)
            yield from (raw[at] << 8 | raw[at + 1] for at in range(0, len(raw) - 1, 2))
        elif isinstance(operand, pikepdf.Array):
            yield from _codes(operand)


def _stated(instruction: Any, at: int) -> Span | None:
    properties = instruction.operands[1] if len(instruction.operands) > 1 else None
    if not isinstance(properties, pikepdf.Dictionary) or "/ActualText" not in properties:
        return None
    raw = bytes(properties["/ActualText"])
    text = raw[2:].decode("utf-16-be") if raw[:2] == b"\xfe\xff" else raw.decode("latin1")
    return Span(text, [], at)


def _spans(instructions: list[Any], fonts: Mapping[str, Font]) -> list[Span]:
    """Return what the page says, in order: marked spans as a whole, other glyphs one by one."""
    spans: list[Span] = []
    open_marks: list[Span | None] = []
    font = ""
    for at, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator == "Tf":
            font = str(instruction.operands[0])
        elif operator in {"BDC", "BMC"}:
            open_marks.append(_stated(instruction, at) if operator == "BDC" else None)
        elif operator == "EMC":
            if open_marks and (closed := open_marks.pop()) is not None:
                spans.append(closed)
        elif operator in {"Tj", "TJ"} and font in fonts:
            glyphs = [(font, code) for code in _codes(instruction.operands)]
            _say(glyphs, [mark for mark in open_marks if mark], spans, fonts[font])
    return spans


def _say(glyphs: list[Glyph], marks: list[Span], spans: list[Span], font: Font) -> None:
    if marks:
        marks[-1].glyphs.extend(glyphs)
    else:
        spans.extend(Span(font.stands_for.get(code, ""), [(name, code)]) for name, code in glyphs)


def _clusters(spans: list[Span], fonts: Mapping[str, Font]) -> list[Cluster]:
    clusters: list[Cluster] = []
    for span in spans:
        still = bool(span.glyphs) and all(
            fonts[name].width(code) == 0 for name, code in span.glyphs
        )
        if not (clusters and still and clusters[-1].text == span.text):
            clusters.append(Cluster(span.text))
        clusters[-1].spans.append(span)
    return clusters


def _visual(text: str) -> list[str]:
    """Return the characters in the order of their glyphs: sara am is drawn as ring and tail."""
    shown: list[str] = []
    for character in text:
        if character != SARA_AM:
            shown.append(character)
            continue
        at = len(shown)
        while at and shown[at - 1] in TONES:
            at -= 1
        shown.insert(at, NIKHAHIT)
        shown.append(SARA_AA)
    return shown


def _share_out(cluster: Cluster, shown: list[str], instructions: list[Any]) -> None:
    at = 0
    for span in cluster.spans:
        share = shown[at : at + len(span.glyphs)]
        at += len(share)
        if SARA_AM in cluster.text:
            share = [character for character in share if character != NIKHAHIT]
            if at == len(shown) and share:
                share[-1] = SARA_AM
        if span.at is not None:
            instructions[span.at] = _restated(instructions[span.at], "".join(share))


def _restated(instruction: Any, text: str) -> pikepdf.ContentStreamInstruction:
    stated = pikepdf.String(b"\xfe\xff" + text.encode("utf-16-be"))
    return pikepdf.ContentStreamInstruction(
        [instruction.operands[0], pikepdf.Dictionary(ActualText=stated)], pikepdf.Operator("BDC")
    )


def _mend_fonts(
    document: pikepdf.Pdf, meanings: Mapping[tuple[tuple[int, int], int], set[str]]
) -> None:
    done = set()
    for page in document.pages:
        for _name, font in _fonts_of(page):
            if font.objgen in done:
                continue
            done.add(font.objgen)
            sure = {
                code: next(iter(texts))
                for (owner, code), texts in meanings.items()
                if owner == font.objgen and len(texts) == 1
            }
            old = font.ToUnicode.read_bytes().decode("latin1")
            font.ToUnicode.write(_remapped(old, sure).encode("latin1"))


def _remapped(unicode_map: str, sure: Mapping[int, str]) -> str:
    def entry(match: re.Match[str]) -> str:
        text = sure.get(int(match[1], 16))
        if text is None or match[1] == "0000":
            return match[0]
        return f"<{match[1]}> <{text.encode('utf-16-be').hex().upper()}>"

    return TWO_BYTE_ENTRY.sub(entry, unicode_map)
