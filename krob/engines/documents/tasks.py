"""The worker's part: have what people sent scanned for viruses."""

from datetime import timedelta

from krob.engines.documents import ports, storage
from krob.engines.documents.commands import SCAN, record_scan
from krob.engines.documents.models import Upload
from krob.engines.documents.types import UploadState
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.jobs import queue

FORGOTTEN = timedelta(minutes=30)
ABANDONED = timedelta(days=1)


@queue.task(SCAN, atomic=False)
def scan(*, upload: str) -> None:
    """Have one document scanned; after an answer running it again does nothing.

    Without a scanner (the setting was taken away meanwhile) it is let through, as new ones are.

    Raises:
        Unavailable: the scanner does not answer; the job is tried again later.
    """
    row = Upload.objects.filter(pk=upload, state=UploadState.RECEIVED).first()
    if row is None:
        return
    scanner = ports.scanner()
    found = scanner.scan(storage.path_of(row.key)) if scanner else ""
    record_scan(actor=SYSTEM, upload_id=upload, found=found)


@queue.periodic("documents.scan-again", every=timedelta(minutes=30))
def scan_again() -> None:
    """Ask anew for what waits for long: its job gave up while the scanner was down."""
    before = clock.now() - FORGOTTEN
    waiting = Upload.objects.filter(state=UploadState.RECEIVED, received_at__lt=before)
    for key in waiting.order_by("received_at").values_list("pk", flat=True)[:500]:
        queue.enqueue(SCAN, {"upload": str(key)}, unique_key=f"{SCAN}:{key}")


@queue.periodic("documents.clear-incoming", every=timedelta(hours=6))
def clear_incoming() -> None:
    """Delete files that were being received when a process died: nobody will ask for them."""
    storage.clear_incoming(before=clock.now() - ABANDONED)
