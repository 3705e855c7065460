"""Lists of codes: brought as a file, watched at the open-data portal, kept wording by wording.

Req: 2.3.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Invalid, NotFound
from krob.foundation.core.registry import command
from krob.foundation.editing.inputs import CODE
from krob.foundation.events import journal
from krob.foundation.jobs import queue
from krob.people.agencies.models import Agency
from krob.registers.catalogue import policies
from krob.registers.catalogue.code_lists import reading
from krob.registers.catalogue.code_lists.keeping import digest_of
from krob.registers.catalogue.models import CodeEdition, CodeList

OFFICERS = {ActorKind.OFFICER}
FETCH = "catalogue.fetch-list"
COLUMNS = ("resource", "code", "th", "en")


@command("catalogue.save-list", kinds=OFFICERS)
def save_list(
    *, actor: Actor, code: str, title_th: str, title_en: str, content: bytes
) -> CodeEdition:
    """Keep what a file holds as the newest wording of a list of the own agency.

    Forms keep the wording that they chose. The same contents again keep nothing new.

    Raises:
        NotAllowed: the officer does not write services.
        Invalid: the code or the names are wrong, or the file is; ``fields`` by input.
    """
    policies.require_writes(actor)
    found = reading.read_file(content)
    each = _list(actor, code, title_th, title_en)
    each.source, each.fault, each.answered_at = {}, "", clock.now()
    each.save()
    return _kept(actor, each, found)


@command("catalogue.watch-list", kinds=OFFICERS)
def watch_list(
    *, actor: Actor, code: str, title_th: str, title_en: str, source: Mapping[str, str]
) -> CodeList:
    """Let a list of the own agency follow a table of the open-data portal; asked now, then daily.

    ``source`` names the ``resource`` and its columns ``code``, ``th`` and ``en``.

    Raises:
        NotAllowed: the officer does not write services.
        Invalid: something is missing; ``fields`` by input.
    """
    policies.require_writes(actor)
    named = {key: str(source.get(key) or "").strip()[:120] for key in COLUMNS}
    if missing := [key for key in COLUMNS if not named[key]]:
        said = _("Fill this in.")
        raise Invalid("list-invalid", said, fields={f"source_{key}": said for key in missing})
    each = _list(actor, code, title_th, title_en)
    each.source, each.fault, each.asked_at = named, "", clock.now()
    each.save()
    queue.enqueue(FETCH, {"code_list": each.pk}, unique_key=f"{FETCH}:{each.pk}")
    journal.record(
        actor=actor,
        name="catalogue.list-followed",
        subject=f"code-list:{each.pk}",
        data={"list": each.code, "resource": named["resource"]},
    )
    return each


def _list(actor: Actor, code: str, title_th: str, title_en: str) -> CodeList:
    """Return the agency's list of this code, made or renamed."""
    wrong: dict[str, Any] = {}
    if not CODE.fullmatch(code):
        wrong["code"] = _("Use small letters a-z, digits, _ and -; begin with a letter.")
    title = {"th": title_th.strip(), "en": title_en.strip()}
    if not all(0 < len(text) <= 200 for text in title.values()):
        wrong["title_th"] = _("Give the list a name in Thai and in English.")
    if wrong:
        raise Invalid("list-invalid", _("This was not saved."), fields=wrong)
    agency = Agency.objects.get(code=actor.agency)
    each, _made = CodeList.objects.select_for_update().get_or_create(
        agency=agency, code=code, defaults={"title": title}
    )
    each.title = title
    return each


@command("catalogue.note-list", kinds={ActorKind.SYSTEM})
def note_list(
    *, actor: Actor, code_list: int, rows: Sequence[Sequence[str]] = (), fault: str = ""
) -> CodeList:
    """Note what the portal gave for a list, or why it gave nothing; the last good wording stays.

    Raises:
        NotFound: there is no such list.
    """
    each = CodeList.objects.select_for_update().filter(pk=code_list).first()
    if each is None:
        raise NotFound("list-not-found", _("There is no such list."))
    found: list[dict[str, Any]] = []
    try:
        found = [] if fault else reading.checked(enumerate(rows, start=1))
    except Invalid as invalid:
        fault = invalid.code
    each.fault, each.answered_at = fault, clock.now()
    each.save(update_fields=["fault", "answered_at"])
    if found:
        _kept(actor, each, found)
    return each


def _kept(actor: Actor, each: CodeList, found: Sequence[Mapping[str, Any]]) -> CodeEdition:
    newest = each.editions.order_by("-number").first()
    digest = digest_of(found)
    if newest and newest.digest == digest:
        return newest
    edition = CodeEdition.objects.create(
        of_list=each,
        number=newest.number + 1 if newest else 1,
        digest=digest,
        codes=list(found),
        made_by=actor.id,
        made_at=clock.now(),
    )
    journal.record(
        actor=actor,
        name="catalogue.list-kept",
        subject=f"code-list:{each.pk}",
        data={"list": str(edition), "codes": len(found)},
    )
    return edition
