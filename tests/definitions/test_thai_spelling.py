"""The Thai of what ships is spelt as the dictionary of hunspell-th spells it."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.definitions.shipped import ROOT, services, texts

DICTIONARY = Path("/usr/share/hunspell/th_TH.dic")
OWN_WORDS = Path(__file__).with_name("thai_words.txt")
RUN = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+")
SHORT_FORM = re.compile(
    r"(?<![\u0e01-\u0e4e])(?:[\u0e01-\u0e2e]{1,4}\.)+[\u0e01-\u0e2e]{0,2}(?![\u0e01-\u0e4e])"
)
LONGEST = 30


@cache
def known() -> frozenset[str]:
    """Return every word that the dictionary or the list of names and loan words has."""
    lines = DICTIONARY.read_text(encoding="utf-8").split("\n")[1:]
    own = OWN_WORDS.read_text(encoding="utf-8").split("\n")
    found = (line.partition("/")[0].strip() for line in [*lines, *own])
    return frozenset(word for word in found if len(word) > 1) | {"ณ", "ๆ"}


@cache
def unknown_in(run: str) -> str:
    """Return what is left of a run of Thai where no cut into known words goes on; "" if one does.

    Thai has no spaces: a run is right when it can be cut into words without a rest.
    """
    furthest, ends = 0, {0}
    for start in range(len(run)):
        if start not in ends:
            continue
        for length in range(1, LONGEST + 1):
            end = start + length
            if end <= len(run) and run[start:end] in known():
                ends.add(end)
                furthest = max(furthest, end)
    return "" if len(run) in ends else run[furthest:]


def misspelt(text: str) -> list[str]:
    """Return the rests of all runs of a text that are no words."""
    plain = SHORT_FORM.sub(" ", re.sub(r"\{[a-z_]+\}", " ", text))
    return [f"{run}: {rest}" for run in RUN.findall(plain) if (rest := unknown_in(run))]


def test_the_check_finds_a_misspelling_and_lets_right_words_pass():
    assert misspelt("ใบอนุญาตขายสุรา ภ.ป.1 มาตรา 38 ณ สถานที่ขาย") == []
    assert misspelt("ใบอนุญาติร้านอาหร") != []


@pytest.mark.parametrize("code", sorted(services()))
def test_the_thai_of_a_service_is_spelt_right(code):
    parts = {key: part for key, part in services()[code].parts.items() if key != "examples"}
    found = {
        wrong: where
        for where, text in texts(parts)
        if not where.endswith(".keywords")  # these are as people type
        for wrong in misspelt(text.get("th", ""))
    }

    assert found == {}


@pytest.mark.parametrize("file", sorted((ROOT / "blocks").glob("*.json")), ids=lambda f: f.stem)
def test_the_thai_of_a_block_is_spelt_right(file):
    block = json.loads(file.read_text(encoding="utf-8"))

    assert [wrong for _where, text in texts(block) for wrong in misspelt(text["th"])] == []
