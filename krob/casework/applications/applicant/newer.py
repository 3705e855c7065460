"""A draft whose service has a newer version: offered, carried over, told, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.engines.smartforms.carrying import Carried, carried
from krob.engines.smartforms.checks import errors_of
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import Field
from krob.foundation.core import clock
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.queries import form_of, version_in_force


@dataclass(frozen=True, slots=True)
class Newness:
    """What a draft's pages say: a newer version to move to, or what to answer since the move."""

    offered: ServiceVersion | None
    again: Sequence[Field]
    moved: bool
    undoable: bool


def offered(application: Application) -> ServiceVersion | None:
    """Return the version in force that a draft may move to; None when it is up to date."""
    if application.status != Status.DRAFT:
        return None
    version = version_in_force(application.version.service.code, clock.today())
    open_to = version.parts["service"].get("applicants", ["person", "juristic"])
    newer = version.number > application.version.number
    return version if newer and application.party_kind in open_to else None


def newness(application: Application) -> Newness:
    """Return what a draft's pages say about versions."""
    moved = application.moved or {}
    if application.status != Status.DRAFT:
        return Newness(None, (), moved=False, undoable=False)
    return Newness(
        offered=offered(application),
        again=_again(application, moved),
        moved=bool(moved),
        undoable=may_undo(application),
    )


def may_undo(application: Application) -> bool:
    """Say whether the move can be taken back: until the person goes on with the new version."""
    moved = application.moved or {}
    return "state" in moved and moved["edition"] == application.edition


def _again(application: Application, moved: dict[str, Any]) -> list[Field]:
    if not moved:
        return []
    form, state, context = dossier.form_and_state(application)
    wrong = {name.split("-")[0] for name in errors_of(form, state, None, context)}
    keys = [key for key in moved["wrong"] if key in wrong]
    if may_undo(application):
        keys += moved["dropped"]
    return [form.fields[key] for key in form.fields if key in keys]


def carry(application: Application, version: ServiceVersion) -> Carried:
    """Return the draft's answers as another version takes them."""
    form, state, context = dossier.form_and_state(application)
    return carried(form, form_of(version), state, context)


def remembered(application: Application, found: Carried) -> dict[str, Any]:
    """Return what is kept of a draft before it moves: enough to take the move back."""
    return {
        "from": application.version_id,
        "state": {**_state(application).as_json(), "label": application.label},
        "wrong": list(found.wrong),
        "dropped": list(found.dropped),
        "edition": application.edition + 1,
    }


def _state(application: Application) -> FormState:
    return FormState(application.answers, application.raw, application.provenance)


def gone_on(application: Application) -> None:
    """Forget the older answers once the person goes on with the new version; the caller saves."""
    moved = application.moved or {}
    if "state" in moved:
        application.moved = {k: v for k, v in moved.items() if k != "state"}
