"""Addresses of sign-in: one way in per audience.

``urlpatterns`` are the officers' (mounted at ``/officer/sign-in/`` without a namespace, because
allauth finds its views by bare names); nothing else of allauth is routed.
"""

from django.urls import URLPattern, path

from krob.people.identity.views import officer, public

public_urls: list[URLPattern] = [
    path("sign-in/", public.choose, name="sign-in"),
    path("sign-in/national-id/", public.start, name="national-id"),
    path("sign-in/callback/", public.callback, name="callback"),
    path("sign-out/", public.sign_out, name="sign-out"),
    path("signed-out/", public.signed_out, name="signed-out"),
    path("acting-as/", public.acting_as, name="acting-as"),
]
officer_urls: list[URLPattern] = [path("language/", officer.language, name="language")]
urlpatterns: list[URLPattern] = [
    path("", officer.sign_in, name="account_login"),
    path("out/", officer.sign_out, name="account_logout"),
    path("inactive/", officer.inactive, name="account_inactive"),
    path("code/", officer.code, name="mfa_authenticate"),
    path("set-up/", officer.set_up, name="mfa_activate_totp"),
    path("first/<uuid:user>/<str:token>/", officer.first_password, name="officer_first_password"),
    path("recovery-codes/", officer.recovery_codes, name="mfa_view_recovery_codes"),
]
