"""Kinds that are answered by choosing: choice, choices, yes or no, consent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms import codes
from krob.engines.smartforms.types import Answer, Field, Kind, Posted, Unreadable
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.types import Setting
from krob.foundation.rules.values import ListOf, Type

RADIO_LIMIT = 7


def option_labels(field: Field) -> dict[str, Text]:
    """Return the options of a field by code, in their order."""
    return {str(o.get("code") or ""): Text.of(o.get("label")) for o in offered(field.options)}


def offered(options: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return what a question offers: its own options, or those of its list of codes."""
    if name := options.get("codes"):
        return codes.options(str(name))
    found: Sequence[Mapping[str, Any]] = options.get("options") or ()
    return found


OFFERED = Setting(
    key="options",
    label=_("Options"),
    kind="rows",
    columns=(
        Setting(key="code", label=_("Code"), kind="code", longest=60),
        Setting(key="label", label=_("What people read"), kind="words"),
        Setting(key="hint", label=_("Hint"), kind="words"),
    ),
)


class ChoiceKind(Kind):
    """One of several options."""

    code = "choice"
    title = _("Choice of one")
    settings: ClassVar[tuple[Setting, ...]] = (
        OFFERED,
        Setting(
            key="codes",
            label=_("List of codes instead of own options"),
            kind="choice",
            among="code_lists",
        ),
        Setting(
            key="layout",
            label=_("How the options are shown"),
            kind="choice",
            choices=(("radio", _("All below each other")), ("select", _("A list that opens"))),
            group=_("How it looks"),
        ),
    )
    grouped = True

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Accept a code that the form offers."""
        code = "" if raw is None else str(raw)
        if not code:
            return None
        if code not in option_labels(field):
            raise Unreadable(_("Choose one of the options."))
        return code

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """The label of the option."""
        return str(option_labels(field).get(str(answer), answer))

    def missing(self, field: Field) -> Message:
        """Ask to choose."""
        return _("Choose: %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """One of the codes."""
        return {"type": "string", "enum": list(option_labels(field))}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """There are options; their codes differ; each has a label."""
        if options.get("codes"):
            if not codes.options(str(options["codes"])):
                yield "codes", _("There is no such list of codes.")
            return
        offered = options.get("options")
        if not isinstance(offered, list) or not offered:
            yield "options", _("There is nothing to choose from.")
            return
        own = [str(o.get("code", "")) if isinstance(o, Mapping) else "" for o in offered]
        if not all(own) or len(set(own)) != len(own):
            yield "options", _("Every option needs a code of its own.")
        for code, option in zip(own, offered, strict=True):
            label = Text.of(option.get("label")) if isinstance(option, Mapping) else Text("")
            if not label.th or not label.en:
                yield f"options[{code}]", _("The option needs a label in Thai and in English.")


class ChoicesKind(ChoiceKind):
    """Any number of several options."""

    code = "choices"
    title = _("Choice of several")
    settings = (
        *ChoiceKind.settings,
        Setting(key="min", label=_("Fewest ticks"), kind="number"),
        Setting(key="max", label=_("Most ticks"), kind="number"),
    )

    def gather(self, name: str, posted: Posted, field: Field) -> Answer:
        """Collect all ticks."""
        return list(posted[name])[:200] if name in posted else None

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Accept offered codes, in the order of the form."""
        given = raw if isinstance(raw, list) else [raw]
        picked = {str(code) for code in given if code not in (None, "")}
        offered = option_labels(field)
        if picked - set(offered):
            raise Unreadable(_("Choose from the options."))
        least, most = field.options.get("min", 0), field.options.get("max", len(offered))
        if picked and len(picked) < least:
            raise Unreadable(_("Choose at least %(count)s.") % {"count": least})
        if len(picked) > most:
            raise Unreadable(_("Choose at most %(count)s.") % {"count": most})
        return [code for code in offered if code in picked] or None

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """A list of codes."""
        return {"": ListOf("text")}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """The labels, separated by a middle dot."""
        offered = option_labels(field)
        return " · ".join(str(offered.get(str(code), code)) for code in answer)

    def show(self, raw: Answer, field: Field) -> Answer:
        """The ticked codes."""
        return [str(code) for code in raw] if isinstance(raw, list) else []

    def schema(self, field: Field) -> dict[str, Any]:
        """An array of codes, each once."""
        one = {"type": "string", "enum": list(option_labels(field))}
        return {"type": "array", "items": one, "uniqueItems": True, "minItems": 1}


class YesNoKind(Kind):
    """Yes or no; neither is chosen for the person."""

    code = "yes_no"
    title = _("Yes or no")
    settings = (
        Setting(key="yes", label=_("Words for yes"), kind="words", group=_("How it looks")),
        Setting(key="no", label=_("Words for no"), kind="words", group=_("How it looks")),
    )
    grouped = True

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read ``yes``, ``no``, or the JSON values."""
        match raw:
            case True | "yes" | "true":
                return True
            case False | "no" | "false":
                return False
            case None | "":
                return None
        raise Unreadable(_("Choose yes or no."))

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """True or false."""
        return {"": "bool"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """The words of the form, else yes and no."""
        option = "yes" if answer else "no"
        return str(field.text(option) or (_("Yes") if answer else _("No")))

    def show(self, raw: Answer, field: Field) -> Answer:
        """What the radio buttons carry."""
        return {True: "yes", False: "no"}.get(raw, "") if isinstance(raw, bool) else str(raw or "")

    def missing(self, field: Field) -> Message:
        """Ask for one of the two."""
        return _("Answer yes or no: %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class ConsentKind(Kind):
    """A declaration that the person ticks. Only a tick is an answer."""

    code = "consent"
    title = _("Consent or declaration")
    settings = (
        Setting(key="text", label=_("What is agreed to"), kind="prose", longest=4000),
        Setting(key="notice", label=_("Privacy notice"), kind="code"),
        Setting(key="notice_label", label=_("Words of the link to it"), kind="words"),
    )

    def parse(self, raw: Answer, field: Field) -> Answer:
        """A tick is ``True``, everything else no answer."""
        return True if raw in (True, "yes", "on", "true") else None

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """True or nothing."""
        return {"": "bool"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Say that it was ticked."""
        return str(_("Agreed"))

    def show(self, raw: Answer, field: Field) -> Answer:
        """Whether the box is ticked."""
        return raw is True

    def missing(self, field: Field) -> Message:
        """Ask for the tick."""
        return _("Tick the box to go on: %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """True."""
        return {"const": True}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """The person must see what they agree to."""
        text = Text.of(options.get("text"))
        if not text.th or not text.en:
            yield "text", _("The text that the person agrees to is needed in Thai and in English.")
