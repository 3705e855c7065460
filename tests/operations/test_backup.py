"""A backup comes back whole, and one that was changed does not come back at all."""

import json

import pytest
from django.db import connection, transaction

from config import backup
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.operating import OperatorError
from krob.foundation.events import journal, seal
from krob.foundation.events.models import Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def installation(settings):
    """Make an installation with an event, sealed, and a file."""
    journal.declare({"thing.changed": "Changed"})
    record("thing:1")
    seal.seal_new_rows()
    settings.KROB_FILES.mkdir()
    (settings.KROB_FILES / "แผนผัง.pdf").write_bytes(b"%PDF")
    yield settings
    journal.names.remove("thing.changed")


def record(subject):
    with transaction.atomic():
        journal.record(actor=SYSTEM, name="thing.changed", subject=subject)


def test_a_backup_comes_back_whole(installation, tmp_path):
    made = backup.make(tmp_path / "copy")
    record("thing:2")
    seal.seal_new_rows()
    (installation.KROB_FILES / "แผนผัง.pdf").write_bytes(b"other")

    restored = backup.restore(tmp_path / "copy", force=True)

    assert made["database"] == restored["database"] == connection.vendor
    assert list(Event.objects.values_list("subject", flat=True)) == ["thing:1"]
    assert (installation.KROB_FILES / "แผนผัง.pdf").read_bytes() == b"%PDF"
    assert seal.verify().problems == []


def test_what_was_there_before_is_kept_aside(installation, tmp_path):
    backup.make(tmp_path / "copy")

    backup.restore(tmp_path / "copy", force=True)

    assert len(list(tmp_path.glob("files.before-*"))) == 1
    assert len(list(tmp_path.glob("heads.jsonl.before-*"))) == 1


def test_an_installation_that_is_not_empty_is_not_replaced_unasked(installation, tmp_path):
    backup.make(tmp_path / "copy")
    record("thing:2")

    with pytest.raises(OperatorError, match="not empty"):
        backup.restore(tmp_path / "copy")

    assert Event.objects.count() == 2


@pytest.mark.parametrize("harm", ["change", "remove", "add"])
def test_a_backup_that_was_changed_is_refused(harm, installation, tmp_path):
    backup.make(tmp_path / "copy")
    file = tmp_path / "copy/files/แผนผัง.pdf"
    if harm == "change":
        file.write_bytes(b"evil")
    elif harm == "remove":
        file.unlink()
    else:
        file.with_name("new").write_bytes(b"")
    record("thing:2")

    with pytest.raises(OperatorError, match="was changed: files/"):
        backup.restore(tmp_path / "copy", force=True)

    assert Event.objects.count() == 2


def test_a_backup_of_another_database_is_refused(installation, tmp_path):
    backup.make(tmp_path / "copy")
    path = tmp_path / "copy/manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"database": "oracle"}))

    with pytest.raises(OperatorError, match="is of oracle"):
        backup.restore(tmp_path / "copy", force=True)


def test_a_folder_that_exists_is_not_written_over(installation, tmp_path):
    (tmp_path / "copy").mkdir()

    with pytest.raises(OperatorError, match="exists"):
        backup.make(tmp_path / "copy")


def test_a_folder_that_is_no_backup_is_refused(installation, tmp_path):
    with pytest.raises(OperatorError, match="no complete backup"):
        backup.restore(tmp_path, force=True)
