"""No template brings script or style of its own: the content security policy would refuse it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for folder in ("krob", "config", "demo", "simulators")
    for path in (ROOT / folder).rglob("templates/**/*.html")
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)
MAIL = {"letter.html"}  # mail programs read no style sheets


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_have_no_inline_script_or_style(path):
    found = INLINE.findall(TAGS.sub("", path.read_text()))

    assert path.name in MAIL or not found


def test_the_search_for_inline_script_finds_it():
    for bad in (
        "<script>x</script>",
        '<p style="a">',
        '<a onclick="x">',
        "<style>",
        '<a href="javascript:x">',
    ):
        assert INLINE.search(bad), bad
    assert not INLINE.search('<script src="/static/a.js" defer></script> on the house = ours')
