"""Officers sign in: login name and password, then the second factor.

The views are allauth's, the pages and the order of things ours.
"""

from typing import Any
from uuid import UUID

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krob.foundation.core.errors import Invalid
from krob.foundation.core.web import actor_of
from krob.foundation.events.middleware import limited
from krob.people.identity import commands, invitations, sessions, web
from krob.people.identity.forms import FirstPasswordForm
from krob.people.identity.models import User


class _SetUpView(ActivateTOTPView):  # type: ignore[misc]
    """The first authenticator; there is no second one and none may be dropped."""

    template_name = "identity/officer/set_up.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponseRedirect("/officer/sign-in/")
        if is_mfa_enabled(request.user):
            return HttpResponseRedirect("/officer/")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        sessions.note_second_factor(self.request.session, self.request.user)
        return response


sign_in = LoginView.as_view(template_name="identity/officer/sign_in.html")
code = never_cache(AuthenticateView.as_view(template_name="identity/officer/code.html"))
set_up = never_cache(_SetUpView.as_view())
recovery_codes = never_cache(
    ViewRecoveryCodesView.as_view(template_name="identity/officer/recovery_codes.html")
)
sign_out = require_POST(LogoutView.as_view())


@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """Tell an officer whose account was closed."""
    return render(request, "identity/officer/inactive.html", status=403)


@limited("sign-in", methods=("GET", "POST"))
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_password(request: HttpRequest, user: UUID, token: str) -> HttpResponse:
    """Let an officer who was given a link choose a password, then sign in with it."""
    invitations.require_valid(User.objects.filter(public_id=user).first(), token)
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.accept_invitation(
                actor=web.system_of(request),
                user=str(user),
                token=token,
                password=form.cleaned_data["password"],
            )
            return HttpResponseRedirect("/officer/sign-in/")
        except Invalid as weak:
            form.add_error("password", str(weak.message))
    status = 422 if form.errors else 200
    return render(request, "identity/officer/first_password.html", {"form": form}, status=status)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on, and go back to the page."""
    commands.choose_language(actor=actor_of(request), language=request.POST.get("language", ""))
    back = web.safe_path(request, request.POST.get("next", ""), "/officer/")
    return HttpResponseRedirect(back)
