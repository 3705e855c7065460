"""The chip: the status of a thing in words, colour and icon."""

from django.template import engines
from django.template.loader import render_to_string

from krob.foundation.core.icons import ICONS


def drawn(text: str, **given: object) -> str:
    """Render a template that has the house's tags."""
    return engines["django"].from_string("{% load krob %}" + text).render(given)


def test_the_words_of_a_chip_are_escaped_whatever_was_shown_before():
    drawn("{% chip 'ok' label|safe %}", label="<b>")

    assert "<b>" not in drawn("{% chip 'ok' label %}", label="<b>")
    assert "&lt;b&gt;" in drawn("{% chip 'ok' label %}", label="<b>")


def test_the_component_and_the_tag_draw_the_same():
    by_tag = drawn("{% chip 'wait' 'Filed' %}")
    included = render_to_string("core/components/chip.html", {"kind": "wait", "label": "Filed"})

    assert included.strip() == by_tag
    assert ICONS["clock"] in by_tag


def test_a_symbol_of_its_own_replaces_the_one_of_the_kind():
    assert ICONS["info"] in drawn("{% chip 'wait' 'May be needed' 'info' %}")
    assert "<svg" not in drawn("{% chip '' 'Idle' %}")
