"""Handing in: the first time, and again after corrections."""

from collections.abc import Mapping

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier, placing, policies
from krob.casework.applications.applicant import comparing
from krob.casework.applications.applicant.notices import acknowledge
from krob.casework.applications.beside import excluding, needing
from krob.casework.applications.locking import TOO_LOW, locked, require
from krob.casework.applications.models import Application, Submission
from krob.casework.applications.moving import begin, follow, only_action, standing
from krob.casework.applications.officer import answering
from krob.casework.applications.types import Status
from krob.engines.documents import commands as uploads
from krob.engines.documents import queries as documents
from krob.engines.documents.needs import missing
from krob.engines.smartforms.checks import errors_of
from krob.engines.workflow import commands as workflow
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, Message
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.people.parties import queries as parties
from krob.people.parties.commands import change_contact
from krob.people.parties.holding import hold
from krob.registers.catalogue.versioning.definition import digest_of

APPLICANT = {ActorKind.APPLICANT}
EXPLANATION_LENGTH = 1000


@command(
    "applications.submit",
    kinds=APPLICANT,
    states={status.value for status in Status},
)
def submit_application(*, actor: Actor, reference: str, notice_read: bool = False) -> Application:
    """Hand a finished draft to the authority of the premises.

    Doing it twice has the effect of doing it once. Where no authority is found for the address,
    the application waits in the routing queue. With ``notice_read`` the privacy notice is
    acknowledged first; what is refused keeps no acknowledgement.

    Req: 1.3.5, P.6.

    Raises:
        NotFound: there is no such application that the actor may see.
        NotAllowed: this sign-in is not strong enough for the service.
        Conflict: a notice was read for what has been filed already.
        Invalid: answers are wrong or missing, a needed document is missing, the answers are not
            eligible, something held or filed already excludes it, or the privacy notice was not
            acknowledged; ``fields`` says where.
    """
    application = locked(actor, reference, parts=("version__service",))
    require(policies.may_edit(actor, application))
    prefetch_related_objects([application], "asides")
    if notice_read:
        acknowledge(actor, application)
    if application.status != Status.DRAFT:
        return application
    service = dossier.parts_of(application)["service"]
    require(policies.is_assured(actor, service), "assurance-too-low", TOO_LOW)
    _refuse_incomplete(actor, application, notice_read=notice_read)
    now = clock.now()
    application.submitted_at = now
    hold(application.party)
    application.premises = placing.record(actor, application)
    _refuse_excluded(application)
    match = placing.competent(application)
    application.status = Status.CHECKING if match else Status.ROUTING
    if match:
        placing.hand_to(application, match)
    _hand_in(application, number=1)
    uploads.fix_uploads(actor=actor, subject=application.subject)
    application.save(update_fields=["submitted_at", "premises", "status", "unit", "offering"])
    _keep_address(actor, application)
    if match:
        begin(application)
    journal.record(
        actor=actor,
        name="application.submitted",
        subject=application.subject,
        data={"unit": application.unit.code, "service": application.version.service.code},
    )
    return application


def _keep_address(actor: Actor, application: Application) -> None:
    """Send copies of messages where the form says, unless the applicant chose an address before."""
    field = dossier.parts_of(application)["service"].get("contact_field", "")
    email = dossier.effective_answers(application).get(field)
    if email and parties.contact_of(application.party) is None:
        change_contact(
            actor=actor, party=application.party, email=str(email), language=actor.language
        )


def _refuse_incomplete(actor: Actor, application: Application, *, notice_read: bool) -> None:
    problems = _problems(actor, application)
    if not (notice_read or parties.has_accepted(actor, "applications", application.subject)):
        problems["notice"] = _("Read the privacy notice and tick that you have read it.")
    if problems:
        raise Invalid("not-ready", _("The application is not ready yet."), fields=problems)


def _refuse_excluded(application: Application) -> None:
    """Refuse what something held or filed excludes; the party is held by now, so none races."""
    reasons = excluding.exclusions(application)
    if reasons:
        told: dict[str, Message] = {
            f"eligibility.{number}": str(text) for number, text in enumerate(reasons, 1)
        }
        raise Invalid("not-ready", _("The application is not ready yet."), fields=told)


