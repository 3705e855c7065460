"""Where each problem of a draft is mended, in the words of the screen that mends it.

Req: 2.2.1, 2.10.
"""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from krob.foundation.editing.parts import PartEditor
from krob.foundation.editing.pointing import Pointed
from krob.foundation.editing.types import Around
from krob.foundation.rules.problems import Problem
from krob.registers.catalogue.checking import shape
from krob.registers.catalogue.drafting.surroundings import around, part_of
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.tabs import OFFERING_TABS, tab_for, tabs_of


def placed(row: ServiceDraft, problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return problems of a draft, each with its tab, what it is about, and the way there."""
    here, found = around(row), []
    for problem in problems:
        part, _slash, path = problem.path.partition("/")
        editor = tab_for(tabs_of(row), part, path)
        where = _of_tab(row, editor, path, here) if editor else _of_ordinance(row, path, here)
        found.append({"problem": problem, **where})
    return sorted(found, key=lambda each: each["problem"].severity != "error")


def _of_tab(row: ServiceDraft, editor: PartEditor, path: str, here: Around) -> dict[str, Any]:
    at = _pointed(editor, part_of(row, editor.edits, editor.empty), path, here)
    link = reverse("catalogue-agency:part", args=[row.pk, editor.code])
    return {"tab": editor.title, "link": link + at.link, "path": at.words}


def _pointed(editor: PartEditor, part: Any, path: str, here: Around) -> Pointed:
    if shape.problems_of(editor.edits, part):
        return Pointed()  # the tab shows such a part as it is
    return editor.pointed(part, path, here)


def _of_ordinance(row: ServiceDraft, path: str, here: Around) -> dict[str, Any]:
    """Lead to an authority's ordinance, which is a draft of its own, or to where it is begun."""
    authority, _slash, inside = path.partition("/")
    offering = here.offerings.get(authority) or {"name": authority, "parts": {}}
    editor = tab_for(OFFERING_TABS, "offering", inside)
    at = _pointed(editor, offering["parts"], inside, here) if editor else Pointed()
    drafts = ServiceDraft.objects.open().filter(agency=row.agency_id)
    draft = drafts.filter(code=row.code, authority__code=authority).first()
    link = reverse("catalogue-agency:home") + "#offerable"
    if draft and editor:
        link = reverse("catalogue-agency:part", args=[draft.pk, editor.code])
    words = " · ".join(each for each in (str(offering["name"]), at.words) if each)
    return {"tab": _("Ordinances of our authorities"), "link": link, "path": words}
