"""Lists that ship beside the services: kinds of business (TSIC), powers of laws, journeys.

Read once per process from the definitions folder of the installation.

Req: 2.5.1, 2.6.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from krob.foundation.core.text import Text
from krob.registers.catalogue.versioning.definition import plain

FOLDER: Path = settings.BASE_DIR / "definitions"


def _toml(file: Path) -> dict[str, Any]:
    return dict(plain(tomllib.loads(file.read_text())))


@lru_cache(maxsize=1)
def business_types() -> Mapping[str, Text]:
    """Return the kinds of business by their TSIC code."""
    rows = _toml(FOLDER / "business-types.toml")["types"]
    return {str(row["code"]): Text.of(row["title"]) for row in rows}


@lru_cache(maxsize=1)
def powers() -> Mapping[str, Text]:
    """Return what the powers are called under which authorities decide, with their law."""
    rows = _toml(FOLDER / "powers.toml")["powers"]
    return {str(row["code"]): _with_law(Text.of(row["title"]), str(row["law"])) for row in rows}


def _with_law(title: Text, law: str) -> Text:
    return Text(f"{title.th} ({law})", f"{title.en} ({law})")


def power_named(code: str) -> Text:
    """Return what a power is called; its code where the installation knows no name."""
    return powers().get(code) or Text(code, code)


@lru_cache(maxsize=1)
def journeys() -> Mapping[str, Mapping[str, Any]]:
    """Return the journeys by code: kinds of business and events in the life of one."""
    found = [_toml(file) for file in sorted((FOLDER / "journeys").glob("*.toml"))]
    return {str(one["code"]): one for one in found}


def life_events() -> Mapping[str, Text]:
    """Return the events in the life of a business by code."""
    return {
        code: Text.of(one["title"])
        for code, one in journeys().items()
        if one["kind"] == "life-event"
    }
