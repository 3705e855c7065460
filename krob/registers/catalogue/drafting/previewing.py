"""A draft's form as the applicant will meet it. Whoever sees the draft sees its preview.

Req: 2.3.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import preview
from krob.engines.smartforms.compile import drafted
from krob.engines.smartforms.fieldviews import FormUrls
from krob.engines.smartforms.types import Posted
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import NotFound
from krob.registers.catalogue.checking import gate, shape
from krob.registers.catalogue.drafting import drafts
from krob.registers.catalogue.guiding import journeys
from krob.registers.catalogue.types import CONTEXT_TYPES, JOURNEY

APPLICANTS = ("person", "juristic")


def page(actor: Actor, draft: UUID, page: str, posted: Posted, kind: str) -> dict[str, Any]:
    """Return a page of a draft's form; "" is the first. ``kind`` is what the applicant is.

    Raises:
        NotFound: no such draft or page.
    """
    row = drafts.visible(actor, draft)
    form, broken = drafted(shape.readable(row.parts).get("form") or {}, CONTEXT_TYPES)
    page = page or preview.first_page(form)
    if page and not form.page(page):
        raise NotFound("page-not-found", _("There is no such page."))
    context = _context(posted, kind)
    shown = preview.shown(form, page, posted, context, partial(_urls, draft))
    return {**shown, "broken": broken}


def journey(actor: Actor, draft: UUID, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the page of a journey that is being written.

    Raises:
        NotFound: no such draft, or it is no journey that can be shown yet.
    """
    row = drafts.visible(actor, draft)
    part = shape.readable(row.parts).get(JOURNEY)
    broken = [one for one in gate.problems_of(row) if one.severity == "error"] if part else []
    if not part or any(".when" in one.path or "endings" in one.path for one in broken):
        raise NotFound("journey-not-shown", _("Mend what the checks say about rules first."))
    return {**journeys.shown(part, query), "preview": drafts.address(draft)}


def toggled(actor: Actor, draft: UUID, page: str, posted: Posted) -> str:
    """Return the parts of a page that an answer changes.

    Raises:
        NotFound: no such draft or page.
    """
    row = drafts.visible(actor, draft)
    form, _broken = drafted(shape.readable(row.parts).get("form") or {}, CONTEXT_TYPES)
    if not form.page(page):
        raise NotFound("page-not-found", _("There is no such page."))
    return preview.toggled(form, page, posted, _urls(draft, page), _context(posted, ""))


def _context(posted: Posted, kind: str) -> Mapping[str, Any]:
    """Return what rules read beside the answers: a new application of today."""
    kind = kind or (posted.get("_as") or [""])[-1]
    applicant = {"kind": kind if kind in APPLICANTS else APPLICANTS[0]}
    return {"applicant": applicant, "action": "new", "today": clock.today()}


def _urls(draft: UUID, page: str) -> FormUrls:
    if not page:
        return FormUrls()
    here = reverse("catalogue-agency:preview-page", args=[draft, page])
    return FormUrls(
        submit=here,
        toggle=reverse("catalogue-agency:preview-toggle", args=[draft, page]),
        places=reverse("smartforms:places"),
        page=reverse("catalogue-agency:preview-page", args=[draft, "KEY"]).replace("KEY", "{page}"),
    )
