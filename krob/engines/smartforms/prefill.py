"""From the facts of a registry to the answers of a form, by the paths that fields name."""

from collections.abc import Mapping
from typing import Any

from krob.engines.smartforms.types import Answer, CompiledForm


def wanted(form: CompiledForm) -> dict[str, dict[str, str]]:
    """Return what the form wants from each source: source → path → field key.

    A field with ``prefill`` ``dbd.juristic_name`` wants ``juristic_name`` of ``dbd``.
    """
    found: dict[str, dict[str, str]] = {}
    for each in form.fields.values():
        if each.prefill:
            source, _dot, path = each.prefill.partition(".")
            found.setdefault(source, {})[path] = each.key
    return found


def answers_from(form: CompiledForm, source: str, facts: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the answers that the facts of a source give, ready for ``state.fill``."""
    answers = {}
    for path, key in wanted(form).get(source, {}).items():
        value = _at(facts, path)
        if value is not None and value != "":
            answers[key] = value
    return answers


def _at(facts: Mapping[str, Any], path: str) -> Any:
    value: Any = facts
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
