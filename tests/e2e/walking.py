"""Walks applications by commands to where a journey begins, in a process beside the web.

``Stack.walk`` starts it; it prints what it made as JSON.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from demo.filings import (
    LICENCE,
    POINTS,
    address_of,
    applicant,
    filed,
    moved,
    posted,
    with_documents,
)
from krob.casework.applications import commands, dossier, queries
from krob.casework.applications.models import Application
from krob.registers.payments.models import Bill
from simulators.people import SILOM

Walked = dict[str, str]


def main() -> None:
    """Do what the words say: what, who, and the rest as JSON."""
    what, person, options = sys.argv[1:]
    print(json.dumps(WALKS[what](person, **json.loads(options))))


def file(person: str, *, number: int = 1, **given: Any) -> list[Walked]:
    """File applications; service, area, shop, address and any answer may be given."""
    return [_told(_filed(person, **given)) for _each in range(number)]


def approve(person: str, *, number: int = 1, **given: Any) -> list[Walked]:
    """File applications, and let four officers of Bang Rak bring them to the bill."""
    return [_told(_approved(_filed(person, **given))) for _each in range(number)]


def recommend(person: str, *, action: str, note: str, **given: Any) -> list[Walked]:
    """File an application, and let three officers of Bang Rak bring it to the decision."""
    return [_told(_recommended(_filed(person, **given), action, note))]


def complete(
    person: str,
    *,
    reference: str,
    besides: str,
    shop: str,
    address: Mapping[str, str] | None = None,
) -> list[Walked]:
    """Answer what a draft asks besides one page, and bring its documents: it can be filed."""
    actor = applicant(person)
    application = queries.one(actor, reference)
    for page in dossier.form_and_state(application)[0].pages:
        if page.key != besides:
            application = commands.save_draft(
                actor=actor,
                reference=reference,
                edition=application.edition,
                page=page.key,
                posted=posted(240, address or {}, shop),
            )
    with tempfile.TemporaryDirectory() as folder:
        with_documents(actor, application, Path(folder))
    return [_told(application)]


def _filed(
    person: str,
    *,
    service: str = LICENCE,
    area: int = 240,
    shop: str = "ร้านระหว่างทาง",
    address: Mapping[str, str] | None = None,
    **answers: str,
) -> Application:
    place = address or {**address_of(SILOM), "house_no": f"88/{uuid4().int % 100_000}"}
    with tempfile.TemporaryDirectory() as folder:
        given = posted(area, place, shop, **answers)
        return filed(applicant(person), service, given, Path(folder))


def _recommended(application: Application, action: str, note: str) -> Application:
    moved(application, "bangrak.checker", "accept")
    moved(application, "bangrak.inspector", "done", checklist=POINTS)
    return moved(application, "bangrak.recommender", action, note=note)


def _approved(application: Application) -> Application:
    _recommended(application, "approve", "ถูกสุขลักษณะ เห็นควรอนุญาต")
    return moved(application, "bangrak.approver", "approve")


def _told(application: Application) -> Walked:
    bill = Bill.objects.filter(subject=application.subject).first()
    return {
        "reference": application.reference,
        "unit": application.unit.code,
        "bill": str(bill.uuid) if bill else "",
        "bill_reference": bill.reference if bill else "",
    }


WALKS: dict[str, Callable[..., list[Walked]]] = {
    "file": file,
    "approve": approve,
    "complete": complete,
    "recommend": recommend,
}
