"""A package from another installation becomes a draft: never more, and never over another's work.

Req: 2.2.1.
"""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, DomainError, Invalid, NotFound
from krob.foundation.core.registry import command
from krob.foundation.editing.inputs import CODE
from krob.foundation.events import journal
from krob.people.agencies.models import Agency
from krob.registers.catalogue import policies
from krob.registers.catalogue.checking import gate
from krob.registers.catalogue.drafting import starting
from krob.registers.catalogue.models import Service, ServiceDraft, ServiceVersion
from krob.registers.catalogue.sharing import packing, trust

MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)


@command("catalogue.import-draft", kinds={ActorKind.OFFICER, ActorKind.OPERATOR})
def import_draft(*, actor: Actor, content: bytes, agency: str = "") -> ServiceDraft:
    """Begin a draft of the own agency from a signed package (``agency``: for operators).

    Raises:
        NotAllowed: the officer does not write services, or nobody who is trusted signed it.
        Invalid: something is wrong with the package; nothing was kept.
        Conflict: the service is another agency's here, or a draft of it is open.
        NotFound: there is no such agency.
    """
    if actor.kind is ActorKind.OFFICER:
        policies.require_writes(actor)
        agency = actor.agency
    owner = Agency.objects.filter(code=agency).first()
    if owner is None:
        raise NotFound("agency-not-found", _("There is no such agency."))
    package = packing.unpack(content, trust.trusted())
    _require_free(package.code, owner)
    newest = ServiceVersion.objects.filter(service__code=package.code).order_by("-number").first()
    number = newest.number + 1 if newest else 1
    draft = starting.begun(actor, package.code, owner, number, dict(package.parts))
    _require_readable(draft)
    journal.record(
        actor=actor,
        name="catalogue.draft-imported",
        subject=f"draft:{draft.pk}",
        data={"from": package.installation, "digest": package.digest},
    )
    return draft


def _require_free(code: str, owner: Agency) -> None:
    if not CODE.fullmatch(code):
        said = _("The package names no service.")
        raise Invalid("package-unknown", said, fields={"file": said})
    if Service.objects.filter(code=code).exclude(agency=owner).exists():
        said = _("A service with this code belongs to another agency here.")
        raise Conflict("service-code-taken", said)
    if ServiceDraft.objects.open().filter(code=code, authority=None).exists():
        raise Conflict("draft-open", _("A draft of this service is open. Finish or discard it."))


def _require_readable(draft: ServiceDraft) -> None:
    """Refuse what the screens could not even show; what is merely wrong is the draft's to mend."""
    try:
        list(gate.problems_of(draft))
    except DomainError:
        return
    except MISSHAPEN as error:
        said = _("The package holds no definition that can be read.")
        raise Invalid("package-unreadable", said, fields={"file": said}) from error
