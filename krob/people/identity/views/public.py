"""People sign in with their national ID, choose whom they act for, and sign out."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krob.foundation.core.actor import ActorKind
from krob.foundation.core.errors import DomainError
from krob.foundation.core.web import actor_of
from krob.foundation.events.middleware import limited
from krob.people.identity import commands, pending, policies, sessions, web
from krob.people.identity.ports import NATIONAL_ID, IdentityProvider, providers
from krob.people.identity.types import Claims, ial_at_least
from krob.people.parties import queries as parties

BACKEND = "krob.people.identity.backends.NationalIdBackend"


@require_safe
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Offer the way to sign in, and keep where to lead afterwards."""
    wanted = _wanted(request)
    if actor_of(request).kind is ActorKind.APPLICANT and not (wanted["ial"] or wanted["fresh"]):
        return HttpResponseRedirect(wanted["next"])
    context = {"wanted": wanted, "start_address": _start_address(wanted)}
    return render(request, "identity/public/sign_in.html", context)


@limited("sign-in", methods=("GET",))
@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the ID provider (by GET: a form may not lead off this site)."""
    wanted = _wanted(request)
    started = _provider().start(
        callback=_address(request, "identity:callback"),
        ial=wanted["ial"] or settings.KROB_REQUIRED_IAL,
        fresh=bool(wanted["fresh"]),
        language=get_language() or "th",
    )
    pending.keep(request.session, started.kept, wanted)
    return HttpResponseRedirect(started.url)


@limited("sign-in", methods=("GET",))
@require_safe
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Sign in whom the ID provider has proven; on every doubt nobody, with a page that says why."""
    wanted: pending.Wanted = {"next": "/", "ial": "", "fresh": ""}
    try:
        kept, wanted = pending.take(request.session, request.GET.get("state", ""))
        claims = _provider().finish(answer=request.GET.dict(), kept=kept)
        _enter(request, claims, wanted, float(kept["begun_at"]))
    except DomainError as error:
        commands.refuse_sign_in(actor=web.system_of(request), reason=error.code)
        page = {"error": error, "wanted": wanted, "start_address": _start_address(wanted)}
        return render(request, "identity/public/refused.html", page, status=error.status)
    return HttpResponseRedirect(wanted["next"])


def _enter(request: HttpRequest, claims: Claims, wanted: pending.Wanted, begun_at: float) -> None:
    required = wanted["ial"] or settings.KROB_REQUIRED_IAL
    since = begun_at if wanted["fresh"] else 0
    policies.require_admissible(claims, required_ial=required, fresh_since=since)
    user = commands.sign_in_person(actor=web.system_of(request), claims=claims)
    acting = request.session.get("acting_as", "") if request.user == user else ""
    login(request, user, backend=BACKEND)
    request.session.cycle_key()
    sessions.begin(request.session, user, ial=claims.ial, auth_time=claims.auth_time)
    sessions.keep_id_token(request.session, claims.id_token)
    if acting:
        request.session["acting_as"] = acting


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here, and offer to end it at the ID provider too."""
    actor = actor_of(request)
    if actor.kind is not ActorKind.ANONYMOUS:
        commands.note_sign_out(actor=actor)
    address = _provider_sign_out(request)
    logout(request)
    context = {"provider_address": address, "officer": actor.kind is ActorKind.OFFICER}
    return render(request, "identity/public/signed_out.html", context)


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that the session is over, here and at the ID provider."""
    return render(request, "identity/public/signed_out.html", {"provider_address": ""})


@require_http_methods(["GET", "HEAD", "POST"])
@web.applicant_required
def acting_as(request: HttpRequest) -> HttpResponse:
    """Let the person choose whom to act for."""
    back = web.safe_path(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        context = {"choices": parties.acting_choices(actor_of(request)), "next": back}
        return render(request, "identity/public/acting_as.html", context)
    actor = commands.choose_party(actor=actor_of(request), party=request.POST.get("party", ""))
    request.session["acting_as"] = actor.party
    messages.success(request, _("You act for %(name)s.") % {"name": _name_of(actor.party)})
    return HttpResponseRedirect(back)


def _name_of(party: str) -> str:
    return str(parties.party_named(party).name)


def _wanted(request: HttpRequest) -> pending.Wanted:
    ial = request.GET.get("ial", "")
    return {
        "next": web.safe_path(request, request.GET.get("next", "")),
        "ial": ial if ial_at_least(ial, settings.KROB_REQUIRED_IAL) else "",
        "fresh": "1" if request.GET.get("fresh") else "",
    }


def _start_address(wanted: pending.Wanted) -> str:
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{reverse('identity:national-id')}?{query}"


def _provider() -> IdentityProvider:
    return providers.get(NATIONAL_ID)()


def _address(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(name))


def _provider_sign_out(request: HttpRequest) -> str:
    id_token = sessions.id_token(request.session)
    if not id_token:
        return ""
    return _provider().sign_out_address(
        id_token=id_token, return_to=_address(request, "identity:signed-out")
    )
