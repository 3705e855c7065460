"""How a verification is said on a page: one sentence on top, then each question by itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krob.engines.documents.render import qr_svg
from krob.foundation.core.errors import Message
from krob.registers.licences.types import (
    Answer,
    LicenceStatus,
    OutputKind,
    Verdict,
    Verification,
)


@dataclass(frozen=True, slots=True)
class Saying:
    """The headline of a verification: tone (``k-ok k-wait k-bad``), icon, title, sentence."""

    tone: str
    icon: str
    title: Message
    sentence: Message


SAYINGS = {
    Verdict.VALID: Saying(
        "k-ok", "seal", _("This %(kind)s is valid"), _("It is genuine and in force today.")
    ),
    Verdict.NOT_YET: Saying(
        "k-wait",
        "clock",
        _("This %(kind)s is not valid yet"),
        _("It is genuine, but its first day has not come."),
    ),
    Verdict.PREPARING: Saying(
        "k-wait",
        "clock",
        _("The document is being prepared"),
        _("The %(kind)s was granted. Its sealed document follows shortly."),
    ),
    Verdict.REVOKED: Saying(
        "k-bad",
        "no",
        _("This %(kind)s was revoked"),
        _("The document is genuine, but the business may not be run on it."),
    ),
    Verdict.SUSPENDED: Saying(
        "k-wait",
        "pause",
        _("This %(kind)s is suspended"),
        _("The document is genuine, but the business may not be run on it for now."),
    ),
    Verdict.SUPERSEDED: Saying(
        "k-wait",
        "doc",
        _("A newer %(kind)s replaced this one"),
        _("The document is genuine, but another one counts today."),
    ),
    Verdict.EXPIRED: Saying(
        "k-wait",
        "calendar",
        _("This %(kind)s has expired"),
        _("The document is genuine, but its last day has passed."),
    ),
    Verdict.TAMPERED: Saying(
        "k-bad",
        "torn",
        _("Do not trust this document: the file was changed"),
        _("Its content is not what the agency sealed. It may be a forgery."),
    ),
    Verdict.APPENDED: Saying(
        "k-bad",
        "torn",
        _("Do not trust this document: something was added after sealing"),
        _("The sealed part is genuine, but what you see may not be. Ask for the original file."),
    ),
    Verdict.FOREIGN: Saying(
        "k-bad",
        "no",
        _("Do not trust this document: the seal is not ours"),
        _("It is sealed by someone whom this register does not know."),
    ),
    Verdict.SEAL_NOT_GOOD: Saying(
        "k-bad",
        "warn",
        _("The seal was not good when the document was sealed"),
        _("The seal's certificate, or its time stamp, does not hold."),
    ),
    Verdict.UNKNOWN: Saying(
        "k-bad",
        "search",
        _("We did not issue this"),
        _("There is no such licence in the register. Check the number or the QR code."),
    ),
    Verdict.NOT_SEALED: Saying(
        "k-bad",
        "doc",
        _("This file has no seal"),
        _("It may be a print or a copy. Ask for the original file, or check its number."),
    ),
    Verdict.NOT_A_DOCUMENT: Saying(
        "k-bad",
        "doc",
        _("This file is not a readable PDF"),
        _("Send the original file as you received it."),
    ),
}


HAPPENED: Mapping[str, Message] = {
    "licences.granted": _("Granted the %(kind)s"),
    "licences.sealed": _("Issued and sealed the %(kind)s"),
    "licences.suspended": _("Suspended the %(kind)s"),
    "licences.reinstated": _("Put the %(kind)s in force again"),
    "licences.revoked": _("Revoked the %(kind)s"),
    "licences.superseded": _("Replaced the %(kind)s by a new one"),
    "licences.expired": _("The %(kind)s expired"),
}
"""What happened to an output, said with its own word."""


def saying_of(answers: Verification) -> Saying:
    """Return the headline of a verification, which calls the output what it is."""
    saying = SAYINGS[answers.verdict]
    kind = answers.licence.output_kind if answers.licence else OutputKind.LICENCE
    title, sentence = (str(said) for said in (saying.title, saying.sentence))
    named = {"kind": kind.noun}
    return Saying(saying.tone, saying.icon, title % named, sentence % named)


TONES = {Answer.YES: "", Answer.NO: "is-bad", Answer.UNKNOWN: "is-idle"}
ICONS = {Answer.YES: "ok", Answer.NO: "no", Answer.UNKNOWN: "pause"}
SPOKEN = {
    Answer.YES: pgettext_lazy("check", "Passed"),
    Answer.NO: pgettext_lazy("check", "Failed"),
    Answer.UNKNOWN: pgettext_lazy("check", "Not checked"),
}
ISSUED = {
    Answer.YES: _("Issued by us"),
    Answer.NO: _("Not issued by us"),
    Answer.UNKNOWN: _("Who issued it"),
}
INTACT = {
    Answer.YES: _("Unchanged since it was sealed"),
    Answer.NO: _("Not as it was when sealed"),
    Answer.UNKNOWN: _("Whether it was changed"),
}
SEAL_GOOD = {
    Answer.YES: _("The seal was good when sealed"),
    Answer.NO: _("The seal does not hold"),
    Answer.UNKNOWN: _("Whether the seal was good"),
}
IN_FORCE = {
    Answer.YES: _("In force today"),
    Answer.NO: _("Not in force today"),
    Answer.UNKNOWN: _("Whether it is in force"),
}
STATUS_TONES = {
    LicenceStatus.IN_FORCE: ("k-ok", "ok"),
    LicenceStatus.GRANTED: ("k-wait", "clock"),
    LicenceStatus.SEALING: ("k-wait", "clock"),
    LicenceStatus.SUSPENDED: ("k-wait", "pause"),
    LicenceStatus.EXPIRED: ("", "calendar"),
    LicenceStatus.SUPERSEDED: ("", "doc"),
    LicenceStatus.REVOKED: ("k-bad", "no"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One question with its answer, as a line of the page."""

    tone: str
    icon: str
    spoken: Message
    question: Message
    detail: Message


