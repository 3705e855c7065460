"""A published version as a package, for the command line and the back office."""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.registers.catalogue import policies
from krob.registers.catalogue.models import ServiceOffering, ServiceVersion
from krob.registers.catalogue.sharing import packing, trust
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition


def package_of(version: ServiceVersion, *, signed: bool, with_offerings: bool) -> bytes:
    """Return a version as a zip, with the newest offering of each authority when asked.

    Raises:
        Unavailable: it shall be signed, and this installation has no seal.
    """
    service = version.service
    return packing.pack(
        Definition(
            service.code,
            service.agency.code,
            version.number,
            version.in_force_from,
            version.parts,
        ),
        _offerings(service.code) if with_offerings else (),
        installation=trust.own_name(),
        sign=trust.sign if signed else None,
    )


def _offerings(code: str) -> list[OfferingDefinition]:
    rows = ServiceOffering.objects.filter(service__code=code).select_related("authority")
    newest = {row.authority.code: row for row in rows.order_by("number")}
    return [
        OfferingDefinition(code, name, row.number, row.in_force_from, row.parts)
        for name, row in newest.items()
    ]


def download(actor: Actor, code: str, number: int) -> bytes:
    """Return a version of the own agency's service as a signed package.

    Raises:
        NotFound: the agency has no such service or version.
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
    return package_of(version, signed=True, with_offerings=True)
