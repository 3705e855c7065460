"""How sure a fact is: the mark that each law, day and fee carries, in one set of words."""

from collections.abc import Mapping

from krob.foundation.core.text import Text
from krob.foundation.editing.types import Choice

MARKS: Mapping[str, Text] = {
    "V": Text("ตรวจกับตัวบทหรือเอกสารราชการแล้ว", "checked with the text or an official page"),
    "S": Text("จากแหล่งทุติยภูมิ", "from a secondary source"),
    "M": Text("ยังไม่มีการยืนยัน", "not confirmed"),
    "X": Text("แหล่งข้อมูลไม่ตรงกัน", "sources disagree"),
}
"""What each letter says, the surest first."""
MARK_CHOICES: tuple[Choice, ...] = tuple(MARKS.items())
LETTERED: tuple[Choice, ...] = tuple(
    (code, Text(f"{code} {says.th}", f"{code} {says.en}")) for code, says in MARKS.items()
)
"""The choices with their letters: in a grid, where rows are pasted with a letter each."""
