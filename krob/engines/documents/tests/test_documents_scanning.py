"""With a virus scanner a document waits, unread by anybody, until it was found clean."""

import os

import pytest

from config import cli
from conftest import OWNER
from krob.engines.documents import commands, ports, queries, storage, tasks
from krob.engines.documents.models import Upload
from krob.engines.documents.tests.test_documents_intake import NAME, pdf
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Conflict, Unavailable
from krob.foundation.events.models import Event, PersonalRead
from krob.foundation.jobs import worker
from krob.foundation.jobs.models import Job
from krob.people.parties.commands import add_participant

SUBJECT = "application:KRB-2569-000123"
OFFICE = "unit:bma-bangrak"


class Scanner:
    """Says what a test wants it to say."""

    says = ""

    def scan(self, path):
        """Say it."""
        assert path.exists()
        if self.says == "silent":
            raise Unavailable("scanner-silent", "silent")
        return self.says

    def check(self):
        """Be well."""
        return ""


@pytest.fixture
def scanner(settings, monkeypatch):
    found = Scanner()
    ports.scanners.add("test", lambda: found)
    settings.KROB_SCANNER = "test"
    yield found
    ports.scanners.remove("test")


@pytest.fixture
def bring(db, owner, tmp_path):
    add_participant(actor=SYSTEM, subject=SUBJECT, party=OWNER, role="holder")
    add_participant(actor=SYSTEM, subject=SUBJECT, party=OFFICE, role="deciding_unit")

    def one() -> Upload:
        path = tmp_path / "received"
        path.write_bytes(pdf())
        return commands.store_upload(
            actor=owner,
            subject=SUBJECT,
            requirement="floor-plan",
            name=NAME,
            path=path,
            accept=["pdf"],
        )

    return one


@pytest.mark.req("S.3", part="uploads are scanned for viruses")
def test_nobody_reads_a_document_before_it_was_found_clean(bring, scanner, owner, checker):
    upload = bring()
    for who in (owner, checker):
        with pytest.raises(Conflict) as waiting:
            queries.open_upload(who, upload.pk)
        assert waiting.value.code == "document-received"
    assert not PersonalRead.objects.exists()
    worker.run_pending()

    assert queries.open_upload(checker, upload.pk).path.exists()
    assert Event.objects.filter(name="document.cleared").count() == 1


@pytest.mark.req("S.3", part="uploads are scanned for viruses")
def test_a_harmful_document_loses_its_bytes_and_counts_for_nothing(
    bring, scanner, owner, checker, django_capture_on_commit_callbacks
):
    scanner.says = "Eicar-Signature"
    upload = bring()
    held = queries.counts_of(owner, SUBJECT)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            tasks.scan(upload=str(upload.pk))

    assert held == {"floor-plan": 1}
    assert queries.counts_of(owner, SUBJECT) == {}
    assert not storage.path_of(upload.key).exists()
    with pytest.raises(Conflict):
        queries.open_upload(checker, upload.pk)
    event = Event.objects.get(name="document.refused")
    assert event.data == {
        "upload": str(upload.pk),
        "requirement": "floor-plan",
        "found": "Eicar-Signature",
    }


def test_while_the_scanner_is_silent_the_document_waits(bring, scanner):
    scanner.says = "silent"
    upload = bring()

    with pytest.raises(Unavailable):
        tasks.scan(upload=str(upload.pk))

    upload.refresh_from_db()
    assert upload.state == "received"


def test_what_waits_for_long_is_asked_for_anew_once(bring, scanner):
    upload = bring()
    Job.objects.all().delete()
    tasks.scan_again()
    early = Job.objects.count()
    Upload.objects.update(received_at=clock.later(minutes=-31))
    for _ in range(2):
        tasks.scan_again()

    assert early == 0
    assert Job.objects.get().arguments == {"upload": str(upload.pk)}


def test_what_waits_is_let_through_when_the_scanner_is_taken_away(bring, scanner, settings):
    upload = bring()
    settings.KROB_SCANNER = ""
    tasks.scan(upload=str(upload.pk))

    upload.refresh_from_db()
    assert upload.state == "accepted"


def test_without_a_scanner_nothing_waits_and_the_check_says_so(bring, settings, capsys):
    upload = bring()

    assert upload.state == "accepted"
    assert not Job.objects.filter(task="documents.scan").exists()
    assert cli.main(["check"]) == 0
    assert "virus_scanner: none: uploads are not scanned" in capsys.readouterr().out


def test_a_document_that_is_gone_needs_no_answer(bring, scanner, owner):
    upload = bring()
    commands.remove_upload(actor=owner, upload_id=upload.pk)

    tasks.scan(upload=str(upload.pk))
    commands.record_scan(actor=SYSTEM, upload_id=upload.pk, found="x")

    assert not Event.objects.filter(name="document.refused").exists()


def test_what_a_dead_process_was_receiving_is_deleted_after_a_day():
    left, fresh = storage.incoming(), storage.incoming()
    for path in (left, fresh):
        path.write_bytes(b"x")
    old = clock.later(hours=-25).timestamp()
    os.utime(left, (old, old))
    tasks.clear_incoming()

    assert (left.exists(), fresh.exists()) == (False, True)
