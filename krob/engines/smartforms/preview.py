"""A form as the applicant meets it, while it is still being written.

Nothing is stored: what was typed travels with the page itself, so that conditions work and pages
follow each other. What an official has not finished yet is said in its place.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.template.loader import render_to_string

from krob.engines.smartforms import checks, render, state
from krob.engines.smartforms.fieldviews import FormUrls
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import CompiledForm, Posted
from krob.engines.smartforms.visibility import walk

CARRIED = "_answers"
MOST = 200_000
"""Characters of answers that a page carries on."""


def carried(posted: Posted) -> FormState:
    """Return the answers that a page brought along; none where they cannot be read."""
    text = (posted.get(CARRIED) or [""])[-1]
    try:
        found = json.loads(text) if len(text) <= MOST else {}
        return FormState.of(found if isinstance(found, dict) else {})
    except (ValueError, TypeError, RecursionError):
        return FormState()


def first_page(form: CompiledForm) -> str:
    """Return the key of the page that a preview opens with; "" where there is none."""
    return form.pages[0].key if form.pages else ""


def shown(
    form: CompiledForm,
    page: str,
    posted: Posted,
    context: Mapping[str, Any],
    urls_of: Callable[[str], FormUrls],
) -> dict[str, Any]:
    """Return what is shown first, or after a page was posted back.

    A page that is in order leads to the next one, as for an applicant. ``urls_of`` gives the
    addresses of a page.
    """
    answers = _laid_over(form, page, posted, context) if posted else FormState()
    leaves = bool(posted) and not state.stays_on_page(posted)
    wrong = checks.errors_of(form, answers, page, context) if leaves else {}
    finished = False
    if leaves and not wrong:
        page, finished = _after(form, page, answers, context)
    there = render.page_context(
        form, answers, page, wrong, urls=urls_of(page), context=context, posted=posted
    )
    return {**there, "carried": _carried(answers, context), "finished": finished}


def _after(
    form: CompiledForm, page: str, answers: FormState, context: Mapping[str, Any]
) -> tuple[str, bool]:
    """Return the page that follows, and whether this one was the last."""
    asked = walk(form, answers.answers, context).pages
    place = asked.index(page) + 1 if page in asked else 0
    return (asked[place], False) if place < len(asked) else (page, True)


def toggled(
    form: CompiledForm, page: str, posted: Posted, urls: FormUrls, context: Mapping[str, Any]
) -> str:
    """Return the parts of a page that an answer changes, and the answers to carry on."""
    answers = _laid_over(form, page, posted, context)
    before = carried(posted)
    html = render.changes(form, before, answers, page, urls, context=context, posted=posted) or ""
    values = {"carried": _carried(answers, context), "oob": True}
    return html + render_to_string("smartforms/carried.html", values)


def _laid_over(
    form: CompiledForm, page: str, posted: Posted, context: Mapping[str, Any]
) -> FormState:
    return state.merge(form, carried(posted), page, posted, context)


def _carried(answers: FormState, context: Mapping[str, Any]) -> dict[str, str]:
    text = json.dumps(answers.as_json(), ensure_ascii=False, default=str)
    kind = str(context.get("applicant", {}).get("kind", ""))
    return {CARRIED: text if len(text) <= MOST else "", "_as": kind}
