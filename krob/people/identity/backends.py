"""Who may be signed in which way: each audience by its own way only."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend

from krob.people.identity.models import User
from krob.people.identity.types import UserKind


class OfficerBackend(AuthenticationBackend):  # type: ignore[misc]
    """Login name and password, for officers and operators; nobody else has either."""

    def user_can_authenticate(self, user: User) -> bool:
        """Say whether the account may sign in by password."""
        return user.is_active and user.kind != UserKind.APPLICANT

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a running session while it may still sign in this way."""
        user = User.objects.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class NationalIdBackend(BaseBackend):
    """Applicants: signed in by the callback of their ID provider, never by a password."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a running session while it is active."""
        return User.objects.filter(pk=user_id, kind=UserKind.APPLICANT, is_active=True).first()
