"""What the correction screen shows: only what the officer named. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from krob.casework.applications import dossier, queries
from krob.casework.applications.applicant import comparing
from krob.casework.applications.models import Application
from krob.casework.applications.officer import answering
from krob.casework.applications.papers import papers_of
from krob.casework.applications.types import Status
from krob.engines.smartforms.summary import summarise
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Asked:
    """One named answer: what it says now, what is wrong with it, where it is mended."""

    key: str
    label: Any
    value: str
    reason: str
    url: str


def page(
    actor: Actor,
    reference: str,
    invalid: Invalid | None = None,
    explanations: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the round that waits for the applicant; ``explanations`` as posted are shown again.

    Raises:
        NotFound: nothing waits to be corrected.
    """
    application = queries.one(actor, reference)
    if application.status != Status.CORRECTING:
        raise NotFound("nothing-to-correct", _("Nothing is waiting for your correction."))
    correction = application.corrections.latest("round")
    reasons = {item["key"]: item["reason"] for item in correction.items}
    papers = [
        (paper, reasons.get(paper.need.code, _("Your corrections call for this.")))
        for paper in papers_of(actor, application)
        if paper.open
    ]
    return {
        "application": application,
        "service": dossier.parts_of(application)["service"],
        "correction": correction,
        "asked": _asked(application, reasons),
        "undecided": comparing.waiting(application),
        "papers": papers,
        "left": _left(actor, application, explanations or {}, invalid),
        "problems": _problems(invalid) if invalid else [],
        "errors": invalid.fields if invalid else {},
    }


@dataclass(frozen=True, slots=True)
class Left:
    """Something asked for that is still as it was filed, with what is said about that."""

    id: str
    code: str
    label: Any
    said: str
    missing: bool


def _left(
    actor: Actor, application: Application, said: Mapping[str, str], invalid: Invalid | None
) -> list[Left]:
    wrong = invalid.fields if invalid else {}
    return [
        Left(
            _id(item.code),
            item.code,
            item.label,
            said.get(item.code, ""),
            f"left.{item.code}" in wrong,
        )
        for item in answering.left(actor, application)
    ]


def _id(code: str) -> str:
    return "left-" + code.replace(".", "-")


def _problems(invalid: Invalid) -> list[tuple[Any, str]]:
    """Return what is wrong; what can be explained on this page with the place for it."""
    return [
        (text, _id(key.removeprefix("left.")) if key.startswith("left.") else "")
        for key, text in invalid.fields.items()
    ]


def _asked(application: Application, reasons: dict[str, str]) -> list[Asked]:
    form, state, context = dossier.form_and_state(application)
    opened = dossier.open_fields(application) or frozenset()
    return [
        Asked(
            row.key,
            row.label,
            row.value,
            reasons.get(row.key, _("Your corrections call for this.")),
            reverse("applications:page", args=[application.reference, summary.key])
            + f"#f-{row.key}",
        )
        for summary in summarise(form, state, context, masked=True)
        for row in summary.rows
        if row.key in opened
    ]
