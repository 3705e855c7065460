"""Typed facts for conditions: kept as JSON with the process, and only those that are read."""

import ast
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from krob.foundation.rules.compiling import path_of
from krob.foundation.rules.expressions import GroupOf, ListOf, Type
from krob.foundation.rules.parsing import Source
from krob.foundation.rules.values import look_up


@lru_cache(maxsize=4096)
def reads(condition: str) -> frozenset[str]:
    """Return the dotted names that a condition reads."""
    tree = Source(condition).tree()
    own = {each.target.id for each in ast.walk(tree) if _is_loop(each)}  # type: ignore[attr-defined]
    called = {call.func for call in ast.walk(tree) if isinstance(call, ast.Call)}
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        path = path_of(node) if isinstance(node, ast.expr) else None
        if path is None:
            waiting += [child for child in ast.iter_child_nodes(node) if child not in called]
        elif path[0] not in own:
            found.add(".".join(path))
    return frozenset(found)


def _is_loop(node: ast.AST) -> bool:
    return isinstance(node, ast.comprehension) and isinstance(node.target, ast.Name)


def read_by(conditions: Iterable[str]) -> frozenset[str]:
    """Return the dotted names that any of the conditions reads."""
    return frozenset(name for condition in conditions for name in reads(condition))


def only_read(facts: Mapping[str, Any], conditions: Iterable[str]) -> dict[str, Any]:
    """Return the facts that conditions read; a process keeps nothing else about a person."""
    kept: dict[str, Any] = {}
    for name in read_by(conditions):
        value = look_up(facts, name)
        if value is not None:
            _put(kept, name.split("."), value)
    return kept


def _put(kept: dict[str, Any], path: list[str], value: Any) -> None:
    for key in path[:-1]:
        kept = kept.setdefault(key, {})
    kept[path[-1]] = value


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the old facts with the new ones over them, nested ones too."""
    result = dict(old)
    for key, value in new.items():
        below = result.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            value = merged(below, value)
        result[key] = value
    return result


def encode(value: Any) -> Any:
    """Return a value as JSON that keeps its type.

    Raises:
        TypeError: the rule language has no such value (a float, say).
    """
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        return {"n": str(value)}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Mapping):
        return {"o": {str(key): encode(item) for key, item in value.items()}}
    if isinstance(value, list | tuple | set | frozenset):
        return {"l": [encode(item) for item in value]}
    raise TypeError(f"a fact cannot be of type {type(value).__name__}")


def decode(value: Any) -> Any:
    """Return the value that ``encode`` was given."""
    match value:
        case {"n": number}:
            return Decimal(number)
        case {"d": day}:
            return date.fromisoformat(day)
        case {"o": those}:
            return {key: decode(item) for key, item in those.items()}
        case {"l": items}:
            return [decode(item) for item in items]
    return value


def encode_type(kind: Type) -> Any:
    """Return a type as JSON."""
    if isinstance(kind, ListOf):
        return {"list": encode_type(kind.item)}
    if isinstance(kind, GroupOf):
        return {"group": {key: encode_type(item) for key, item in kind.items}}
    return kind


def decode_type(kind: Any) -> Type:
    """Return the type that ``encode_type`` was given."""
    match kind:
        case {"list": item}:
            return ListOf(decode_type(item))
        case {"group": fields}:
            return GroupOf({key: decode_type(item) for key, item in fields.items()})
    return cast(Type, kind)


def types_of(facts: Mapping[str, Any], prefix: str = "") -> dict[str, Type]:
    """Return the type of every fact by its dotted path."""
    found: dict[str, Type] = {}
    for key, value in facts.items():
        if isinstance(value, Mapping):
            found |= types_of(value, f"{prefix}{key}.")
        elif (kind := _type_of(value)) is not None:
            found[prefix + key] = kind
    return found


def _type_of(value: Any) -> Type | None:
    match value:
        case bool():
            return "bool"
        case int() | Decimal():
            return "number"
        case str():
            return "text"
        case date():
            return "date"
        case list() | tuple() | set() | frozenset():
            return _list_type(list(value))
    return None


def _list_type(items: list[Any]) -> Type:
    rows = [item for item in items if isinstance(item, Mapping)]
    if rows:
        fields: dict[str, Type] = {}
        for row in rows:
            fields |= types_of(row)
        return GroupOf(fields)
    kinds = [kind for item in items if (kind := _type_of(item)) is not None]
    return ListOf(kinds[0] if kinds else "text")
