"""What stands between a draft and its publication, each with the place where it is mended.

Draft → checks → worked examples → replay → another person's approval. The gate lists everything at
once; nobody may publish while it lists anything.

Req: 2.2.1, 2.10.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.errors import Message
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem
from krob.people.agencies.models import Duty, Jurisdiction, Unit
from krob.registers.catalogue.checking import checks, proven, shape, staffing
from krob.registers.catalogue.drafting import offerings, renaming
from krob.registers.catalogue.guiding import advising, guide_checks, guides, shipped
from krob.registers.catalogue.models import Service, ServiceDraft, ServiceVersion
from krob.registers.catalogue.proving import replaygate
from krob.registers.catalogue.versioning import legal, relations
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition
from krob.registers.licences import spec as licences


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way; ``place`` is the page of the draft that mends it."""

    code: str
    message: Message | Text
    place: str = "checks/"


def definition_of(draft: ServiceDraft) -> Definition:
    """Return a draft as the definition that it would publish today."""
    return Definition(
        code=draft.code,
        agency=draft.agency.code,
        number=draft.number,
        in_force_from=draft.wanted_from or clock.today(),
        parts=draft.parts,
    )


def offering_of(draft: ServiceDraft) -> OfferingDefinition:
    """Return an offering's draft as the definition that it would publish today."""
    assert draft.authority is not None  # noqa: S101 - the caller asked is_offering
    return OfferingDefinition(
        service=draft.code,
        authority=draft.authority.code,
        number=draft.number,
        in_force_from=draft.wanted_from or clock.today(),
        parts=draft.parts["offering"],
    )


def problems_of(draft: ServiceDraft) -> list[Problem]:
    """Return what is wrong with a draft; paths begin with the part (``form/pages[one]``)."""
    if draft.is_guide:
        return list(guide_checks.problems(draft.code, draft.parts, services_beside(draft)))
    if draft.is_offering:
        return list(_problems_of_offering(draft))
    known = {"business_types": guides.business_types(), "life_events": guides.life_events()}
    found = list(checks.problems(definition_of(draft), offerings_of(draft), known))
    service, others = shape.readable(draft.parts).get("service") or {}, services_beside(draft)
    among = relations.problems_among(draft.code, service, others)
    advice = advising.problems(draft.code, service, others)
    beside = (Problem(f"service/{problem.path}", problem.message) for problem in among)
    advised = (Problem(f"service/{one.path}", one.message, one.severity) for one in advice)
    return [*found, *beside, *advised, *_outside(draft)]


def _outside(draft: ServiceDraft) -> list[Problem]:
    """Return what the draft names and the installation lacks."""
    service = shape.readable(draft.parts).get("service") or {}
    return [*_unknown_power(service), *_no_supervisor(service)]


def services_beside(draft: ServiceDraft) -> dict[str, Mapping[str, Any]]:
    """Return the newest service part of every other service, by code."""
    rows = ServiceVersion.objects.exclude(service__code=draft.code).newest()
    return dict(rows.values_list("service__code", "parts__service"))


def _unknown_power(service: Mapping[str, Any]) -> Iterator[Problem]:
    power = service.get("power")
    if power and not Jurisdiction.objects.filter(power=power).exists():
        name = shipped.power_named(str(power))
        said = Text(
            f"ยังไม่มีเจ้าพนักงานใดมีอำนาจ “{name.th}” ขอให้ผู้ดูแลระบบบันทึกเขตอำนาจ",
            f"no authority holds the power “{name.en}”: ask the administrator to record who does",
        )
        yield Problem("service/power", said)


def _no_supervisor(service: Mapping[str, Any]) -> Iterator[Problem]:
    code = legal.profile_of(service).supervisor
    if code and not Unit.objects.filter(code=code).exists():
        said = Text(
            f"ไม่มีหน่วย “{code}” ที่จะได้รับสำเนา ขอให้ผู้ดูแลระบบเพิ่มหน่วยนี้",
            f"there is no unit “{code}” to receive the copies: ask the administrator to add it",
        )
        yield Problem("service/legal.supervisor", said)


def _problems_of_offering(draft: ServiceDraft) -> Iterator[Problem]:
    assert draft.authority is not None  # noqa: S101 - the caller asked is_offering
    if not Service.objects.filter(code=draft.code).exists():
        yield from _problems_before_the_service(draft)
        return
    parts = offerings.parts_of_service(draft)
    offering = offering_of(draft)
    for problem in checks.offering_problems(offering, parts):
        path = problem.path.replace(f"offering/{offering.authority}/", "offering/", 1)
        yield Problem(path, problem.message, problem.severity)
    yield from _lacking(draft)


