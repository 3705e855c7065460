"""A published version as a package, for the command line and the back office."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import codes
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.registers.catalogue import policies
from krob.registers.catalogue.models import ServiceOffering, ServiceVersion
from krob.registers.catalogue.sharing import packing, trust
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition


def package_of(
    version: ServiceVersion, *, signed: bool, authorities: Collection[str] | None = ()
) -> bytes:
    """Return a version as a zip, with the newest ordinance of each authority named (None: all).

    Raises:
        Unavailable: it shall be signed, and this installation has no seal.
    """
    service = version.service
    rows = [
        row
        for row in newest_offerings(version)
        if authorities is None or row.authority.code in authorities
    ]
    return packing.pack(
        Definition(
            service.code,
            service.agency.code,
            version.number,
            version.in_force_from,
            {**version.parts, "form": codes.inlined(version.parts["form"])},
        ),
        [_definition(service.code, row) for row in rows],
        installation=trust.own_name(),
        sign=trust.sign if signed else None,
        names={row.authority.code: row.authority.name for row in rows},
    )


def newest_offerings(version: ServiceVersion) -> Sequence[ServiceOffering]:
    """Return what each authority offers of a version's service: the newest, by authority."""
    rows = ServiceOffering.objects.filter(service=version.service_id).select_related(
        "authority__agency"
    )
    newest = {row.authority.code: row for row in rows.newest()}
    return [newest[code] for code in sorted(newest)]


def offered_by_us(actor: Actor, version: ServiceVersion) -> Sequence[ServiceOffering]:
    """Return the newest ordinances of the actor's own authorities: those that may go out."""
    return [row for row in newest_offerings(version) if row.authority.agency.code == actor.agency]


def _definition(code: str, row: ServiceOffering) -> OfferingDefinition:
    return OfferingDefinition(code, row.authority.code, row.number, row.in_force_from, row.parts)


def download(actor: Actor, code: str, number: int, authorities: Collection[str] = ()) -> bytes:
    """Return a version of the own agency's service as a signed package, with chosen ordinances.

    Raises:
        NotFound: the agency has no such service or version, or none of its authorities such an
            ordinance.
        Unavailable: this installation has no seal.
    """
    mine = policies.may_write(actor) or policies.approves(actor)
    version = (
        ServiceVersion.objects.filter(
            service__code=code, service__agency__code=actor.agency, number=number
        )
        .select_related("service__agency")
        .first()
    )
    if version is None or not mine:
        raise NotFound("version-not-found", _("There is no such version."))
    if not set(authorities) <= {row.authority.code for row in offered_by_us(actor, version)}:
        raise NotFound("ordinance-not-found", _("There is no such ordinance or authority."))
    return package_of(version, signed=True, authorities=authorities)
