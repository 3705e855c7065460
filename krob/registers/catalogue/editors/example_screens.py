"""What the tab of worked examples shows: settings, what comes out, answers in the form's inputs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from krob.engines.notifications.types import MOMENTS
from krob.engines.smartforms import render
from krob.engines.smartforms.fieldviews import FormUrls
from krob.engines.smartforms.preview import CARRIED
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.summary import summarise
from krob.engines.smartforms.types import CompiledForm
from krob.engines.smartforms.visibility import walk
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing import telling
from krob.foundation.editing.types import Around, Choice, Line, Posted, Setting, Told
from krob.registers.catalogue.proving.examples import (
    APPLICANTS,
    NATION,
    UNREADABLE,
    Outcome,
    differences,
)

ACTIONS: Mapping[str, Message] = {
    "new": _("A new one"),
    "amend": _("An amendment"),
    "renew": _("A renewal"),
    "replace": _("A replacement"),
    "transfer": _("A transfer"),
    "cancel": _("A cancellation"),
}
KINDS: Mapping[str, Message] = {"person": _("A person"), "juristic": _("A juristic person")}
EXPECTED: Message = _("What should come of it")
YES, NO = "yes", "no"


def settings_of(around: Around) -> tuple[Setting, ...]:
    """Return what may be said of an example; documents, steps and messages are the draft's own."""
    return (*_asked(around), *_expected(around))


def _asked(around: Around) -> tuple[Setting, ...]:
    actions = (around.parts.get("service") or {}).get("actions") or ["new"]
    return (
        Setting(key="says", label=_("What it shows"), longest=300),
        Setting(
            key="applicant",
            label=_("Who applies"),
            kind="choice",
            choices=tuple((code, KINDS[code]) for code in APPLICANTS),
        ),
        Setting(
            key="action",
            label=_("What is asked for"),
            kind="choice",
            choices=tuple((code, ACTIONS.get(code, code)) for code in actions),
        ),
        Setting(key="on", label=_("On this day"), kind="date"),
        Setting(
            key="name",
            label=_("Short name"),
            help=_("Addresses and exported files use it."),
            kind="code",
            group=_("For experts"),
        ),
    )


def _expected(around: Around) -> tuple[Setting, ...]:
    eligible: tuple[Choice, ...] = ((YES, _("May be filed")), (NO, _("May not be filed")))
    return (
        Setting(
            key="expect.eligible",
            label=_("May it be filed?"),
            kind="choice",
            choices=eligible,
            group=EXPECTED,
        ),
        Setting(
            key="expect.refusal",
            label=_("Why it may not be filed"),
            kind="choice",
            choices=_refusals(around),
            group=EXPECTED,
        ),
        Setting(
            key="expect.documents",
            label=_("Documents"),
            kind="choices",
            choices=_documents(around),
            group=EXPECTED,
        ),
        *(
            Setting(key=f"expect.fee.{code}", label=each["name"], kind="amount", group=EXPECTED)
            for code, each in around.offerings.items()
        ),
        Setting(
            key="expect.route",
            label=_("Steps to approval"),
            kind="choices",
            choices=_steps(around),
            group=EXPECTED,
        ),
        Setting(
            key="expect.days",
            label=_("Days during which the clock runs"),
            kind="number",
            group=EXPECTED,
        ),
        Setting(
            key="expect.messages",
            label=_("Messages on the way"),
            kind="choices",
            choices=_messages(around),
            group=EXPECTED,
        ),
    )


def _refusals(around: Around) -> tuple[Choice, ...]:
    rules = (around.parts.get("service") or {}).get("eligibility") or ()
    texts = [Text.of(rule.get("message")) for rule in rules if isinstance(rule, Mapping)]
    return tuple((text.th, text) for text in texts if text.th)


def _documents(around: Around) -> tuple[Choice, ...]:
    rows = around.parts.get("documents") or ()
    known = [row for row in rows if isinstance(row, Mapping) and row.get("code")]
    return tuple((str(row["code"]), Text.of(row.get("title")) or row["code"]) for row in known)


def _steps(around: Around) -> tuple[Choice, ...]:
    steps = (around.parts.get("steps") or {}).get("steps") or {}
    return tuple((key, Text.of(step.get("title")) or key) for key, step in steps.items())


def _messages(around: Around) -> tuple[Choice, ...]:
    return tuple((code, MOMENTS.get(code, code)) for code in around.parts.get("messages") or {})


def unfolded(example: Mapping[str, Any]) -> dict[str, Any]:
    """Return an example as its settings see it: yes and no are choices."""
    expect = dict(example.get("expect") or {})
    if isinstance(expect.get("eligible"), bool):
        expect["eligible"] = YES if expect["eligible"] else NO
    return {**example, "expect": expect}


def folded(item: Mapping[str, Any], posted: Posted) -> dict[str, Any]:
    """Return an example as it is stored; no document at all is an expectation too."""
    expect = dict(item.get("expect") or {})
    if expect.get("eligible"):
        expect["eligible"] = expect["eligible"] == YES
    if "expect.documents" in posted:
        expect.setdefault("documents", [])
    if expect.get("eligible") is not False:
        expect.pop("refusal", None)
    rest = {key: value for key, value in item.items() if key != "expect"}
    return {**rest, "expect": expect} if expect else rest


