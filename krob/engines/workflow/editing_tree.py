"""Where things stand in a steps part: steps, their actions, the ends, and who leads to whom.

Names of items: ``completeness`` a step, ``completeness.accept`` one of its actions,
``end:approved`` an end, ``clock:deadline`` the time that the law gives. Steps and actions are
mappings, which keep no order of their own: ``order`` lists their keys. Functions that change take a
copy of their own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.workflow.graph import in_order
from krob.foundation.core.errors import NotFound
from krob.foundation.editing import lists
from krob.foundation.editing.types import JSON

END = "end:"
DEADLINE = "clock:deadline"
Item = dict[str, Any]
_LISTS = ("join", "not_same_as")


def steps(part: JSON) -> dict[str, Item]:
    """Return the steps of a part in their order; those of a part that is none are none."""
    return _ordered(part, "steps")


def actions(step: JSON) -> dict[str, Item]:
    """Return the actions of a step in their order."""
    return _ordered(step, "actions")


def ends(part: JSON) -> dict[str, Item]:
    """Return the ends of a part."""
    found = part.get("ends") if isinstance(part, Mapping) else None
    return _mappings(found)


def _ordered(thing: JSON, key: str) -> dict[str, Item]:
    if not isinstance(thing, Mapping):
        return {}
    found = _mappings(thing.get(key))
    return {name: found[name] for name in in_order(found, thing.get("order"))}


def _mappings(found: JSON) -> dict[str, Item]:
    if not isinstance(found, Mapping):
        return {}
    return {str(key): dict(each) for key, each in found.items() if isinstance(each, Mapping)}


def split(name: str) -> tuple[str, str]:
    """Return the step and the action that a name means; no action for a step."""
    step, _dot, action = name.partition(".")
    return step, action


def item(part: JSON, name: str) -> Item:
    """Return what stands under a name.

    Raises:
        NotFound: nothing does (any more).
    """
    if name == DEADLINE:
        deadline = part.get("deadline")
        return dict(deadline) if isinstance(deadline, Mapping) else {}
    step, action = split(name)
    found: Item | None
    if name.startswith(END):
        found = ends(part).get(name.removeprefix(END))
    elif action:
        found = actions(steps(part).get(step)).get(action)
    else:
        found = steps(part).get(step)
    if found is None:
        raise NotFound(
            "item-not-found", _("This is not there any more. Somebody may have removed it.")
        )
    return found


def put(part: Item, name: str, value: Item) -> None:
    """Put an item in the place of the one with its name."""
    step, action = split(name)
    if name == DEADLINE:
        part["deadline"] = value
    elif name.startswith(END):
        part.setdefault("ends", {})[name.removeprefix(END)] = value
    elif action:
        part["steps"][step].setdefault("actions", {})[action] = value
    else:
        part.setdefault("steps", {})[step] = value


def arrange(part: Item, name: str, keys: Sequence[str]) -> None:
    """Set the order of the steps, or (``name`` = one of them) of its actions."""
    (part["steps"][name] if name else part)["order"] = list(keys)


def keys_beside(part: JSON, name: str) -> list[str]:
    """Return the keys among which an item stands, in order."""
    step, action = split(name)
    if name.startswith(END):
        return list(ends(part))
    return list(actions(item(part, step)) if action else steps(part))


def moved(part: Item, name: str, to: int) -> None:
    """Move a step or an action to a place (from 0)."""
    step, action = split(name)
    keys = [{"key": key} for key in keys_beside(part, name)]
    rearranged = lists.moved(keys, action or step, to)
    arrange(part, step if action else "", [each["key"] for each in rearranged])


def target(each: JSON) -> str:
    """Return the step or end that one way of an action leads to."""
    return str(each.get("step") or "") if isinstance(each, Mapping) else str(each)


def ways(action: JSON) -> list[JSON]:
    """Return the ways of an action."""
    found = action.get("to") if isinstance(action, Mapping) else None
    return list(found) if isinstance(found, list | tuple) else []


def leading_to(part: JSON, key: str) -> Iterator[tuple[str, str]]:
    """Yield the step and action of every way that leads to a step or end from another one."""
    for step, plan in steps(part).items():
        for action, does in actions(plan).items():
            if step != key and key in map(target, ways(does)):
                yield step, action


def naming(part: JSON, key: str) -> Iterator[str]:
    """Yield the steps that wait for a step, or must not be done by who did it."""
    for step, plan in steps(part).items():
        if step != key and any(key in (plan.get(setting) or ()) for setting in _LISTS):
            yield step


def renamed(part: Item, old: str, new: str) -> None:
    """Give a step or end another key, everywhere where it is named."""
    for place in ("steps", "ends"):
        if old in (part.get(place) or {}):
            part[place] = {new if k == old else k: v for k, v in part[place].items()}
    if part.get("start") == old:
        part["start"] = new
    if isinstance(part.get("deadline"), dict) and part["deadline"].get("starts") == old:
        part["deadline"]["starts"] = new
    _in_order(part, old, new)
    for step in (part.get("steps") or {}).values():
        for setting in _LISTS:
            if old in (step.get(setting) or ()):
                step[setting] = [new if key == old else key for key in step[setting]]
        for action in (step.get("actions") or {}).values():
            action["to"] = [_led(each, old, new) for each in ways(action)]


def _led(each: JSON, old: str, new: str) -> JSON:
    if target(each) != old:
        return each
    return {**each, "step": new} if isinstance(each, Mapping) else new


def _in_order(thing: Item, old: str, new: str) -> None:
    if thing.get("order"):
        thing["order"] = [new if key == old else key for key in thing["order"]]


def action_renamed(part: Item, name: str, new: str) -> None:
    """Give an action another key; what happens when its step is late follows."""
    step, old = split(name)
    plan = part["steps"][step]
    plan["actions"] = {new if k == old else k: v for k, v in plan["actions"].items()}
    _in_order(plan, old, new)
    if plan.get("on_overdue") == f"action:{old}":
        plan["on_overdue"] = f"action:{new}"


def removed(part: Item, name: str) -> None:
    """Take an item out; ways that lead to a removed step stay, and the checks name them."""
    step, action = split(name)
    holder, place, key = part, "steps", step
    if name.startswith(END):
        place, key = "ends", name.removeprefix(END)
    elif action:
        holder, place, key = part["steps"][step], "actions", action
    holder[place] = {k: v for k, v in holder[place].items() if k != key}
    if holder.get("order"):
        holder["order"] = [each for each in holder["order"] if each != key]


def taken(part: JSON, name: str) -> Collection[str]:
    """Return the keys that an item must not take: steps and ends share theirs."""
    step, action = split(name)
    return set(actions(item(part, step))) if action else {*steps(part), *ends(part)}
