"""Blocks: what many forms ask alike is written once, and a form remembers which wording it has."""

import json
import shutil

import pytest

from krob.foundation.core.errors import Invalid
from krob.registers.catalogue.drafting.blocks import SHIPPED, expanded, folder_for, pin_of
from krob.registers.catalogue.versioning.definition import read_folder

LICENCE = SHIPPED.parent / "bma" / "food-premises-licence" / "v1"
NAME = {"key": "name", "kind": "text", "label": {"th": "ชื่อ", "en": "Name"}}
WHO = {"code": "who", "title": {"th": "ใคร", "en": "Who"}, "fields": [NAME]}


def form_of(*fields):
    return {"pages": [{"key": "one", "title": {"th": "หนึ่ง", "en": "One"}, "fields": list(fields)}]}


@pytest.mark.req("2.3", part="blocks")
def test_a_block_becomes_its_fields_in_place_and_each_says_its_wording():
    first, last = {"key": "first", "kind": "text"}, {"key": "last", "kind": "text"}

    form = expanded(form_of(first, {"block": "who"}, last), {"who": WHO}.__getitem__)

    (page,) = form["pages"]
    assert [field["key"] for field in page["fields"]] == ["first", "name", "last"]
    assert page["fields"][1] == {**NAME, "block": pin_of(WHO)}
    assert pin_of(WHO).startswith("who@")
    assert len(pin_of(WHO)) == len("who@") + 12


def test_another_wording_is_another_pin():
    changed = {**WHO, "fields": [{**NAME, "label": {"th": "นาม", "en": "Name"}}]}

    assert pin_of(changed) != pin_of(WHO)


def test_what_was_expanded_is_left_alone():
    once = expanded(form_of({"block": "who"}), {"who": WHO}.__getitem__)

    assert expanded(once, {}.__getitem__) == once


def test_a_folder_by_itself_uses_the_blocks_that_ship(tmp_path):
    folder = tmp_path / "v1"
    shutil.copytree(LICENCE, folder)

    assert folder_for(folder) == SHIPPED
    assert read_folder(folder).digest == read_folder(LICENCE).digest


def test_a_library_of_its_own_comes_first_and_a_missing_block_is_named(tmp_path):
    folder = tmp_path / "bma" / "food-premises-licence" / "v1"
    shutil.copytree(LICENCE, folder)
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "who.json").write_text(json.dumps(WHO))
    asking = folder / "form.json"
    asking.write_text(json.dumps(form_of({"block": "who"})))

    fields = read_folder(folder).parts["form"]["pages"][0]["fields"]
    asking.write_text(json.dumps(form_of({"block": "whom"})))
    with pytest.raises(Invalid) as refused:
        read_folder(folder)

    assert [field["block"] for field in fields] == [pin_of(WHO)]
    assert "blocks/whom.json" in str(refused.value.message)


def test_every_block_that_ships_has_a_code_a_title_and_fields_in_two_languages():
    files = sorted(SHIPPED.glob("*.json"))

    assert files
    for file in files:
        block = json.loads(file.read_text())
        assert block["code"] == file.stem
        assert all(block["title"].values())
        assert all(field["label"]["th"] and field["label"]["en"] for field in block["fields"])
