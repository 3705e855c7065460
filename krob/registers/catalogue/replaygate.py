"""What the gate asks of a past: a replay, reasons for what differs, examples where it is short.

Each thing asked for is (code, message, page of the draft that mends it).
"""

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.compile import drafted
from krob.foundation.core.errors import Message
from krob.registers.catalogue import covering, replaying
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.types import CONTEXT_TYPES, ReplayState

Asked = tuple[str, Message, str]
ENOUGH_EXAMPLES = 10


def asked(draft: ServiceDraft) -> list[Asked]:
    """Ask for a replay where there are past applications, for examples where there are few."""
    past = replaying.count_of(draft)
    return [*(_untried(draft, past) if past else ()), *_examples(draft, past)]


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


def _examples(draft: ServiceDraft, past: int) -> list[Asked]:
    """Ask for worked examples in the place of a past that a new service does not have."""
    written = len(draft.parts.get("examples") or ())
    if draft.is_offering or past >= replaying.FEW:
        return []
    if written >= ENOUGH_EXAMPLES:
        return _untaken(draft)
    said = _(
        "Fewer than %(few)s applications were filed: write %(more)s more worked examples, so that "
        "every rule is tried."
    )
    counts = {"few": replaying.FEW, "more": ENOUGH_EXAMPLES - written}
    return [("examples-too-few", said % counts, "examples/")]


def _untaken(draft: ServiceDraft) -> list[Asked]:
    """Ask for the branches of rules that no example tries, named by what they decide."""
    form, _broken = drafted(draft.parts.get("form") or {}, CONTEXT_TYPES)
    left = [each for each in covering.tried(draft.parts, form) if each.coverage.missing]
    if not left:
        return []
    said = _("The examples leave branches of %(count)s rules untried. The first: “%(title)s”.")
    named = {"count": len(left), "title": left[0].title}
    return [("branches-untried", said % named, "examples/")]
