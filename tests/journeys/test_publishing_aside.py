"""Who publishes holds nobody up: what takes long is done before the transaction that publishes."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection

from krob.engines.workflow.tests.test_workflow_races import at_once
from krob.foundation.core.actor import OPERATOR, Actor
from krob.foundation.core.errors import Invalid
from krob.foundation.events.models import Event
from krob.registers.catalogue import commands
from krob.registers.catalogue.checking import gate, proven
from krob.registers.catalogue.commands import publishing
from krob.registers.catalogue.models import ServiceDraft, ServiceVersion
from krob.registers.catalogue.proving import replaygate
from tests.definitions.shipped import SERVICES
from tests.journeys.conftest import NOTIFICATION, officer

SLOW = {
    (gate.checks, "problems"),
    (gate.checks, "offering_problems"),
    (gate.licences, "template_problems"),
    (gate.relations, "problems_among"),
    (gate.advising, "problems"),
    (replaygate.branches, "untried"),
    (publishing, "problems"),
}


@pytest.fixture
def done(monkeypatch) -> Callable[[bool], set[str]]:
    """Tell which slow things were done within a transaction, or without."""
    seen: dict[bool, set[str]] = {True: set(), False: set()}

    def watched(module, name):
        real = getattr(module, name)

        def watching(*args, **kwargs):
            seen[connection.in_atomic_block].add(f"{module.__name__.rpartition('.')[2]}.{name}")
            found = real(*args, **kwargs)
            return [] if name == "untried" else found  # it ships with fewer examples than it needs

        monkeypatch.setattr(module, name, watching)

    for module, name in SLOW:
        watched(module, name)
    monkeypatch.setattr(replaygate, "ENOUGH_EXAMPLES", 1)
    proven.forget()
    return lambda within: seen[within]


@pytest.fixture
def editor() -> Actor:
    return officer("bma.editor")


@pytest.fixture
def publisher() -> Actor:
    return officer("bma.publisher")


@pytest.fixture
def draft(transactional_db, world, editor) -> ServiceDraft:
    begun = commands.begin_version(actor=editor, service=NOTIFICATION)
    begun.parts["service"]["relations"] = []  # to services that are not published here
    begun.save()
    return begun


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="publishing holds nobody up")
def test_nothing_slow_is_done_in_the_transaction_that_publishes(draft, editor, publisher, done):
    asked = commands.ask_approval(actor=editor, draft=draft.pk)
    commands.approve_draft(actor=publisher, draft=draft.pk, digest=asked.asked_digest)

    assert done(True) == set()
    assert done(False) >= {"checks.problems", "spec.template_problems", "branches.untried"}
    assert ServiceVersion.objects.filter(service__code=NOTIFICATION).count() == 2


@pytest.mark.postgres
@pytest.mark.req("2.2.1", part="publishing holds nobody up")
def test_of_two_approvals_at_once_one_publishes(draft, editor, publisher, done):
    asked = commands.ask_approval(actor=editor, draft=draft.pk)
    colleague = replace(publisher, id="u-colleague")

    def approve(actor: Actor) -> Callable[[], object]:
        return lambda: commands.approve_draft(
            actor=actor, draft=draft.pk, digest=asked.asked_digest
        )

    assert at_once(approve(publisher), approve(colleague)) == ["draft-moved-on", "ok"]
    assert ServiceVersion.objects.filter(service__code=NOTIFICATION).count() == 2
    assert Event.objects.filter(name="catalogue.draft-approved").count() == 1


def test_what_changed_between_the_look_and_the_transaction_is_looked_at_again(
    draft, editor, publisher, done, monkeypatch
):
    asked = commands.ask_approval(actor=editor, draft=draft.pk)
    monkeypatch.setattr(gate, "prove", lambda _row: [])  # as if it had been looked at before
    proven.forget()

    commands.approve_draft(actor=publisher, draft=draft.pk, digest=asked.asked_digest)

    assert "checks.problems" in done(True)


def test_a_draft_with_errors_is_refused_before_a_transaction(draft, editor, done):
    parts = draft.parts | {"form": {"pages": []}}
    ServiceDraft.objects.filter(pk=draft.pk).update(parts=parts)

    with pytest.raises(Invalid) as refused:
        commands.ask_approval(actor=editor, draft=draft.pk)

    assert "checks-fail" in refused.value.fields
    assert done(True) == set()
    assert ServiceDraft.objects.get(pk=draft.pk).status == "draft"


@pytest.mark.postgres
def test_an_operators_folder_is_checked_before_its_transaction(world, transactional_db, done):
    commands.publish_version(actor=OPERATOR, definition=replace(SERVICES[NOTIFICATION], number=2))

    assert (done(True), "publishing.problems" in done(False)) == (set(), True)
