"""What every room's ``editor.py`` offers: one part of a definition, shown and changed.

The editor is a set of pure functions over the part: it never loads, saves or routes. An *item* is
whatever the official works on at a time (a field, a document, a step); its name is the editor's
own. Two officials conflict only when both change the same item.
"""

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Invalid, Message, NotFound
from krob.foundation.core.registry import Registry
from krob.foundation.core.text import Text
from krob.foundation.editing import pointing, reading, telling
from krob.foundation.editing.pointing import Pointed
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Screen, Setting, Told
from krob.foundation.rules.problems import Problem

Verb = Callable[[Any, JSON, str, Posted, Around], Edited]


class PartEditor(ABC):
    """The editor of one part (one tab).

    ``code`` is the part's name in the definition and the tab's address; ``empty`` is what a new
    draft begins with. Where several tabs edit one part, ``part`` names it and ``owns`` says whose a
    problem is. Subclasses set ``verbs``: what may be posted, by name. Every verb takes
    ``(editor, part, item, posted, around)`` and returns the new part; it must not change the part
    that it was given.
    """

    code: ClassVar[str]
    part: ClassVar[str] = ""
    title: ClassVar[Message]
    empty: ClassVar[JSON] = {}
    verbs: ClassVar[Mapping[str, Verb]] = {}

    @property
    def edits(self) -> str:
        """The name of the part that this tab edits."""
        return self.part or self.code

    def owns(self, path: str) -> bool:
        """Say whether a problem at a path of the part is mended on this tab."""
        return True

    @abstractmethod
    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """Return the part in plain words, for whoever approves or reads it."""

    @abstractmethod
    def overview(self, part: JSON, around: Around) -> Screen:
        """Return the screen of the whole part."""

    def item(self, part: JSON, name: str) -> JSON:
        """Return what stands under an item's name, to be compared with what an official saw.

        Raises:
            NotFound: there is no such item (any more).
        """
        raise NotFound("item-not-found", _("This is not there any more."))

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """Return the screen of one item; after a refused post, with what was typed and why.

        Raises:
            NotFound: there is no such item.
        """
        raise NotFound("item-not-found", _("This is not there any more."))

    def place(self, path: str) -> tuple[str, str]:
        """Return where a problem is mended: the item's name ("" = overview) and the path in it."""
        return "", path

    def called(self, part: JSON, item: str) -> Message | Text:
        """Return what officials call an item; nothing for the part as a whole.

        Raises:
            NotFound: there is no such item.
        """
        return ""

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """Return the settings that the screen of an item shows; none where it shows others.

        Raises:
            NotFound: there is no such item.
        """
        return ()

    def pointed(self, part: JSON, path: str, around: Around) -> Pointed:
        """Return how a problem's path is called, and the way from the tab to where it is mended."""
        item, inside = self.place(path)
        try:
            return pointing.pointed(
                self.called(part, item), item, inside, self.settings_at(part, item, around)
            )
        except NotFound:
            return Pointed()

    def edit(self, part: JSON, name: str, verb: str, posted: Posted, around: Around) -> Edited:
        """Do one verb to one item ("" = the part as a whole).

        Raises:
            NotFound: there is no such verb or item.
            Invalid: something could not be read; ``fields`` by input name.
        """
        do = self.verbs.get(verb)
        if do is None:
            raise NotFound("verb-not-found", _("This cannot be done."))
        return do(self, copy.deepcopy(part), name, posted, around)


class Asked(Invalid):
    """A verb that changes nothing: the page is shown again with an answer to what was posted."""

    status = 200

    def __init__(self) -> None:
        super().__init__("asked", _("Nothing was changed."))


def saved(
    settings: Sequence[Setting], posted: Posted, item: Mapping[str, Any], around: Around
) -> dict[str, Any]:
    """Return an item with the posted settings.

    Raises:
        Invalid: an input could not be read; ``fields`` says which, by input name.
    """
    result, errors = reading.read(settings, posted, item, around)
    if errors:
        raise Invalid("not-saved", _("This was not saved."), fields=errors)
    return result


def problems_of(around: Around, editor: PartEditor, name: str) -> list[Problem]:
    """Return the problems of one item, with paths inside it."""
    placed = [(problem, *editor.place(problem.path)) for problem in around.problems]
    return [Problem(path, p.message, p.severity) for p, item, path in placed if item == name]


def settings_screen(
    editor: PartEditor,
    settings: Sequence[Setting],
    item: Mapping[str, Any],
    name: str,
    around: Around,
    *,
    title: Any,
    posted: Posted | None = None,
    errors: Mapping[str, Message] | None = None,
    template: str = "editing/item.html",
    **more: Any,
) -> Screen:
    """Return the screen of an item whose settings are the whole of it.

    After a refused post (``errors``) the inputs show what was posted wherever it could be read.
    """
    if posted is not None:
        item, _unread = reading.read(settings, posted, item, around)
    fields = reading.shown(
        settings,
        item,
        around,
        problems=problems_of(around, editor, name),
        errors=errors,
        posted=posted,
    )
    return Screen(
        template=template,
        title=title,
        shown={"fields": fields, "item": item, "name": name, "base": around.base, **more},
    )


def _save(
    editor: "SettingsEditor", part: JSON, name: str, posted: Posted, around: Around
) -> Edited:
    return Edited(part=saved(editor.settings_of(around), posted, part, around), notice=_("Saved."))


class SettingsEditor(PartEditor):
    """The editor of a tab that is one item: all its settings on one page, saved together.

    A subclass says its ``settings`` (or ``settings_of`` what surrounds the draft) and, where the
    page shows more than them, ``template`` and ``beside``.
    """

    settings: ClassVar[Sequence[Setting]] = ()
    template: ClassVar[str] = "editing/item.html"
    verbs: ClassVar[Mapping[str, Verb]] = {"save": _save}

    def settings_of(self, around: Around) -> Sequence[Setting]:
        """Return what can be set."""
        return self.settings

    def heading(self, item: JSON) -> Any:
        """Return the title of the page."""
        return self.title

    def beside(self, around: Around) -> Mapping[str, Any]:
        """Return what the page shows besides the settings."""
        return {}

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """All settings of the tab."""
        return self.settings_of(around)

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """All settings in words."""
        return telling.whole(self.settings_of(around), part, around)

    def item(self, part: JSON, name: str) -> JSON:
        """The settings of this tab are one item."""
        if name:
            return super().item(part, name)
        own = {setting.key.partition(".")[0] for setting in self.settings}
        return {key: value for key, value in part.items() if key in own}

    def overview(self, part: JSON, around: Around) -> Screen:
        """All settings on one page."""
        return self.page(part, "", around)

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """All settings on one page."""
        item = self.item(part, name)
        return settings_screen(
            self,
            self.settings_of(around),
            item,
            name,
            around,
            title=self.heading(item),
            posted=posted,
            errors=errors,
            template=self.template,
            **self.beside(around),
        )


editors: Registry[PartEditor] = Registry("part editor")
"""The tabs of a service. Rooms do not register: the catalogue, which knows them all, does."""
