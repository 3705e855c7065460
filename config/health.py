"""Is it ready? For whoever watches the installation."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from krob.foundation.core import clock
from krob.foundation.jobs.models import Job


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say 200 when the database answers, else 503; count jobs that are late or gave up."""
    try:
        late = Job.objects.due(clock.later(minutes=-5)).count()
        dead = Job.objects.dead().count()
    except DatabaseError as error:
        step = f"database: {type(error).__name__}"
        return JsonResponse({"ready": False, "step": step}, status=503)
    return JsonResponse({"ready": True, "late_jobs": late, "dead_jobs": dead})
