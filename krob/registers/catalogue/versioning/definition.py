"""A definition as a folder: read, digest, write back.

The folder is the exchange format; the published truth is ``ServiceVersion.parts``. See
``docs/reference/definitions.md`` for every key.
"""

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.canonical import canonical_json
from krob.foundation.core.errors import Invalid
from krob.foundation.core.text import Text
from krob.registers.catalogue.drafting import blocks

EXPORTED = "definition.json"
NAMELESS = Text("")
HEADS = ("service.toml", EXPORTED)
TOML_PARTS = ("service", "documents", "steps", "fees", "licence", "messages")


@dataclass(frozen=True, slots=True)
class Definition:
    """A version of a service as read from somewhere, not yet published."""

    code: str
    agency: str
    number: int
    in_force_from: date
    parts: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return the digest of the parts."""
        return digest_of(self.parts)


@dataclass(frozen=True, slots=True)
class OfferingDefinition:
    """What one authority says about a service, as read from somewhere.

    ``name`` is the authority's, where it is known.
    """

    service: str
    authority: str
    number: int
    in_force_from: date
    parts: Mapping[str, Any]
    name: Text = NAMELESS

    @property
    def digest(self) -> str:
        """Return the digest of the parts."""
        return digest_of(self.parts)


def digest_of(parts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the parts in canonical JSON (RFC 8785), hexadecimal."""
    return hashlib.sha256(canonical_json(parts)).hexdigest()


def digest_of_item(value: Any) -> str:
    """Return by what one item of a draft is known to be unchanged (128 bits, hexadecimal)."""
    return digest_of({"item": value})[:32]


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: dates as ISO text, everything else as it is."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value


def read_folder(folder: Path) -> Definition:
    """Read ``definitions/<agency>/<service>/v<n>/``.

    Raises:
        Invalid: a file is missing or cannot be read; the message names it.
    """
    if (folder / EXPORTED).exists():
        return _read_exported(folder / EXPORTED)
    parts: dict[str, Any] = {name: _toml(folder / f"{name}.toml") for name in TOML_PARTS}
    parts["documents"] = parts["documents"].get("documents", [])
    library = blocks.folder_for(folder)
    parts["form"] = blocks.expanded(
        _json(folder / "form.json"), lambda code: _json(library / f"{code}.json")
    )
    if "tables" in parts["fees"]:
        parts["fees"]["tables"] = [_bounded(table) for table in parts["fees"]["tables"]]
    parts["licence"]["template"] = _text(folder / "licence.typ")
    examples = sorted((folder / "examples").glob("*.toml"))
    parts["examples"] = [{"name": file.stem, **_toml(file)} for file in examples]
    head = parts["service"]
    return Definition(
        code=str(head.pop("code")),
        agency=str(head.pop("agency")),
        number=int(head.pop("version")),
        in_force_from=date.fromisoformat(head.pop("in_force_from")),
        parts=parts,
    )


def read_offering(file: Path, service: str) -> OfferingDefinition:
    """Read ``definitions/<agency>/<service>/offerings/<authority>-<n>.toml``.

    Raises:
        Invalid: the file cannot be read.
    """
    parts = _toml(file)
    parts["tables"] = [_bounded(table) for table in parts.get("tables", [])]
    return OfferingDefinition(
        service=service,
        authority=str(parts.pop("authority")),
        number=int(parts.pop("number")),
        in_force_from=date.fromisoformat(parts.pop("in_force_from")),
        parts=parts,
    )


def _bounded(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table whose open ranges say null, which TOML cannot."""
    rows = [{**row, "cells": [_cell(cell) for cell in row["cells"]]} for row in table["rows"]]
    return {**table, "rows": rows}


def _cell(cell: Any) -> Any:
    if isinstance(cell, dict) and "range" in cell:
        return {"range": [None if end == "" else end for end in cell["range"]]}
    return None if cell == "" else cell


def read_all(root: Path, only: Collection[str] = ()) -> Iterator[Definition | OfferingDefinition]:
    """Yield every version below a folder, each followed by its service's offerings.

    ``only`` are the services wanted, by the names of their folders; empty means every one.
    """
    for service in sorted(
        {file.parent.parent for file in root.glob("*/*/v*/*") if file.name in HEADS}
    ):
        if only and service.name not in only:
            continue
        versions = [read_folder(path) for path in sorted(service.glob("v*")) if path.is_dir()]
        yield from versions
        for file in sorted((service / "offerings").glob("*.toml")):
            yield read_offering(file, versions[-1].code)


def write_folder(definition: Definition, folder: Path) -> None:
    """Write a definition as JSON parts: the exchange format for machines."""
    folder.mkdir(parents=True, exist_ok=True)
    head = {
        "code": definition.code,
        "agency": definition.agency,
        "version": definition.number,
        "in_force_from": definition.in_force_from.isoformat(),
        "digest": definition.digest,
        "parts": definition.parts,
    }
    text = json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / EXPORTED).write_text(text + "\n")


def _read_exported(file: Path) -> Definition:
    head = _json(file)
    definition = Definition(
        code=head["code"],
        agency=head["agency"],
        number=head["version"],
        in_force_from=date.fromisoformat(head["in_force_from"]),
        parts=head["parts"],
    )
    if definition.digest != head["digest"]:
        raise Invalid("definition-changed", _("The parts do not match their digest: ") + str(file))
    return definition


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("definition-unreadable", _("A file cannot be read: ") + str(file)) from error


def _toml(file: Path) -> dict[str, Any]:
    try:
        return dict(plain(tomllib.loads(_text(file))))
    except tomllib.TOMLDecodeError as error:
        message = f"{file}: {error}"
        raise Invalid("definition-unreadable", message) from error


def _json(file: Path) -> Any:
    try:
        return json.loads(_text(file))
    except json.JSONDecodeError as error:
        message = f"{file}: {error}"
        raise Invalid("definition-unreadable", message) from error
