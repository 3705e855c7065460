"""Files that people brought, each about a subject."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from krob.engines.documents.types import UPLOAD_STATES, UploadState
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.encryption import EncryptedTextField
from krob.foundation.core.errors import Message
from krob.foundation.core.retention import Kept
from krob.people.parties.participation import visible


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads, as far as an actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those about subjects in which the actor takes part."""
        return self.filter(visible(actor))

    def of(self, subject: str) -> Self:
        """Return those about a subject, oldest first."""
        return self.filter(subject=subject).order_by("received_at", "id")


class Upload(Kept):
    """A file brought for a requirement (เอกสารประกอบ); its bytes lie under ``key`` in the store.

    ``fixed_at``: from then on it is part of what was submitted and cannot be removed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.CharField(_("subject"), max_length=120, db_index=True)
    requirement = models.CharField(_("document"), max_length=80)
    name = EncryptedTextField(_("file name"))  # people name files after people
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    pages = models.PositiveIntegerField(_("pages"), default=1)
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=80, unique=True)
    state = models.CharField(_("state"), max_length=16, default=UploadState.RECEIVED)
    uploaded_by = models.CharField(_("uploaded by"), max_length=120)
    received_at = models.DateTimeField(_("received at"), default=clock.now)
    fixed_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        indexes = [models.Index(fields=["subject", "requirement"], name="documents_subject_req")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in UploadState]),
                name="documents_upload_state",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def state_name(self) -> Message:
        """Return where it stands, in words."""
        return UPLOAD_STATES[UploadState(self.state)]

    @property
    def may_be_read(self) -> bool:
        """Say whether it was found clean, or nothing here looks for viruses."""
        return self.state == UploadState.ACCEPTED
