"""The verbs of the catalogue: writing, approving, publishing services; the words of the search."""

from krob.registers.catalogue.commands.approving import (
    approve_draft,
    ask_approval,
    return_draft,
    take_back_draft,
)
from krob.registers.catalogue.commands.blocks import remove_block, rename_block, save_block
from krob.registers.catalogue.commands.drafting import (
    begin_offering,
    begin_service,
    begin_version,
    discard_draft,
    edit_draft,
    redo_change,
    schedule_draft,
    undo_change,
)
from krob.registers.catalogue.commands.exampling import borrow_example
from krob.registers.catalogue.commands.guides import begin_guide, begin_journey
from krob.registers.catalogue.commands.importing import import_ordinances, import_package
from krob.registers.catalogue.commands.lists import note_list, save_list, watch_list
from krob.registers.catalogue.commands.manuals import (
    accept_manual,
    ask_manual,
    import_manual,
    note_manual,
    refuse_manual,
)
from krob.registers.catalogue.commands.publishing import publish_offering, publish_version
from krob.registers.catalogue.commands.replaying import (
    advance_replay,
    explain_difference,
    resume_replay,
    start_replay,
    stop_replay,
    withdraw_explanation,
)
from krob.registers.catalogue.commands.synonyms import (
    add_synonym,
    change_synonym,
    remove_synonym,
)

__all__ = [
    "accept_manual",
    "add_synonym",
    "advance_replay",
    "approve_draft",
    "ask_approval",
    "ask_manual",
    "begin_guide",
    "begin_journey",
    "begin_offering",
    "begin_service",
    "begin_version",
    "borrow_example",
    "change_synonym",
    "discard_draft",
    "edit_draft",
    "explain_difference",
    "import_manual",
    "import_ordinances",
    "import_package",
    "note_list",
    "note_manual",
    "publish_offering",
    "publish_version",
    "redo_change",
    "refuse_manual",
    "remove_block",
    "remove_synonym",
    "rename_block",
    "resume_replay",
    "return_draft",
    "save_block",
    "save_list",
    "schedule_draft",
    "start_replay",
    "stop_replay",
    "take_back_draft",
    "undo_change",
    "watch_list",
    "withdraw_explanation",
]
