"""Questions about officers, units and authorities."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.errors import NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.people.agencies.models import Authority, Duty, Role, Staff, Unit, existing
from krob.people.agencies.types import ROUTING_UNIT
from krob.people.identity.models import User


@dataclass(frozen=True, slots=True)
class Rights:
    """What an officer's duties of today give: an agency, units, permissions."""

    agency: str
    units: frozenset[str]
    permissions: frozenset[Permission]


def rights_of(user: User) -> Rights:
    """Return what the duties that hold today give to an account (one query)."""
    duties = Duty.objects.on(clock.today()).filter(user=user).order_by("since", "id")
    rows = list(duties.values_list("unit__agency__code", "unit__code", "role__permissions"))
    return Rights(
        rows[0][0] if rows else "",
        frozenset(unit for _agency, unit, _names in rows),
        existing(name for _agency, _unit, names in rows for name in names),
    )


def unit(code: str) -> Unit:
    """Return a unit with its agency, authority and calendar.

    Raises:
        NotFound: there is no such unit.
    """
    found = Unit.objects.filter(code=code).select_related("agency", "authority", "calendar").first()
    if found is None:
        raise NotFound("unit-not-found", _("There is no such unit."))
    return found


def authority(code: str) -> Authority:
    """Return an authority with its agency.

    Raises:
        NotFound: there is no such authority.
    """
    found = Authority.objects.filter(code=code).select_related("agency").first()
    if found is None:
        raise NotFound("authority-not-found", _("There is no such authority."))
    return found


def unit_names(codes: Iterable[str]) -> dict[str, Text]:
    """Return the names of units by code; unknown codes are left out (one query)."""
    return {found.code: found.name for found in Unit.objects.filter(code__in=set(codes))}


def central_agency() -> str:
    """Return the code of the agency that runs the installation: that of the routing office."""
    codes = Unit.objects.filter(code=ROUTING_UNIT).values_list("agency__code", flat=True)
    return codes.first() or ""


def staff_names(public_ids: Iterable[str]) -> dict[str, Text]:
    """Return the names of officers by the public id of their account (one query)."""
    rows = Staff.objects.filter(user__public_id__in=set(public_ids)).select_related("user")
    return {row.user.public_id: row.name for row in rows}


def officers_of(unit_code: str, role: str = "") -> list[Staff]:
    """Return the officers who have a duty in a unit today, by account, optionally in one role."""
    duties = Duty.objects.on(clock.today()).filter(unit__code=unit_code, user__is_active=True)
    if role:
        duties = duties.filter(role__code=role)
    return list(
        Staff.objects.filter(user__in=duties.values("user")).select_related("user").order_by("pk")
    )


def roles_in(user_public_id: str, unit_code: str) -> frozenset[str]:
    """Return the codes of the roles that an officer has in a unit today."""
    duties = Duty.objects.on(clock.today()).filter(
        user__public_id=user_public_id, unit__code=unit_code
    )
    return frozenset(duties.values_list("role__code", flat=True))


def roles() -> list[Role]:
    """Return all roles, by code."""
    return list(Role.objects.order_by("code"))
