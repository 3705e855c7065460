"""The demonstration's services and privacy notice: published from ``definitions/`` by commands."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.text import Text
from krob.people.parties.commands import publish_notice
from krob.registers.catalogue import commands
from krob.registers.catalogue.versioning.definition import Definition, OfferingDefinition, read_all

FOLDER = Path(__file__).resolve().parents[1] / "definitions"


def load(folder: Path = FOLDER, only: Collection[str] = ()) -> None:
    """Publish the services of a folder and the notice for applicants; again is as once.

    ``only`` are the codes of the services wanted; empty means every one.
    """
    found = list(read_all(folder, only))
    offerings = [one for one in found if isinstance(one, OfferingDefinition)]
    for one in found:
        if isinstance(one, Definition):
            own = tuple(each for each in offerings if each.service == one.code)
            commands.publish_version(actor=OPERATOR, definition=one, offerings=own)
    for each in offerings:
        commands.publish_offering(actor=OPERATOR, offering=each)
    notice()


def notice() -> None:
    """Publish the privacy notice that applicants read before they file."""
    publish_notice(
        actor=OPERATOR,
        code="applications",
        number=1,
        title=Text("ประกาศความเป็นส่วนตัวสำหรับการยื่นคำขอ", "Privacy notice for applications"),
        body=Text(
            "เราใช้ข้อมูลของคุณเพื่อพิจารณาคำขอนี้ตามหน้าที่ของหน่วยงานตามกฎหมาย "
            "ทุกครั้งที่เจ้าหน้าที่เปิดดูจะถูกบันทึก และคุณดูได้ที่หน้า “ใครดูข้อมูลของฉัน”",
            "We use your data to consider this application, as the law obliges the agency to. "
            "Every time an officer opens it is recorded, and you can see it under “Who looked”.",
        ),
        purposes=[
            {
                "code": "applications.consider",
                "text": {"th": "พิจารณาคำขอ", "en": "Considering the application"},
                "basis": "public-task",
                "optional": False,
            },
            {
                "code": "applications.contact",
                "text": {"th": "ติดต่อคุณเรื่องคำขอ", "en": "Contacting you about it"},
                "basis": "public-task",
                "optional": False,
            },
        ],
        in_force_from=date(2026, 1, 1),
    )
