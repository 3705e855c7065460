"""One application, lent to an official who makes a worked example from it."""

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import dossier, queries
from krob.casework.applications.types import Status
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.foundation.events import access
from krob.registers.catalogue.proving.lending import Lent
from krob.registers.catalogue.queries import form_of

PURPOSE = "applications.example"
READ = ("answers",)


class FiledOnes:
    """Lends the filed applications that an officer may open."""

    def lend(self, *, actor: Actor, reference: str) -> Lent:
        """Return an application; the read is written down first."""
        application = queries.one(actor, reference)
        if application.status == Status.DRAFT or application.submitted_at is None:
            raise NotFound("application-not-found", _("There is no such application."))
        access.reading(actor=actor, purpose=PURPOSE, subjects=[application.subject], fields=READ)
        context = dossier.context_of(application)
        return Lent(
            service=application.version.service.code,
            applicant=application.party_kind,
            action=str(context["action"]),
            on=clock.local_date(application.submitted_at),
            answers=dossier.effective_answers(application),
            form=form_of(application.version),
        )
