"""Reactions of the catalogue to what happened."""

from krob.engines.notifications.commands import send_message
from krob.engines.notifications.types import MessageTemplate
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.text import Text
from krob.foundation.events.models import Event
from krob.foundation.events.subscribers import subscribe
from krob.registers.catalogue.drafting import offices
from krob.registers.catalogue.finding import indexing
from krob.registers.catalogue.public_manuals import drifting


@subscribe("catalogue.version-published")
def index_published(event: Event) -> None:
    """Let a published service be found; safe to run again."""
    indexing.rebuild()


MANUAL_CHANGED = MessageTemplate(
    code="catalogue.manual-changed",
    title=Text("คู่มือประชาชนเปลี่ยน: {service}", "Public manual changed: {service}"),
    body=Text(
        "คู่มือประชาชนของ {service} เปลี่ยนหลังจากที่เผยแพร่ โปรดเทียบและเขียนรุ่นถัดไปถ้าจำเป็น",
        "The public manual of {service} changed after it was published. "
        "Compare, and write the next version where needed.",
    ),
)


@subscribe("catalogue.manual-changed")
def tell_editors(event: Event) -> None:
    """Tell the editors of every service that keeps to the manual, once for each change."""
    code = event.subject.partition(":")[2]
    for version in drifting.outdated(drifting.watched(code)):
        for editor in offices.editors_of(version.service.agency):
            send_message(
                actor=SYSTEM,
                to=f"user:{editor}",
                template=MANUAL_CHANGED,
                values={"service": version.title},
                subject=f"service:{version.service.code}",
                once_key=f"{event.id}:{version.service.code}:{editor}",
                link="/agency/",
            )
