"""What the back office shows of public manuals: the difference to a draft.

Req: 2.2.2.
"""

from typing import Any
from uuid import UUID

from krob.foundation.core.actor import Actor
from krob.registers.catalogue.checking import shape
from krob.registers.catalogue.drafting.drafts import frame, visible
from krob.registers.catalogue.models import (
    ManualWatch,
    PublicManual,
    ServiceDraft,
)
from krob.registers.catalogue.public_manuals import manuals


def page(actor: Actor, draft: UUID) -> dict[str, Any]:
    """Return what a draft says otherwise than the newest version of its manual.

    Raises:
        NotFound: there is no such draft.
    """
    row = visible(actor, draft)
    parts = shape.readable(row.parts)
    code = str(((parts.get("service") or {}).get("manual") or {}).get("code") or "")
    manual = _newest(row, code)
    return {
        **frame(actor, row, "manual"),
        "code": code,
        "manual": manual,
        "watch": ManualWatch.objects.filter(code=code).first() if code else None,
        "rows": manuals.compare(parts, manual.parts) if manual else [],
        "beyond": manuals.documents_beyond(parts, manual.parts) if manual else [],
    }


def _newest(row: ServiceDraft, code: str) -> PublicManual | None:
    """Return what counts for a draft: what was noted last, a file of the own agency included."""
    watch = ManualWatch.objects.select_related("current").filter(code=code).first()
    own = PublicManual.objects.filter(code=code, agency=row.agency.code)
    found = [watch.current if watch else None, own.order_by("-noted_at").first()]
    known = [manual for manual in found if manual]
    return max(known, key=lambda manual: manual.noted_at, default=None)
