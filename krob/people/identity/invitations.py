"""Links by which an officer chooses a password: good once, for a few days, for nothing else."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import NotFound
from krob.people.identity.models import User
from krob.people.identity.types import UserKind


class _Invitations(PasswordResetTokenGenerator):
    """Signs over the password in force and the last sign-in: when either changes, links end."""

    key_salt = "krob.people.identity.invitations"


TOKENS = _Invitations()


def path_for(user: User) -> str:
    """Return the path at which an officer chooses a password (``PASSWORD_RESET_TIMEOUT``)."""
    return reverse("officer_first_password", args=[user.public_id, TOKENS.make_token(user)])


def require_valid(user: User | None, token: str) -> User:
    """Return the officer for whom a token was given out, when it was not used since.

    Raises:
        NotFound: it was used, is too old, or was never given out; or the account is closed.
    """
    if (
        user is None
        or user.kind == UserKind.APPLICANT
        or not user.is_active
        or not TOKENS.check_token(user, token)
    ):
        raise NotFound("invitation-over", _("This link was used already or is too old."))
    return user
