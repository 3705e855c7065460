"""The form part of a service definition: what is wrong with it, in the words of its author."""

from collections.abc import Mapping
from typing import Any

from krob.engines.smartforms.compile import Builder
from krob.foundation.rules.problems import Problem
from krob.foundation.rules.values import Type


def problems(
    part: Mapping[str, Any], extra_types: Mapping[str, Type] | None = None
) -> list[Problem]:
    """Return everything that is wrong with a form part; errors forbid publishing.

    ``extra_types`` are names that conditions may read though the form does not ask for them.
    """
    return Builder(part, extra_types or {}).problems
