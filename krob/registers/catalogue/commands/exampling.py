"""A worked example made from a real application, with stand-ins for whoever it names.

Req: 2.2.1, S.1.
"""

import json
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import NotFound
from krob.foundation.core.registry import command
from krob.foundation.editing.types import Edited
from krob.registers.catalogue import policies
from krob.registers.catalogue.commands.drafting import edit_draft
from krob.registers.catalogue.drafting.locking import locked_draft
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.proving.lending import Lent, lenders
from krob.registers.catalogue.proving.pseudonyms import pseudonymised
from krob.registers.catalogue.types import DraftStatus


@command("catalogue.borrow-example", kinds={ActorKind.OFFICER}, states={DraftStatus.DRAFT})
def borrow_example(*, actor: Actor, draft: UUID, reference: str) -> tuple[ServiceDraft, Edited]:
    """Add an example that answers as a filed application of the same service did.

    Names, numbers, phones, house numbers and texts are replaced; the read is written down with its
    purpose. What should come of it is left for the author to fill in and confirm.

    Raises:
        NotFound: no such draft, or no such application of this service of the own units.
        NotAllowed: the officer may not change the draft, or may not borrow applications.
        Conflict: the draft is not being written.
    """
    row = locked_draft(actor, draft)
    policies.require_writes_draft(actor, row)
    lent = _lent(actor, row, reference)
    example = {
        "applicant": lent.applicant,
        "action": lent.action,
        "on": lent.on.isoformat(),
        "answers": pseudonymised(lent.form, lent.answers),
    }
    posted = {"example": [json.dumps(example, ensure_ascii=False)]}
    return edit_draft(actor=actor, draft=draft, tab="examples", item="", verb="take", posted=posted)


def _lent(actor: Actor, row: ServiceDraft, reference: str) -> Lent:
    for name in lenders:
        lent = lenders.get(name).lend(actor=actor, reference=reference.strip())
        if lent.service == row.code:
            return lent
    raise NotFound("application-not-found", _("There is no such application."))
