"""Whether somebody would do each step of a service: the officers who hold its roles today.

Req: 2.8.1.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.foundation.rules.problems import Problem
from krob.people.agencies import queries as agencies
from krob.people.agencies.models import Duty
from krob.registers.catalogue import shape
from krob.registers.catalogue.models import ServiceDraft, ServiceOffering

NOBODYS = frozenset({"", "applicant", "system"})
"""Roles of steps that no officer does."""


def problems(draft: ServiceDraft) -> Iterator[Problem]:
    """Yield the steps for which nobody holds the role; paths begin with ``steps``.

    Counted are the officers of the draft's agency and of those whose authorities give the service.
    """
    part = draft.parts.get("steps") or {}
    if draft.is_offering or shape.problems_of("steps", part):
        return
    steps = part.get("steps") or {}
    wanted = {str((step or {}).get("role") or "") for step in steps.values()} - NOBODYS
    missing = wanted - _held(draft)
    names = {role.code: role.name for role in agencies.roles()}
    for key, step in steps.items():
        role = step.get("role")
        if role in missing:
            title = Text.of(step.get("title")) or key
            said = _("Nobody holds the role “%(role)s”: the step “%(step)s” would wait for ever.")
            named = {"role": names.get(role) or role, "step": title}
            yield Problem(f"steps/steps.{key}.role", said % named)


def _held(draft: ServiceDraft) -> set[str]:
    offering = ServiceOffering.objects.filter(service__code=draft.code)
    giving = {draft.agency_id, *offering.values_list("authority__agency", flat=True)}
    duties = Duty.objects.on(clock.today()).filter(unit__agency__in=giving, user__is_active=True)
    return set(duties.values_list("role__code", flat=True))
