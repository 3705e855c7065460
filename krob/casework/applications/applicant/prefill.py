"""What is already known about an applicant, put into a draft with its source and time.

A field's ``prefill`` is a path: ``applicant.<fact>`` (the person or the company that files) or
``filer.<fact>`` (the person at the keyboard). A field's ``lookup`` names a registry that is asked
by the field's own value: ``{"registry": "dopa.house", "fills": {field: fact}}``.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.engines.exchange import queries as exchange
from krob.engines.exchange.models import Lookup
from krob.engines.smartforms import state as smartforms
from krob.engines.smartforms.prefill import answers_from
from krob.engines.smartforms.state import FormState, Provenance
from krob.foundation.core.actor import Actor
from krob.foundation.core.text import Text
from krob.people.parties import queries as parties
from krob.people.parties.types import BusinessFacts, PersonFacts

PURPOSE = "applications.prefill"


def known(actor: Actor, application: Application) -> FormState:
    """Return the draft's state with everything filled in that identity and registries told."""
    form, state, _context = dossier.form_and_state(application)
    for source, facts in _sources(actor, application).items():
        provenance = Provenance(kind="registry", source=facts.source, at=facts.as_of)
        answers = answers_from(form, source, as_prefill(facts))
        state = smartforms.fill(form, state, answers, provenance)
    return state


def _sources(actor: Actor, application: Application) -> Mapping[str, PersonFacts | BusinessFacts]:
    filer = parties.person_facts(actor, actor.person, PURPOSE)
    if application.party_kind != "juristic":
        return {"filer": filer, "applicant": filer}
    return {"filer": filer, "applicant": parties.business_facts(application.party)}


def as_prefill(facts: PersonFacts | BusinessFacts) -> dict[str, Any]:
    """Return the facts under the names that a form's ``prefill`` may use."""
    found: dict[str, Any] = {
        "name": _full_name(facts),
        "name_en": facts.name.en,
        "address": dict(facts.address),
        "number": facts.number,
    }
    if isinstance(facts, PersonFacts):
        found["birthdate"] = facts.birthdate
    else:
        found["registered_on"] = facts.registered_on
        found["signing_text"] = facts.signing_text
    return found


def _full_name(facts: PersonFacts | BusinessFacts) -> str:
    title = facts.title.th if isinstance(facts, PersonFacts) else ""
    return f"{title}{facts.name.th}"


def lookup_of(application: Application, field: str) -> Mapping[str, Any]:
    """Return a field's look-up: which registry it asks and what the answer fills."""
    form, _state, _context = dossier.form_and_state(application)
    found = form.fields.get(field)
    lookup: Mapping[str, Any] = found.options.get("lookup", {}) if found else {}
    return lookup


def from_lookup(actor: Actor, application: Application, lookup: UUID) -> FormState | None:
    """Return the draft's state with a registry's answer filled in; None where nothing changes.

    What it fills says with which edition of the draft it came: see ``unseen_since``.
    """
    answer = exchange.lookup(actor, lookup)
    if answer.state != "answered" or answer.subject != application.subject:
        return None
    form, state, _context = dossier.form_and_state(application)
    opened = dossier.open_fields(application)
    answers = {
        field: answer.found[fact]
        for field, fact in _fills(application, answer).items()
        if answer.found.get(fact) not in (None, "", {}) and (opened is None or field in opened)
    }
    if all(_fetched(state, field).get("lookup") == str(lookup) for field in answers):
        return None
    provenance = Provenance(
        kind="registry",
        source=Text.of(answer.source),
        at=answer.answered_at,
        lookup=str(lookup),
        edition=application.edition + 1,
    )
    return smartforms.fill(form, state, answers, provenance)


def _fetched(state: FormState, field: str) -> Mapping[str, Any]:
    """Return where the fetched answer of a field came from, also beside a typed one."""
    record = state.provenance.get(field, {})
    beside: Mapping[str, Any] = record.get("fetched") or record
    return beside


def unseen_since(application: Application, edition: int) -> frozenset[str] | None:
    """Return the fields that registries have filled in since an edition of the draft.

    None when somebody has saved the draft since, so that what stands there is newer.
    """
    _form, state, _context = dossier.form_and_state(application)
    came = {key: int(_fetched(state, key).get("edition", 0)) for key in state.provenance}
    unseen = {key: with_edition for key, with_edition in came.items() if with_edition > edition}
    if set(unseen.values()) != set(range(edition + 1, application.edition + 1)):
        return None
    return frozenset(unseen) if edition <= application.edition else None


def _fills(application: Application, answer: Lookup) -> Mapping[str, str]:
    """Return what the answer fills: nothing once the field asked by says another key."""
    form, state, _context = dossier.form_and_state(application)
    for field in form.fields.values():
        lookup = field.options.get("lookup", {})
        asked_by = str(state.answers.get(field.key) or "")
        if (lookup.get("registry"), asked_by) == (answer.registry, answer.key):
            fills: Mapping[str, str] = lookup["fills"]
            return fills
    return {}


def label_of(application: Application) -> str:
    """Return the name by which lists show the application: the field that the service names."""
    field = dossier.parts_of(application)["service"].get("label_field", "")
    return str((application.answers or {}).get(field) or "")[:120]
