"""The verbs of casework, by stage of life."""

from krob.casework.applications.commands.deciding import take_action
from krob.casework.applications.commands.drafting import (
    acknowledge_notice,
    add_document,
    ask_registry,
    discard_draft,
    prefill_draft,
    remove_document,
    save_draft,
    start_application,
)
from krob.casework.applications.commands.late import take_agency_answer, take_overdue_action
from krob.casework.applications.commands.routing import reassign_step, route_application
from krob.casework.applications.commands.settling import conclude_settlement, lapse_unpaid
from krob.casework.applications.commands.submitting import resubmit_application, submit_application
from krob.casework.applications.commands.withdrawing import withdraw_application

__all__ = [
    "acknowledge_notice",
    "add_document",
    "ask_registry",
    "conclude_settlement",
    "discard_draft",
    "lapse_unpaid",
    "prefill_draft",
    "reassign_step",
    "remove_document",
    "resubmit_application",
    "route_application",
    "save_draft",
    "start_application",
    "submit_application",
    "take_action",
    "take_agency_answer",
    "take_overdue_action",
    "withdraw_application",
]
