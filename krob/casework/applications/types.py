"""Words of casework: states of an application, and what happens to it."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from krob.foundation.core.text import Text
from krob.foundation.events import access, journal

access.declare_purpose("applications.consider", Text("พิจารณาคำขอ", "Considering the application"))
access.declare_purpose(
    "applications.example",
    Text("ทำตัวอย่างสำหรับทดสอบงานบริการ โดยปิดบังตัวบุคคล", "Making an anonymous example for tests"),
)
access.declare_purpose(
    "applications.message-preview",
    Text("ดูตัวอย่างข้อความของงานบริการกับคำขอจริง", "Previewing a message on a real application"),
)
access.declare_purpose(
    "applications.prefill",
    Text("เติมข้อมูลในคำขอของเจ้าของข้อมูล", "Filling in the person's own application"),
)
access.declare_purpose(
    "applications.move",
    Text("ย้ายคำขอไปใช้ฉบับใหม่ของงานบริการ", "Moving applications to a new version"),
)
access.declare_purpose(
    "applications.replay",
    Text("ทดลองร่างงานบริการกับคำขอที่ผ่านมา", "Testing a draft service on past cases"),
)

journal.declare(
    {
        "application.started": _("Started an application"),
        "application.discarded": _("Discarded the draft"),
        "application.moved-to-version": _("Moved the draft to the new version of the service"),
        "application.move-undone": _("Took the move to the new version back"),
        "application.version-changed": _("The application follows another version of the service"),
        "application.version-change-undone": _("The application follows its first version again"),
        "application.versions-move-planned": _("A move to another version was tried"),
        "application.versions-move-started": _("A move to another version was started"),
        "application.versions-move-undone": _("A move to another version was taken back"),
        "application.submitted": _("Filed the application"),
        "application.resubmitted": _("Sent the corrections"),
        "application.withdrawn": _("Withdrew the application"),
        "application.routed": _("The application was handed to the office in charge"),
        "application.advanced": _("The application moved on"),
        "application.returned": _("Asked the applicant for corrections"),
        "application.approved": _("Approved the application"),
        "application.refused": _("Refused the application"),
        "application.fee-due": _("Approved; the fee is due before it is issued"),
        "application.fee-due-again": _("The fee is due again: what was paid counts no longer"),
        "application.issued": _("What was applied for was granted"),
        "application.lapsed": _("The application lapsed"),
        "application.reassigned": _("The work was handed to another officer"),
        "application.deadline-extended": _("The time was extended"),
        "application.delay-notice-asked": _("The office must explain the delay"),
        "application.delay-explained": _("Told the applicant the reasons for the delay"),
        "application.approved-by-law": _("Approved by law: the time ended without a decision"),
    }
)


class Status(StrEnum):
    """Where an application stands, said by who moves next."""

    DRAFT = "draft"
    ROUTING = "routing"
    CHECKING = "checking"
    CORRECTING = "correcting"
    CONSIDERING = "considering"
    PAYING = "paying"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CHECK_MOVE, DO_MOVE, UNDO_MOVE = (f"applications.{verb}-move" for verb in ("try", "do", "undo"))


class MoveState(models.TextChoices):
    """How far a move of running applications to another version is."""

    CHECKING = "checking", _("Being tried")
    READY = "ready", _("Tried")
    MOVING = "moving", _("Being moved")
    DONE = "done", _("Moved")
    UNDOING = "undoing", _("Being moved back")
    UNDONE = "undone", _("Moved back")


OPEN = frozenset(
    {Status.ROUTING, Status.CHECKING, Status.CORRECTING, Status.CONSIDERING, Status.PAYING}
)
BEFORE_DECISION = frozenset(
    {Status.ROUTING, Status.CHECKING, Status.CORRECTING, Status.CONSIDERING}
)

TO_APPLICANT = {
    Status.DRAFT: _("Draft"),
    Status.ROUTING: _("Filed"),
    Status.CHECKING: _("Being checked"),
    Status.CORRECTING: _("Waiting for you to correct"),
    Status.CONSIDERING: _("Being considered"),
    Status.PAYING: _("Waiting for you to pay"),
    Status.APPROVED: _("Approved"),
    Status.REFUSED: _("Not approved"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.LAPSED: _("Lapsed"),
}
TO_OFFICER = {
    **TO_APPLICANT,
    Status.ROUTING: _("No office found yet"),
    Status.CHECKING: _("Check for completeness"),
    Status.CORRECTING: _("Waiting for the applicant's corrections"),
    Status.PAYING: _("Waiting for payment"),
}
TONE = {
    Status.DRAFT: "idle",
    Status.ROUTING: "busy",
    Status.CHECKING: "busy",
    Status.CORRECTING: "wait",
    Status.CONSIDERING: "busy",
    Status.PAYING: "wait",
    Status.APPROVED: "ok",
    Status.REFUSED: "bad",
    Status.WITHDRAWN: "idle",
    Status.LAPSED: "idle",
}

BY_STEP_KIND = {
    "applicant": Status.CORRECTING,
    "review": Status.CHECKING,
    "inspection": Status.CONSIDERING,
    "consult": Status.CONSIDERING,
    "recommendation": Status.CONSIDERING,
    "decision": Status.CONSIDERING,
    "wait": Status.CONSIDERING,
    "auto": Status.CONSIDERING,
    "hand-over": Status.CONSIDERING,
    "payment": Status.PAYING,
}
