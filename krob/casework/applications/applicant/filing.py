"""What the applicant's screens show from start to filing. Reads only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from krob.casework.applications import dossier, policies, queries
from krob.casework.applications.applicant import comparing, newer, prefill
from krob.casework.applications.models import Application
from krob.casework.applications.papers import (
    Paper,
    inside,
    lacking,
    papers_of,
    shown_inside,
)
from krob.casework.applications.types import Status
from krob.engines.exchange.models import Lookup
from krob.engines.smartforms import render, showing, state
from krob.engines.smartforms.checks import errors_of
from krob.engines.smartforms.fieldviews import FormUrls, LookUp
from krob.engines.smartforms.types import CompiledForm, Field
from krob.engines.smartforms.visibility import walk
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.core.web import whole_number
from krob.people.parties import queries as parties
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.queries import form_of, is_offered, version_in_force

LAST = ("documents", "check")


def url_in(application: Application, name: str, *rest: str) -> str:
    """Return the address of one of the applicant's screens of an application."""
    return reverse(f"applications:{name}", args=[application.reference, *rest])


def start(actor: Actor, service: str) -> dict[str, Any]:
    """Return what the start page shows: for whom, what will be asked, which papers."""
    version = version_in_force(service, clock.today())
    part = version.parts["service"]
    applicant = parties.party_named(actor.party)
    return {
        "version": version,
        "service": part,
        "applicant": applicant,
        "offered": is_offered(service, clock.today()),
        "open_to": applicant.kind in part.get("applicants", []),
        "pages": form_of(version).pages,
        "drafts": list(_drafts(actor, version)[:5]),
    }


def assurance_of(service: str) -> str:
    """Return which level of identity assurance a service asks for today."""
    return policies.assurance_asked(version_in_force(service, clock.today()).parts["service"])


def assurance_for(actor: Actor, reference: str) -> str:
    """Return which level of identity assurance this application is filed with."""
    return policies.assurance_asked(dossier.parts_of(queries.one(actor, reference))["service"])


def _drafts(actor: Actor, version: ServiceVersion) -> QuerySet[Application]:
    return queries.listed(actor).filter(status=Status.DRAFT, version__service=version.service)


def first_url(application: Application) -> str:
    """Return the address of the first page of the form."""
    return url_in(application, "page", form_of(application.version).pages[0].key)


def pages_of(application: Application) -> list[str]:
    """Return the keys of the pages that these answers open, in order."""
    form, state, context = dossier.form_and_state(application)
    opened = walk(form, state.answers, context).pages
    return [page.key for page in form.pages if page.key in opened]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stop on the way to filing, for the progress list."""

    title: Any
    url: str
    state: str


def stages(application: Application, here: str, papers: Sequence[Paper] = ()) -> list[Stage]:
    """Return all stops on the way with where the person is."""
    form, state, context = dossier.form_and_state(application)
    opened = pages_of(application)
    keys = [*opened, *LAST]
    titles = {page.key: page.title for page in form.pages}
    lack = {form.fields[key].page for key in lacking(application, papers)}
    done = {key for key in opened if key not in lack and not errors_of(form, state, key, context)}
    return [
        Stage(
            titles.get(key, key),
            url_in(application, key) if key in LAST else url_in(application, "page", key),
            "now" if key == here else "done" if key in done else "open",
        )
        for key in keys
    ]


def page(
    actor: Actor,
    reference: str,
    page: str,
    *,
    check: bool = False,
    wrong: Mapping[str, Message] | None = None,
    posted: Mapping[str, list[str]] | None = None,
) -> dict[str, Any]:
    """Return what a page of the form shows; with ``check`` also what is wrong on it.

    ``wrong`` is what a command found wrong there. ``posted`` is the post that stays on the page:
    what was searched for is then shown. Questions that its answers opened were not asked yet: they
    are ``opened``, not wrong.

    Raises:
        NotFound: there is no such page, or these answers do not open it.
    """
    application = changeable(actor, reference)
    form, form_state, context = dossier.form_and_state(application)
    _require_page(application, page)
    papers = papers_of(actor, application)
    found = _errors(application, page, papers) if check else {}
    asked = {name: message for name, message in found.items() if _was_asked(name, posted)}
    errors = {**asked, **(wrong or {})}
    correction = dossier.open_fields(application)
    stops = stages(application, page, papers)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "correcting": correction is not None,
        "opened": _opened(form, found.keys() - errors.keys()),
        "newness": newer.newness(application),
        "undecided": comparing.waiting(application),
        **render.page_context(
            form,
            form_state,
            page,
            errors,
            only=_open_here(application, papers, correction),
            urls=urls(application, page),
            context=context,
            files=shown_inside(application, papers),
            version=application.edition,
            saved_at=application.saved_at,
            posted=posted,
        ),
        "stages": stops,
        "steps": stops,
    }


def _errors(application: Application, page: str, papers: Sequence[Paper]) -> dict[str, Message]:
    """Return what is wrong on a page, a file that it lacks included."""
    form, form_state, context = dossier.form_and_state(application)
    here = {
        key: said
        for key, said in lacking(application, papers).items()
        if form.fields[key].page == page
    }
    return {**errors_of(form, form_state, page, context), **here}


def _open_here(
    application: Application, papers: Sequence[Paper], opened: frozenset[str] | None
) -> frozenset[str] | None:
    """Return the questions that a correction round opens, those that ask for a file included."""
    if opened is None:
        return None
    found = inside(application, papers)
    return opened | {key for key, paper in found.items() if paper.open}


def question_url(application: Application, key: str) -> str:
    """Return the way to a question on its page of the form."""
    page = form_of(application.version).fields[key].page
    return f"{url_in(application, 'page', page)}#f-{key}"


def _require_page(application: Application, page: str) -> None:
    if page not in pages_of(application):
        raise NotFound("page-not-found", _("There is no such page."))


def _was_asked(name: str, posted: Mapping[str, list[str]] | None) -> bool:
    """Say whether the page that was posted asked a question; the page says which it asked."""
    return "_shown" not in (posted or {}) or name.split("-")[0] in (posted or {})["_shown"]


def _opened(form: CompiledForm, names: Collection[str]) -> list[Field]:
    keys = {name.split("-")[0] for name in names}
    return [field for field in form.fields.values() if field.key in keys]


def _look_ups(application: Application, page: str) -> dict[str, LookUp]:
    return {
        field.key: LookUp(
            url=url_in(application, "look-up", field.key),
            title=Text.of(field.options["lookup"]["label"]),
        )
        for field in form_of(application.version).fields.values()
        if field.page == page and field.options.get("lookup")
    }


def changeable(actor: Actor, reference: str) -> Application:
    """Return an application that the applicant may still change.

    Raises:
        NotFound: there is no such application, or it has been filed.
    """
    application = queries.one(actor, reference)
    if application.status not in (Status.DRAFT, Status.CORRECTING):
        raise NotFound("no-longer-a-draft", _("This application has been filed already."))
    return application


def urls(application: Application, page: str) -> FormUrls:
    """Return the addresses that the form's template and scripts use."""
    return FormUrls(
        save=url_in(application, "save", page),
        toggle=url_in(application, "toggle", page),
        submit=url_in(application, "page", page),
        places=reverse("smartforms:places"),
        page=url_in(application, "page", "KEY").replace("KEY", "{page}"),
        back=url_before(application, page),
        keeps_files=True,
        look_ups=_look_ups(application, page),
    )


