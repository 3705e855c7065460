"""Kinds that are answered by a time: date (with the year B.E.), opening hours."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.kinds.words import AUTOCOMPLETE, clean
from krob.engines.smartforms.types import Answer, Field, Kind, Posted, Unreadable
from krob.foundation.core import clock, thai
from krob.foundation.core.errors import Message
from krob.foundation.editing.types import Setting
from krob.foundation.rules.values import Type


def gather_parts(
    parts: tuple[str, ...], name: str, posted: Posted, longest: int = 40
) -> dict[str, str] | None:
    """Collect the inputs of one answer; ``None`` when none was posted."""
    names = {part: f"{name}-{part}" for part in parts}
    return {part: posted[at][-1][:longest] for part, at in names.items() if at in posted} or None


ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def in_english() -> bool:
    """Say whether the reader reads English, and so the Christian era."""
    return (get_language() or "th").startswith("en")


def write_date(year: int, month: int = 0, day: int = 0) -> str:
    """Write a date, perhaps without day or month: B.E. in Thai, C.E. in English."""
    if in_english():
        words = [str(day)] * bool(day) + [ENGLISH[month - 1]] * bool(month) + [str(year)]
    else:
        words = [str(day)] * bool(day) + [thai.MONTHS_SHORT[month - 1]] * bool(month)
        words.append(str(year + thai.ERA))
    return thai.NBSP.join(words)


def read_limit(text: object) -> date | None:
    """Read a limit of a field: ``today`` or an ISO date."""
    if text == "today":
        return clock.today()
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


DAY_HELP = _("A date such as 2026-12-31, or the word today.")


PARTS_OF = {"month": ("month", "year"), "year": ("year",)}


def is_whole(field: Field) -> bool:
    """Say whether answers of a date question are always whole days, which rules compute with."""
    return not field.options.get("partial") and field.options.get("precision", "day") == "day"


class DateKind(Kind):
    """A day, typed as day, month and year of the Buddhist era (C.E. is understood)."""

    code = "date"
    parts = ("day", "month", "year")
    grouped = True
    title = _("Date")
    settings = (
        Setting(key="min", label=_("Earliest day"), help=DAY_HELP, longest=10),
        Setting(key="max", label=_("Latest day"), help=DAY_HELP, longest=10),
        Setting(
            key="partial",
            label=_("Day and month may be left out, as in old registers"),
            kind="flag",
            default=False,
        ),
        Setting(
            key="precision",
            label=_("How exactly"),
            kind="choice",
            choices=(("month", _("Month and year")), ("year", _("Year only"))),
            help=_("Nothing chosen: day, month and year."),
        ),
        AUTOCOMPLETE,
    )
    inputmode = "numeric"

    def parts_of(self, field: Field) -> tuple[str, ...]:
        """Day, month and year, or fewer where the question asks no more."""
        return PARTS_OF.get(str(field.options.get("precision") or "day"), self.parts)

    def gather(self, name: str, posted: Posted, field: Field) -> Answer:
        """Collect three inputs, or one ISO date under the bare name."""
        if name in posted:
            return posted[name][-1][:40]
        return gather_parts(self.parts, name, posted)

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read the day and hold it to its limits.

        With ``partial``, day or day and month may be left out, as in old registers.
        """
        typed = self._split(raw)
        if not any(typed.values()):
            return None
        asked = self.parts_of(field)
        typed = {part: text if part in asked else "" for part, text in typed.items()}
        self._complete(typed, ("year",) if field.options.get("partial") else asked)
        year, month, day = (self._number(typed, part) for part in ("year", "month", "day"))
        year = year - thai.ERA if year >= 2400 else year
        self._plausible(year, month, day)
        text = "-".join([f"{year:04}"] + [f"{n:02}" for n in (month, day) if n])
        self._hold(text, field)
        return text

    def _split(self, raw: Answer) -> dict[str, str]:
        if isinstance(raw, Mapping):
            return {part: clean(raw.get(part, "")).translate(thai.ARABIC) for part in self.parts}
        text = clean("" if raw is None else raw).translate(thai.ARABIC)
        if not text:
            return dict.fromkeys(self.parts, "")
        found = ISO.fullmatch(text)
        if not found:
            raise Unreadable(_("Enter the date as day, month and year."))
        return {"year": found[1], "month": found[2] or "", "day": found[3] or ""}

    def _complete(self, typed: Mapping[str, str], needed: tuple[str, ...]) -> None:
        wrong = {part: self._ask_for(part) for part in needed if not typed[part]}
        if typed["day"] and not typed["month"]:
            wrong["month"] = self._ask_for("month")
        if wrong:
            raise Unreadable(**wrong)

    def _ask_for(self, part: str) -> Message:
        return {
            "day": _("Enter the day."),
            "month": _("Choose the month."),
            "year": _("Enter the year."),
        }[part]

    def _number(self, typed: Mapping[str, str], part: str) -> int:
        if not typed[part]:
            return 0
        length = 4 if part == "year" else 2
        if not re.fullmatch(rf"[0-9]{{1,{length}}}", typed[part]):
            raise Unreadable(**{part: _("Use digits only.")})
        return int(typed[part])

    def _plausible(self, year: int, month: int, day: int) -> None:
        if not 1800 <= year <= 2200:
            raise Unreadable(year=_("Enter the year with four digits, such as 2026."))
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            raise Unreadable(day=_("There is no such day in this month.")) from None

    def _hold(self, text: str, field: Field) -> None:
        least, most = (read_limit(field.options.get(edge)) for edge in ("min", "max"))
        if least and text < least.isoformat()[: len(text)]:
            day = write_date(least.year, least.month, least.day)
            raise Unreadable(
                _("%(name)s must be %(day)s or later.") % {"name": field.name, "day": day}
            )
        if most and text > most.isoformat():
            day = write_date(most.year, most.month, most.day)
            raise Unreadable(
                _("%(name)s must be %(day)s or earlier.") % {"name": field.name, "day": day}
            )

    def adapt(self, fact: Any, field: Field) -> Answer:
        """Read a register's ``YYYYMMDD`` of the Buddhist era, where 00 means not known."""
        if isinstance(fact, date):
            return fact.isoformat()
        found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", str(fact))
        if not found:
            return fact
        parts = zip(("year", "month", "day"), found.groups(), strict=True)
        return {part: "" if text == "00" else text for part, text in parts}

    def typed(self, answer: Answer, field: Field) -> Any:
        """A ``date``; the text itself where days may be missing."""
        return date.fromisoformat(str(answer)) if is_whole(field) else answer

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """A date; one without its day is text, since rules cannot count with it."""
        return {"": "date" if is_whole(field) else "text"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write the day with the reader's era."""
        return write_date(*(int(part) for part in str(answer).split("-")))

    def show(self, raw: Answer, field: Field) -> Answer:
        """Split an answer into its three inputs, the year in the reader's era."""
        if isinstance(raw, Mapping):
            return {part: str(raw.get(part, "")) for part in self.parts}
        found = ISO.fullmatch(str(raw or ""))
        if not found:
            return dict.fromkeys(self.parts, "") | ({"year": str(raw)} if raw else {})
        year = int(found[1]) + (0 if in_english() or int(found[1]) >= 2400 else thai.ERA)
        return {
            "day": (found[3] or "").lstrip("0"),
            "month": (found[2] or "").lstrip("0"),
            "year": str(year),
        }

    def missing(self, field: Field) -> Message:
        """Ask for the date."""
        return _("Enter the date: %(name)s.") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """An ISO date of the Christian era."""
        if not is_whole(field):
            return {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"}
        return {"type": "string", "format": "date"}

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, Promise | str]]:
        """Limits are ISO dates or ``today``."""
        for option in ("min", "max"):
            if options.get(option) and read_limit(options[option]) is None:
                yield option, _("A limit is a date such as 2026-12-31, or the word today.")
        if options.get("precision", "day") not in {"day", *PARTS_OF}:
            yield "precision", _("Precision is day, month or year.")


TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?:น\.?)?")


def read_time(text: str) -> str | None:
    """Read a time of day as people write it (9, 9.30, 09:30 น.); ``HH:MM`` or nothing."""
    found = TIME.fullmatch(re.sub(r"\s", "", text.translate(thai.ARABIC)))
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if (hour, minute) == (24, 0):
        return "24:00"
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


class TimeRangeKind(Kind):
    """From when to when something is open; an end before the start is after midnight."""

    code = "time_range"
    title = _("Opening hours")
    parts = ("opens", "closes")
    grouped = True

    def gather(self, name: str, posted: Posted, field: Field) -> Answer:
        """Collect the two times."""
        return gather_parts(self.parts, name, posted)

    def parse(self, raw: Answer, field: Field) -> Answer:
        """Read both times."""
        given = raw if isinstance(raw, Mapping) else {}
        typed = {part: clean(given.get(part) or "") for part in self.parts}
        if not any(typed.values()):
            return None
        times = {part: read_time(text) for part, text in typed.items()}
        wrong: dict[str, Message] = {
            part: _("Enter a time such as 09:00.") for part in self.parts if times[part] is None
        }
        if not wrong and times["opens"] == times["closes"]:
            wrong["closes"] = _("The two times are the same.")
        if wrong:
            raise Unreadable(**wrong)
        return times

    def rules_types(self, field: Field) -> Mapping[str, Type]:
        """Two texts ``HH:MM`` that compare in order."""
        return {".opens": "text", ".closes": "text"}

    def write(self, answer: Answer, field: Field, *, masked: bool = False) -> str:
        """Write both times, 24 hours."""
        times = f"{answer['opens']}–{answer['closes']}"
        return times if in_english() else f"{times}{thai.NBSP}น."

    def show(self, raw: Answer, field: Field) -> Answer:
        """The two inputs."""
        given = raw if isinstance(raw, Mapping) else {}
        return {part: str(given.get(part) or "") for part in self.parts}

    def missing(self, field: Field) -> Message:
        """Ask for both times."""
        return _("Enter both times: %(name)s.") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """An object of two times."""
        time = {"type": "string", "pattern": "^([01][0-9]|2[0-4]):[0-5][0-9]$"}
        return {
            "type": "object",
            "properties": dict.fromkeys(self.parts, time),
            "required": list(self.parts),
            "additionalProperties": False,
        }
