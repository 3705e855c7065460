"""What people call the answers that rules read: those of a form, and those that Krob knows."""

from collections.abc import Iterable, Mapping

from krob.engines.smartforms.kinds.choices import option_labels
from krob.engines.smartforms.types import Field, Page
from krob.foundation.core.text import Text

CONTEXT_LABELS: Mapping[str, Text] = {
    "applicant.kind": Text("ผู้ขอ", "the applicant"),
    "applicant.kind=person": Text("บุคคลธรรมดา", "a person"),
    "applicant.kind=juristic": Text("นิติบุคคล", "a juristic person"),
    "applicant.number": Text("เลขทะเบียนของผู้ขอ", "the applicant's number"),
    "action": Text("เรื่องที่ขอ", "what is asked for"),
    "action=new": Text("ขอใหม่", "a new one"),
    "action=renew": Text("ต่ออายุ", "a renewal"),
    "action=amend": Text("แก้ไข", "an amendment"),
    "action=replace": Text("ใบแทน", "a replacement"),
    "action=transfer": Text("โอน", "a transfer"),
    "action=cancel": Text("ยกเลิก", "a cancellation"),
    "today": Text("วันนี้", "today"),
}


def labels_of(pages: Iterable[Page]) -> dict[str, Text]:
    """Return what people call each answer by its path, and each choice (``zone=river``)."""
    found = dict(CONTEXT_LABELS)
    for page in pages:
        for field in page.fields:
            found |= _labels_of(field)
    return found


def _labels_of(field: Field) -> dict[str, Text]:
    found = {field.key: field.name}
    found |= {f"{field.key}={code}": label for code, label in option_labels(field).items()}
    for cell in field.fields:
        found |= {f"{field.key}.{key}": label for key, label in _labels_of(cell).items()}
    return found
