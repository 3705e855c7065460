"""The verbs of a process: to move it, and to deal with the time that the law gives."""

from krob.engines.workflow.commands.moving import (
    act,
    assign_step,
    change_unit,
    end_process,
    repin_process,
    start_process,
)
from krob.engines.workflow.commands.timing import decide_by_law, extend_deadline

__all__ = [
    "act",
    "assign_step",
    "change_unit",
    "decide_by_law",
    "end_process",
    "extend_deadline",
    "repin_process",
    "start_process",
]
