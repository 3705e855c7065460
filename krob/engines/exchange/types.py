"""The words of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

BACK_OFFICE = "back-office"
"""The kind of endpoint that is an agency's own approval system."""


class LookupState(models.TextChoices):
    """Where a look-up at a registry stands."""

    WAITING = "waiting", _("Asking")
    ANSWERED = "answered", _("Answered")
    NONE = "none", _("Nothing found")
    FAILED = "failed", _("No answer")


class HandOverState(models.TextChoices):
    """Where a case stands that was handed to an agency's own system."""

    WAITING = "waiting", _("Being handed over")
    DELIVERED = "delivered", _("With the agency's system")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused by the other side")


class CallStatus(models.TextChoices):
    """How one call to the outside ended."""

    OK = "ok", _("Answered")
    REFUSED = "refused", _("Refused by the other side")
    SLOW = "slow", _("Took too long")
    DOWN = "down", _("Not reachable")
    BROKEN = "broken", _("Not understandable")
