"""Journeys and kinds of business: begun as drafts, which are written and approved like services.

Req: 2.5.1, 2.6.
"""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, Message, NotFound
from krob.foundation.core.registry import command
from krob.foundation.editing.inputs import CODE
from krob.people.agencies.models import Agency
from krob.registers.catalogue import policies
from krob.registers.catalogue.drafting import starting
from krob.registers.catalogue.guiding import guides
from krob.registers.catalogue.models import Guide, ServiceDraft
from krob.registers.catalogue.types import JOURNEY

LONGEST_CODE = 40


@command("catalogue.begin-guide", kinds={ActorKind.OFFICER})
def begin_guide(*, actor: Actor, code: str) -> ServiceDraft:
    """Begin the next wording of a guide (``journey:hotel``); an open draft is gone on with.

    Raises:
        NotAllowed: the officer does not write guides.
        NotFound: there is no such guide.
    """
    policies.require_writes_guides(actor)
    open_one = ServiceDraft.objects.open().filter(code=code).first()
    if open_one:
        return open_one
    parts = guides.content(code)
    if parts is None:
        raise NotFound("guide-not-found", _("There is no such page."))
    newest = Guide.objects.filter(code=code).order_by("-number").first()
    number = newest.number + 1 if newest else 1
    return starting.begun(actor, code, _agency(actor), number, parts)


@command("catalogue.begin-journey", kinds={ActorKind.OFFICER})
def begin_journey(*, actor: Actor, code: str, title_th: str, title_en: str = "") -> ServiceDraft:
    """Begin a journey that does not exist yet.

    Raises:
        NotAllowed: the officer does not write guides.
        Invalid: the code or the Thai title is missing or wrong.
        Conflict: there is such a journey.
    """
    policies.require_writes_guides(actor)
    wrong: dict[str, Message] = {}
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        wrong["code"] = _("Use small letters a-z, digits, _ and -; begin with a letter.")
    if not 0 < len(title_th.strip()) <= 200 or len(title_en) > 200:
        wrong["title_th"] = _("Enter a name of 1 to 200 letters.")
    if wrong:
        raise Invalid("draft-invalid", _("The draft was not begun."), fields=wrong)
    key = f"{JOURNEY}:{code}"
    if guides.content(key) or ServiceDraft.objects.open().filter(code=key).exists():
        raise Conflict("journey-code-taken", _("A journey with this code exists. Choose another."))
    title = {"th": title_th.strip()} | ({"en": title_en.strip()} if title_en.strip() else {})
    parts = {JOURNEY: {**guides.NEW, "title": title}}
    return starting.begun(actor, key, _agency(actor), 1, parts)


def _agency(actor: Actor) -> Agency:
    return Agency.objects.get(code=actor.agency)
