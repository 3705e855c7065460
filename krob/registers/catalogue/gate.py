"""What stands between a draft and its publication, each with the place where it is mended.

Draft → checks → worked examples → replay → another person's approval. The gate lists everything at
once; nobody may publish while it lists anything.

Req: 2.2.1, 2.10.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.errors import Message
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem
from krob.people.agencies.models import Duty
from krob.registers.catalogue import checks, replaying
from krob.registers.catalogue.definition import Definition, OfferingDefinition
from krob.registers.catalogue.models import ServiceDraft, ServiceOffering, ServiceVersion
from krob.registers.catalogue.types import ReplayState

ENOUGH_EXAMPLES = 10


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
    if draft.is_offering:
        versions = ServiceVersion.objects.filter(service__code=draft.code)
        newest = versions.order_by("-number").first()
        return list(checks.offering_problems(offering_of(draft), newest.parts if newest else {}))
    return list(checks.problems(definition_of(draft), offerings_of(draft)))


def offerings_of(draft: ServiceDraft) -> tuple[OfferingDefinition, ...]:
    """Return what authorities offer of the draft's service: the newest published of each."""
    newest: dict[str, OfferingDefinition] = {}
    rows = ServiceOffering.objects.filter(service__code=draft.code).select_related("authority")
    for row in rows.order_by("number"):
        newest[row.authority.code] = OfferingDefinition(
            draft.code, row.authority.code, row.number, row.in_force_from, row.parts
        )
    return tuple(newest.values())


def obstacles(draft: ServiceDraft, found: Sequence[Problem] | None = None) -> list[Obstacle]:
    """Return everything that stands between the draft and a request for approval.

    ``found`` are the draft's problems where the caller has them already.
    """
    wrong = _errors(problems_of(draft) if found is None else found)
    return [*wrong, *([] if wrong else _replay(draft)), *_approvers(draft)]


def _replay(draft: ServiceDraft) -> list[Obstacle]:
    """Ask for a replay where there are past applications, for examples where there are few."""
    past = replaying.count_of(draft)
    return [*(_untried(draft, past) if past else ()), *_examples(draft, past)]


def _untried(draft: ServiceDraft, past: int) -> list[Obstacle]:
    replay = replaying.latest(draft)
    if replay is None or not replaying.is_current(replay, draft):
        said = _("Try this draft on the %(count)s applications that were filed.") % {"count": past}
        return [Obstacle("replay-missing", said, "replay/")]
    if replay.state != ReplayState.DONE:
        return [Obstacle("replay-unfinished", _("The replay is not finished yet."), "replay/")]
    open_ones = replay.differences.filter(explained_by="").count()
    if not open_ones:
        return []
    said = _("%(count)s differences of the replay have no reason yet.") % {"count": open_ones}
    return [Obstacle("differences-unexplained", said, "replay/")]


def _examples(draft: ServiceDraft, past: int) -> list[Obstacle]:
    """Ask for worked examples in the place of a past that a new service does not have."""
    written = len(draft.parts.get("examples") or ())
    if draft.is_offering or past >= replaying.FEW or written >= ENOUGH_EXAMPLES:
        return []
    said = _(
        "Fewer than %(few)s applications were filed: write %(more)s more worked examples, so that "
        "every rule is tried."
    )
    counts = {"few": replaying.FEW, "more": ENOUGH_EXAMPLES - written}
    return [Obstacle("examples-too-few", said % counts, "examples/")]


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
