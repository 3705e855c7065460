"""Who acts in a request, and which prefix is open to whom.

The one place that builds an Actor from a session. Rights are read from the database at every
request (duties that hold today, parties that may be acted for now), never kept in the session: what
was revoked a second ago is gone.

Gates: ``/officer/`` and ``/agency/`` are for officers with a second factor; public pages say
themselves what they need (``people.identity.web``).
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from krob.foundation.core.actor import ANONYMOUS, Actor, ActorKind
from krob.foundation.core.errors import NotAllowed
from krob.foundation.core.permissions import Permission
from krob.foundation.core.web import is_htmx
from krob.people.agencies import queries
from krob.people.identity import sessions, web
from krob.people.identity.models import User
from krob.people.identity.types import UserKind
from krob.people.parties.queries import takes_part
from krob.people.parties.types import Role

SIGN_IN_PREFIX = "/officer/sign-in/"
BINDING = (Role.MAY_BIND, Role.ATTORNEY)
OFFICER_PREFIXES = ("/officer/", "/agency/")


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.request_id``, and keeps the gates."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request as somebody."""
        if not getattr(request, "request_id", ""):
            request.request_id = uuid4().hex  # type: ignore[attr-defined]
        self._end_old_session(request)
        request.actor = actor = actor_for(request)  # type: ignore[attr-defined]
        if request.path_info.startswith(OFFICER_PREFIXES):
            self._speak(request, actor.language)
        response = self._refused(request, actor) or self.get_response(request)
        response["X-Request-ID"] = actor.request_id
        if actor.kind is not ActorKind.ANONYMOUS:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Lead who must sign in first (or prove more) to the sign-in, and back afterwards."""
        if isinstance(error, NotAllowed) and error.code == web.SIGN_IN_REQUIRED:
            return go_to(request, web.sign_in_address(request, error))
        return None

    def _end_old_session(self, request: HttpRequest) -> None:
        user = request.user
        request.session_ended = False  # type: ignore[attr-defined]
        if not isinstance(user, User):
            return
        if sessions.has_ended(request.session, user):
            logout(request)
            request.session_ended = True  # type: ignore[attr-defined]
            messages.info(request, _("You were signed out because you were away for a while."))
            return
        sessions.touch(request.session)

    def _speak(self, request: HttpRequest, language: str) -> None:
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def _refused(self, request: HttpRequest, actor: Actor) -> HttpResponse | None:
        """Return what the gate answers, or nothing when it is open."""
        if not request.path_info.startswith(OFFICER_PREFIXES):
            return None
        if request.path_info.startswith(SIGN_IN_PREFIX):
            return wrong_audience(request) if actor.kind == ActorKind.APPLICANT else None
        if actor.kind == ActorKind.APPLICANT:
            return wrong_audience(request)
        if actor.kind == ActorKind.OFFICER:
            return None
        if request.user.is_authenticated:
            return go_to(request, reverse("mfa_activate_totp"))
        return go_to(request, web.officer_sign_in_address(request))


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect the whole page, also when HTMX asked for a part of it."""
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def wrong_audience(request: HttpRequest) -> HttpResponse:
    """Tell somebody who is signed in as an applicant that this part is for officers."""
    return render(request, "agencies/public/wrong_audience.html", status=403)


def actor_for(request: HttpRequest) -> Actor:
    """Return who acts in a request: nobody, an applicant, or an officer with a second factor."""
    request_id: str = request.request_id  # type: ignore[attr-defined]
    user = request.user
    language = translation.get_language() or settings.LANGUAGE_CODE
    if not isinstance(user, User):
        return replace(ANONYMOUS, request_id=request_id, language=language[:2])
    if user.kind == UserKind.APPLICANT:
        return _applicant(request, user, request_id, language[:2])
    if not sessions.has_second_factor(request.session, user):
        return replace(ANONYMOUS, request_id=request_id, language=user.language)
    return _officer(user, request_id)


def _applicant(request: HttpRequest, user: User, request_id: str, language: str) -> Actor:
    person = f"person:{user.person_id}"
    actor = Actor(
        kind=ActorKind.APPLICANT,
        id=user.public_id,
        person=person,
        party=person,
        ial=request.session.get("ial", ""),
        request_id=request_id,
        language=language,
    )
    wanted = request.session.get("acting_as", "")
    if not wanted or wanted == person:
        return actor
    if takes_part(actor, wanted, BINDING):
        return actor.acting_for(wanted)
    del request.session["acting_as"]
    messages.warning(request, _("You may no longer act for that business. You act for yourself."))
    return actor


def _officer(user: User, request_id: str) -> Actor:
    rights = queries.rights_of(user)
    return Actor(
        kind=ActorKind.OFFICER,
        id=user.public_id,
        person=f"person:{user.person_id}" if user.person_id else "",
        agency=rights.agency,
        units=rights.units,
        permissions=frozenset[Permission](rights.permissions),
        request_id=request_id,
        language=user.language,
    )
