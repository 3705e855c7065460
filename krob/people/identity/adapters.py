"""How allauth serves our officers: no sign-up, our routes, secrets encrypted at rest."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import encryption
from krob.people.identity import commands, sessions, web
from krob.people.identity.models import User

TOO_MANY = _("Too many attempts. Wait a few minutes, then try again.")
SECRET_CONTEXT = "identity.second-factor"  # noqa: S105


class OfficerAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Officers' accounts are made by their agency's administrator, never by themselves."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The login name or the password is wrong."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: Any) -> bool:
        """Refuse every sign-up."""
        return False

    def get_login_redirect_url(self, request: Any) -> str:
        """Lead to the officers' desk."""
        return "/officer/"

    def get_logout_redirect_url(self, request: Any) -> str:
        """Lead back to the officers' sign-in."""
        return "/officer/sign-in/"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask nothing twice: what would need it (new codes, dropping a factor) is not routed."""
        return False

    def login(self, request: Any, user: User) -> None:
        """Sign an officer in: with a fresh session key, its times, and the factors shown."""
        super().login(request, user)
        sessions.begin(request.session, user)
        commands.note_officer_sign_in(actor=web.system_of(request), user=user.public_id)
        shown = {record["method"] for record in get_authentication_records(request, user)}
        if "mfa" in shown:
            sessions.note_second_factor(request.session, user)

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        """Write down that a password was wrong (not which, nor for whom)."""
        commands.refuse_sign_in(
            actor=web.system_of(request), reason="wrong-password", door="officer"
        )

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the pages themselves say what happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: accounts carry no mail address."""


class OfficerSecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator secrets and recovery seeds lie encrypted in the database."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is wrong or was used already."),
        "rate_limited": TOO_MANY,
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return encryption.encrypt(text, context=SECRET_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret."""
        return encryption.decrypt(encrypted_text, context=SECRET_CONTEXT)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Name the account in the officer's authenticator app by its login name."""
        return str(user)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Keep the second factor: an administrator may reset it, its owner may not drop it."""
        return False
