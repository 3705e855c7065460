"""A draft moved to the newer version of its service, and back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krob.casework.applications import commands
from krob.casework.applications.applicant import filing
from krob.foundation.core.web import actor_of
from krob.people.identity.web import applicant_required


@applicant_required
@require_POST
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on in the version in force."""
    application = commands.move_draft(actor=actor_of(request), reference=reference)
    messages.success(request, _("Your application now follows the new version."))
    return redirect(filing.first_url(application))


@applicant_required
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the move back."""
    application = commands.undo_move(actor=actor_of(request), reference=reference)
    messages.success(request, _("Your application is as it was before."))
    return redirect(filing.first_url(application))
