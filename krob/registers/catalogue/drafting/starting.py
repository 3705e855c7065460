"""What a new service begins with: the usual steps, messages and document, to be changed at will."""

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.events import journal
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.versioning.definition import read_folder

STARTER = Path(__file__).parent / "starter"


@lru_cache(maxsize=1)
def _starter() -> dict[str, Any]:
    return dict(read_folder(STARTER).parts)


def parts(title: dict[str, str]) -> dict[str, Any]:
    """Return the parts of a new draft with its title."""
    begun = copy.deepcopy(_starter())
    begun["service"]["title"] = title
    begun["licence"]["title"] = title
    return begun


def begun(
    actor: Actor,
    code: str,
    agency: Agency,
    number: int,
    parts: dict[str, Any],
    authority: Authority | None = None,
) -> ServiceDraft:
    """Write a new draft; the calling command has decided that the actor may."""
    now = clock.now()
    draft = ServiceDraft.objects.create(
        code=code,
        agency=agency,
        authority=authority,
        number=number,
        parts=parts,
        begun_by=actor.id,
        begun_at=now,
        changed_by=actor.id,
        changed_at=now,
    )
    journal.record(
        actor=actor,
        name="catalogue.draft-begun",
        subject=f"draft:{draft.pk}",
        data={"service": code, "number": number},
    )
    return draft
