"""Words of agencies: kinds, matches, signatories."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text

if TYPE_CHECKING:
    from krob.people.agencies.models import Authority, Unit

ROUTING_UNIT = "routing"
NATION = "00"
"""In place of a province's code: the whole country."""
FOOD_PREMISES = "public-health.food-premises"


class Basis(models.TextChoices):
    """By which right somebody signs for a position."""

    HOLDER = "holder", _("holder of the position")
    ACTING = "acting", _("acting for the holder")
    ON_BEHALF = "on behalf", _("on behalf of the holder")


class HolidayKind(models.TextChoices):
    """Where a holiday comes from."""

    NATIONAL = "national", _("national holiday")
    IN_LIEU = "in-lieu", _("day in lieu of a holiday")
    SPECIAL = "special", _("special holiday")
    LOCAL = "local", _("local holiday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is, in codes of the Department of Provincial Administration."""

    province: str
    district: str = ""
    subdistrict: str = ""
    moo: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The authority that is competent for a place, and the unit that does its work there."""

    authority: "Authority"
    unit: "Unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: the position as it is printed, the name, the order and the right behind it."""

    position: Text
    name: Text
    order: str
    basis: str

    def as_json(self) -> dict[str, object]:
        """Return what a decision keeps of its signatory."""
        return {
            "position": self.position.as_json(),
            "name": self.name.as_json(),
            "order": self.order,
            "basis": self.basis,
        }
