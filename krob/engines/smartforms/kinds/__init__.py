"""The registry of field kinds. A new kind is a class, a template and a line here."""

from krob.engines.smartforms.kinds.choices import ChoiceKind, ChoicesKind, ConsentKind, YesNoKind
from krob.engines.smartforms.kinds.groups import GroupKind
from krob.engines.smartforms.kinds.numbers import (
    JuristicKind,
    MoneyKind,
    NumberKind,
    PersonKind,
)
from krob.engines.smartforms.kinds.passive import ComputedKind, FileKind, HeadingKind, NoteKind
from krob.engines.smartforms.kinds.passports import PassportKind
from krob.engines.smartforms.kinds.places import AddressKind, PointKind
from krob.engines.smartforms.kinds.times import DateKind, TimeRangeKind
from krob.engines.smartforms.kinds.words import EmailKind, LongTextKind, PhoneKind, TextKind
from krob.engines.smartforms.types import Kind
from krob.foundation.core.registry import Registry

kinds: Registry[Kind] = Registry("field kind")

for _kind in (
    AddressKind,
    ChoiceKind,
    ChoicesKind,
    ComputedKind,
    ConsentKind,
    DateKind,
    EmailKind,
    FileKind,
    GroupKind,
    HeadingKind,
    JuristicKind,
    LongTextKind,
    MoneyKind,
    NoteKind,
    NumberKind,
    PassportKind,
    PersonKind,
    PhoneKind,
    PointKind,
    TextKind,
    TimeRangeKind,
    YesNoKind,
):
    kinds.add(_kind.code, _kind())
