"""Packages that an agency took in: what became of the service, and of each ordinance in it.

Req: 2.2.1.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message, NotFound
from krob.foundation.core.text import Text
from krob.people.agencies.models import Authority
from krob.registers.catalogue import policies
from krob.registers.catalogue.models import ImportedPackage, ServiceDraft
from krob.registers.catalogue.sharing.packing import Ordinance
from krob.registers.catalogue.types import DraftStatus

RECENT = 20


def recent(actor: Actor) -> list[ImportedPackage]:
    """Return the newest packages of the actor's agency."""
    rows = ImportedPackage.objects.visible_to(actor).order_by("-imported_at")
    return list(rows.defer("ordinances")[:RECENT])


def page(
    actor: Actor, package: UUID, chosen: Mapping[str, str], wrong: Mapping[str, Message]
) -> dict[str, Any]:
    """Return a package with what became of it, and where each ordinance may go.

    ``chosen`` is what was posted, ``wrong`` what was wrong with it.

    Raises:
        NotFound: the agency took in no such package.
    """
    row = ImportedPackage.objects.visible_to(actor).filter(pk=package).first()
    if row is None:
        raise NotFound("package-not-found", _("There is no such package."))
    own = list(Authority.objects.filter(agency=row.agency_id).order_by("code"))
    return {
        "package": row,
        "left_out": Text.of(row.left_out) if row.left_out else None,
        "authorities": own,
        "ordinances": [_shown(each, own, chosen, wrong) for each in _ordinances(row)],
        "may": policies.may_write_offerings(actor),
        "errors": [{"id": f"to-{name}", "message": said} for name, said in wrong.items()],
    }


def _ordinances(row: ImportedPackage) -> Iterator[dict[str, Any]]:
    """Yield each ordinance with its draft and the words about it."""
    drafts = {str(draft.pk): draft for draft in _drafts(row)}
    for stored in row.ordinances:
        one = Ordinance.of(stored)
        became = row.brought.get(one.authority) or {}
        yield {
            "one": one,
            "title": Text.of((one.parts.get("ordinance") or {}).get("title")),
            "here": became.get("here", ""),
            "draft": drafts.get(became.get("draft", "")),
            "words": [Text.of(each) for each in became.get("words", ())],
        }


def _drafts(row: ImportedPackage) -> list[ServiceDraft]:
    keys = [each["draft"] for each in row.brought.values() if each.get("draft")]
    live = ServiceDraft.objects.exclude(status=DraftStatus.DISCARDED).select_related("authority")
    return list(live.filter(pk__in=keys))


def _shown(
    each: dict[str, Any],
    own: list[Authority],
    chosen: Mapping[str, str],
    wrong: Mapping[str, Message],
) -> dict[str, Any]:
    """Add which authority is proposed: what was posted, else the one of the same code."""
    there = each["one"].authority
    same = there if any(one.code == there for one in own) else ""
    return each | {"to": chosen.get(there, same), "wrong": wrong.get(there)}


def told(row: ImportedPackage) -> Iterator[str]:
    """Yield in lines what became of a package, for operators."""
    if row.draft:
        yield f"draft of {row.code}, version {row.draft.number}: {row.draft.pk}"
    elif row.left_out:
        yield f"no draft of {row.code}: {Text.of(row.left_out).in_('en')}"
    for each in _ordinances(row):
        there, words = each["one"].authority, "; ".join(w.in_("en") for w in each["words"])
        state = f"draft {each['draft'].pk} of {each['here']}" if each["draft"] else "no draft"
        yield f"ordinance of {there}: {state}" + (f" ({words})" if words else "")
