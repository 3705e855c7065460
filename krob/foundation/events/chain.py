"""The chain's arithmetic: fingerprints of rows, links, signed heads, and the file of heads."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from krob.foundation.core.canonical import canonical_json
from krob.foundation.events import signing
from krob.foundation.events.models import Event, Happening, Link, PersonalRead, Seal
from krob.foundation.events.types import RowKind

START = "0" * 64
MODELS: dict[RowKind, type[Event] | type[PersonalRead]] = {
    RowKind.EVENT: Event,
    RowKind.ACCESS: PersonalRead,
}
EXACT_IN_JSON = 2**53


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: as it is signed, and as a line of the file outside the database."""

    last: int
    head: str
    at: str
    key_id: str
    signature: str = ""

    @classmethod
    def of(cls, seal: Seal) -> "Head":
        """Return the head that a seal holds."""
        return cls(seal.last, seal.head, seal.at.isoformat(), seal.key_id, seal.signature)

    def message(self) -> bytes:
        """Return what is signed."""
        return f"krob-head-1\n{self.last}\n{self.head}\n{self.at}\n{self.key_id}".encode()

    def is_ours(self) -> bool:
        """Say whether our key signed it."""
        return signing.is_signed(self.message(), self.signature)


def _plain(value: Any) -> Any:
    """Return a value as canonical JSON can hold it: moments and large numbers become texts."""
    match value:
        case datetime():
            return value.isoformat(timespec="microseconds")
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case int() if abs(value) >= EXACT_IN_JSON:
            return str(value)
    return value


def digest(row: Happening) -> str:
    """Return the fingerprint of a row: SHA-256 over its columns as canonical JSON (RFC 8785)."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return sha256(canonical_json(_plain(columns))).hexdigest()


def chained(before: str, kind: str, row: int, fingerprint: str) -> str:
    """Return the chain's value after a row."""
    return sha256(f"{before}\n{kind}\n{row}\n{fingerprint}".encode()).hexdigest()


def unsealed(kind: RowKind, *, above: int = 0) -> QuerySet[Any]:
    """Return rows of a kind that have no place in the chain, oldest first."""
    link = Link.objects.filter(kind=kind, row=OuterRef("pk"))
    rows: QuerySet[Any] = MODELS[kind]._default_manager.filter(~Exists(link), pk__gt=above)
    return rows.order_by("pk")


def heads_in(path: Path) -> list[Head]:
    """Return the heads that were kept outside the database, oldest first."""
    if not path.exists():
        return []
    return [Head(**json.loads(line)) for line in path.read_text().splitlines() if line]


def append_heads(path: Path, heads: list[Head]) -> None:
    """Keep heads outside the database, on the disk for good when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.writelines(json.dumps(asdict(head)) + "\n" for head in heads)
