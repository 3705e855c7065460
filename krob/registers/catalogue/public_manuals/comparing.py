"""What the back office shows of public manuals: the difference to a draft.

Req: 2.2.2.
"""

from typing import Any
from uuid import UUID

from krob.foundation.core.actor import Actor
from krob.registers.catalogue.checking import shape
from krob.registers.catalogue.drafting.drafts import frame, visible
from krob.registers.catalogue.models import ManualWatch
from krob.registers.catalogue.public_manuals import manuals, reasons


def page(actor: Actor, draft: UUID) -> dict[str, Any]:
    """Return what a draft says otherwise than the newest version of its manual.

    Raises:
        NotFound: there is no such draft.
    """
    row = visible(actor, draft)
    parts, code = shape.readable(row.parts), reasons.code_of(row)
    manual = reasons.newest(row, code)
    return {
        **frame(actor, row, "manual"),
        "code": code,
        "manual": manual,
        "watch": ManualWatch.objects.filter(code=code).first() if code else None,
        "rows": reasons.differing(row),
        "beyond": manuals.documents_beyond(parts, manual.parts) if manual else [],
    }
