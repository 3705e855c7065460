"""What the applicant's screens show from start to filing. Reads only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from krob.casework.applications import (
    dossier,
    excluding,
    needing,
    newer,
    policies,
    prefill,
    queries,
)
from krob.casework.applications.models import Application
from krob.casework.applications.papers import papers_of
from krob.casework.applications.types import Status
from krob.engines.exchange.models import Lookup
from krob.engines.smartforms import render, state, summary
from krob.engines.smartforms.checks import errors_of
from krob.engines.smartforms.fieldviews import FormUrls, LookUp
from krob.engines.smartforms.types import CompiledForm, Field
from krob.engines.smartforms.visibility import walk
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import DomainError, Invalid, Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.core.web import whole_number
from krob.people.parties import queries as parties
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.queries import form_of, version_in_force

MEGABYTE = 1_000_000
LAST = ("documents", "check")


def _url(application: Application, name: str, *rest: str) -> str:
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
    return _url(application, "page", form_of(application.version).pages[0].key)


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


def stages(application: Application, here: str) -> list[Stage]:
    """Return all stops on the way with where the person is."""
    form, state, context = dossier.form_and_state(application)
    opened = pages_of(application)
    keys = [*opened, *LAST]
    titles = {page.key: page.title for page in form.pages}
    done = {key for key in opened if not errors_of(form, state, key, context)}
    return [
        Stage(
            titles.get(key, key),
            _url(application, key) if key in LAST else _url(application, "page", key),
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
    application = _changeable(actor, reference)
    form, form_state, context = dossier.form_and_state(application)
    _require_page(application, page)
    found = errors_of(form, form_state, page, context) if check else dict(wrong or {})
    errors = {name: message for name, message in found.items() if _was_asked(name, posted)}
    correction = dossier.open_fields(application)
    stops = stages(application, page)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "correcting": correction is not None,
        "opened": _opened(form, found.keys() - errors.keys()),
        "newness": newer.newness(application),
        **render.page_context(
            form,
            form_state,
            page,
            errors,
            only=correction,
            urls=urls(application, page),
            context=context,
            version=application.edition,
            saved_at=application.saved_at,
            posted=posted,
        ),
        "stages": stops,
        "steps": stops,
    }


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
            url=_url(application, "look-up", field.key),
            title=Text.of(field.options["lookup"]["label"]),
        )
        for field in form_of(application.version).fields.values()
        if field.page == page and field.options.get("lookup")
    }


def _changeable(actor: Actor, reference: str) -> Application:
    application = queries.one(actor, reference)
    if application.status not in (Status.DRAFT, Status.CORRECTING):
        raise NotFound("no-longer-a-draft", _("This application has been filed already."))
    return application


def urls(application: Application, page: str) -> FormUrls:
    """Return the addresses that the form's template and scripts use."""
    return FormUrls(
        save=_url(application, "save", page),
        toggle=_url(application, "toggle", page),
        submit=_url(application, "page", page),
        places=reverse("smartforms:places"),
        page=_url(application, "page", "KEY").replace("KEY", "{page}"),
        back=url_before(application, page),
        files=_url(application, "documents"),
        look_ups=_look_ups(application, page),
    )


def stays(posted: Mapping[str, Any]) -> bool:
    """Say whether the person pressed a button inside the page rather than *continue*."""
    return state.stays_on_page(state.posted_of(posted))


def changes(actor: Actor, reference: str, page: str, posted: Mapping[str, list[str]]) -> str | None:
    """Return the fragment by which HTMX shows fields that an answer opened; None for no change.

    Raises:
        NotFound: there is no such page, or these answers do not open it.
    """
    application = _changeable(actor, reference)
    _require_page(application, page)
    form, before, context = dossier.form_and_state(application)
    opened = dossier.open_fields(application)
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
        only=opened,
    )


def unseen(
    actor: Actor, reference: str, page: str, posted: Mapping[str, list[str]]
) -> frozenset[str]:
    """Return the fields of a posted page that registries have filled in behind it."""
    application = _changeable(actor, reference)
    fields = form_of(application.version).fields
    found = _unseen(application, posted)
    return frozenset(key for key in found if key in fields and fields[key].page == page)


