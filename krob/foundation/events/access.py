"""Who read whose personal data, why, and which fields: written before the data is shown.

Without a row there is no data: when it cannot be written, the read fails.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.registry import Registry
from krob.foundation.core.text import Text
from krob.foundation.events.journal import stamp
from krob.foundation.events.models import PersonalRead, ReadSubject

purposes: Registry[Text] = Registry("purpose")


def declare_purpose(code: str, text: Text) -> None:
    """Register a purpose for which personal data is read, in the words that its owner is shown.

    Raises:
        ValueError: the code is taken.
    """
    purposes.add(code, text)


def reading(*, actor: Actor, purpose: str, subjects: Sequence[str], fields: Sequence[str]) -> None:
    """Write down that ``actor`` reads these fields of these subjects; call it once per request.

    Raises:
        LookupError: the purpose is not declared.
        ValueError: nothing is said about whom or what.
        django.db.Error: it could not be written; show nothing.
    """
    purposes.get(purpose)
    if not subjects or not fields:
        raise ValueError("a read names its subjects and its fields")
    about = sorted(set(subjects))
    with transaction.atomic():
        row = PersonalRead.objects.create(
            purpose=purpose,
            subjects=about,
            fields=sorted(set(fields)),
            at=clock.now(),
            **stamp(actor),
        )
        ReadSubject.objects.bulk_create(ReadSubject(read=row, subject=one) for one in about)


def reads_of(subject: str) -> QuerySet[PersonalRead]:
    """Return who read data of a subject, newest first."""
    return PersonalRead.objects.filter(about__subject=subject).order_by("-id")
