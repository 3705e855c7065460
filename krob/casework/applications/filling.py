"""What the messages of a service name, filled in for one application."""

from collections.abc import Mapping
from datetime import date

from krob.casework.applications.models import Application
from krob.engines.workflow import clock as clocks
from krob.foundation.core import typography
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.registers.licences import queries as licences
from krob.registers.payments import queries as payments


def message_values(application: Application) -> Mapping[str, Text | str]:
    """Return the values of a message about an application, as they are now."""
    reading = clocks.reading(application.subject)
    bill = payments.bills_of(SYSTEM, application.subject).last()
    licence = licences.of_subject(SYSTEM, application.subject)
    due = bill.due_on if bill and bill.is_owed else reading.due_on
    return {
        "reference": application.reference,
        "service": application.version.title,
        "office": application.unit.name,
        "due": _day(due) if due else "",
        "amount": typography.amount(bill.amount) if bill else "",
        "licence": licence.number if licence else "",
    }


def _day(day: date) -> Text:
    return Text(typography.day_long(day, "th"), typography.day_long(day, "en"))
