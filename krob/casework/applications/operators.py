"""Operators' command: show where an application stands, without anybody's personal data."""

import argparse
from typing import Any

from krob.casework.applications import queries
from krob.casework.applications.models import Application
from krob.engines.workflow import clock as clocks
from krob.engines.workflow import queries as steps
from krob.engines.workflow.models import Step
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.operating import offers_json
from krob.registers.licences import queries as licences
from krob.registers.payments import queries as payments
from krob.registers.payments.models import Bill


def register(subparsers: Any) -> None:
    """Offer ``application``."""
    parser = subparsers.add_parser("application", help="applications")
    verbs = parser.add_subparsers(required=True)
    showing = offers_json(verbs.add_parser("show", help="where an application stands"))
    showing.add_argument("number", help="for example KRB-2569-000123")
    showing.set_defaults(run=show_application)


def show_application(options: argparse.Namespace) -> dict[str, Any]:
    """Return status, unit, clock, steps, bills and licence; of names only the shop's label.

    Raises:
        NotFound: there is no such application.
    """
    application = queries.one(OPERATOR, options.number.strip().upper())
    as_lines = not options.json
    licence = licences.of_subject(OPERATOR, application.subject)
    bills = [_bill(bill) for bill in payments.bills_of(OPERATOR, application.subject)]
    visits = [_step(step) for step in steps.steps_of(OPERATOR, application.subject)]
    return {
        **_about(application),
        **_clock(application.subject),
        "steps": [_line(row) for row in visits] if as_lines else visits,
        "bills": [_line(row) for row in bills] if as_lines else bills,
        "licence": licence.number if licence else "",
        "licence_status": str(licence.status_today) if licence else "",
    }


def _about(application: Application) -> dict[str, Any]:
    return {
        "number": application.reference,
        "service": application.version.service.code,
        "version": application.version.number,
        "offering": application.offering.authority.code if application.offering else "",
        "status": str(application.status),
        "unit": application.unit.code,
        "label": application.label,
        "submitted_at": _moment(application.submitted_at),
        "completed_at": _moment(application.completed_at),
        "decided_at": _moment(application.decided_at),
    }


def _clock(subject: str) -> dict[str, Any]:
    reading = clocks.reading(subject)
    return {
        "clock": str(reading.state),
        "clock_unit": reading.unit,
        "due_on": reading.due_on.isoformat() if reading.due_on else "",
        "days_used": reading.days_used,
        "days_left": reading.days_left,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step.key,
        "visit": step.visit,
        "state": str(step.state),
        "opened_at": _moment(step.opened_at),
        "closed_at": _moment(step.closed_at),
        "action": step.action,
    }


def _bill(bill: Bill) -> dict[str, Any]:
    return {
        "reference": bill.reference,
        "status": str(bill.status),
        "amount": str(bill.amount),
        "due_on": bill.due_on.isoformat(),
    }


def _line(row: dict[str, Any]) -> str:
    return " ".join(str(value) for value in row.values() if value != "")


def _moment(value: Any) -> str:
    return value.isoformat(timespec="seconds") if value else ""
