"""Blocks: an agency keeps the questions of a page, to ask them alike in other forms.

A block gets another name, or goes; drafts that copied it follow.

Req: 2.3.
"""

import copy
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import editing_tree as tree
from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, Message, NotFound
from krob.foundation.core.registry import command
from krob.foundation.editing.inputs import CODE
from krob.foundation.events import journal
from krob.registers.catalogue import policies
from krob.registers.catalogue.drafting.blocks import pin_of
from krob.registers.catalogue.drafting.keeping import kept
from krob.registers.catalogue.drafting.library import library, pins_in
from krob.registers.catalogue.drafting.locking import locked_draft
from krob.registers.catalogue.models import Block, ServiceDraft
from krob.registers.catalogue.types import DraftStatus


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
    if newest and newest.digest == digest and newest.removed_at is None:
        return newest
    kept_one, made = Block.objects.get_or_create(
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
        data={"block": str(kept_one), "number": kept_one.number},
    )
    return kept_one


def _wording(actor: Actor, block: dict[str, Any], digest: str) -> dict[str, Any]:
    return {
        "title": block["title"],
        "fields": block["fields"],
        "digest": digest,
        "made_by": actor.id,
        "made_at": clock.now(),
    }


@command("catalogue.rename-block", kinds={ActorKind.OFFICER})
def rename_block(
    *, actor: Actor, code: str, new_code: str, title_th: str, title_en: str = ""
) -> Block:
    """Give a block of the own agency another name and code; drafts that use it follow.

    The same again changes nothing.

    Raises:
        NotFound: the agency has no such block.
        NotAllowed: the officer does not write services.
        Invalid: the code or the Thai name is missing or wrong.
        Conflict: another block has the code, or a draft that uses it waits for approval.
    """
    rows = _own(actor, code)
    title = {"th": title_th.strip()} | ({"en": title_en.strip()} if title_en.strip() else {})
    _require_words(new_code, title)
    newest = rows[-1]
    if (code, newest.title) == (new_code, title):
        return newest
    had = Block.objects.filter(agency=newest.agency_id, code=new_code).exists()
    if new_code != code and (had or new_code in library(newest.agency_id)):
        taken = _("Another block has, or had, this code.")
        raise Conflict("block-code-taken", taken, fields={"new_code": taken})
    users = _users(actor, code)
    newest.title = title
    pins: dict[str, str] = {}
    for row in rows:
        old, row.code = f"{code}@{row.digest}", new_code
        pins[old] = pin_of({"code": new_code, "title": row.title, "fields": row.fields})
        row.digest = pins[old].partition("@")[2]
        row.save(update_fields=["code", "title", "digest"])
    for draft in users:
        kept(actor, draft, "form", "", _with_pins(draft, pins))
    _record(actor, "catalogue.block-renamed", newest, {"was": code})
    return newest


@command("catalogue.remove-block", kinds={ActorKind.OFFICER})
def remove_block(*, actor: Actor, code: str, detach: bool = False) -> None:
    """Take a block of the own agency out of the list; published forms keep what they copied.

    ``detach``: drafts that use it keep the questions as their own.

    Raises:
        NotFound: the agency has no such block.
        NotAllowed: the officer does not write services.
        Conflict: drafts use it, and shall not keep the questions; or one waits for approval.
    """
    rows = _own(actor, code)
    users = _users(actor, code)
    if users and not detach:
        said = _("These drafts use it: %(names)s. Let them keep the questions as their own.")
        names = ", ".join(str(draft.title) for draft in users)
        raise Conflict("block-in-use", said % {"names": names})
    pins = {pin: "" for draft in users for pin in pins_in(draft.parts.get("form")).get(code, ())}
    for draft in users:
        kept(actor, draft, "form", "", _with_pins(draft, pins))
    for row in rows:
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
    _record(actor, "catalogue.block-removed", rows[-1], {"detached": len(users)})


def _own(actor: Actor, code: str) -> list[Block]:
    """Return the wordings of a block of the actor's agency, locked, the oldest first."""
    policies.require_writes(actor)
    found = Block.objects.visible_to(actor).standing().select_for_update(of=("self",))
    rows = list(found.select_related("agency").filter(code=code))
    if not rows:
        raise NotFound("block-not-found", _("There is no such block of questions."))
    return rows


def _require_words(code: str, title: dict[str, str]) -> None:
    wrong: dict[str, Message] = {}
    if not CODE.fullmatch(code):
        wrong["new_code"] = _("Use small letters a-z, digits, _ and -; begin with a letter.")
    if not title["th"] or any(len(words) > 200 for words in title.values()):
        wrong["title_th"] = _("Enter a name of 1 to 200 letters.")
    if wrong:
        raise Invalid("block-invalid", _("This was not saved."), fields=wrong)


def _users(actor: Actor, code: str) -> list[ServiceDraft]:
    """Return the drafts that use a block, locked; none of them waits for approval."""
    drafts = ServiceDraft.objects.visible_to(actor).open().filter(authority=None)
    rows = drafts.select_for_update(of=("self",)).order_by("pk")
    users = [row for row in rows if code in pins_in(row.parts.get("form"))]
    waiting = [str(row.title) for row in users if row.status == DraftStatus.IN_REVIEW]
    if waiting:
        said = _("These drafts use it and wait for approval: %(names)s. Do it afterwards.")
        raise Conflict("block-in-review", said % {"names": ", ".join(waiting)})
    return users


def _with_pins(draft: ServiceDraft, pins: dict[str, str]) -> dict[str, Any]:
    """Return a draft's parts with other pins; a question without one is the form's own."""
    form = copy.deepcopy(draft.parts["form"])
    for page in form.get("pages") or ():
        for field in page.get("fields") or ():
            pin = str(field.get("block") or "")
            if pin in pins:
                field.pop("block") if not pins[pin] else field.update(block=pins[pin])
    return {**draft.parts, "form": form}


def _record(actor: Actor, name: str, block: Block, data: dict[str, Any]) -> None:
    subject = f"block:{block.agency.code}:{block.code}"
    journal.record(actor=actor, name=name, subject=subject, data={"block": block.code, **data})
