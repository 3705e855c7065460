"""Filters and tags that every room's screens use: ``{% load krob %}``."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse, translate_url
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from krob.foundation.core import clock, typography
from krob.foundation.core.actor import Actor
from krob.foundation.core.icons import ICONS
from krob.foundation.core.permissions import Permission
from krob.foundation.core.text import Text
from krob.foundation.core.thai import NBSP, mask_id13

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()
MARKS = {"V": "", "S": "is-half"}
SYMBOLS = {"ok": "ok", "bad": "no", "wait": "clock", "busy": "clock"}


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _moment(value: object) -> date | datetime | None:
    if isinstance(value, str) and value:
        try:
            return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


@register.filter
def thai(value: object) -> SafeString:
    """Keep compounds, dates, units and law references of a text on one line (see typography)."""
    text = _said(value)
    if isinstance(text, SafeString):
        return mark_safe(typography.kept_together_in_html(text))  # noqa: S308
    return _escaped(text)


@lru_cache(maxsize=4096)
def _escaped(text: str) -> SafeString:
    return mark_safe(typography.kept_together(escape(text)))  # noqa: S308


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return Text.of(value).in_(_language())
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value)


@register.filter
def text(value: object) -> str:
    """Return a ``Text``, or the pair ``{"th", "en"}`` of a definition, in the reader's language."""
    return _said(value)


@register.filter
def date_short(value: object) -> str:
    """Return ``15 ธ.ค. 2569`` or ``15 Dec 2026``; nothing for no date."""
    moment = _moment(value)
    return typography.day_short(moment, _language()) if moment else ""


@register.filter
def date_long(value: object) -> str:
    """Return ``15 ธันวาคม 2569`` or ``15 December 2026``; nothing for no date."""
    moment = _moment(value)
    return typography.day_long(moment, _language()) if moment else ""


@register.filter
def datetime_short(value: object) -> str:
    """Return ``15 ธ.ค. 2569 10:31 น.`` or ``15 Dec 2026 10:31``; nothing for no time."""
    moment = _moment(value)
    if not isinstance(moment, datetime):
        return date_short(value)
    return f"{date_short(moment)} {typography.clock_time(moment, _language())}"


@register.filter
def time_short(value: object) -> str:
    """Return ``10:31 น.`` or ``10:31``, the time in Bangkok."""
    moment = _moment(value)
    return typography.clock_time(moment, _language()) if isinstance(moment, datetime) else ""


@register.filter
def baht(value: object) -> str:
    """Return ``5,448 บาท``: thousands with a comma, satang only where there are any."""
    if value is None or value == "":
        return ""
    try:
        amount = typography.amount(Decimal(str(value)))
    except InvalidOperation:
        return str(value)
    return amount + NBSP + gettext("baht")


@register.filter
def number(value: object) -> str:
    """Return a number with thousands and without trailing zeros."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return _said(value)
    return f"{found:,f}".rstrip("0").rstrip(".") if "." in f"{found:f}" else f"{found:,f}"


@register.filter
def masked_id(value: str) -> str:
    """Return a person's 13-digit number as it may be shown."""
    return mask_id13(value)


@register.filter
def up_to(value: int, most: int = 500) -> str:
    """Return a count that is exact only when small: ``500+`` past the limit."""
    return f"{most:,}+" if value > most else f"{value:,}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon; with ``label`` it speaks, without it stays silent for screen readers."""
    return _drawn(name, label)


@lru_cache(maxsize=512, typed=True)
def _drawn(name: str, label: str) -> SafeString:
    drawing = mark_safe(ICONS[name])  # noqa: S308
    if label:
        return format_html(
            '<svg class="k-i" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            label,
            drawing,
        )
    return format_html('<svg class="k-i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)


@register.simple_tag
def chip(kind: str, label: object, symbol: str = "") -> SafeString:
    """Show the status of a thing, never a button: ``kind`` is ok, wait, bad, busy or empty (idle).

    Without a ``symbol`` the icon follows from the kind.
    """
    return _chip(kind, thai(label), symbol or SYMBOLS.get(kind, ""))


@lru_cache(maxsize=512)
def _chip(kind: str, label: SafeString, symbol: str) -> SafeString:
    colour, drawing = f" k-{kind}" if kind else "", _drawn(symbol, "") if symbol else ""
    return format_html('<span class="k-chip{}">{}{}</span>', colour, drawing, label)


@register.simple_tag
def source_mark(mark: str, law: object = "") -> SafeString:
    """Show how sure a fee, a day count or a law is: checked, second-hand or not confirmed.

    ``mark`` is V (seen in the text of the law), S (second-hand), M or X (not confirmed).
    """
    words = {"V": gettext("Checked with the text"), "S": gettext("From a secondary source")}
    said = words.get(mark, gettext("The agency has not confirmed"))
    before = format_html("{} ", thai(law)) if law else ""
    return format_html(
        '{}<span class="k-src {}">{}</span>', before, MARKS.get(mark, "is-open"), thai(said)
    )


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, label: str, css: str = "") -> SafeString:
    """Link to a named page, marked when the reader is there; nothing where no such page exists."""
    url = _address(name, _language(), get_urlconf())
    if url is None:
        return SafeString("")
    request: HttpRequest | None = context.get("request")
    return _link(url, str(label), css, request is not None and request.path == url)


@lru_cache(maxsize=1024)
def _address(name: str, language: str, urlconf: str | None) -> str | None:
    """Return the address of a named page in the reader's language; nothing where there is none."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return None


@lru_cache(maxsize=1024, typed=True)
def _link(url: str, label: str, css: str, here: bool) -> SafeString:
    return format_html(
        '<a href="{}"{}{}>{}</a>',
        url,
        mark_safe(' aria-current="page"') if here else "",
        format_html(' class="{}"', css) if css else "",
        thai(label),
    )


@register.simple_tag(takes_context=True)
def same_page_in(context: template.Context, language: str) -> str:
    """Return the address of the page being read, in another language."""
    request: HttpRequest | None = context.get("request")
    return translate_url(request.get_full_path(), language) if request is not None else "/"


@register.simple_tag
def page_exists(name: str) -> bool:
    """Say whether a named page is part of this installation."""
    return _address(name, _language(), get_urlconf()) is not None


@register.simple_tag
def time_or_day(moment: datetime) -> str:
    """Return the time of a moment of today, the day of an earlier one."""
    if clock.local_date(moment) == clock.today():
        return time_short(moment)
    return datetime_short(moment)


@register.filter
def nth(items: Sequence[object], place: int) -> object:
    """Return one item of a sequence by its place, counted from 0."""
    return items[place]


@register.filter
def percent(value: float) -> str:
    """Return a length for an SVG attribute: ``12.5%``."""
    return f"{value:.1f}%"


@register.filter
def may(actor: Actor, permission: str) -> bool:
    """Say whether somebody holds a permission; screens hide what only others may open."""
    return actor.may(Permission(permission))