def _problems(actor: Actor, application: Application) -> dict[str, Message]:
    problems = {**_wrong_answers(application), **_missing_documents(actor, application)}
    reasons = dossier.ineligibilities(application) if not problems else []
    told = {f"eligibility.{number}": str(text) for number, text in enumerate(reasons, 1)}
    return {**problems, **told, **_lacking(application), **_undecided(application)}


def _undecided(application: Application) -> dict[str, Message]:
    """Return what was typed in two windows and must be chosen first: filing would lose one."""
    message = _("You typed this page in two windows. Choose what stands: %(page)s")
    return {
        f"aside.{one.page}": message % {"page": one.title} for one in comparing.waiting(application)
    }


def _lacking(application: Application) -> dict[str, Message]:
    """Return what must be held first, where the service insists."""
    return {
        f"needs.{one.service}": str(one.message)
        for one in needing.unmet(application)
        if one.enforced
    }


def _wrong_answers(application: Application) -> dict[str, Message]:
    form, state, context = dossier.form_and_state(application)
    return dict(errors_of(form, state, None, context))


def _missing_documents(actor: Actor, application: Application) -> dict[str, Message]:
    held = documents.counts_of(actor, application.subject)
    return {
        f"document.{need.code}": _("This document is missing: %(title)s") % {"title": need.title}
        for need in missing(dossier.document_needs(application), held)
    }


def _hand_in(application: Application, *, number: int) -> Submission:
    answers = dossier.effective_answers(application)
    if application.asides.all():
        application.asides.all().delete()  # nothing in them differs: that was asked before
    return Submission.objects.create(
        application=application,
        number=number,
        answers=answers,
        digest=digest_of({"answers": answers}),
        at=clock.now(),
    )


def _explained(explanations: Mapping[str, str]) -> dict[str, str]:
    said = {code: text.strip()[:EXPLANATION_LENGTH] for code, text in explanations.items()}
    return {code: text for code, text in said.items() if text}


def _unanswered(
    actor: Actor, application: Application, given: Mapping[str, str]
) -> dict[str, Message]:
    message = _("Change this, or say why you leave it: %(title)s")
    return {
        f"left.{item.code}": message % {"title": item.label}
        for item in answering.left(actor, application)
        if item.code not in given
    }


@command("applications.resubmit", kinds=APPLICANT, states={Status.CORRECTING.value})
def resubmit_application(
    *, actor: Actor, reference: str, explanations: Mapping[str, str] | None = None
) -> Application:
    """Send the corrections that an officer asked for; the clock runs again.

    ``explanations`` says by ``kind.key`` why something asked for is left as it was. There may be no
    second round: what is neither changed nor explained holds the whole back.

    Req: 1.1.4.

    Raises:
        Conflict: nothing is waiting to be corrected (it may have been sent already).
        Invalid: an asked-for answer is wrong, an asked-for document is missing, the answers are not
            eligible any more, something held or filed excludes them now, the premises are now
            where another office decides, or something asked for is neither changed nor explained;
            ``fields`` names it.
    """
    application = locked(actor, reference)
    require(policies.may_edit(actor, application))
    if application.status != Status.CORRECTING:
        raise Conflict("nothing-to-correct", _("Nothing is waiting for your correction."))
    problems = _problems(actor, application)
    if placing.leaves_its_office(application):
        problems[placing.address_field(application)] = _(
            "Another office decides there. Withdraw this application and file a new one."
        )
    given = _explained(explanations or {})
    problems |= _unanswered(actor, application, given)
    if problems:
        raise Invalid("not-ready", _("The application is not ready yet."), fields=problems)
    correction = application.corrections.latest("round")
    asked = {f"{item['kind']}.{item['key']}" for item in correction.items}
    correction.explanations = {code: said for code, said in given.items() if code in asked}
    correction.answered_at = clock.now()
    correction.save(update_fields=["answered_at", "explanations"])
    submission = _hand_in(application, number=application.submissions.count() + 1)
    uploads.fix_uploads(actor=actor, subject=application.subject)
    hold(application.party)
    application.premises = placing.record(actor, application)
    _refuse_excluded(application)
    step = standing(application)["applicant"]
    outcome = workflow.act(
        actor=actor,
        subject=application.subject,
        step=step.key,
        visit=step.visit,
        action=only_action(application, step.key),
        facts=dossier.typed_answers(application),
    )
    follow(application, outcome)
    journal.record(
        actor=actor,
        name="application.resubmitted",
        subject=application.subject,
        data={"submission": submission.number},
    )
    return application
