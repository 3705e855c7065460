from xml.etree import ElementTree

import pytest

from krob.engines.workflow.diagram import draw
from krob.engines.workflow.graph import parse

SVG = "{http://www.w3.org/2000/svg}"


def drawn(graph, language="th", **marks):
    return ElementTree.fromstring(draw(parse(graph), language, **marks))  # noqa: S314


@pytest.mark.req("2.8.1", part="drawing")
def test_every_step_that_can_be_come_to_is_drawn_with_its_name(graph):
    labels = [text.text for text in drawn(graph).iter(f"{SVG}text")]

    assert "ตรวจความครบถ้วน" in labels
    assert len(labels) == len(graph["steps"]) + 2


def test_the_drawing_speaks_the_readers_language(graph):
    picture = drawn(graph, "en")

    assert picture.find(f"{SVG}title").text == "Diagram of the steps"
    assert "Decision" in [text.text for text in picture.iter(f"{SVG}text")]


def test_every_way_is_drawn_once(graph):
    targets = {key: set() for key in graph["steps"]}
    for key, step in parse(graph).steps.items():
        targets[key] |= set(step.targets)

    ways = [path for path in drawn(graph).iter(f"{SVG}path") if path.get("class")]

    assert len(ways) == sum(map(len, targets.values()))


def test_what_is_open_and_what_is_done_is_marked(graph):
    picture = drawn(graph, now={"health"}, done={"completeness", "health"})

    classes = [group.get("class") for group in picture.iter(f"{SVG}g")]
    assert classes.count("k-graph-step k-graph-now") == 1
    assert classes.count("k-graph-step k-graph-done") == 1


def test_boxes_do_not_lie_on_each_other(graph):
    boxes = [
        tuple(int(rect.get(name)) for name in ("x", "y", "width", "height"))
        for rect in drawn(graph).iter(f"{SVG}rect")
    ]

    for number, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, _ in boxes[number + 1 :]:
            apart = x + width <= other_x or other_x + other_width <= x or abs(y - other_y) >= height
            assert apart


def test_titles_are_escaped_and_nothing_is_styled_inline(graph):
    graph["steps"]["health"]["title"] = {"th": "<script>"}
    picture = draw(parse(graph), "th")

    assert "&lt;script&gt;" in picture
    assert "style=" not in picture
