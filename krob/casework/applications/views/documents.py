"""The applicant's documents: what is fetched, what to bring, and bringing it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from krob.casework.applications import commands
from krob.casework.applications.applicant import bringing
from krob.engines.documents.receiving import received_file
from krob.foundation.core.errors import Invalid, TooLarge
from krob.foundation.core.web import actor_of
from krob.people.identity.web import applicant_required


@applicant_required
@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show two lists: fetched for you, and you bring."""
    shown = bringing.documents(actor_of(request), reference)
    return render(request, "applications/public/documents.html", shown)


@applicant_required
@require_POST
def add(request: HttpRequest, reference: str, requirement: str) -> HttpResponse:
    """Receive one file for one document."""
    actor = actor_of(request)
    try:
        file = received_file(request, bringing.limit_bytes(actor, reference, requirement))
        commands.add_document(
            actor=actor,
            reference=reference,
            requirement=requirement,
            name=file.name,
            path=file.path,
        )
    except (Invalid, TooLarge) as error:
        shown = bringing.documents(actor, reference, {requirement: error})
        return render(request, "applications/public/documents.html", shown, status=error.status)
    return redirect(bringing.documents_url(actor, reference))


@applicant_required
@require_POST
def remove(request: HttpRequest, reference: str, upload: UUID) -> HttpResponse:
    """Take a file away again."""
    actor = actor_of(request)
    commands.remove_document(actor=actor, reference=reference, upload=upload)
    return redirect(bringing.documents_url(actor, reference))
