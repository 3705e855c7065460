"""How long a kind of record is kept, and whether a legal hold stops its end."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordClass(StrEnum):
    """Kinds of record; the years that each is kept are an installation's setting."""

    ACCESS = "access"
    ACCOUNT = "account"
    CASEWORK = "casework"
    LICENCE = "licence"
    MONEY = "money"
    TRAFFIC = "traffic"
    WORKING = "working"


class Kept(models.Model):
    """A stored record with its retention: class, start, and hold."""

    record_class = models.CharField(max_length=16, default=RecordClass.CASEWORK)
    kept_from = models.DateField(_("kept from"), null=True, blank=True)
    legal_hold = models.BooleanField(_("legal hold"), default=False)

    class Meta:
        abstract = True
