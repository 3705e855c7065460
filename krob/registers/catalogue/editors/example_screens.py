"""What the tab of worked examples shows: settings, what comes out, answers in the form's inputs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from krob.engines.notifications.types import MOMENTS
from krob.engines.smartforms import render
from krob.engines.smartforms.fieldviews import FormUrls
from krob.engines.smartforms.preview import CARRIED
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import CompiledForm
from krob.engines.smartforms.visibility import walk
from krob.foundation.core.errors import Message
from krob.foundation.core.text import Text
from krob.foundation.editing.types import Around, Choice, Posted, Setting
from krob.registers.catalogue.proving.examples import APPLICANTS, Outcome

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
        Setting(key="name", label=_("Short name"), kind="code"),
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
        {
            "title": _("Fee"),
            "values": [
                f"{around.offerings[code]['name']}: {amount:,.2f}"
                for code, amount in found.fees.items()
            ],
        },
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
