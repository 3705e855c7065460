"""What the screens of the steps' editor show: the list, the drawing, one item."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from krob.engines.workflow import diagram
from krob.engines.workflow import editing_settings as settings
from krob.engines.workflow import editing_tree as tree
from krob.engines.workflow.editing_settings import named
from krob.engines.workflow.graph import StepGraph, parse
from krob.engines.workflow.spec import SHAPE
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.parts import PartEditor, settings_screen
from krob.foundation.editing.types import JSON, Around, Posted, Screen
from krob.foundation.rules.shapes import misfits


def key_from(words: str) -> str:
    """Return a key made of English words, at most four of them; "" where none are left."""
    found = re.findall(r"[a-z0-9]+", words.lower())
    key = "-".join(found[:4])[:30].strip("-")
    return key if key[:1].isalpha() else ""


def overview(
    editor: PartEditor,
    part: JSON,
    around: Around,
    *,
    posted: Posted | None = None,
    errors: Mapping[str, Message] | None = None,
) -> Screen:
    """Return the screen of all steps in their order, with the drawing and the time."""
    found = _problems(editor, around)
    rows = [_row(part, key, plan, found) for key, plan in tree.steps(part).items()]
    return Screen(
        template="workflow/agency/steps.html",
        title=_("Steps"),
        shown={
            "rows": rows,
            "ends": [_end(key, end, found) for key, end in tree.ends(part).items()],
            "deadline": tree.item(part, tree.DEADLINE),
            "deadline_problems": found.get(tree.DEADLINE),
            "loose": found.get("", {}).get("all", []),
            "kinds": settings.KINDS,
            "statuses": settings.STATUSES,
            "drawing": drawing(part),
            "base": around.base,
            "typed": {name.replace("-", "_"): v[-1] for name, v in (posted or {}).items() if v},
            "wrong": dict(errors or {}),
        },
    )


def _problems(editor: PartEditor, around: Around) -> dict[str, dict[str, Any]]:
    """Return the problems by the item that mends them; a step counts those of its actions."""
    found: dict[str, dict[str, Any]] = {}
    for problem in around.problems:
        name, _path = editor.place(problem.path)
        entry = found.setdefault(name.partition(".")[0], {"errors": 0, "warnings": 0, "all": []})
        entry["errors" if problem.severity == "error" else "warnings"] += 1
        entry["all"].append(problem)
    return found


def _row(part: JSON, key: str, plan: tree.Item, found: Mapping[str, Any]) -> dict[str, Any]:
    kinds, roles = dict(settings.KINDS), dict(settings.ROLES)
    return {
        "name": key,
        "title": named(plan, key),
        "kind": kinds.get(plan.get("kind") or "review", plan.get("kind")),
        "role": roles.get(plan.get("role", ""), plan.get("role", "")),
        "days": plan.get("days"),
        "clock": plan.get("clock") or "runs",
        "first": part.get("start") == key,
        "join": [_title(part, each) for each in plan.get("join") or ()],
        "ways": [_way(part, key, does, name) for name, does in tree.actions(plan).items()],
        "problems": found.get(key),
    }


def _way(part: JSON, step: str, does: tree.Item, name: str) -> dict[str, Any]:
    targets = [tree.target(each) for each in tree.ways(does)]
    conditional = any(isinstance(each, Mapping) and each.get("if") for each in tree.ways(does))
    return {
        "name": f"{step}.{name}",
        "label": named(does, name),
        "targets": [_title(part, key) for key in targets],
        "joint": _("or") if conditional else _("and at the same time"),
    }


def _title(part: JSON, key: str) -> str:
    plan = tree.steps(part).get(key) or tree.ends(part).get(key) or {}
    return named(plan, key)


def _end(key: str, end: tree.Item, found: Mapping[str, Any]) -> dict[str, Any]:
    statuses = dict(settings.STATUSES)
    return {
        "name": f"{tree.END}{key}",
        "title": named(end, key),
        "status": statuses.get(end.get("status", ""), end.get("status", "")),
        "problems": found.get(f"{tree.END}{key}"),
    }


def item(
    editor: PartEditor,
    part: JSON,
    name: str,
    around: Around,
    *,
    posted: Posted | None = None,
    errors: Mapping[str, Message] | None = None,
) -> Screen:
    """Return the screen of a step, an action, an end, or the time that the law gives.

    Raises:
        NotFound: there is no such item.
    """
    shown = tree.item(part, name)
    step, action = tree.split(name)
    is_step = not action and not name.startswith((tree.END, "clock:"))
    return settings_screen(
        editor,
        settings.settings_of(part, name, around),
        settings.unfolded(name, bare(name, shown)),
        name,
        around,
        title=_("Time that the law gives")
        if name == tree.DEADLINE
        else named(shown, action or step),
        posted=posted,
        errors=errors,
        template="workflow/agency/item.html",
        is_step=is_step,
        is_action=bool(action),
        is_deadline=name == tree.DEADLINE,
        own_key=action or name.removeprefix(tree.END),
        step=step if action else "",
        step_title=_title(part, step) if action else "",
        ways=_row(part, name, shown, {})["ways"] if is_step else [],
        first=part.get("start") == name,
        readers=[] if action else list(readers(part, name)),
        places=settings.places(part) if is_step else (),
        refresh=["workflow/agency/drawing.html"],
        place=_place(part, name) if is_step or action else 0,
        drawing=drawing(part, now=step),
        sure=(errors or {}).get("sure", ""),
    )


def bare(name: str, item: tree.Item) -> tree.Item:
    """Return a step without its actions, which are items of their own."""
    if "." in name or name.startswith((tree.END, "clock:")):
        return item
    return {key: value for key, value in item.items() if key not in ("actions", "order")}


def _place(part: JSON, name: str) -> int:
    step, action = tree.split(name)
    return tree.keys_beside(part, name).index(action or step) + 1


def readers(part: JSON, name: str) -> Iterator[dict[str, str]]:
    """Yield what leads to a step or end, and what else names it, in words."""
    key = name.removeprefix(tree.END)
    for step, action in tree.leading_to(part, key):
        does = tree.item(part, f"{step}.{action}")
        words = f"{_title(part, step)}: {named(does, action)}"
        yield {"name": f"{step}.{action}", "words": words}
    for step in tree.naming(part, key):
        yield {"name": step, "words": _title(part, step)}
    if part.get("start") == key:
        yield {"name": "", "words": str(_("The application begins here."))}


def drawing(part: JSON, now: str = "") -> SafeString:
    """Draw the steps as far as they are sound; nothing where there is nothing to draw."""
    graph = drawable(part)
    if graph is None:
        return SafeString("")
    return diagram.draw(graph, get_language() or "th", now=(now,))


def drawable(part: JSON) -> StepGraph | None:
    """Return the graph without the ways that lead nowhere; ``None`` where none can be read."""
    if any(misfits(part, SHAPE)) or not tree.steps(part):
        return None
    known = {*tree.steps(part), *tree.ends(part)}
    steps = {key: _sound(plan, known) for key, plan in tree.steps(part).items()}
    start = part.get("start") if part.get("start") in steps else next(iter(steps))
    return parse({"start": start, "steps": steps, "ends": tree.ends(part)})


def _sound(plan: tree.Item, known: set[str]) -> tree.Item:
    return {
        "title": plan.get("title") or Text(""),
        "order": plan.get("order"),
        "actions": {
            key: {"to": [each for each in tree.ways(does) if tree.target(each) in known]}
            for key, does in tree.actions(plan).items()
        },
    }
