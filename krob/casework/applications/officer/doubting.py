"""What an officer is reminded to check on a document, said beside it: expiry, age, name.

Reads only. The definition says what is to be checked; the answers say against what.

Req: 2.4.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from krob.casework.applications import dossier
from krob.casework.applications.models import Application
from krob.engines.documents.types import Need
from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core import clock, typography
from krob.foundation.core.text import Text
from krob.registers.catalogue.queries import form_of


def doubts(application: Application, need: Need | None) -> Sequence[str]:
    """Return the reminders about one document of an application, in the reader's language."""
    if need is None:
        return ()
    form, answers = form_of(application.version), dossier.typed_answers(application)
    filed = clock.local_date(application.submitted_at or clock.now())
    return tuple(_said(need, form, answers, filed))


def _said(need: Need, form: CompiledForm, answers: Any, filed: date) -> Iterator[str]:
    until = answers.get(need.expiry_field) if need.expiry_field else None
    if isinstance(until, date) and until < clock.today():
        said = _("By the answer “%(label)s” it was good until %(day)s only.")
        yield said % {"label": _label(form, need.expiry_field), "day": _day(until)}
    if need.valid_days:
        said = _("It may be at most %(days)s days old: issued on %(day)s or later.")
        oldest = filed - timedelta(days=need.valid_days)
        yield said % {"days": need.valid_days, "day": _day(oldest)}
    name = answers.get(need.name_field) if need.name_field else None
    if name:
        said = _("The name on it must be that of the answer “%(label)s”: %(name)s.")
        yield said % {"label": _label(form, need.name_field), "name": name}


def _label(form: CompiledForm, key: str) -> Text | str:
    return form.fields[key].name if key in form.fields else key


def _day(day: date) -> str:
    return typography.day_long(day, get_language() or "th")
