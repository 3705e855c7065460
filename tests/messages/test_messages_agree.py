"""Rooms carry their own catalogues; Django merges them, so the same sentence needs one Thai."""

from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]


def test_a_sentence_that_several_rooms_use_has_one_thai():
    said = defaultdict(set)
    for top in ("krob", "demo"):
        for path in (ROOT / top).rglob("locale/th/LC_MESSAGES/django.po"):
            for message in read_po(path.open("rb"), locale="th"):
                if message.id:
                    thai = message.string
                    said[message.context, str(message.id)].add(str(thai))

    differing = {text: thai for (_context, text), thai in said.items() if len(thai) > 1}

    assert differing == {}
