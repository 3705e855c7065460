"""Words of identity: kinds of account, levels of assurance, what a provider says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

IAL_LEVELS = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3")


class UserKind(models.TextChoices):
    """Which audience an account belongs to; it never changes."""

    APPLICANT = "applicant", _("applicant")
    OFFICER = "officer", _("officer")
    OPERATOR = "operator", _("operator")


def ial_rank(level: str) -> int:
    """Return the place of a dotted Thai level in the order of levels; -1 when unknown."""
    return IAL_LEVELS.index(level) if level in IAL_LEVELS else -1


def ial_at_least(level: str, required: str) -> bool:
    """Say whether a level reaches a required one; an unknown level reaches none."""
    return ial_rank(level) >= ial_rank(required) >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A sign-in that was begun: where to send the browser, and what to keep in its session."""

    url: str
    kept: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a provider says about one person, checked and in our words.

    ``number`` is the 13-digit citizen number; ``birthdate`` is ISO, C.E.; ``address`` is an address
    answer with codes of the Department of Provincial Administration, or just ``formatted``.
    """

    issuer: str
    subject: str
    number: str = field(repr=False)
    title: str = field(default="", repr=False)
    given_name: str = field(default="", repr=False)
    family_name: str = field(default="", repr=False)
    title_en: str = field(default="", repr=False)
    given_name_en: str = field(default="", repr=False)
    family_name_en: str = field(default="", repr=False)
    birthdate: str = field(default="", repr=False)
    gender: str = ""
    address: Mapping[str, str] = field(default_factory=dict, repr=False)
    ial: str
    acr: str = ""
    auth_time: int
    id_token: str = field(default="", repr=False)
