"""Work of the catalogue that nobody asks for."""

from datetime import timedelta

from krob.engines.exchange.calls import Call, on_behalf
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import DomainError
from krob.foundation.jobs import queue
from krob.foundation.jobs.queue import periodic, task
from krob.registers.catalogue import commands, drifting, indexing
from krob.registers.catalogue.commands.manuals import LOOK
from krob.registers.catalogue.manual_ports import PUBLIC_MANUALS, manual_sources


@periodic("catalogue.rebuild-search", every=timedelta(days=1))
def rebuild_search() -> None:
    """Index all services again: versions begin on their day, dictionaries change with releases."""
    indexing.rebuild()


@periodic("catalogue.watch-manuals", every=timedelta(days=1))
def watch_manuals() -> None:
    """Look at every public manual that a service in force keeps to."""
    if PUBLIC_MANUALS not in manual_sources or manual_sources.get(PUBLIC_MANUALS).check():
        return
    for code in sorted({str(drifting.manual_of(row)["code"]) for row in drifting.watched()}):
        queue.enqueue(LOOK, {"code": code}, unique_key=f"{LOOK}:{code}")


@task(LOOK, atomic=False)
def look_at_manual(code: str) -> None:
    """Ask the manual system for one manual and note what it says; safe to repeat."""
    call = Call(actor="system:system", purpose="public-manual", subject=f"manual:{code}")
    try:
        with on_behalf(call):
            manual = manual_sources.get(PUBLIC_MANUALS).fetch(code)
    except DomainError as error:
        commands.note_manual(actor=SYSTEM, code=code, fault=error.code)
    else:
        commands.note_manual(actor=SYSTEM, code=code, manual=manual)
