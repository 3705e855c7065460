"""The steps of a service in plain words, with their drawing."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from krob.engines.workflow import editing_settings as settings
from krob.engines.workflow import editing_tree as tree
from krob.engines.workflow.editing_screens import bare, drawing
from krob.foundation.editing import telling
from krob.foundation.editing.types import JSON, Around, Line, Said, Told


def told(part: JSON, around: Around) -> Sequence[Told]:
    """Return the drawing, the time of the law, every step with its actions, and the ends."""
    return [*_whole(part, around), *_steps(part, around), *_ends(part, around)]


def _whole(part: JSON, around: Around) -> Iterator[Told]:
    if drawn := drawing(part):
        yield Told(title=Said(text=_("Drawing")), drawing=drawn)
    if part.get("deadline"):
        lines = _lines(part, tree.DEADLINE, part["deadline"], around)
        title = Said(text=_("Time that the law gives"))
        yield Told(title=title, item=tree.DEADLINE, lines=lines)


def _steps(part: JSON, around: Around) -> Iterator[Told]:
    for key, plan in tree.steps(part).items():
        first = part.get("start") == key
        yield Told(
            title=telling.titled(plan.get("title"), key),
            item=key,
            note=_("Applications begin here") if first else "",
            lines=_lines(part, key, bare(key, plan), around),
            inside=[_action(part, key, name, around) for name in tree.actions(plan)],
        )


def _action(part: JSON, step: str, key: str, around: Around) -> Told:
    name = f"{step}.{key}"
    action = tree.item(part, name)
    return Told(
        title=telling.titled(action.get("label"), key),
        item=name,
        note=_("Action"),
        lines=_lines(part, name, settings.unfolded(name, action), around),
    )


def _ends(part: JSON, around: Around) -> Iterator[Told]:
    for key, end in tree.ends(part).items():
        name = f"{tree.END}{key}"
        title = telling.titled(end.get("title"), key)
        yield Told(title=title, item=name, note=_("End"), lines=_lines(part, name, end, around))


def _lines(part: JSON, name: str, item: tree.Item, around: Around) -> tuple[Line, ...]:
    asked = settings.settings_of(part, name, around)
    return telling.lines_of(asked, item, around, but=("title", "label"))
