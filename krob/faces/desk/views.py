"""The officer's first page, and background work that failed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krob.faces.desk import queries
from krob.foundation.core.errors import Conflict
from krob.foundation.core.web import actor_of
from krob.foundation.events.commands import retry_job


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the officer, and where."""
    return render(request, "desk/officer/home.html", queries.home(actor_of(request)))


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Show background work that gave up."""
    shown = {"jobs": queries.failed_jobs(actor_of(request)), "most": queries.MOST_JOBS}
    return render(request, "desk/officer/jobs.html", shown)


@require_POST
def retry(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let a piece of background work try again."""
    try:
        retry_job(actor=actor_of(request), key=key)
    except Conflict:
        messages.info(request, _("Somebody else has started it again already."))
    else:
        messages.success(request, _("It tries again within seconds."))
    return redirect("desk-officer:jobs")
