"""Questions about services. Published services are public: everyone may ask."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.registers.catalogue.models import ServiceOffering, ServiceVersion, Synonym
from krob.registers.catalogue.types import CONTEXT_TYPES


def versions_in_force(on: date) -> QuerySet[ServiceVersion]:
    """Return for every service the version that counts on a day, in one query."""
    newest = ServiceVersion.objects.filter(service=OuterRef("service")).in_force(on)
    return (
        ServiceVersion.objects.filter(pk=Subquery(newest.values("pk")[:1]))
        .select_related("service__agency")
        .order_by("service__code")
    )


def version_in_force(service: str, on: date) -> ServiceVersion:
    """Return the version of a service that counts on a day.

    Raises:
        NotFound: no such service, or none in force yet.
    """
    version = (
        ServiceVersion.objects.filter(service__code=service)
        .in_force(on)
        .select_related("service__agency")
        .first()
    )
    if version is None:
        raise NotFound("service-not-found", _("There is no such service."))
    return version


def titles(codes: Collection[str], on: date) -> dict[str, Text]:
    """Return what services in force are called, by code; others are left out (one query)."""
    if not codes:
        return {}
    rows = versions_in_force(on).filter(service__code__in=codes)
    named = rows.values_list("service__code", "parts__service__title")
    return {code: Text.of(title) for code, title in named}


def offering_for(service: str, authority: str, on: date) -> ServiceOffering | None:
    """Return what an authority says about a service on a day; None when it does not give it."""
    return (
        ServiceOffering.objects.filter(service__code=service, authority__code=authority)
        .in_force(on)
        .select_related("authority", "service")
        .defer("parts")
        .first()
    )


def offerings_in_force(service: str, on: date) -> Sequence[ServiceOffering]:
    """Return the offering of every authority that gives a service on a day, in one query."""
    newest = ServiceOffering.objects.filter(
        service=OuterRef("service"), authority=OuterRef("authority")
    ).in_force(on)
    return list(
        ServiceOffering.objects.filter(service__code=service, pk=Subquery(newest.values("pk")[:1]))
        .select_related("authority")
        .order_by("authority__code")
    )


def is_offered(service: str, on: date) -> bool:
    """Say whether any authority gives a service on a day: without one nobody could consider it."""
    return ServiceOffering.objects.filter(service__code=service).in_force(on).exists()


def synonyms(actor: Actor) -> QuerySet[Synonym]:
    """Return the synonyms of the search; only those who keep them see the list.

    Raises:
        NotAllowed: the actor does not keep the search's words.
    """
    if not actor.may(Permission.CATALOGUE_EDIT_SYNONYMS):
        raise NotAllowed("synonyms-not-yours", _("You may not change the words of the search."))
    return Synonym.objects.order_by("word", "means")


def form_of(version: ServiceVersion) -> CompiledForm:
    """Return the compiled form of a version (compiled once per process and digest)."""
    return compiled(version.parts["form"], CONTEXT_TYPES)


def group_of(service: str, on: date) -> list[ServiceVersion]:
    """Return the services that share an advisor with this one, itself included."""
    group = version_in_force(service, on).parts["service"].get("group")
    return services_of_group(group, on) if group else []


def services_of_group(group: str, on: date) -> list[ServiceVersion]:
    """Return the services in force whose advisor group has this name."""
    return [v for v in versions_in_force(on) if _service_part(v).get("group") == group]


def _service_part(version: ServiceVersion) -> Mapping[str, Any]:
    part: Mapping[str, Any] = version.parts["service"]
    return part
