"""The versions of a service in the back office: who approved what, and what changed between two."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.foundation.core.permissions import Permission
from krob.people.agencies import queries as agencies
from krob.registers.catalogue import policies
from krob.registers.catalogue.models import Service, ServiceDraft, ServiceVersion
from krob.registers.catalogue.proving import replaying
from krob.registers.catalogue.sharing import exporting
from krob.registers.catalogue.types import DraftStatus
from krob.registers.catalogue.versioning.changewords import changes


def _service(actor: Actor, code: str) -> Service:
    """Return a service of the actor's own agency.

    Raises:
        NotFound: there is none, or the actor has nothing to do with services.
    """
    mine = policies.may_write(actor) or policies.approves(actor)
    row = Service.objects.filter(code=code, agency__code=actor.agency).first() if mine else None
    if row is None:
        raise NotFound("service-not-found", _("There is no such service."))
    return row


def listed(actor: Actor, code: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return all versions of a service, and what changed between two of them when asked.

    Raises:
        NotFound: the agency has no such service, or the service no such version.
    """
    service = _service(actor, code)
    versions = list(service.versions.order_by("-number"))
    approvals = _approvals(service)
    names = agencies.staff_names({row.decided_by for row in approvals.values()})
    now = service.versions.in_force(clock.today()).first()
    rows = [
        {
            "version": version,
            "approval": approvals.get(version.number),
            "name": names.get(_decider(approvals.get(version.number)), ""),
            "in_force": now is not None and version.pk == now.pk,
        }
        for version in versions
    ]
    return {
        "service": service,
        "title": versions[0].title if versions else code,
        "rows": rows,
        "may_compare": len(versions) > 1,
        **_compared(versions, asked),
    }


def _approvals(service: Service) -> dict[int, ServiceDraft]:
    rows = ServiceDraft.objects.filter(
        code=service.code, authority=None, status=DraftStatus.PUBLISHED
    )
    return {row.number: row for row in rows}


def _decider(approval: ServiceDraft | None) -> str:
    return approval.decided_by if approval else ""


def _compared(versions: list[ServiceVersion], asked: Mapping[str, str]) -> dict[str, Any]:
    by_number = {str(version.number): version for version in versions}
    newest = [str(version.number) for version in versions[:2]]
    default = {"to": newest[0] if newest else "", "from": newest[-1] if newest else ""}
    chosen = {side: asked.get(side, default[side]) for side in ("from", "to")}
    if not asked.get("from"):
        return {"chosen": chosen, "compared": False, "changes": []}
    if chosen["from"] not in by_number or chosen["to"] not in by_number:
        raise NotFound("version-not-found", _("There is no such version."))
    before, after = by_number[chosen["from"]], by_number[chosen["to"]]
    return {"chosen": chosen, "compared": True, "changes": changes(before.parts, after.parts)}


def one(actor: Actor, code: str, number: int) -> dict[str, Any]:
    """Return one version: who wrote and approved it, what changed, what its replay had shown.

    Raises:
        NotFound: the agency has no such service, or the service no such version.
    """
    service = _service(actor, code)
    version = service.versions.filter(number=number).first()
    if version is None:
        raise NotFound("version-not-found", _("There is no such version."))
    earlier = service.versions.filter(number__lt=number).order_by("-number").first()
    approval = _approvals(service).get(number)
    people = {approval.asked_by, approval.decided_by} - {""} if approval else set()
    names = agencies.staff_names(people)
    return {
        "service": service,
        "version": version,
        "approval": approval,
        "asked_name": names.get(approval.asked_by, "") if approval else "",
        "decided_name": names.get(approval.decided_by, "") if approval else "",
        "earlier": earlier,
        "offerings": exporting.offered_by_us(actor, version),
        "may_move": actor.may(Permission.CATALOGUE_PUBLISH_SERVICE),
        "changes": changes(earlier.parts, version.parts) if earlier else [],
        "replayed": replaying.named(approval.replayed) if approval else {},
    }
