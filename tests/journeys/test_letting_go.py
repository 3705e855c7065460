"""What is thrown away goes, and what arrives late for it harms nothing."""

import pytest

from krob.casework.applications import commands
from krob.casework.applications.models import Application
from krob.engines.documents.commands import record_scan
from krob.engines.documents.models import Upload
from krob.engines.exchange.commands import ask, record_answer
from krob.engines.exchange.models import Lookup
from krob.engines.exchange.ports import RegistryAnswer
from krob.engines.notifications.models import Message
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.jobs import worker
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.types import State

pytestmark = pytest.mark.django_db
SOURCE = Text("กรมการปกครอง", "Department of Provincial Administration")


@pytest.mark.req("S.3", part="working papers are deleted")
def test_an_answer_that_comes_after_a_draft_was_discarded_is_let_go_too(make, owner_of_shop):
    draft = make.draft(owner_of_shop)
    lookup = ask(
        actor=owner_of_shop,
        registry="dopa.house",
        key="10040000991",
        subject=draft.subject,
        purpose="applications.prefill",
    )
    commands.discard_draft(actor=owner_of_shop, reference=draft.reference)
    record_answer(
        actor=SYSTEM,
        lookup_id=lookup.pk,
        answer=RegistryAnswer(found=True, facts={"road": "สีลม"}, as_of=None, source=SOURCE),
    )
    Job.objects.filter(task="exchange.fetch").delete()
    worker.run_pending()

    lookup = Lookup.objects.get(pk=lookup.pk)
    assert not Application.objects.exists()
    assert (lookup.record_class, lookup.kept_from is None) == ("working", False)
    assert not Job.objects.filter(last_error__gt="").exists()
    assert not Job.objects.filter(state=State.DEAD).exists()


@pytest.mark.req("S.3", part="uploads are scanned for viruses")
def test_who_sent_a_harmful_file_is_told_once(make, owner_of_shop):
    application = make.filed(owner_of_shop)
    upload = Upload.objects.filter(subject=application.subject).first()
    Upload.objects.filter(pk=upload.pk).update(state="received")
    for _ in range(2):
        record_scan(actor=SYSTEM, upload_id=upload.pk, found="Eicar-Signature")
        worker.run_pending()

    told = Message.objects.filter(template="applications.document-refused")
    assert [message.to for message in told] == [application.party]
