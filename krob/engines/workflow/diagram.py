"""A graph as a drawing (SVG) for the service page and the officers' view.

Colours come from classes and ``currentColor``, never from inline style. Steps stand in rows from
the start down; ways back run along the right edge, ways that pass rows by along the left.
"""

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from krob.engines.workflow.graph import StepGraph
from krob.foundation.core.text import Text

CHARACTER, PADDING, HEIGHT = 9, 28, 44
COLUMN_GAP, ROW_GAP, MARGIN, LANE = 28, 44, 16, 18
MOST_WAYS = 5_000
WAY, BACK = "k-graph-way", "k-graph-way k-graph-back"


@dataclass(frozen=True, slots=True)
class Box:
    """Where a step or end is drawn."""

    key: str
    label: str
    row: int
    x: int
    y: int
    width: int

    @property
    def middle(self) -> int:
        """The horizontal middle."""
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        """The lower edge."""
        return self.y + HEIGHT


def draw(
    graph: StepGraph,
    language: str,
    *,
    now: Collection[str] = (),
    done: Collection[str] = (),
    title: Text | None = None,
) -> SafeString:
    """Return the drawing, with the steps that are open ``now`` and those ``done`` marked."""
    boxes = _boxes(graph, language)
    lines = list(_lines(boxes, graph))
    right = max(box.x + box.width for box in boxes.values())
    width = right + MARGIN + LANE * (sum(BACK in classes for classes, _ in lines) + 1)
    height = max(box.bottom for box in boxes.values()) + MARGIN
    return format_html(
        '<svg class="k-graph" role="img" viewBox="0 0 {} {}" width="{}" height="{}" '
        'xmlns="http://www.w3.org/2000/svg"><title>{}</title>{}{}{}</svg>',
        width,
        height,
        width,
        height,
        (title or Text("ผังขั้นตอน", "Diagram of the steps")).in_(language),
        _ARROW,
        format_html_join("", '<path class="{}" d="{}" {}/>', ((c, d, _DRAWN) for c, d in lines)),
        format_html_join("", "{}", ((_drawn(graph, box, now, done),) for box in boxes.values())),
    )


_DRAWN = SafeString('fill="none" stroke="currentColor" marker-end="url(#k-graph-arrow)"')
_ARROW = SafeString(
    '<defs><marker id="k-graph-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>'
)


def _rows(graph: StepGraph) -> dict[str, int]:
    """Put each step one row below the lowest that leads to it, ways back left aside."""
    rows: dict[str, int] = {}
    left = MOST_WAYS

    def place(key: str, row: int, above: frozenset[str]) -> None:
        nonlocal left
        if key in above or rows.get(key, -1) >= row or (left <= 0 and key in rows):
            return
        left -= 1
        rows[key] = row
        for target in graph.steps[key].targets if key in graph.steps else ():
            place(target, row + 1, above | {key})

    place(graph.start, 0, frozenset())
    for key in graph.steps:  # what no way leads to yet stands below
        if key not in rows:
            place(key, max(rows.values()) + 1, frozenset())
    lowest = max(rows.values())
    for key in graph.ends:
        if key in rows:
            rows[key] = lowest
    return rows


def _boxes(graph: StepGraph, language: str) -> dict[str, Box]:
    rows = _rows(graph)
    labels = {
        key: (graph.steps.get(key) or graph.ends[key]).title.in_(language) or key for key in rows
    }
    by_row: dict[int, list[str]] = {}
    for key, row in rows.items():
        by_row.setdefault(row, []).append(key)
    widest = max(_row_width(labels[key] for key in keys) for keys in by_row.values())
    past = sum(
        rows[target] > rows[key] + 1 for key, step in graph.steps.items() for target in step.targets
    )
    boxes: dict[str, Box] = {}
    for number, row in enumerate(sorted(by_row)):
        keys = by_row[row]
        x = MARGIN + LANE * past + (widest - _row_width(labels[key] for key in keys)) // 2
        for key in keys:
            y = MARGIN + number * (HEIGHT + ROW_GAP)
            boxes[key] = Box(key, labels[key], number, x, y, _width(labels[key]))
            x += _width(labels[key]) + COLUMN_GAP
    return boxes


def _width(label: str) -> int:
    """Return the width of a box; marks above and below a letter take none."""
    letters = sum(1 for letter in label if unicodedata.category(letter) != "Mn")
    return letters * CHARACTER + PADDING


def _row_width(labels: Iterable[str]) -> int:
    widths = [_width(label) for label in labels]
    return sum(widths) + COLUMN_GAP * (len(widths) - 1)


def _lines(boxes: dict[str, Box], graph: StepGraph) -> Iterator[tuple[str, str]]:
    """Yield class and path of every way."""
    right = max(box.x + box.width for box in boxes.values()) + MARGIN
    left = min(box.x for box in boxes.values()) - MARGIN
    for key, step in graph.steps.items():
        for target in step.targets:
            start, end = boxes[key], boxes[target]
            if end.row <= start.row:
                yield BACK, _way_back(start, end, right)
                right += LANE
            elif end.row == start.row + 1:
                yield WAY, _way_down(start, end)
            else:
                yield WAY, _way_past(start, end, left)
                left -= LANE


def _way_down(start: Box, end: Box) -> str:
    half = (start.bottom + end.y) // 2
    return (
        f"M{start.middle} {start.bottom}C{start.middle} {half} {end.middle} {half} "
        f"{end.middle} {end.y}"
    )


def _way_back(start: Box, end: Box, lane: int) -> str:
    from_y, to_y = start.y + HEIGHT * 2 // 3, end.y + HEIGHT // 3
    return f"M{start.x + start.width} {from_y}H{lane}V{to_y}H{end.x + end.width}"


def _way_past(start: Box, end: Box, lane: int) -> str:
    from_y, turn = start.y + HEIGHT // 2, end.y - ROW_GAP // 3
    return f"M{start.x} {from_y}H{lane}V{turn}H{end.middle - 6}L{end.middle} {end.y}"


def _is_loose(graph: StepGraph, key: str) -> bool:
    return key in graph.steps and key not in graph.reachable(graph.start)


def _drawn(graph: StepGraph, box: Box, now: Collection[str], done: Collection[str]) -> SafeString:
    classes = ["k-graph-end" if box.key in graph.ends else "k-graph-step"]
    classes += ["k-graph-loose"] if _is_loose(graph, box.key) else []
    classes += ["k-graph-now"] if box.key in now else []
    classes += ["k-graph-done"] if box.key in done and box.key not in now else []
    return format_html(
        '<g class="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="none" '
        'stroke="currentColor"/><text x="{}" y="{}" text-anchor="middle" fill="currentColor">{}'
        "</text></g>",
        " ".join(classes),
        box.x,
        box.y,
        box.width,
        HEIGHT,
        HEIGHT // 2 if box.key in graph.ends else 6,
        box.middle,
        box.y + HEIGHT // 2 + 5,
        box.label,
    )
