"""Blocks: an agency keeps the questions of a page, to ask them alike in other forms.

Req: 2.3.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import editing_tree as tree
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.registry import command
from krob.foundation.editing.inputs import CODE
from krob.foundation.events import journal
from krob.registers.catalogue import policies
from krob.registers.catalogue.drafting.blocks import pin_of
from krob.registers.catalogue.drafting.locking import locked_draft
from krob.registers.catalogue.models import Block


@command("catalogue.save-block", kinds={ActorKind.OFFICER})
def save_block(*, actor: Actor, draft: UUID, page: str, code: str) -> Block:
    """Keep the questions of a draft's page as the newest wording of a block.

    The same wording again keeps nothing new.

    Raises:
        NotFound: no such draft or page.
        NotAllowed: the officer does not write services.
        Invalid: the code cannot be one, or the page asks nothing.
        Conflict: the agency's newest wording was made at the same moment.
    """
    row = locked_draft(actor, draft)
    policies.require_writes_draft(actor, row)
    item = tree.spot(row.parts.get("form") or {}, f"{tree.PAGE}{page}").item
    fields = [{k: v for k, v in field.items() if k != "block"} for field in tree.fields(item)]
    if not CODE.fullmatch(code):
        wrong = _("Use small letters a-z, digits, _ and -; begin with a letter.")
        raise Invalid("block-invalid", wrong, fields={"code": wrong})
    if not fields:
        raise Invalid("block-empty", _("This page asks nothing yet."))
    newest = Block.objects.filter(agency=row.agency_id, code=code).order_by("-number").first()
    block = {"code": code, "title": item.get("title") or {}, "fields": fields}
    digest = pin_of(block).partition("@")[2]
    if newest and newest.digest == digest:
        return newest
    kept, made = Block.objects.get_or_create(
        agency_id=row.agency_id,
        code=code,
        number=newest.number + 1 if newest else 1,
        defaults=_wording(actor, block, digest),
    )
    if not made:
        raise Conflict(
            "block-changed", _("Somebody kept this block at the same moment. Try again.")
        )
    journal.record(
        actor=actor,
        name="catalogue.block-saved",
        subject=f"draft:{row.pk}",
        data={"block": str(kept), "number": kept.number},
    )
    return kept


def _wording(actor: Actor, block: dict[str, Any], digest: str) -> dict[str, Any]:
    return {
        "title": block["title"],
        "fields": block["fields"],
        "digest": digest,
        "made_by": actor.id,
        "made_at": clock.now(),
    }
