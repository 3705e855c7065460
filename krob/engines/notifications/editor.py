"""The editor of what people are told: texts, conditions, channels, quiet hours.

Req: 2.9.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from krob.engines.notifications import spec
from krob.engines.notifications.types import MESSAGE_SAMPLES, MOMENTS
from krob.foundation.core.errors import Invalid, Message, NotFound
from krob.foundation.core.text import Text
from krob.foundation.editing import telling
from krob.foundation.editing.inputs import last
from krob.foundation.editing.parts import PartEditor, Verb, problems_of, saved, settings_screen
from krob.foundation.editing.types import JSON, Around, Edited, Posted, Said, Screen, Setting, Told

SETTINGS = (
    Setting(key="title", label=_("Title"), kind="words", longest=200),
    Setting(
        key="body",
        label=_("Text"),
        kind="prose",
        longest=4000,
        help=_("Names in braces are filled in: {reference} {service} {office} {due} {amount}."),
    ),
    Setting(
        key="channels",
        label=_("Where it goes"),
        kind="choices",
        choices=(("inbox", _("Inbox in Krob (always)")), ("mail", _("E-mail"))),
        default=list(spec.CHANNELS),
    ),
    Setting(
        key="quiet",
        label=_("Keep the e-mail until the morning when it falls into the quiet hours"),
        kind="flag",
        default=False,
    ),
    Setting(
        key="when",
        label=_("Only when"),
        kind="rule",
        help=_("Leave it empty to send it always."),
    ),
)


def _save(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Save one message; it always goes to the inbox, which is the record."""
    after = saved(SETTINGS, posted, editor.item(part, name), around)
    if "channels" in after:
        after["channels"] = [c for c in spec.CHANNELS if c in {"inbox", *after["channels"]}]
    return Edited(part={**part, name: after}, item=name, notice=_("Saved."))


def _add(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Add the message of a moment at which nothing is said yet."""
    code = last(posted, "code")
    if code not in MOMENTS or code in part:
        refused = _("Choose one of the list.")
        raise Invalid("not-saved", _("This was not saved."), fields={"code": refused})
    return Edited(part={**part, code: {}}, item=code)


def _remove(editor: PartEditor, part: JSON, name: str, posted: Posted, around: Around) -> Edited:
    """Say nothing at this moment."""
    editor.item(part, name)
    kept = {code: message for code, message in part.items() if code != name}
    return Edited(part=kept, notice=_("Removed."))


def _in_time(each: tuple[str, JSON]) -> tuple[int, str]:
    """Sort messages by when they are sent; PostgreSQL keeps no order of a mapping's keys."""
    moments = list(MOMENTS)
    return (moments.index(each[0]) if each[0] in MOMENTS else len(moments), each[0])


class MessagesEditor(PartEditor):
    """What people are told, moment by moment."""

    code = "messages"
    title = _("Messages")
    verbs: ClassVar[Mapping[str, Verb]] = {"save": _save, "add": _add, "remove": _remove}

    def told(self, part: JSON, around: Around) -> Sequence[Told]:
        """What people are told in words, moment by moment."""
        return [
            Told(
                title=Said(text=MOMENTS.get(code, code)),
                item=code,
                lines=telling.lines_of(SETTINGS, message, around),
            )
            for code, message in sorted(part.items(), key=_in_time)
        ]

    def overview(self, part: JSON, around: Around) -> Screen:
        """List the moments, with what is said at each and what is wrong with it."""
        rows = [
            {
                "code": code,
                "moment": MOMENTS.get(code, code),
                "title": Text.of(message.get("title")),
                "problems": problems_of(around, self, code),
                "mail": "mail" in message.get("channels", spec.CHANNELS),
                "when": message.get("when", ""),
            }
            for code, message in sorted(part.items(), key=_in_time)
        ]
        shown = {
            "rows": rows,
            "base": around.base,
            "open": [(code, said) for code, said in MOMENTS.items() if code not in part],
        }
        return Screen(template="notifications/agency/messages.html", title=self.title, shown=shown)

    def item(self, part: JSON, name: str) -> JSON:
        """Return a message.

        Raises:
            NotFound: nothing is said at this moment (any more).
        """
        if name not in part:
            raise NotFound("item-not-found", _("This is not there any more."))
        return part[name]

    def page(
        self,
        part: JSON,
        name: str,
        around: Around,
        *,
        posted: Posted | None = None,
        errors: Mapping[str, Message] | None = None,
    ) -> Screen:
        """Show one message with its settings, and how it reads."""
        shown: Any = self.item(part, name)
        return settings_screen(
            self,
            SETTINGS,
            shown,
            name,
            around,
            title=MOMENTS.get(name, name),
            posted=posted,
            errors=errors,
            template="notifications/agency/message.html",
            reads=spec.reads_like(shown, MESSAGE_SAMPLES),
            samples=MESSAGE_SAMPLES,
        )

    def place(self, path: str) -> tuple[str, str]:
        """Return the message a problem belongs to."""
        code, _dot, rest = path.partition(".")
        return code, rest

    def called(self, part: JSON, item: str) -> Message | Text:
        """Return the moment at which a message is sent."""
        return MOMENTS.get(item, item)

    def settings_at(self, part: JSON, item: str, around: Around) -> Sequence[Setting]:
        """Return the settings of a message."""
        return SETTINGS
