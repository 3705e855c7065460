"""What is wrong with the answers of a page, said to the person who gave them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.kinds.groups import least_rows, least_shown, most_rows
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import Answer, CompiledForm, Field, Unreadable
from krob.engines.smartforms.visibility import Row, Walk, ask, empty_row, walk
from krob.foundation.core.errors import Message

Errors = Iterator[tuple[str, Message]]


def errors_of(
    form: CompiledForm,
    state: FormState,
    page: str | None,
    context: Mapping[str, Any],
    *,
    only: frozenset[str] | None = None,
) -> dict[str, Message]:
    """Return the messages by input name, in the order of the form; empty when all is well.

    Names are keys of fields; a part of an answer is ``premises-district``, a cell of a group
    ``staff-0-name``. ``page`` ``None`` checks every page, ``only`` just the named fields.
    """
    found = walk(form, state.answers, context)
    messages: dict[str, Message] = {}
    for each_page in form.page(page):
        if each_page.key not in found.pages:
            continue
        for field in each_page.fields:
            if field.key in found.visible and (only is None or field.key in only):
                messages.update(_field_errors(field, state, found))
    return messages


def _field_errors(field: Field, state: FormState, found: Walk) -> Errors:
    if not field.kind.asks:
        return
    if field.kind.code == "group":
        yield from _group_errors(field, state, found)
        return
    required = field.key in found.required
    yield from _answer_errors(field, field.key, state.given(field.key), required, found.values)


def _answer_errors(
    field: Field, name: str, given: Answer, required: bool, values: Mapping[str, Any]
) -> Errors:
    try:
        answer = field.kind.parse(given, field)
    except Unreadable as error:
        for part, message in error.parts.items():
            yield (f"{name}-{part}" if part else name), message
        return
    if answer is None:
        if required:
            yield name, field.kind.missing(field)
        return
    yield from _broken_checks(field, name, values)


def _broken_checks(field: Field, name: str, values: Mapping[str, Any]) -> Errors:
    for check in field.checks:
        if ask(check.rule, values) is False:
            yield name, str(check.message)
            return


def _group_errors(group: Field, state: FormState, found: Walk) -> Errors:
    rows = state.rows(group.key)
    filled = [index for index, row in enumerate(rows) if any(row.values())]
    if not filled and group.key not in found.required and not least_rows(group):
        return
    if not rows or (not filled and least_shown(group) == 0):
        yield group.key, group.kind.missing(group)
        return
    yield from _row_count_errors(group, len(filled))
    walked = found.rows.get(group.key, [])
    for index, row in enumerate(rows):
        if index in filled or index < least_shown(group):
            seen = walked[index] if index < len(walked) else empty_row(group, found.values)
            yield from _row_errors(group, index, row, seen)
    if group.key in found.values:
        yield from _broken_checks(group, group.key, found.values)


def _row_count_errors(group: Field, count: int) -> Errors:
    if count > most_rows(group):
        yield (
            group.key,
            _("At most %(most)s rows: %(name)s") % {"most": most_rows(group), "name": group.name},
        )
    if 0 < count < least_rows(group):
        yield (
            group.key,
            _("At least %(least)s rows: %(name)s")
            % {"least": least_rows(group), "name": group.name},
        )


def _row_errors(group: Field, index: int, row: Mapping[str, Any], seen: Row) -> Errors:
    for cell in group.fields:
        if cell.key in seen.visible and cell.kind.asks:
            yield from _answer_errors(
                cell,
                f"{group.key}-{index}-{cell.key}",
                row.get(cell.key),
                cell.key in seen.required,
                seen.values,
            )
