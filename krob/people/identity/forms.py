"""The second factor's forms: one code opens one door once, at set-up as at sign-in."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import CharField, Field, Form, PasswordInput
from django.utils.translation import gettext_lazy as _

from krob.people.identity import commands, web
from krob.people.identity.models import SpentCode

LABEL = _("Six-digit code from your app, or a recovery code")


def spend(user_id: int, code: str) -> bool:
    """Remember that a code was used; say whether it was the first time."""
    with transaction.atomic():
        _row, created = SpentCode.spend(user_id, code)
    return created


def _dress(field: Field, **attributes: object) -> None:
    """Give a field's input our look, and what helps the browser to fill it."""
    field.widget.attrs = {"class": "form-control", **attributes}


class OfficerCodeForm(AuthenticateForm):  # type: ignore[misc]
    """Asks for the second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = LABEL
        _dress(self.fields["code"], autocomplete="one-time-code", autofocus=True)

    def clean_code(self) -> str:
        """Check the code; an authenticator code that was used before is refused.

        Raises:
            django.core.exceptions.ValidationError: wrong, used, or too many attempts.
        """
        try:
            code: str = super().clean_code()
        except ValidationError:
            request = context.request
            commands.refuse_sign_in(
                actor=web.system_of(request), reason="wrong-code", door="officer"
            )
            raise
        is_totp = self.authenticator.type == Authenticator.Type.TOTP
        if is_totp and not spend(self.user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class OfficerLoginForm(LoginForm):  # type: ignore[misc]
    """Asks for login name and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Login name")
        self.fields["password"].label = _("Password")
        _dress(self.fields["login"], autocomplete="username", autofocus=True)
        _dress(self.fields["password"], autocomplete="current-password")


class ActivateCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """Asks for the first code of a new authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Six-digit code from your app")
        _dress(self.fields["code"], autocomplete="one-time-code")

    def clean_code(self) -> str:
        """Check the code and remember it, so that it does not open the sign-in again.

        Raises:
            django.core.exceptions.ValidationError: wrong, used, or too many attempts.
        """
        code: str = super().clean_code()
        if not spend(self.user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class FirstPasswordForm(Form):
    """Asks an officer for a new password, twice."""

    password = CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters. A few words in a row are easy to keep in mind."),
        widget=PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
    )
    again = CharField(
        label=_("The same password again"),
        strip=False,
        widget=PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Check that both are the same.

        Raises:
            django.core.exceptions.ValidationError: they differ.
        """
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError(_("The two passwords differ."))
        return again
