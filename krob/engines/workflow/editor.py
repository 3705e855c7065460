"""The editor of a service's steps: who does what, in which order, in how many days.

Req: 2.8.1, 2.7.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from krob.engines.workflow import editing_screens as screens
from krob.engines.workflow import editing_settings as settings
from krob.engines.workflow import editing_telling as telling
from krob.engines.workflow import editing_tree as tree
from krob.engines.workflow.spec import KEY
from krob.foundation.core.errors import Invalid, Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import lists
from krob.foundation.editing.inputs import last
from krob.foundation.editing.parts import PartEditor, Verb, saved
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Screen, Setting, Told


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Save the settings of one item."""
    item = tree.item(part, name)
    kept = settings.unfolded(name, item)
    after = saved(settings.settings_of(part, name, around), posted, kept, around)
    tree.put(part, name, settings.folded(name, after))
    return Edited(part=part, item=name, notice=_("Saved."))


def _add(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Put a new step at the end; its kind says who usually acts and whether time counts."""
    title, kind = _words(posted, "title"), last(posted, "kind") or "review"
    if kind not in dict(settings.KINDS):
        raise _refused("kind", _("Choose one of the list."))
    key = lists.fresh(screens.key_from(title.get("en", "")) or "step", tree.taken(part, "step"))
    step = {
        "title": title,
        "kind": kind,
        "role": settings.ROLE_OF_KIND.get(kind, "checker"),
        "clock": settings.CLOCK_OF_KIND.get(kind, "runs"),
        "actions": {},
    }
    order = [*tree.steps(part), key]
    part.setdefault("steps", {})[key] = step
    part.setdefault("start", key)
    tree.arrange(part, "", order)
    return Edited(part=part, item=key, notice=_("The step was added. Say what can be done in it."))


def _add_action(
    editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around
) -> Edited:
    """Put a new action at the end of a step; where it leads may be said at once."""
    step, label, leads = tree.item(part, name), _words(posted, "label"), last(posted, "leads")
    if leads and leads not in dict(settings.places(part)):
        raise _refused("leads", _("Choose one of the list."))
    keys = list(tree.actions(step))
    key = lists.fresh(screens.key_from(label.get("en", "")) or "action", keys)
    tree.put(part, f"{name}.{key}", {"label": label, "to": [leads] if leads else []})
    tree.arrange(part, name, [*keys, key])
    return Edited(part=part, item=f"{name}.{key}", notice=_("The action was added."))


def _add_end(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Put a new end in."""
    title, status = _words(posted, "title"), last(posted, "status")
    if status not in dict(settings.STATUSES):
        raise _refused("status", _("Choose one of the list."))
    key = lists.fresh(screens.key_from(title.get("en", "")) or status, tree.taken(part, "end:x"))
    tree.put(part, f"{tree.END}{key}", {"title": title, "status": status})
    return Edited(part=part, item=f"{tree.END}{key}", notice=_("The end was added."))


def _words(posted: Posted, name: str) -> dict[str, str]:
    pair = {side: last(posted, f"{name}-{side}")[:200] for side in ("th", "en")}
    if not pair["th"]:
        raise _refused(f"{name}-th", _("Write it in Thai."))
    return {side: text for side, text in pair.items() if text}


def _refused(name: str, said: Message) -> Invalid:
    return Invalid("not-saved", _("This was not saved."), fields={name: said})


def _rename(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Give an item another key; whatever names it names the new key."""
    tree.item(part, name)
    step, action = tree.split(name)
    old, new = action or step.removeprefix(tree.END), last(posted, "key")
    if not KEY.fullmatch(new):
        raise _refused(
            "key", _("A key has small letters, digits, - and _ and starts with a letter.")
        )
    if new in set(tree.taken(part, name)) - {old}:
        raise _refused("key", _("The key “%(key)s” is used already.") % {"key": new})
    if action:
        tree.action_renamed(part, name, new)
        return Edited(part=part, item=f"{step}.{new}", notice=_("Saved."))
    tree.renamed(part, old, new)
    end = tree.END if name.startswith(tree.END) else ""
    return Edited(
        part=part,
        item=f"{end}{new}",
        notice=_("Saved."),
        recoded={} if end or old == new else {"step": (old, new)},
    )


def _duplicate(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Put a copy of a step or an action behind it, under a key of its own."""
    step, action = tree.split(name)
    copy, keys = tree.item(part, name), tree.keys_beside(part, name)
    key = lists.fresh(action or step, tree.taken(part, name))
    there = f"{step}.{key}" if action else key
    copy.pop("join", None)
    tree.put(part, there, copy)
    place = keys.index(action or step) + 1
    if not name.startswith(tree.END):
        tree.arrange(part, step if action else "", [*keys[:place], key, *keys[place:]])
    return Edited(part=part, item=there, notice=_("This is the copy. Its key is its own."))


def _up(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Move a step or an action one place up."""
    return _moved(part, name, _place(part, name) - 1)


def _down(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Move a step or an action one place down."""
    return _moved(part, name, _place(part, name) + 1)


def _move(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Move a step or an action to a place (from 1)."""
    typed = last(posted, "place")
    if not typed.isdecimal():
        raise _refused("place", _("Enter a whole number, such as 30."))
    return _moved(part, name, int(typed) - 1)


def _place(part: JSON, name: str) -> int:
    tree.item(part, name)
    step, action = tree.split(name)
    return tree.keys_beside(part, name).index(action or step)


def _moved(part: JSON, name: str, to: int) -> Edited:
    if ":" in name:
        raise NotFound("verb-not-found", _("This cannot be done."))
    words = settings.named(tree.item(part, name), name)
    tree.moved(part, name, max(0, to))
    notice = _("“%(what)s” now stands at place %(place)s of %(all)s.") % {
        "what": words,
        "place": _place(part, name) + 1,
        "all": len(tree.keys_beside(part, name)),
    }
    step, action = tree.split(name)
    return Edited(part=part, item=step if action else "", notice=notice)


def _begin(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Let applications begin with a step."""
    if ":" in name or "." in name:
        raise NotFound("verb-not-found", _("This cannot be done."))
    tree.item(part, name)
    part["start"] = name
    return Edited(part=part, item=name, notice=_("Applications now begin with this step."))


def _remove(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Take an item out; where others lead to it only when the official says so once more."""
    tree.item(part, name)
    step, action = tree.split(name)
    if name == tree.DEADLINE:
        part.pop("deadline", None)
        return Edited(part=part, notice=_("It was removed. You can undo that."))
    lead = [] if action else [each["words"] for each in screens.readers(part, name)]
    if lead and not last(posted, "sure"):
        text = _("It is named by: %(readers)s. Remove it all the same?")
        raise Invalid(
            "still-read",
            _("This was not removed."),
            fields={"sure": text % {"readers": ", ".join(dict.fromkeys(lead))}},
        )
    tree.removed(part, name)
    notice = _("It was removed. You can undo that.")
    return Edited(part=part, item=step if action else "", notice=notice)


class StepsEditor(PartEditor):
    """The way of an application: steps, what can be done in each, where that leads, the time."""

    code = "steps"
    title = _("Steps")
    empty: ClassVar[JSON] = {"start": "", "steps": {}, "ends": {}}
    verbs: ClassVar[Mapping[str, Verb]] = {
        "add": _add,
        "add-action": _add_action,
        "add-end": _add_end,
        "begin": _begin,
        "down": _down,
        "duplicate": _duplicate,
        "move": _move,
        "remove": _remove,
        "rename": _rename,
        "save": _save,
        "up": _up,
    }

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """The way of an application in words, with its drawing."""
        return telling.told(part, around)

    def overview(self, part: JSON, around: Around) -> Screen:
        """All steps with the drawing."""
        return screens.overview(self, part, around)

    def item(self, part: JSON, name: str) -> JSON:
        """A step without its actions, which are items of their own; an action, an end, the time."""
        return screens.bare(name, tree.item(part, name))

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """One item with all its settings."""
        if not name:
            return screens.overview(self, part, around, posted=posted, errors=errors)
        return screens.item(self, part, name, around, posted=posted, errors=errors)

    def place(self, path: str) -> tuple[str, str]:
        """Lead to the step, action, end or time, and the setting, that a problem is about."""
        return _place_of(path)

    def called(self, part: JSON, item: str) -> Message | Text:
        """Return the title of a step or an end, the words of an action, or that it is the time."""
        return settings.called(part, item) if item else ""

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """Return the settings of an item."""
        return settings.settings_of(part, item, around) if item else ()


def _place_of(path: str) -> tuple[str, str]:
    first, _dot, rest = path.partition(".")
    if first == "deadline":
        return tree.DEADLINE, rest
    key, _dot, inside = rest.partition(".")
    if first == "ends" and key:
        return f"{tree.END}{key}", inside
    if first != "steps" or not key:
        return "", path
    setting, _dot, deeper = inside.partition(".")
    if setting != "actions" or not deeper:
        return key, inside
    action, _dot, last_part = deeper.partition(".")
    return f"{key}.{action}", last_part
