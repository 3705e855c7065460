"""Lists of codes that an agency brings: from a file, or from an open-data portal."""

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery

from krob.foundation.core.actor import Actor
from krob.foundation.core.text import Text
from krob.people.agencies.models import Agency


class CodeListQuerySet(models.QuerySet["CodeList"]):
    """Lists as officials see them: those of the own agency."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the lists of the actor's agency."""
        return self.filter(agency__code=actor.agency) if actor.agency else self.none()


class CodeList(models.Model):
    """A list that questions choose from, with what is known of its source.

    ``source`` is empty for a list from a file; for one from the open-data portal it says
    ``resource`` and the columns ``code``, ``th`` and ``en``. ``fault`` is the code of what went
    wrong when the portal was asked last ("" = nothing).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="code_lists")
    code = models.CharField(max_length=60)
    title = models.JSONField()
    source = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=48, blank=True, default="")

    objects = CodeListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="one_code_list_per_agency")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """Return what people call the list."""
        return Text.of(self.title)


class CodeEditionQuerySet(models.QuerySet["CodeEdition"]):
    """Wordings of lists."""

    def newest(self) -> Self:
        """Return the wording of today of each list, whatever came before it."""
        same = self.model.objects.filter(of_list=OuterRef("of_list")).order_by("-number")
        return self.filter(number=Subquery(same.values("number")[:1]))


class CodeEdition(models.Model):
    """One wording of a list, kept for ever: what a form published with it offers.

    ``digest`` are the first twelve digits of the SHA-256 of ``codes``. The highest number is the
    wording of today.
    """

    of_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=12, db_index=True)
    codes: Any = models.JSONField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    objects = CodeEditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["of_list", "number"], name="one_code_edition_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.of_list.code}@{self.digest}"
