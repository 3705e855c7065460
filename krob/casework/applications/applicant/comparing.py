"""What was typed in an older window beside what was saved since: field by field, both kept.

Reads only. A window that saves over newer answers is refused; what it typed is set aside, and the
applicant chooses. Questions that say the same in both, or that nobody touched in the older window,
are not asked about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from krob.casework.applications import dossier, queries
from krob.casework.applications.models import Application, SetAside
from krob.casework.applications.types import Status
from krob.engines.smartforms import showing
from krob.engines.smartforms import state as smartforms
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.summary import written
from krob.engines.smartforms.types import Answer, Field, Posted
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message, NotFound
from krob.foundation.core.text import Text
from krob.registers.catalogue.queries import form_of

MINE, SAVED = "mine", "saved"


@dataclass(frozen=True, slots=True)
class Choice:
    """One question that says two things; ``chosen`` is the side taken so far, "" for none."""

    key: str
    label: Text
    mine: str
    saved: str
    chosen: str
    error: Message = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page on which the applicant still has to choose, and where."""

    page: str
    title: Text
    url: str


def url_of(application: Application, page: str) -> str:
    """Return where what was typed on a page is chosen."""
    return reverse("applications:compare", args=[application.reference, page])


def waiting(application: Application) -> list[Waiting]:
    """Return the pages on which something typed waits beside something else, in their order."""
    found = {aside.page for aside in application.asides.all() if differing(application, aside)}
    return [
        Waiting(page.key, page.title, url_of(application, page.key))
        for page in form_of(application.version).pages
        if page.key in found
    ]


def laid_over(
    application: Application, page: str, posted: Posted, *, only: frozenset[str] | None = None
) -> FormState:
    """Return the draft as it would be with what was typed on a page; ``only`` some fields of it."""
    form, state, context = dossier.form_and_state(application)
    opened = dossier.open_fields(application)
    if only is not None:
        opened = only if opened is None else opened & only
    unseen = frozenset(posted.get("_unseen", ()))
    return smartforms.merge(form, state, page, posted, context, only=opened, unseen=unseen)


def differing(application: Application, aside: SetAside) -> list[Field]:
    """Return the questions that say one thing in the draft and another in what was set aside."""
    return differences(application, aside.page, aside.posted)


def differences(application: Application, page: str, posted: Posted) -> list[Field]:
    """Return the questions changed in a posted page that say something else in the draft."""
    form, state, _context = dossier.form_and_state(application)
    mine, was = laid_over(application, page, posted), showing.was(posted)
    return [
        field
        for each in form.page(page)
        for field in each.fields
        if showing.mark(mine, field.key) not in (showing.mark(state, field.key), was.get(field.key))
    ]


def first(actor: Actor, reference: str, page: str) -> SetAside | None:
    """Return the oldest text set aside on a page that the applicant may still change.

    None when nothing differs (any more).

    Raises:
        NotFound: there is no such application, or it has been filed.
    """
    application = queries.one(actor, reference)
    if application.status not in (Status.DRAFT, Status.CORRECTING):
        raise NotFound("no-longer-a-draft", _("This application has been filed already."))
    for aside in application.asides.filter(page=page).order_by("at"):
        aside.application = application
        if differing(application, aside):
            return aside
    return None


def comparison(
    aside: SetAside,
    chosen: Mapping[str, str] | None = None,
    wrong: Mapping[str, Message] | None = None,
) -> dict[str, Any]:
    """Return what the choice between a text set aside and the draft shows."""
    application = aside.application
    pages = form_of(application.version).page(aside.page)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "aside": aside,
        "choices": _choices(application, aside, chosen or {}, wrong or {}),
        "page_title": pages[0].title,
        "compare_url": url_of(application, aside.page),
        "back_url": reverse("applications:page", args=[application.reference, aside.page]),
    }


def _choices(
    application: Application,
    aside: SetAside,
    chosen: Mapping[str, str],
    wrong: Mapping[str, Message],
) -> Sequence[Choice]:
    _form, state, _context = dossier.form_and_state(application)
    mine, was = laid_over(application, aside.page, aside.posted), showing.was(aside.posted)
    found = []
    for field in differing(application, aside):
        typed, saved = said(field, mine), said(field, state)
        as_before = showing.mark(state, field.key) == was.get(field.key)
        side = chosen.get(field.key) or _suggested(typed, saved, as_before=as_before)
        found.append(Choice(field.key, field.label, typed, saved, side, wrong.get(field.key, "")))
    return found


def _suggested(mine: str, saved: str, *, as_before: bool) -> str:
    """Suggest what was typed where nobody changed the saved answer, else the side that has one."""
    if as_before:
        return MINE
    if bool(mine) == bool(saved):
        return ""
    return MINE if mine else SAVED


def said(field: Field, state: FormState) -> str:
    """Return what a question says as people read it; what could not be read as it was typed."""
    if field.key not in state.raw:
        return written(field, state.answers.get(field.key))
    return _as_typed(state.rows(field.key) if field.fields else state.raw[field.key])


def _as_typed(raw: Answer) -> str:
    match raw:
        case dict():
            return " ".join(filter(None, map(_as_typed, raw.values())))
        case list():
            return "\n".join(filter(None, map(_as_typed, raw)))
    return "" if raw is None else str(raw)
