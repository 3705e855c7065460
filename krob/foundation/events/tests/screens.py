"""Screens that fail in every way, and a gate that says who is there."""

from errno import ENOSPC

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import path
from django.urls.exceptions import Resolver404

from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from krob.foundation.events.models import IdempotencyKey

ERRORS = {
    "not-allowed": NotAllowed("may-not", "Not you."),
    "not-found": NotFound("no-thing", "No such thing."),
    "conflict": Conflict("moved-on", "Somebody was faster."),
    "invalid": Invalid("wrong", "Look again.", fields={"area": "Too small."}),
    "unavailable": Unavailable("silent", "No answer."),
    "full": OSError(ENOSPC, "No space left on device", "/srv/krob/files/upload"),
    "denied": PermissionDenied(),
    "gone": Resolver404(),
    "bug": ZeroDivisionError("1101700230708"),
}


@transaction.atomic
def fail(request, how):
    """Change something, then fail."""
    IdempotencyKey.objects.create(actor_id="x", key="y", digest="", at="2026-11-23T00:00:00Z")
    raise ERRORS[how]


urlpatterns = [path("try/<how>/", fail, name="try"), path("api/try/<how>/", fail)]
handler400 = "krob.foundation.events.web.bad_request"
handler403 = "krob.foundation.events.web.refused"
handler404 = "krob.foundation.events.web.not_found"
handler500 = "krob.foundation.events.web.failed"


class Gate:
    """Sets the actor that the test put on the class."""

    actor = None

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Say who is there, then pass on."""
        request.actor = self.actor
        return self.get_response(request)
