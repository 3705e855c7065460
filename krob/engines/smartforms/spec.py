"""The form part of a service definition: what is wrong with it, in the words of its author."""

from collections.abc import Mapping
from typing import Any

from krob.engines.smartforms import scrutiny
from krob.engines.smartforms.compile import Builder
from krob.engines.smartforms.scrutiny import Sources
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type


def problems(
    part: Mapping[str, Any],
    extra_types: Mapping[str, Type] | None = None,
    *,
    sources: Sources | None = None,
) -> list[Problem]:
    """Return everything that is wrong with a form part; errors forbid publishing.

    Args:
        part: the form as its author wrote it; anything at all is answered, nothing raises.
        extra_types: names that conditions may read though the form does not ask for them.
        sources: what may be filled in beforehand, with the kinds of question that it fits;
            ``None`` where the caller does not know.
    """
    built = Builder(part, extra_types or {})
    types = {**(extra_types or {}), **built.own_types}
    more = list(scrutiny.problems(built.pages, types, sources))
    said = {problem.path for problem in more}
    return [*(problem for problem in built.problems if problem.path not in said), *more]
