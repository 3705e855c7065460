"""What stands against a running process going on in another graph: pure.

Every step that was visited needs a counterpart, so that four eyes and history stay what they were;
an open one needs one of the same kind, so that whoever holds the matter goes on holding it.
"""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from krob.engines.workflow.graph import StepGraph
from krob.foundation.core.errors import Message


def counterpart(steps: Mapping[str, str], key: str) -> str:
    """Return the step of the new graph that takes a step's place: the same key unless said."""
    return steps.get(key) or key


def obstacles(
    old: StepGraph,
    new: StepGraph,
    steps: Mapping[str, str],
    *,
    visited: Collection[str],
    standing: Collection[str],
) -> list[Message]:
    """Return why a process with these steps cannot go on in another graph; empty when it can."""
    found: list[Message] = []
    targets: dict[str, str] = {}
    for key in sorted({*visited, *standing}):
        target = counterpart(steps, key)
        title = {"step": old.steps[key].title if key in old.steps else key}
        if target not in new.steps:
            found.append(_("The new version has no step in the place of “%(step)s”.") % title)
        elif target in targets:
            found.append(_("Two steps would become one: “%(step)s”.") % title)
        elif key in standing and new.steps[target].kind != old.steps[key].kind:
            found.append(_("The step that takes the place of “%(step)s” is another kind.") % title)
        targets[target] = key
    return found