def _unseen(application: Application, posted: Mapping[str, list[str]]) -> frozenset[str]:
    edition = whole_number(posted.get("_version", [""])[-1])
    since = prefill.unseen_since(application, edition) or frozenset()
    return since | frozenset(posted.get("_unseen", ()))


def url_after(actor: Actor, reference: str, page: str) -> str:
    """Return where *continue* leads: the next open page, else the documents."""
    application = _changeable(actor, reference)
    if application.status == Status.CORRECTING:
        return _url(application, "correct")
    keys = pages_of(application)
    later = keys[keys.index(page) + 1 :] if page in keys else []
    return _url(application, "page", later[0]) if later else _url(application, "documents")


def url_before(application: Application, page: str) -> str:
    """Return where *back* leads."""
    if application.status == Status.CORRECTING:
        return _url(application, "correct")
    keys = pages_of(application)
    at = keys.index(page)
    return _url(application, "page", keys[at - 1]) if at else _url(application, "overview")


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
        "back_url": _url(application, "page", page),
    }


def _registry(form: CompiledForm, key: str) -> str:
    lookup: Mapping[str, str] = form.fields[key].options.get("lookup") or {}
    return lookup.get("registry", "")


def documents(
    actor: Actor, reference: str, errors: Mapping[str, DomainError] | None = None
) -> dict[str, Any]:
    """Return what the documents page shows: fetched for you, and you bring."""
    application = _changeable(actor, reference)
    found = papers_of(actor, application, errors)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "stages": stages(application, "documents"),
        "fetched": [paper for paper in found if paper.need.how == "fetch"],
        "brought": [paper for paper in found if paper.need.how == "upload"],
        "errors": {f"document-{code}": error.message for code, error in (errors or {}).items()},
        "next_url": documents_next(application),
        "back_url": _url(application, "page", pages_of(application)[-1]),
    }


def documents_next(application: Application) -> str:
    """Return where the documents page leads on."""
    correcting = application.status == Status.CORRECTING
    return _url(application, "correct" if correcting else "check")


def documents_url(actor: Actor, reference: str) -> str:
    """Return the address of the documents page, or of the correction round."""
    application = queries.one(actor, reference)
    correcting = application.status == Status.CORRECTING
    return _url(application, "correct" if correcting else "documents")


def limit_bytes(actor: Actor, reference: str, requirement: str) -> int:
    """Return how many bytes a file for this document may have.

    Raises:
        NotFound: the service has no such document.
    """
    for need in dossier.document_needs(_changeable(actor, reference)):
        if need.code == requirement:
            return need.max_mb * MEGABYTE
    raise NotFound("document-not-asked-for", _("There is no such document."))


def check(actor: Actor, reference: str, invalid: Invalid | None = None) -> dict[str, Any]:
    """Return what the check page shows: every answer, every document, what is missing."""
    application = _changeable(actor, reference)
    form, form_state, context = dossier.form_and_state(application)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "stages": stages(application, "check"),
        "pages": summary.summarise(form, form_state, context, masked=True),
        "papers": papers_of(actor, application),
        "ineligible": dossier.ineligibilities(application) + _excluded(application),
        "unmet": needing.unmet(application),
        "notice": parties.current_notice("applications"),
        "applicant": parties.party_named(application.party),
        "problems": _linked(application, invalid) if invalid else [],
        "errors": invalid.fields if invalid else {},
        "back_url": _url(application, "documents"),
        "newness": newer.newness(application),
    }


def _excluded(application: Application) -> list[Text]:
    """Return early what filing would refuse; what is corrected was filed already."""
    return excluding.exclusions(application) if application.status == Status.DRAFT else []


@dataclass(frozen=True, slots=True)
class LinkedProblem:
    """What stands against filing, and where it is mended."""

    message: Any
    url: str


def _linked(application: Application, invalid: Invalid) -> list[LinkedProblem]:
    return [LinkedProblem(text, _place(application, key)) for key, text in invalid.fields.items()]


def _place(application: Application, key: str) -> str:
    head, _dot, rest = key.partition(".")
    if head == "document":
        return f"{_url(application, 'documents')}#document-{rest}"
    field = form_of(application.version).fields.get(head)
    if field is None:
        return f"#{head}"
    return f"{_url(application, 'page', field.page)}#f-{field.key}"
