"""Words of the catalogue: what a service says about itself, and what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from krob.engines.smartforms.types import CompiledForm
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.foundation.rules.values import Type

journal.declare(
    {
        "catalogue.version-published": _("A version of the service was published"),
        "catalogue.offering-published": _("An authority's offering was published"),
        "catalogue.draft-begun": _("A draft of the service was begun"),
        "catalogue.package-imported": _("A package of another installation was taken in"),
        "catalogue.ordinances-imported": _("Ordinances of a package became drafts"),
        "catalogue.draft-discarded": _("The draft was discarded"),
        "catalogue.approval-asked": _("Approval of the draft was asked for"),
        "catalogue.approval-taken-back": _("The request for approval was taken back"),
        "catalogue.draft-returned": _("The draft was returned to its authors"),
        "catalogue.replay-started": _("A replay on past applications was started"),
        "catalogue.replay-stopped": _("The replay was stopped"),
        "catalogue.replay-resumed": _("The replay went on"),
        "catalogue.replay-finished": _("The replay was finished"),
        "catalogue.difference-explained": _("A difference of the replay was explained"),
        "catalogue.explanation-withdrawn": _("An explanation was taken back"),
        "catalogue.guide-published": _("A guide to services was published"),
        "catalogue.draft-approved": _("The draft was approved and published"),
        "catalogue.list-followed": _("A list of codes follows a table of the open-data portal"),
        "catalogue.list-kept": _("A new wording of a list of codes was kept"),
        "catalogue.manual-noted": _("A public manual was noted for the first time"),
        "catalogue.manual-changed": _("A public manual changed"),
        "catalogue.manual-accepted": _("The draft took over what the public manual says"),
        "catalogue.manual-refused": _("The draft keeps its own words, with a reason"),
        "catalogue.block-removed": _("A block of questions was removed"),
        "catalogue.block-renamed": _("A block of questions was renamed"),
        "catalogue.block-saved": _("A block of questions was kept"),
        "catalogue.synonym-added": _("A synonym of the search was added"),
        "catalogue.synonym-changed": _("A synonym of the search was changed"),
        "catalogue.synonym-removed": _("A synonym of the search was removed"),
    }
)


class DraftStatus(models.TextChoices):
    """Where a draft stands."""

    DRAFT = "draft", _("Being written")
    IN_REVIEW = "in-review", _("Waiting for approval")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


JOURNEY, BUSINESS_TYPES = "journey", "business-types"
"""Kinds of guide: what stands before the colon of a guide's code, and its part's name."""
ALL_BUSINESS_TYPES = f"{BUSINESS_TYPES}:all"


def title_of_guide(code: str, parts: Mapping[str, Any]) -> Text:
    """Return what people call a guide."""
    if code == ALL_BUSINESS_TYPES:
        return Text("ประเภทธุรกิจ", "Kinds of business")
    title = (parts.get(JOURNEY) or {}).get("title")
    known = Text.of(title) if isinstance(title, Mapping | str) else Text("")
    return known or Text(code, code)


REPLAY_JOB = "catalogue.replay"


class ReplayState(models.TextChoices):
    """How far a replay is."""

    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Failed")


# What every rule of a service may read besides the form's own fields.
CONTEXT_TYPES: Mapping[str, Type] = {
    "applicant.kind": "text",
    "applicant.number": "text",
    "action": "text",
    "today": "date",
}


_WHO = {"applicant": Text("ผู้ขอ", "applicant"), "filer": Text("ผู้ยื่น", "person who files")}
_FACT_WORDS = {
    "name": Text("ชื่อ", "name"),
    "name_en": Text("ชื่อภาษาอังกฤษ", "name in English"),
    "number": Text("เลขประจำตัวหรือเลขทะเบียน", "13-digit number"),
    "address": Text("ที่อยู่", "address"),
    "birthdate": Text("วันเกิด", "date of birth"),
    "registered_on": Text("วันจดทะเบียน", "day of registration"),
    "signing_text": Text("อำนาจกรรมการ", "who may sign"),
}
_WORDS = frozenset({"text", "long_text"})
_FACTS: Mapping[str, frozenset[str]] = {
    "name": _WORDS,
    "name_en": _WORDS,
    "number": frozenset({"person", "juristic", "text"}),
    "address": frozenset({"address"}),
    "birthdate": frozenset({"date"}),
    "registered_on": frozenset({"date"}),
    "signing_text": _WORDS,
}
PREFILL: Mapping[str, frozenset[str]] = {
    f"{who}.{fact}": kinds for who in ("applicant", "filer") for fact, kinds in _FACTS.items()
}
"""What a question may be filled in with beforehand, and the kinds of question that it fits."""

PREFILL_WORDS: Mapping[str, Text] = {
    f"{who}.{fact}": Text(f"{whom.th}: {words.th}", f"{whom.en}: {words.en}")
    for who, whom in _WHO.items()
    for fact, words in _FACT_WORDS.items()
}


# What a message of a service may name.
MESSAGE_VALUES = frozenset({"reference", "service", "office", "due", "amount", "licence"})


def rule_types(form: CompiledForm) -> dict[str, Type]:
    """Return what the rules of a service may read: its form's fields and the context."""
    return {**CONTEXT_TYPES, **form.types}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the advisor; services of a group share questions by ``key``.

    ``kind`` is ``number`` or ``yes_no``.
    """

    key: str
    kind: str
    label: Text
    hint: Text
    unit: Text

    @classmethod
    def of(cls, part: Mapping[str, Any]) -> "Question":
        """Read a question from a definition."""
        return cls(
            key=str(part["key"]),
            kind=str(part["kind"]),
            label=Text.of(part["label"]),
            hint=Text.of(part.get("hint")),
            unit=Text.of(part.get("unit")),
        )

    @property
    def type(self) -> Type:
        """Return the type that rules see."""
        return "bool" if self.kind == "yes_no" else "number"


@dataclass(frozen=True, slots=True)
class Sourced:
    """A fact with where it comes from: ``mark`` is V, S, M or X as the notes of law define."""

    text: Text
    mark: str
    law: Text = field(default_factory=lambda: Text(""))


ACTIONS: Mapping[str, Text] = {
    "new": Text("ขอใหม่", "new"),
    "amend": Text("แก้ไข", "amend"),
    "renew": Text("ต่ออายุ", "renew"),
    "replace": Text("ขอใบแทน", "replace"),
    "transfer": Text("โอน", "transfer"),
    "cancel": Text("ยกเลิก", "cancel"),
}
CHANNELS: Mapping[str, Text] = {
    "online": Text("ออนไลน์", "online"),
    "counter": Text("ที่สำนักงาน", "at the office"),
    "post": Text("ทางไปรษณีย์", "by post"),
}
PAYMENT_CHANNELS: Mapping[str, Text] = {
    "qr": Text("คิวอาร์", "Thai QR"),
    "bill-payment": Text("ใบแจ้งชำระเงิน", "bill payment"),
    "card": Text("บัตร", "card"),
    "counter": Text("ที่สำนักงาน", "at the office"),
}
OUTPUT_KINDS: Mapping[str, Text] = {
    "licence": Text("ใบอนุญาต", "licence"),
    "registration": Text("การจดทะเบียน", "registration"),
    "acknowledgement": Text("หนังสือรับแจ้ง", "acknowledgement"),
    "certificate": Text("หนังสือรับรอง", "certificate"),
    "opinion": Text("ความเห็น", "opinion"),
}
