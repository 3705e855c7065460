"""A package from another installation becomes drafts: never more, and never over another's work.

The service becomes a draft of the agency that takes it in; each ordinance a draft of the authority
that the official names. Taking the same package in again has no further effect.

Req: 2.2.1.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, DomainError, Invalid, NotFound, TooMany
from krob.foundation.core.registry import command
from krob.foundation.core.text import Text
from krob.foundation.editing.inputs import CODE
from krob.foundation.events import journal
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue import policies
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.drafting import starting
from krob.registers.catalogue.models import (
    ImportedPackage,
    Service,
    ServiceDraft,
    ServiceOffering,
    ServiceVersion,
)
from krob.registers.catalogue.sharing import fitting, packing, trust
from krob.registers.catalogue.types import DraftStatus

MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)
DAY = timedelta(days=1)
TAKEN = Text(
    "บริการที่ใช้รหัสนี้เป็นของหน่วยงานอื่นในระบบนี้",
    "A service with this code belongs to another agency here.",
)
OPEN = Text(
    "มีร่างของบริการนี้ค้างอยู่ ทำให้เสร็จหรือทิ้งก่อน",
    "A draft of this service is open. Finish or discard it.",
)
SAME = Text(
    "เหมือนกับที่เผยแพร่อยู่ในระบบนี้แล้ว ไม่มีอะไรต้องนำเข้า",
    "It is what is published here already. There is nothing to bring in.",
)
NOT_YOURS = Text("คุณไม่มีสิทธิเขียนบริการ", "You may not write services.")


@command("catalogue.import-package", kinds={ActorKind.OFFICER, ActorKind.OPERATOR})
def import_package(*, actor: Actor, content: bytes, agency: str = "") -> ImportedPackage:
    """Take a signed package in for the own agency (``agency``: for operators).

    Its service becomes a draft; where it cannot, the ordinances still may. Again changes nothing,
    unless the draft was discarded meanwhile.

    Raises:
        NotAllowed: the officer writes neither services nor ordinances, or nobody who is trusted
            signed it.
        Invalid: something is wrong with the package; nothing was kept.
        Conflict: the service cannot become a draft, and the package holds nothing else.
        NotFound: there is no such agency.
        TooMany: the agency took in as many packages today as it may.
    """
    if actor.kind is ActorKind.OFFICER:
        policies.require_writes_something(actor)
        agency = actor.agency
    owner = Agency.objects.select_for_update().filter(code=agency).first()
    if owner is None:
        raise NotFound("agency-not-found", _("There is no such agency."))
    package = packing.unpack(content, trust.trusted())
    if not CODE.fullmatch(package.code):
        said = _("The package names no service.")
        raise Invalid("package-unknown", said, fields={"file": said})
    known = ImportedPackage.objects.filter(agency=owner, fingerprint=package.fingerprint).first()
    if known and (known.draft is None or known.draft.status != DraftStatus.DISCARDED):
        return known
    _require_quota(owner)
    left_out = _left_out(actor, package, owner)
    if left_out and not package.ordinances:
        raise Conflict("package-not-taken", str(left_out))
    draft = None if left_out else _begun(actor, package, owner)
    row = _kept(actor, package, owner, draft, left_out)
    journal.record(
        actor=actor,
        name="catalogue.package-imported",
        subject=f"draft:{draft.pk}" if draft else f"service:{package.code}",
        data={"from": package.installation, "fingerprint": package.fingerprint},
    )
    return row


def _require_quota(owner: Agency) -> None:
    most = int(settings.KROB_IMPORTS_PER_DAY)
    since = clock.now() - DAY
    if ImportedPackage.objects.filter(agency=owner, imported_at__gt=since).count() >= most:
        said = _("Your agency took in %(count)s packages within a day. Try again tomorrow.")
        raise TooMany("import-quota", said % {"count": most}, retry_after=3600)


def _left_out(actor: Actor, package: packing.Package, owner: Agency) -> Text:
    """Return why the service of a package does not become a draft; nothing where it does."""
    if actor.kind is ActorKind.OFFICER and not policies.may_write(actor):
        return NOT_YOURS
    if Service.objects.filter(code=package.code).exclude(agency=owner).exists():
        return TAKEN
    if ServiceDraft.objects.open().filter(code=package.code, authority=None).exists():
        return OPEN
    newest = ServiceVersion.objects.filter(service__code=package.code).order_by("-number").first()
    return SAME if newest and newest.digest == package.digest else Text("")


def _begun(actor: Actor, package: packing.Package, owner: Agency) -> ServiceDraft:
    newest = ServiceVersion.objects.filter(service__code=package.code).order_by("-number").first()
    number = newest.number + 1 if newest else 1
    draft = starting.begun(actor, package.code, owner, number, dict(package.parts))
    _require_readable(draft)
    return draft


def _require_readable(draft: ServiceDraft) -> None:
    """Refuse what the screens could not even show; what is merely wrong is the draft's to mend."""
    try:
        list(gate.problems_of(draft))
    except DomainError:
        return
    except MISSHAPEN as error:
        said = _("The package holds no definition that can be read.")
        raise Invalid("package-unreadable", said, fields={"file": said}) from error


