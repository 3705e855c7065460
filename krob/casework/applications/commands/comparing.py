"""Two windows of one draft: what the older one typed is kept, and the applicant chooses."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.casework.applications import policies
from krob.casework.applications.applicant import comparing, newer, prefill
from krob.casework.applications.applicant.notices import CHANGEABLE, require_changeable
from krob.casework.applications.locking import locked, require
from krob.casework.applications.models import Application, SetAside
from krob.engines.smartforms.types import MAX_RAW
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, Message
from krob.foundation.core.registry import command
from krob.registers.catalogue.queries import form_of

APPLICANT = {ActorKind.APPLICANT}
MOST = 10
"""How many windows of one draft keep something aside; the oldest makes room."""
TOLD = ("_shown", "_unseen", "_was", "_add", "_remove")
"""What a page says about itself beside its answers, that laying it over the draft reads."""


def _editable(actor: Actor, reference: str) -> Application:
    application = locked(actor, reference)
    require(policies.may_edit(actor, application))
    require_changeable(application)
    return application


@command("applications.keep-aside", kinds=APPLICANT, states=CHANGEABLE)
def keep_aside(
    *, actor: Actor, reference: str, page: str, tab: str, posted: Mapping[str, list[str]]
) -> SetAside | None:
    """Keep what a window typed that is older than the draft; the draft stays as it is.

    The same ``tab`` keeps its newest text only. None when it says nothing else than the draft: what
    the window had set aside before goes then. Records no event, like every save while typing.
    """
    application = _editable(actor, reference)
    own = application.asides.filter(page=page, tab=tab[:32])
    kept = _answers_of(application, page, posted)
    if not comparing.differences(application, page, kept):
        own.delete()
        return None
    aside, _made = application.asides.update_or_create(
        page=page, tab=tab[:32], defaults={"posted": kept, "at": clock.now()}
    )
    oldest = application.asides.order_by("-at").values_list("pk", flat=True)[MOST:]
    application.asides.filter(pk__in=list(oldest)).delete()
    return aside


def _answers_of(
    application: Application, page: str, posted: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Return the part of a post that the questions of the page read."""
    keys = {field.key for each in form_of(application.version).page(page) for field in each.fields}
    return {
        name: [value[:MAX_RAW] for value in values]
        for name, values in posted.items()
        if name in TOLD or name.split("-")[0] in keys
    }


@command("applications.choose-answers", kinds=APPLICANT, states=CHANGEABLE)
def choose_answers(
    *,
    actor: Actor,
    reference: str,
    aside: UUID,
    edition: int,
    chosen: Mapping[str, str],
    all_of: str = "",
) -> Application:
    """Take, question by question, what was set aside or what was saved since.

    ``chosen`` says ``mine`` or ``saved`` by key; ``all_of`` takes one side whole. ``edition`` is
    the draft's as it was shown beside the other. Repeating it changes nothing.

    Raises:
        Conflict: the draft was saved again since it was shown; nothing was changed.
        Invalid: a question that differs is not chosen; ``fields`` says which.
    """
    application = _editable(actor, reference)
    row = application.asides.filter(pk=aside).first()
    if row is None:
        return application
    if edition != application.edition:
        raise Conflict("newer-draft", _("The draft was saved again meanwhile. Choose once more."))
    differing = [field.key for field in comparing.differing(application, row)]
    sides = dict.fromkeys(differing, all_of) if all_of else chosen
    _refuse_unchosen(differing, sides)
    mine = frozenset(key for key in differing if sides[key] == comparing.MINE)
    if mine:
        _take(application, row, mine)
    row.delete()
    return application


def _refuse_unchosen(differing: list[str], sides: Mapping[str, str]) -> None:
    both = (comparing.MINE, comparing.SAVED)
    missing: dict[str, Message] = {
        key: _("Choose one of the two.") for key in differing if sides.get(key) not in both
    }
    if missing:
        raise Invalid("not-chosen", _("Choose one of the two for each question."), fields=missing)


def _take(application: Application, row: SetAside, mine: frozenset[str]) -> None:
    state = comparing.laid_over(application, row.page, row.posted, only=mine)
    application.answers = state.answers
    application.raw = state.raw
    application.provenance = state.provenance
    application.label = prefill.label_of(application)
    newer.gone_on(application)
    application.edition += 1
    application.saved_at = clock.now()
    application.save()
