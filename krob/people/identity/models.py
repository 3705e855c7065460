"""Accounts: whose they are and by what they are found; never who the person is."""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from krob.foundation.core import clock
from krob.foundation.core.encryption import keyed_hash
from krob.foundation.core.retention import Kept, RecordClass
from krob.people.identity.types import UserKind
from krob.people.parties.models import Person

CODE_MINUTES = 5


def new_public_id() -> str:
    """Return a fresh random account id."""
    return str(uuid4())


class Users(BaseUserManager["User"]):
    """Finds accounts; they are made by commands only."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the officer or operator with a login name."""
        return self.get(login=username)


class User(AbstractBaseUser, Kept):
    """An account (บัญชีผู้ใช้) of one audience; names and numbers are the person's, not its own.

    Applicants are found by (issuer, subject) of their ID provider, officers and operators by their
    login name, which is never a personal number.
    """

    public_id = models.CharField(max_length=36, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=10, choices=UserKind.choices)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    issuer = models.CharField(max_length=200, blank=True, default="")
    subject_id = models.CharField(max_length=255, blank=True, default="")
    login = models.CharField(max_length=60, unique=True, null=True, blank=True)
    language = models.CharField(max_length=2, default="th")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    version = models.UUIDField(default=uuid4)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject_id"],
                condition=~Q(issuer=""),
                name="user_once_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(kind="applicant", login__isnull=True)
                | (Q(login__isnull=False, issuer="") & ~Q(kind="applicant")),
                name="user_found_by_its_own_way",
            ),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._state.adding:
            self.record_class = RecordClass.ACCOUNT

    def __str__(self) -> str:
        return self.login or self.public_id


class SpentCode(models.Model):
    """An authenticator code that was used: kept for a while, so that it is used once only."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    spent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="code_spent_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.spent_at:%Y-%m-%d %H:%M}"

    @classmethod
    def spend(cls, user_id: int, code: str) -> tuple["SpentCode", bool]:
        """Return the row of a used code and whether this was its first use; drop the old ones."""
        cls.objects.filter(
            user_id=user_id, spent_at__lt=clock.later(minutes=-CODE_MINUTES)
        ).delete()
        digest = keyed_hash(code.strip(), context=f"identity.spent-code.{user_id}")
        return cls.objects.get_or_create(
            user_id=user_id, code_hash=digest, defaults={"spent_at": clock.now()}
        )
