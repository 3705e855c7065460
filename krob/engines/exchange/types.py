"""The words of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LookupState(models.TextChoices):
    """Where a look-up at a registry stands."""

    WAITING = "waiting", _("Asking")
    ANSWERED = "answered", _("Answered")
    NONE = "none", _("Nothing found")
    FAILED = "failed", _("No answer")


class CallStatus(models.TextChoices):
    """How one call to the outside ended."""

    OK = "ok", _("Answered")
    REFUSED = "refused", _("Refused by the other side")
    SLOW = "slow", _("Took too long")
    DOWN = "down", _("Not reachable")
    BROKEN = "broken", _("Not understandable")
