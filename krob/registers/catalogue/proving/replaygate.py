"""What the gate asks of a past: a replay, reasons for what differs, examples where it is short.

Each thing asked for is (code, message, page of the draft that mends it).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.proving import alike, branches, replaying
from krob.registers.catalogue.types import ReplayState

Asked = tuple[str, Message, str]
ENOUGH_EXAMPLES = 10
NAMED = 5


def asked(draft: ServiceDraft, *, branches_taken: bool = False) -> list[Asked]:
    """Ask for a replay where there are past applications, for examples where there are few.

    ``branches_taken``: the caller knows that the examples try every branch.
    """
    past = replaying.count_of(draft)
    return [*(_untried(draft, past) if past else ()), *_examples(draft, past, branches_taken)]


def _untried(draft: ServiceDraft, past: int) -> list[Asked]:
    replay = replaying.latest(draft)
    if replay is None or not replaying.is_current(replay, draft):
        said = _("Try this draft on the %(count)s applications that were filed.") % {"count": past}
        return [("replay-missing", said, "replay/")]
    if replay.state != ReplayState.DONE:
        return [("replay-unfinished", _("The replay is not finished yet."), "replay/")]
    open_ones = replay.differences.filter(explained_by="").count()
    if not open_ones:
        return []
    said = _("%(count)s differences of the replay have no reason yet.") % {"count": open_ones}
    return [("differences-unexplained", said, "replay/")]


def _examples(draft: ServiceDraft, past: int, branches_taken: bool) -> list[Asked]:
    """Ask for worked examples in the place of a past that a new service does not have."""
    if draft.is_offering or past >= replaying.FEW:
        return []
    untaken = () if branches_taken else _untaken(draft)
    return [*_too_few(draft.parts.get("examples") or ()), *untaken]


def _too_few(written: Sequence[Mapping[str, Any]]) -> list[Asked]:
    """Ask for more examples; those with the same answers count once."""
    same = alike.pairs(written)
    more = ENOUGH_EXAMPLES - len(written) + len(same)
    if more <= 0:
        return []
    said = _(
        "Fewer than %(few)s applications were filed: write %(more)s more worked examples, so that "
        "every rule is tried."
    )
    asked: list[Asked] = [
        ("examples-too-few", said % {"few": replaying.FEW, "more": more}, "examples/")
    ]
    for first, second in same[:NAMED]:
        names = {"one": alike.called(first), "other": alike.called(second)}
        said = _("“%(one)s” and “%(other)s” have the same answers and count as one example.")
        asked.append(("examples-alike", said % names, "examples/"))
    return asked


def _untaken(draft: ServiceDraft) -> list[Asked]:
    """Name what no example tries; the caller asks only when the draft has no errors."""
    found = branches.untried(draft.parts)
    if not found:
        return []
    said = _("Worked examples do not try every branch of %(count)s rules, such as: %(missing)s")
    named = "; ".join(dict.fromkeys(str(each.title) for each in found[:NAMED]))
    return [("branches-untried", said % {"count": len(found), "missing": named}, "examples/")]
