"""What is already known about an applicant, put into a draft with its source and time.

A field's ``prefill`` is a path: ``applicant.<fact>`` (the person or the company that files) or
``filer.<fact>`` (the person at the keyboard). A field's ``lookup`` names a registry that is asked
by the field's own value: ``{"registry": "dopa.house", "fills": {field: fact}}``.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.engines.exchange import queries as exchange
from krob.engines.smartforms import state as smartforms
from krob.engines.smartforms.state import FormState, Provenance
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.people.parties import queries as parties

PURPOSE = "applications.prefill"


def known(actor: Actor, application: Application) -> FormState:
    """Return the draft's state with everything filled in that identity and registries told."""
    form, state, _context = dossier.form_and_state(application)
    for who, facts in _facts(actor, application).items():
        answers = {
            field.key: facts[path]
            for field in form.fields.values()
            if (path := _path(field.prefill, who)) and facts.get(path) not in (None, "")
        }
        source = facts["source"]
        state = smartforms.fill(
            form, state, answers, Provenance("registry", source, facts["as_of"] or clock.now())
        )
    return state


def _path(prefill: str, who: str) -> str:
    head, _dot, path = prefill.partition(".")
    return path if head == who else ""


def _facts(actor: Actor, application: Application) -> Mapping[str, Mapping[str, Any]]:
    filer = asdict(parties.person_facts(actor, actor.person, PURPOSE))
    if application.party_kind == "juristic":
        return {"filer": filer, "applicant": asdict(parties.business_facts(application.party))}
    return {"filer": filer, "applicant": filer}


def registry_of(application: Application, field: str) -> str:
    """Return the registry that a field asks, or an empty text."""
    return str(_lookup_of(application, field).get("registry", ""))


def _lookup_of(application: Application, field: str) -> Mapping[str, Any]:
    form, _state, _context = dossier.form_and_state(application)
    found = form.fields.get(field)
    lookup: Mapping[str, Any] = found.options.get("lookup", {}) if found else {}
    return lookup


def from_lookup(actor: Actor, application: Application, lookup: UUID) -> FormState | None:
    """Return the draft's state with a registry's answer filled in; None where nothing changes."""
    answer = exchange.lookup(actor, lookup)
    if answer.state != "answered" or answer.subject != application.subject:
        return None
    form, state, _context = dossier.form_and_state(application)
    fills = _fills(application, answer.registry)
    answers = {field: answer.facts[fact] for field, fact in fills.items() if fact in answer.facts}
    if not answers:
        return None
    provenance = Provenance("registry", answer.source, answer.answered_at, str(lookup))
    return smartforms.fill(form, state, answers, provenance)


def _fills(application: Application, registry: str) -> Mapping[str, str]:
    form, _state, _context = dossier.form_and_state(application)
    for field in form.fields.values():
        lookup = field.options.get("lookup", {})
        if lookup.get("registry") == registry:
            fills: Mapping[str, str] = lookup["fills"]
            return fills
    return {}


def label_of(application: Application) -> str:
    """Return the name by which lists show the application: the field that the service names."""
    field = dossier.parts_of(application)["service"].get("label_field", "")
    return str((application.answers or {}).get(field) or "")[:120]