def _kept(
    actor: Actor,
    package: packing.Package,
    owner: Agency,
    draft: ServiceDraft | None,
    left_out: Text,
) -> ImportedPackage:
    """Keep what came; of a package that came before, what its ordinances became stays."""
    row, _new = ImportedPackage.objects.update_or_create(
        agency=owner,
        fingerprint=package.fingerprint,
        defaults={
            "installation": package.installation[:300],
            "code": package.code,
            "number": package.number,
            "title": Text.of(package.parts["service"].get("title")).as_json(),
            "draft": draft,
            "left_out": left_out.as_json() if left_out else {},
            "ordinances": [one.as_json() for one in package.ordinances],
            "imported_by": actor.id,
            "imported_at": clock.now(),
        },
    )
    return row


@command("catalogue.import-ordinances", kinds={ActorKind.OFFICER, ActorKind.OPERATOR})
def import_ordinances(*, actor: Actor, package: UUID, chosen: Mapping[str, str]) -> ImportedPackage:
    """Begin drafts of ordinances from a package; ``chosen``: authority there → own authority here.

    What cannot become a draft is left out, and the package's row says why. What became one is not
    begun again, unless its draft was discarded.

    Raises:
        NotFound: no such package, no such ordinance in it, or the authority is not the agency's.
        NotAllowed: the officer does not write ordinances.
        Invalid: two ordinances are meant for one authority.
    """
    row = ImportedPackage.objects.visible_to(actor).select_for_update().filter(pk=package).first()
    if row is None:
        raise NotFound("package-not-found", _("There is no such package."))
    if actor.kind is ActorKind.OFFICER:
        policies.require_writes_offerings(actor)
    own = {one.code: one for one in Authority.objects.filter(agency=row.agency)}
    there = {str(one["authority"]): one for one in row.ordinances}
    wanted = {name: here for name, here in chosen.items() if here}
    if not (set(wanted) <= set(there) and set(wanted.values()) <= set(own)):
        raise NotFound("ordinance-not-found", _("There is no such ordinance or authority."))
    if len(set(wanted.values())) != len(wanted):
        said = _("Each authority takes one ordinance. Leave the other out.")
        raise Invalid("authority-twice", said, fields=dict.fromkeys(wanted, said))
    brought = {
        name: _brought(actor, row, there[name], own[here])
        for name, here in wanted.items()
        if not _stands(row, name)
    }
    if brought:
        row.brought = {**row.brought, **brought}
        row.save(update_fields=["brought"])
        journal.record(
            actor=actor,
            name="catalogue.ordinances-imported",
            subject=f"service:{row.code}",
            data={"from": row.installation, "authorities": sorted(wanted.values())},
        )
    return row


def _stands(row: ImportedPackage, name: str) -> bool:
    """Say whether an ordinance became a draft that was not discarded."""
    draft = str((row.brought.get(name) or {}).get("draft") or "")
    live = ServiceDraft.objects.exclude(status=DraftStatus.DISCARDED)
    return bool(draft) and live.filter(pk=draft).exists()


def _brought(
    actor: Actor, row: ImportedPackage, ordinance: Mapping[str, object], here: Authority
) -> dict[str, object]:
    """Begin one ordinance's draft, or say why not."""
    fitted = fitting.fitted(packing.Ordinance.of(ordinance), here)
    refused = fitting.refusal(row, here, fitted.part)
    if refused:
        return {"here": here.code, "draft": "", "words": [refused.as_json()]}
    newest = (
        ServiceOffering.objects.filter(service__code=row.code, authority=here)
        .order_by("-number")
        .first()
    )
    number = newest.number + 1 if newest else 1
    parts = {"offering": fitted.part}
    draft = starting.begun(actor, row.code, row.agency, number, parts, here)
    since = date.fromisoformat(str(ordinance["in_force_from"]))
    if since > clock.today():
        draft.wanted_from = since
        draft.save(update_fields=["wanted_from"])
    words = [one.as_json() for one in fitted.left_out]
    return {"here": here.code, "draft": str(draft.pk), "words": words}
