"""Publishing what comes from a folder: for operators, who answer for it themselves."""

from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.registry import command
from krob.registers.catalogue.checking import proven
from krob.registers.catalogue.checking.checks import problems
from krob.registers.catalogue.models import ServiceOffering, ServiceVersion
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition
from krob.registers.catalogue.versioning.writing import written_offering, written_version

Published = TypeVar("Published", ServiceVersion, ServiceOffering)
KINDS = {ActorKind.OPERATOR, ActorKind.SYSTEM}


def _examine(
    *, actor: Actor, definition: Definition, offerings: tuple[OfferingDefinition, ...] = ()
) -> None:
    """Check a definition that is new before a transaction is open."""
    known = ServiceVersion.objects.filter(service__code=definition.code, number=definition.number)
    if not known.exists():
        _require_faultless(definition, offerings)
        proven.remember(proven.key_of_definition(definition, offerings))


def _require_faultless(definition: Definition, offerings: tuple[OfferingDefinition, ...]) -> None:
    found = [p for p in problems(definition, offerings) if p.severity == "error"]
    if found:
        raise Invalid(
            "definition-has-problems",
            _("The definition has problems."),
            fields={problem.path: str(problem.message) for problem in found},
        )


@command("catalogue.publish-version", kinds=KINDS, ahead=_examine)
def publish_version(
    *, actor: Actor, definition: Definition, offerings: tuple[OfferingDefinition, ...] = ()
) -> ServiceVersion:
    """Publish a version of a service; publishing the same again changes nothing.

    ``offerings`` are those whose fees the definition's worked examples compute.

    Req: 2.2.1.

    Raises:
        Conflict: this number exists with other contents; versions are never overwritten.
        Invalid: the definition has problems; ``fields`` lists them by path.
    """
    existing = ServiceVersion.objects.filter(
        service__code=definition.code, number=definition.number
    ).first()
    if existing:
        return _same(existing, definition.digest)
    if not proven.holds(proven.key_of_definition(definition, offerings)):
        _require_faultless(definition, offerings)
    return written_version(actor, definition)


@command("catalogue.publish-offering", kinds=KINDS)
def publish_offering(*, actor: Actor, offering: OfferingDefinition) -> ServiceOffering:
    """Publish what one authority says about a service; the same again changes nothing.

    Raises:
        Conflict: this number exists with other contents.
        Authority.DoesNotExist, Service.DoesNotExist: publish those first.
    """
    existing = ServiceOffering.objects.filter(
        service__code=offering.service,
        authority__code=offering.authority,
        number=offering.number,
    ).first()
    if existing:
        return _same(existing, offering.digest)
    return written_offering(actor, offering)


def _same(existing: Published, digest: str) -> Published:
    if existing.digest != digest:
        raise Conflict(
            "definition-differs",
            _("This number is published with other contents. Raise the number."),
        )
    return existing
