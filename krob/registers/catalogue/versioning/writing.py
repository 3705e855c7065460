"""Writing what has passed its checks: the one place where versions and offerings come to be.

Called by commands only, which have decided that it may be done and hold the transaction.
"""

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.events import journal
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue.models import (
    Guide,
    Service,
    ServiceDraft,
    ServiceOffering,
    ServiceVersion,
)
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition, digest_of


def written_version(actor: Actor, definition: Definition) -> ServiceVersion:
    """Write a version of a service, making the service where it is the first."""
    service, _was_new = Service.objects.get_or_create(
        code=definition.code, defaults={"agency": Agency.objects.get(code=definition.agency)}
    )
    version = ServiceVersion.objects.create(
        service=service,
        number=definition.number,
        parts=definition.parts,
        digest=definition.digest,
        in_force_from=definition.in_force_from,
        published_at=clock.now(),
    )
    journal.record(
        actor=actor,
        name="catalogue.version-published",
        subject=f"service:{definition.code}",
        data={"number": version.number, "digest": version.digest},
    )
    return version


def written_offering(actor: Actor, offering: OfferingDefinition) -> ServiceOffering:
    """Write what an authority offers of a service."""
    published = ServiceOffering.objects.create(
        service=Service.objects.get(code=offering.service),
        authority=Authority.objects.get(code=offering.authority),
        number=offering.number,
        parts=offering.parts,
        digest=offering.digest,
        in_force_from=offering.in_force_from,
        published_at=clock.now(),
    )
    journal.record(
        actor=actor,
        name="catalogue.offering-published",
        subject=f"service:{offering.service}",
        data={
            "authority": offering.authority,
            "number": offering.number,
            "digest": offering.digest,
        },
    )
    return published


def written_guide(actor: Actor, draft: ServiceDraft) -> Guide:
    """Write a journey, or the kinds of business, as a draft says them."""
    published = Guide.objects.create(
        code=draft.code,
        number=draft.number,
        parts=draft.parts,
        digest=digest_of(draft.parts),
        in_force_from=draft.wanted_from or clock.today(),
        published_at=clock.now(),
    )
    journal.record(
        actor=actor,
        name="catalogue.guide-published",
        subject=f"guide:{draft.code}",
        data={"number": published.number, "digest": published.digest},
    )
    return published
