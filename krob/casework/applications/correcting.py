"""What the correction screen shows: only what the officer named. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from krob.casework.applications import dossier, queries
from krob.casework.applications.models import Application
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


def page(actor: Actor, reference: str, invalid: Invalid | None = None) -> dict[str, Any]:
    """Return the round that waits for the applicant.

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
        "papers": papers,
        "problems": list(invalid.fields.values()) if invalid else [],
        "errors": invalid.fields if invalid else {},
    }


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