def _lacking(draft: ServiceDraft) -> Iterator[Problem]:
    """Yield what the authority of an offering lacks: power, orders, holidays."""
    assert draft.authority is not None  # noqa: S101 - the caller asked is_offering
    service, offering = offerings.parts_of_service(draft)["service"], offering_of(draft)
    lacks = offerings.problems_of_authority(
        draft.authority, service, offering.parts, offering.in_force_from
    )
    for problem in lacks:
        yield Problem(f"offering/{problem.path}", problem.message, problem.severity)


def _problems_before_the_service(draft: ServiceDraft) -> Iterator[Problem]:
    """Yield what can be said of an ordinance while its service is still being written."""
    said = Text(
        "บริการนี้ยังไม่ได้เผยแพร่ เผยแพร่บริการก่อนแล้วจึงขออนุมัติข้อบัญญัติ",
        "The service is not published yet: publish it first, then ask for approval of this.",
    )
    yield Problem("offering/service", said)
    part = draft.parts["offering"]
    found = shape.problems_of("offering", part) or offerings.problems(part)
    for problem in found:
        yield Problem(f"offering/{problem.path}", problem.message, problem.severity)


def all_problems_of(draft: ServiceDraft) -> list[Problem]:
    """Return the problems of a draft with those that take long to find.

    Does the template work, is somebody there to do each step?
    """
    found = problems_of(draft)
    if draft.is_offering or draft.is_guide:
        return found
    found += _unstaffed(draft)
    faults = licences.template_problems(shape.readable(draft.parts).get("licence") or {})
    return [*found, *(Problem(f"licence/{each.path}", each.message) for each in faults)]


def _unstaffed(draft: ServiceDraft) -> list[Problem]:
    """Return the steps for which nobody is there."""
    return [
        Problem(f"steps/{each.path}", each.message, each.severity)
        for each in staffing.problems_of_staff(draft)
    ]


def offerings_of(draft: ServiceDraft) -> tuple[OfferingDefinition, ...]:
    """Return what authorities offer of the draft's service, in its names: the newest of each."""
    return tuple(renaming.offered(draft).values())


def obstacles(draft: ServiceDraft, found: Sequence[Problem] | None = None) -> list[Obstacle]:
    """Return everything that stands between the draft and a request for approval.

    ``found`` are the draft's problems where the caller has them already.
    """
    proved = found is None and not draft.is_guide and proven.holds(proven.key_of_draft(draft))
    if found is None:
        found = _of_the_moment(draft) if proved else all_problems_of(draft)
    wrong = _errors(found)
    asked = () if wrong or draft.is_guide else replaygate.asked(draft, branches_taken=proved)
    return [*wrong, *(Obstacle(*each) for each in asked), *_approvers(draft)]


def prove(draft: ServiceDraft) -> list[Obstacle]:
    """Return what stands in the way; where nothing does, remember what took long to find out."""
    found = obstacles(draft)
    if not found and not draft.is_guide:
        proven.remember(proven.key_of_draft(draft))
    return found


def _of_the_moment(draft: ServiceDraft) -> list[Problem]:
    """Return the problems that a draft has without being changed: what it names is gone."""
    if draft.is_offering:
        return list(_lacking(draft))
    return [*_outside(draft), *_unstaffed(draft)]


def _errors(found: Sequence[Problem]) -> list[Obstacle]:
    count = sum(problem.severity == "error" for problem in found)
    if not count:
        return []
    return [Obstacle("checks-fail", _("%(count)s errors must be mended.") % {"count": count})]


def _approvers(draft: ServiceDraft) -> list[Obstacle]:
    authors = {draft.begun_by, *draft.changes.values_list("by", flat=True).distinct()}
    duties = (
        Duty.objects.on(clock.today())
        .filter(unit__agency=draft.agency_id, user__is_active=True)
        .select_related("role", "user")
    )
    others = (
        duty
        for duty in duties
        if Permission.CATALOGUE_APPROVE_SERVICE in duty.role.granted
        and duty.user.public_id not in authors
    )
    if any(others):
        return []
    said = _("Nobody in your agency but its authors may approve this. Ask your administrator.")
    return [Obstacle("author-only-approver", said, "publish/")]