def was(application: Application, page: str) -> str:
    """Return the marks of what a page says now, for the next post of it (``showing``)."""
    form, form_state, _context = dossier.form_and_state(application)
    return showing.shown(form, form_state, page)


def stays(posted: Mapping[str, Any]) -> bool:
    """Say whether the person pressed a button inside the page rather than *continue*."""
    return state.stays_on_page(state.posted_of(posted))


def changes(actor: Actor, reference: str, page: str, posted: Mapping[str, list[str]]) -> str | None:
    """Return the fragment by which HTMX shows fields that an answer opened; None for no change.

    Raises:
        NotFound: there is no such page, or these answers do not open it.
    """
    application = changeable(actor, reference)
    _require_page(application, page)
    form, before, context = dossier.form_and_state(application)
    opened = dossier.open_fields(application)
    papers = papers_of(actor, application)
    unseen_here = _unseen(application, posted)
    after = state.merge(form, before, page, posted, context, only=opened, unseen=unseen_here)
    return render.changes(
        form,
        before,
        after,
        page,
        urls(application, page),
        context=context,
        posted=posted,
        only=_open_here(application, papers, opened),
        files=shown_inside(application, papers),
    )


def unseen(
    actor: Actor, reference: str, page: str, posted: Mapping[str, list[str]]
) -> frozenset[str]:
    """Return the fields of a posted page that registries have filled in behind it."""
    application = changeable(actor, reference)
    fields = form_of(application.version).fields
    found = _unseen(application, posted)
    return frozenset(key for key in found if key in fields and fields[key].page == page)


def _unseen(application: Application, posted: Mapping[str, list[str]]) -> frozenset[str]:
    edition = whole_number(posted.get("_version", [""])[-1])
    since = prefill.unseen_since(application, edition) or frozenset()
    return since | frozenset(posted.get("_unseen", ()))


def url_after(actor: Actor, reference: str, page: str) -> str:
    """Return where *continue* leads: the next open page, else the documents."""
    application = changeable(actor, reference)
    if application.status == Status.CORRECTING:
        return url_in(application, "correct")
    keys = pages_of(application)
    later = keys[keys.index(page) + 1 :] if page in keys else []
    return url_in(application, "page", later[0]) if later else url_in(application, "documents")


def url_before(application: Application, page: str) -> str:
    """Return where *back* leads."""
    if application.status == Status.CORRECTING:
        return url_in(application, "correct")
    keys = pages_of(application)
    at = keys.index(page)
    return url_in(application, "page", keys[at - 1]) if at else url_in(application, "overview")


def page_of(actor: Actor, reference: str, field: str) -> str:
    """Return the page on which a field stands.

    Raises:
        NotFound: the form has no such field.
    """
    found = form_of(queries.one(actor, reference).version).fields.get(field)
    if found is None:
        raise NotFound("field-not-found", _("There is no such field."))
    return found.page


def waiting(actor: Actor, reference: str, lookup: Lookup) -> dict[str, Any]:
    """Return what the page shows while a registry thinks."""
    application = queries.one(actor, reference)
    form = form_of(application.version)
    field = next(
        (f for f in form.fields.values() if _registry(form, f.key) == lookup.registry), None
    )
    page = field.page if field else form.pages[0].key
    return {
        "application": application,
        "lookup": lookup,
        "field": field,
        "back_url": url_in(application, "page", page),
    }


def _registry(form: CompiledForm, key: str) -> str:
    lookup: Mapping[str, str] = form.fields[key].options.get("lookup") or {}
    return lookup.get("registry", "")
