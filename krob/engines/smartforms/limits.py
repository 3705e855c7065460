"""How large a form may be. Declared once; whoever reads or edits a form asks here.

Whatever is larger is no form that people could fill in, but an attempt to stop the machine.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message

MOST_PAGES = 60
MOST_FIELDS = 800
MOST_OPTIONS = 1000
MOST_NESTING = 12
MOST_LETTERS = 10_000


def broken(part: Any) -> Message:
    """Return which limit a part breaks, in words; "" when it keeps them all. Never recurses."""
    fields = pages = 0
    waiting: list[tuple[Any, int, str]] = [(part, 0, "")]
    while waiting:
        thing, depth, key = waiting.pop()
        if depth > MOST_NESTING:
            return _("The form is nested too deeply.")
        if isinstance(thing, str) and len(thing) > MOST_LETTERS:
            return _("A text is longer than %(most)s letters.") % {"most": f"{MOST_LETTERS:,}"}
        if isinstance(thing, list):
            pages += len(thing) if key == "pages" else 0
            fields += len(thing) if key == "fields" else 0
            if said := _too_many(pages, fields, len(thing) if key == "options" else 0):
                return said
        inside = thing.items() if isinstance(thing, Mapping) else ()
        waiting += [(value, depth + 1, str(name)) for name, value in inside]
        waiting += [(value, depth + 1, "") for value in (thing if isinstance(thing, list) else ())]
    return ""


def _too_many(pages: int, fields: int, options: int) -> Message:
    if pages > MOST_PAGES:
        return _("A form has at most %(most)s pages.") % {"most": MOST_PAGES}
    if fields > MOST_FIELDS:
        return _("A form has at most %(most)s questions.") % {"most": MOST_FIELDS}
    if options > MOST_OPTIONS:
        return _("A question has at most %(most)s options.") % {"most": MOST_OPTIONS}
    return ""
