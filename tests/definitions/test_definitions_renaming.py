"""A new name for a question, document, table or step: nothing of what ships is torn by it."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krob.engines.smartforms import editing_tree as tree
from krob.engines.smartforms.editor import FormEditor
from krob.engines.workflow.editor import StepsEditor
from krob.foundation.editing.types import Around
from krob.foundation.editing.uses import Renaming, followed
from krob.registers.catalogue.checking.checks import problems
from krob.registers.catalogue.drafting import renaming
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition
from tests.definitions.shipped import SERVICES, offerings_of

pytestmark = pytest.mark.req("2.2.1", part="a new name reaches everything")

NEW = "zz9"
EDITORS = {"answer": FormEditor(), "step": StepsEditor()}


class Thing(NamedTuple):
    """Something of a service that has a name."""

    service: str
    kind: str
    name: str


def unblocked(value: Any) -> Any:
    """Return a part without the blocks that questions came from: who renames one lets go of it."""
    if isinstance(value, Mapping):
        return {key: unblocked(each) for key, each in value.items() if key != "block"}
    return [unblocked(each) for each in value] if isinstance(value, list) else value


def parts_of(code: str) -> dict[str, Any]:
    """Return the parts of a service and, as one more, every ordinance about it."""
    ordinances = {f"offering {one.authority}": one.parts for one in offerings_of(code)}
    return {**copy.deepcopy(unblocked(dict(SERVICES[code].parts))), **ordinances}


def things() -> Iterator[Thing]:
    for code, service in SERVICES.items():
        for _container, name, _field in tree.walk(service.parts["form"]):
            if not name.startswith("page:"):
                yield Thing(code, "answer", name)
        for one in service.parts["documents"]:
            yield Thing(code, "document", one["code"])
        for table in service.parts["fees"].get("tables") or ():
            yield Thing(code, "table", table["code"])
        for line in service.parts["fees"]["lines"]:
            if line.get("table"):
                yield Thing(code, "table", line["table"])
        yield from (Thing(code, "step", key) for key in service.parts["steps"]["steps"])


THINGS = list(dict.fromkeys(things()))


def renamed(parts: dict[str, Any], kind: str, old: str, new: str) -> dict[str, Any]:
    """Rename a thing as the back office does: by the editor of its part, then everywhere else."""
    told = [Renaming(kind, old, new)]
    if editor := EDITORS.get(kind):
        around = Around(parts=parts)
        edited = editor.edit(parts[editor.code], old, "rename", {"key": [new]}, around)
        parts, told = {**parts, editor.code: edited.part}, renaming.of_edit(edited)
        assert told == ([Renaming(kind, old, new)])
    service = {name: part for name, part in parts.items() if not name.startswith("offering ")}
    ordinances = {
        name: followed({"offering": part}, told)["offering"]
        for name, part in parts.items()
        if name.startswith("offering ")
    }
    return {**followed(service, told), **ordinances}


def said(code: str, parts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the problems of a service and its ordinances, in Thai."""
    service = SERVICES[code]
    own = {name: part for name, part in parts.items() if not name.startswith("offering ")}
    offerings = [
        OfferingDefinition(
            code, one.authority, one.number, one.in_force_from, parts[f"offering {one.authority}"]
        )
        for one in offerings_of(code)
    ]
    whole = Definition(code, service.agency, service.number, service.in_force_from, own)
    return [(one.path, one.severity, str(one.message)) for one in problems(whole, offerings)]


def there(name: str) -> str:
    return ".".join([*name.split(".")[:-1], NEW])


@settings(max_examples=150, deadline=None)
@given(thing=st.sampled_from(THINGS))
def test_a_new_name_and_the_old_one_again_change_nothing(thing):
    before = parts_of(thing.service)

    away = renamed(before, thing.kind, thing.name, NEW)
    back = renamed(away, thing.kind, there(thing.name), thing.name.split(".")[-1])

    assert away != before
    assert back == before


@settings(max_examples=40, deadline=None)
@given(thing=st.sampled_from(THINGS))
def test_what_was_renamed_has_the_problems_that_it_had(thing):
    before = parts_of(thing.service)

    away = renamed(before, thing.kind, thing.name, NEW)

    assert len(said(thing.service, away)) == len(said(thing.service, before))
    assert sorted(s for _path, s, _words in said(thing.service, away)) == sorted(
        s for _path, s, _words in said(thing.service, before)
    )
    wrong = [each for each in said(thing.service, away) if each[1] == "error"]
    assert wrong == []
