"""An application's contents put together: form, answers, documents needed, charges.

It changes nothing. "Today" of a rule is the day of filing, or today while it is a draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.engines.documents import spec as documents
from krob.engines.documents.needs import needs
from krob.engines.documents.types import Need
from krob.engines.smartforms import files
from krob.engines.smartforms import state as smartforms
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import CompiledForm
from krob.engines.smartforms.visibility import visible
from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.foundation.rules.expressions import compile_expression
from krob.registers.catalogue.queries import form_of
from krob.registers.catalogue.types import rule_types
from krob.registers.licences.types import OutputKind
from krob.registers.payments import spec as payments
from krob.registers.payments.types import Line

Context = Mapping[str, Any]


def parts_of(application: Application) -> Mapping[str, Any]:
    """Return the parts of the version that the application pins."""
    parts: Mapping[str, Any] = application.version.parts
    return parts


def output_of(application: Application) -> OutputKind:
    """Return what sort of output the application asks for: what it is called in sentences."""
    kind = parts_of(application).get("licence", {}).get("kind")
    return OutputKind(kind) if kind in OutputKind.values else OutputKind.LICENCE


def form_and_state(application: Application) -> tuple[CompiledForm, FormState, Context]:
    """Return the compiled form, the draft's state, and what rules may read beside the answers."""
    state = FormState(
        answers=application.answers or {},
        raw=application.raw or {},
        provenance=application.provenance or {},
    )
    return form_of(application.version), state, context_of(application)


def context_of(application: Application) -> Context:
    """Return what rules may read besides the form's fields."""
    on = application.submitted_at or clock.now()
    return {
        "applicant": {"kind": application.party_kind},
        "action": "new",
        "today": clock.local_date(on),
    }


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the answers come to, kept beside the row for as long as both stay the same."""

    given: Any
    context: Context
    typed: Mapping[str, Any]
    effective: dict[str, Any]


def _read(application: Application) -> _Reading:
    known: _Reading | None = application.reading
    context = context_of(application)
    if known and known.given is application.answers and known.context == context:
        return known
    form, state, context = form_and_state(application)
    fresh = _Reading(
        application.answers,
        context,
        smartforms.typed(form, state.answers, context),
        smartforms.effective(form, state.answers, context),
    )
    application.reading = fresh
    return fresh


def typed_answers(application: Application) -> Mapping[str, Any]:
    """Return the effective answers as rules read them."""
    return _read(application).typed


def effective_answers(application: Application) -> dict[str, Any]:
    """Return the answers that count: hidden ones dropped, computed ones filled in."""
    return _read(application).effective


def document_needs(application: Application) -> list[Need]:
    """Return every document of the service with whether these answers call for it."""
    return _needs(application, typed_answers(application))


def _needs(application: Application, typed: Mapping[str, Any]) -> list[Need]:
    types = rule_types(form_of(application.version))
    parts = parts_of(application)
    asked = [*parts["documents"], *files.rows(parts["form"])]
    return needs(documents.parse(asked), typed, types)


def _filed(application: Application) -> Mapping[str, Any]:
    answers: Mapping[str, Any] = application.submissions.latest("number").answers
    return answers


def open_fields(application: Application) -> frozenset[str] | None:
    """Return the fields that a correction round opens; None where no round limits them.

    Those that the officer named, and those that are asked only because of what was corrected.
    """
    if application.status != Status.CORRECTING:
        return None
    form, state, context = form_and_state(application)
    named = application.corrections.latest("round").keys("field")
    asked = visible(form, state.answers, context)
    return named | (asked - visible(form, _filed(application), context))


def open_documents(application: Application) -> frozenset[str] | None:
    """Return the documents that a correction round opens; None where no round limits them.

    Those that the officer named, and those that only the corrected answers call for.
    """
    if application.status != Status.CORRECTING:
        return None
    form, _state, context = form_and_state(application)
    filed = _needs(application, smartforms.typed(form, _filed(application), context))
    asked = ("needed", "optional")
    before = {need.code for need in filed if need.state in asked}
    now = {need.code for need in document_needs(application) if need.state in asked}
    return application.corrections.latest("round").keys("document") | (now - before)


def ineligibilities(application: Application) -> list[Text]:
    """Return the reasons for which these answers may not be filed; empty when they may."""
    types = rule_types(form_of(application.version))
    typed = typed_answers(application)
    return [
        with_law(rule)
        for rule in parts_of(application)["service"].get("eligibility", [])
        if compile_expression(rule["rule"], types, "bool")(typed) is False
    ]


def with_law(rule: Mapping[str, Any]) -> Text:
    """Return what a rule of the service says to whom it stops, with its law where it names one."""
    words, law = Text.of(rule["message"]), Text.of(rule.get("law"))
    if not law:
        return words
    return Text(f"{words.th} ({law.th})", f"{words.in_('en')} ({law.in_('en')})")


def charge_lines(
    application: Application, precedes: str, dates: Mapping[str, date]
) -> Sequence[Line]:
    """Return the charges that must be settled before a review or before issue, explained.

    Raises:
        Invalid: a fee table has no row for these answers, or an answer is missing.
    """
    if application.offering is None:
        return ()
    fees = parts_of(application)["fees"]
    if not any(line.get("precedes", "issue") == precedes for line in payments.lines_of(fees)):
        return ()
    tables = application.offering.parts.get("tables", [])
    types = rule_types(form_of(application.version))
    typed = typed_answers(application)
    return payments.charge_lines(fees, tables, typed, types, dates, precedes=precedes)