def came(found: Outcome, around: Around) -> list[dict[str, Any]]:
    """Return what comes of an example, line by line, for people: ``title`` and ``values``."""
    return [
        {"title": _("May it be filed?"), "values": list(found.refusals) or [_("May be filed")]},
        {"title": _("Documents"), "values": _named(found.documents, _documents(around))},
        {"title": _("Fee"), "values": _fees(found, around), "unknown": not found.fees},
        {"title": _("Steps to approval"), "values": _named(found.route, _steps(around))},
        {
            "title": _("Days during which the clock runs"),
            "values": [] if found.days is None else [str(found.days)],
        },
        {
            "title": _("Messages on the way"),
            "values": _named(found.messages, _messages(around)),
        },
    ]


def _fees(found: Outcome, around: Around) -> list[Message | Text]:
    """Return the fee by authority; that it is not known where nothing sets it."""
    if found.faults and not found.fees:
        return []
    if not found.fees:
        return [_("No ordinance sets the fee yet, so it is not known.")]
    return [_fee(code, amount, around) for code, amount in found.fees.items()]


def _fee(code: str, amount: Decimal, around: Around) -> Message | Text:
    if code == NATION:
        return _("%(amount)s baht, by the service's own rates") % {"amount": f"{amount:,.2f}"}
    of = around.offerings[code]
    said = {"name": of["name"], "amount": f"{amount:,.2f}"}
    if of.get("draft"):
        return _("%(name)s: %(amount)s baht, by the draft of its ordinance") % said
    return _("%(name)s: %(amount)s baht") % said


def told(
    row: Mapping[str, Any],
    form: CompiledForm,
    context: Mapping[str, Any],
    found: Outcome | None,
    around: Around,
    title: Message | Text,
) -> Told:
    """Return an example in words: who asks with which answers, and what comes of it."""
    good = (
        found is not None and not found.faults and not list(differences(around.parts, row, found))
    )
    silent = not row.get("expect")
    chip = _("Says nothing yet") if silent else _("Comes out") if good else _("Does not come out")
    return Told(
        title=telling.titled(row.get("says"), title),
        item=str(row.get("name") or ""),
        chip=chip,
        state="" if silent else "ok" if good else "bad",
        lines=(*_who(row, around), *_given(row, form, context), *_come(found, around)),
    )


def named(row: Mapping[str, Any], place: int) -> Message | Text:
    """Return what an example is called: its author's words, else its first answer, its number."""
    answers = row.get("answers")
    words = answers.values() if isinstance(answers, Mapping) else ()
    first = next((each for each in words if isinstance(each, str) and each.strip()), "")
    number = _("Example %(number)s") % {"number": place + 1}
    if says := Text.of(row.get("says")):
        return says
    return f"{number}: {first[:60]}" if first else number


def _who(row: Mapping[str, Any], around: Around) -> Sequence[Line]:
    return telling.lines_of(_asked(around), row, around, but=("name", "says"))


def _given(
    row: Mapping[str, Any], form: CompiledForm, context: Mapping[str, Any]
) -> Iterator[Line]:
    try:
        pages = summarise(form, FormState(dict(row.get("answers") or {})), context)
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError):
        return
    for page in pages:
        for each in page.rows:
            if each.value:
                yield telling.plain(each.label, *each.lines)


def _come(found: Outcome | None, around: Around) -> Iterator[Line]:
    for line in came(found, around) if found else ():
        yield telling.plain(line["title"], *line["values"])
    for fault in found.faults if found else (UNREADABLE,):
        yield telling.plain(_("What could not be computed"), fault)


def _named(codes: Sequence[str], choices: Sequence[Choice]) -> list[Any]:
    words = dict(choices)
    return [words.get(code, code) for code in codes]


def pages_of(
    form: CompiledForm, example: Mapping[str, Any], context: Mapping[str, Any], base: str
) -> list[dict[str, Any]]:
    """Return the pages of the form with how many questions of each are answered."""
    answers = example.get("answers") or {}
    asked = walk(form, answers, context).pages
    return [
        {
            "title": page.title,
            "url": f"{base}{page.key}/",
            "asked": page.key in asked,
            "given": sum(field.key in answers for field in page.fields),
        }
        for page in form.pages
    ]


def answers(
    form: CompiledForm,
    given: FormState,
    page: str,
    context: Mapping[str, Any],
    base: str,
    errors: Mapping[str, Message] | None,
    posted: Posted | None,
) -> dict[str, Any]:
    """Return a page of the draft's form for an example, in the inputs that an applicant has."""
    typed = {key: list(values) for key, values in (posted or {}).items()}
    urls = _urls(base, page)
    shown = render.page_context(
        form, given, page, errors or {}, urls=urls, context=context, posted=typed or None
    )
    kind = str(context["applicant"]["kind"])
    text = json.dumps(given.as_json(), ensure_ascii=False, default=str)
    return {
        **shown,
        "carried": {CARRIED: text, "_as": kind},
        "others": [{"title": each.title, "url": f"{base}{each.key}/"} for each in form.pages],
        "here": page,
    }


def _urls(base: str, page: str) -> FormUrls:
    """Return where the page sends what; the preview, which keeps nothing, answers conditions."""
    draft = base.partition("/services/")[2].partition("/")[0]
    return FormUrls(
        submit=f"{base}{page}/answer/",
        toggle=reverse("catalogue-agency:preview-toggle", args=[draft, page]) if draft else "",
        places=reverse("smartforms:places"),
    )
