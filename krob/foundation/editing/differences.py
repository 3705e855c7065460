"""What differs between two versions of some JSON: listed, applied, taken back.

A list whose items all have a name of their own (``lists.NAMES``) is compared item by item, so that
two officials who change two fields of a form do not touch each other. Everything else that is
not a mapping is compared as a whole. A step of a path into such a list is written ``[name]``; the
order of its items is a difference of its own, with ``[]`` as the last step.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from krob.foundation.editing.lists import NAMES

ORDER: Final = "[]"


class _Absent:
    """Stands for a value that is not there."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __deepcopy__(self, memo: object) -> "_Absent":
        return self


ABSENT: Final = _Absent()


class Diverged(Exception):
    """What a difference starts from is not there any more; ``path`` says where."""

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__("/".join(path))
        self.path = path


@dataclass(frozen=True, slots=True)
class Difference:
    """One place whose value changed; ``ABSENT`` before an addition and after a removal."""

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def reversed(self) -> "Difference":
        """Return the difference that takes this one back."""
        return Difference(self.path, self.after, self.before)

    def as_json(self) -> dict[str, Any]:
        """Return the difference as it is stored; an absent value has no key."""
        sides = {"before": self.before, "after": self.after}
        return {"path": list(self.path)} | {k: v for k, v in sides.items() if v is not ABSENT}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Difference":
        """Read a stored difference."""
        return cls(tuple(stored["path"]), stored.get("before", ABSENT), stored.get("after", ABSENT))


def naming(*lists: Any) -> str:
    """Return the setting by which the items of all these lists are known; "" where none is."""
    for by in NAMES:
        if all(_named(items, by) for items in lists):
            return by
    return ""


def _named(items: Any, by: str) -> bool:
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        return False
    names = [item.get(by) for item in items]
    return all(isinstance(name, str) and name for name in names) and len(set(names)) == len(names)


def differences(before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Yield what changed, in the order of the newer version."""
    if before == after and type(before) is type(after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*after, *(key for key in before if key not in after)]:
            yield from differences(
                before.get(key, ABSENT), after.get(key, ABSENT), (*path, str(key))
            )
        return
    by = naming(before, after)
    if by and (before or after):
        yield from _of_lists(before, after, by, path)
        return
    yield Difference(path, before, after)


def _of_lists(
    before: Sequence[Any], after: Sequence[Any], by: str, path: tuple[str, ...]
) -> Iterator[Difference]:
    old = {item[by]: item for item in before}
    new = {item[by]: item for item in after}
    for name in [*new, *(name for name in old if name not in new)]:
        yield from differences(old.get(name, ABSENT), new.get(name, ABSENT), (*path, f"[{name}]"))
    if list(new) != _naive(old, new) or list(old) != _naive(new, old):
        yield Difference((*path, ORDER), list(old), list(new))


def _naive(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the order that comes of itself: who stays keeps the place, who is new stands last."""
    return [
        *(name for name in before if name in after),
        *(name for name in after if name not in before),
    ]


def applied(value: Any, changes: Sequence[Difference]) -> Any:
    """Return a copy of ``value`` with the differences made to it, orders last.

    Raises:
        Diverged: a place no longer holds what a difference starts from; nothing is returned.
    """
    result = copy.deepcopy(value)
    for change in sorted(changes, key=lambda change: change.path[-1:] == (ORDER,)):
        result = _made(result, change, change.path)
    return result


def taken_back(value: Any, changes: Sequence[Difference]) -> Any:
    """Return a copy of ``value`` with the differences undone.

    Raises:
        Diverged: somebody changed the same place since.
    """
    return applied(value, [change.reversed for change in changes])


def _made(value: Any, change: Difference, path: tuple[str, ...]) -> Any:
    if not path:
        if value != change.before:
            raise Diverged(change.path)
        return copy.deepcopy(change.after)
    step, rest = path[0], path[1:]
    if step == ORDER:
        return _in_order(value, change.after)
    if isinstance(value, list) and step.startswith("["):
        return _made_in_list(value, change, step[1:-1], rest)
    if not isinstance(value, Mapping):
        raise Diverged(change.path)
    inner = _made(value.get(step, ABSENT), change, rest)
    kept = {key: item for key, item in value.items() if key != step or inner is not ABSENT}
    return kept if inner is ABSENT else kept | {step: inner}


def _made_in_list(
    items: list[Any], change: Difference, name: str, rest: tuple[str, ...]
) -> list[Any]:
    by = naming(items) or next((key for key in NAMES if _side(change).get(key) == name), NAMES[0])
    place = next((n for n, item in enumerate(items) if item.get(by) == name), len(items))
    old = items[place] if place < len(items) else ABSENT
    new = _made(old, change, rest)
    return [*items[:place], *([] if new is ABSENT else [new]), *items[place + 1 :]]


def _side(change: Difference) -> Mapping[str, Any]:
    for side in (change.after, change.before):
        if isinstance(side, Mapping):
            return side
    return {}


def _in_order(items: Any, names: Sequence[str]) -> list[Any]:
    """Sort by ``names``; an item they do not name stays behind the one it follows now."""
    by = naming(items)
    if not by:
        return list(items)
    rank = {name: place for place, name in enumerate(names)}
    placed: list[tuple[int, int, Any]] = []
    last = -1
    for number, item in enumerate(items):
        last = rank.get(item[by], last)
        placed.append((last, number, item))
    return [item for _rank, _number, item in sorted(placed, key=lambda each: each[:2])]