@dataclass(frozen=True, slots=True)
class StatusChip:
    """A status as icon, word and colour."""

    tone: str
    icon: str
    word: Message


def checks(answers: Verification) -> list[Check]:
    """Return the four questions, each with its answer."""
    return [
        _check(answers.issued_by_us, ISSUED, _issued(answers)),
        _check(answers.intact, INTACT, _intact(answers)),
        _check(answers.seal_good, SEAL_GOOD, answers.signer),
        _check(answers.in_force, IN_FORCE, _status(answers)),
    ]


def _check(answer: Answer, said: Mapping[Answer, Message], detail: Message) -> Check:
    return Check(TONES[answer], ICONS[answer], SPOKEN[answer], said[answer], detail)


def _issued(answers: Verification) -> Message:
    if answers.issued_by_us == Answer.YES:
        return _("It is in the register of licences.")
    if answers.issued_by_us == Answer.NO:
        return _("It is not what the register keeps.")
    return _("The file does not say who issued it.")


def _intact(answers: Verification) -> Message:
    if not answers.file and answers.intact == Answer.YES:
        return _("The register's own document. To check a file that you received, send it.")
    if answers.verdict == Verdict.APPENDED:
        return _("Something was added after sealing.")
    return ""


def _status(answers: Verification) -> Message:
    if answers.in_force == Answer.UNKNOWN or answers.licence is None:
        return _("A file that is not ours cannot be checked for this.")
    return LicenceStatus(answers.licence.status).label


def chip(status: str) -> StatusChip:
    """Return a status as it is shown on lists and cards."""
    tone, icon = STATUS_TONES[LicenceStatus(status)]
    return StatusChip(tone, icon, LicenceStatus(status).label)


def qr_image(address: str, label: Message) -> SafeString:
    """Return a QR code as an inline drawing that names itself."""
    drawing = qr_svg(address).removeprefix("<svg ").removesuffix("\n")
    return format_html(
        '<svg role="img" aria-label="{}" {}',
        label,
        mark_safe(drawing),  # noqa: S308 - our drawing
    )
