"""The verbs of casework, by stage of life."""

from krob.casework.applications.commands.comparing import choose_answers, keep_aside
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
from krob.casework.applications.commands.moving import move_draft, undo_move
from krob.casework.applications.commands.repinning import (
    carry_out_move,
    check_move,
    end_move,
    plan_move,
    repin_application,
    repin_back,
    undo_version_move,
)
from krob.casework.applications.commands.routing import reassign_step, route_application
from krob.casework.applications.commands.settling import (
    ask_fee_again,
    conclude_settlement,
    lapse_unpaid,
)
from krob.casework.applications.commands.submitting import resubmit_application, submit_application
from krob.casework.applications.commands.timing import (
    approve_by_law,
    ask_explanation,
    explain_delay,
    extend_deadline,
)
from krob.casework.applications.commands.withdrawing import withdraw_application

__all__ = [
    "acknowledge_notice",
    "add_document",
    "approve_by_law",
    "ask_explanation",
    "ask_fee_again",
    "ask_registry",
    "carry_out_move",
    "check_move",
    "choose_answers",
    "conclude_settlement",
    "discard_draft",
    "end_move",
    "explain_delay",
    "extend_deadline",
    "keep_aside",
    "lapse_unpaid",
    "move_draft",
    "plan_move",
    "prefill_draft",
    "reassign_step",
    "remove_document",
    "repin_application",
    "repin_back",
    "resubmit_application",
    "route_application",
    "save_draft",
    "start_application",
    "submit_application",
    "take_action",
    "take_agency_answer",
    "take_overdue_action",
    "undo_move",
    "undo_version_move",
    "withdraw_application",
]
