"""What no linter sees: keys that climb, silent rooms, unregistered verbs."""

import inspect
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


def ranks() -> dict[str, tuple[int, int]]:
    """Read the order of floors and rooms from the import contracts; lower is deeper."""
    by_container = {
        contract["containers"][0]: contract["layers"]
        for contract in CONTRACTS
        if contract["type"] == "layers" and len(contract["containers"]) == 1
    }
    floors = list(reversed(by_container["krob"]))
    order: dict[str, tuple[int, int]] = {}
    for floor_rank, floor in enumerate(floors):
        for room_rank, layer in enumerate(reversed(by_container.get(f"krob.{floor}", []))):
            for room in layer.split("|"):
                order[room.strip()] = (floor_rank, room_rank)
    return order


RANK = ranks()
OURS = [model for model in apps.get_models() if model._meta.app_label in RANK]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_the_house(model):
    here = model._meta.app_label
    for field in model._meta.get_fields():
        if not field.concrete or not field.related_model:
            continue
        there = field.related_model._meta.app_label
        if there != here and there in RANK:
            assert RANK[there] < RANK[here], f"{field} climbs"


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_room_says_what_it_is_for(room):
    assert len((import_module(room).__doc__ or "").strip()) > 40


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_public_function_of_a_commands_module_is_a_registered_command(room):
    if not find_spec(f"{room}.commands"):
        return
    module = import_module(f"{room}.commands")

    names = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
    functions = [
        getattr(module, name)
        for name in names
        if inspect.isfunction(getattr(module, name))
        and getattr(module, name).__module__.startswith(f"{room}.commands")
    ]
    assert [f.__qualname__ for f in functions if not hasattr(f, "__command__")] == []
