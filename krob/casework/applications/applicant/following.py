"""What the applicant's screens show after filing. Reads only."""

from typing import Any

from django.utils.translation import gettext as _

from krob.casework.applications import dossier, policies, queries
from krob.casework.applications.applicant import comparing
from krob.casework.applications.clocks.clockbar import bar_of
from krob.casework.applications.clocks.timing import timing_of
from krob.casework.applications.history import told
from krob.casework.applications.locking import FILED_ALREADY, TOO_LATE
from krob.casework.applications.models import Application
from krob.casework.applications.papers import for_owner, links, papers_of
from krob.casework.applications.types import BEFORE_DECISION, TO_APPLICANT, TONE, Status
from krob.engines.smartforms.summary import summarise
from krob.engines.workflow import clock as clocks
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Conflict, NotFound
from krob.people.parties import queries as parties
from krob.registers.licences import queries as licences
from krob.registers.payments import queries as payments

EDITABLE = (Status.DRAFT, Status.CORRECTING)


def overview(actor: Actor, reference: str) -> dict[str, Any]:
    """Return what the applicant sees of one application."""
    application = queries.one(actor, reference)
    form, state, context = dossier.form_and_state(application)
    files = links(application, papers_of(actor, application), for_owner)
    status = Status(application.status)
    reading = clocks.reading(application.subject)
    of_time = timing_of(application, reading)
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "applicant": parties.party_named(application.party),
        "status": TO_APPLICANT[status],
        "tone": TONE[status],
        "undecided": comparing.waiting(application) if status in EDITABLE else (),
        "is_draft": status == Status.DRAFT,
        "is_correcting": status == Status.CORRECTING,
        "is_paying": status == Status.PAYING,
        "may_withdraw": status in BEFORE_DECISION and not of_time.decided,
        "clock": reading if application.submitted_at else None,
        "bar": bar_of(reading),
        "timing": of_time,
        "pages": summarise(form, state, context, masked=True, files=files),
        "history": told(actor, application),
        "bills": payments.bills_of(actor, application.subject),
        "licence": licences.of_subject(actor, application.subject),
        "refusal": _refusal(application),
    }


def receipt(actor: Actor, reference: str) -> dict[str, Any]:
    """Return what confirms a filing.

    Raises:
        NotFound: it has not been filed.
    """
    shown = overview(actor, reference)
    if shown["is_draft"]:
        raise NotFound("not-filed", _("This application has not been filed yet."))
    return shown


def to_withdraw(actor: Actor, reference: str) -> Application:
    """Return an application that its party may take back.

    Raises:
        Conflict: it has been decided, or was never filed.
    """
    application = queries.one(actor, reference)
    if not policies.may_withdraw(actor, application):
        raise Conflict("too-late-to-withdraw", TOO_LATE)
    return application


def to_discard(actor: Actor, reference: str) -> Application:
    """Return a draft that its party may throw away.

    Raises:
        Conflict: it has been filed.
    """
    application = queries.one(actor, reference)
    if application.status != Status.DRAFT:
        raise Conflict("no-longer-a-draft", FILED_ALREADY)
    return application


def _refusal(application: Application) -> str:
    if application.status != Status.REFUSED:
        return ""
    finding = application.findings.order_by("-id").first()
    return finding.note if finding else _("The reasons are in the letter.")
