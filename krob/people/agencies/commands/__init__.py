"""Everything that changes agencies: what they are, who serves there, where they are competent."""

from krob.people.agencies.commands.places import (
    add_holiday,
    record_calendar,
    remove_holiday,
    seed_holidays,
    teach_jurisdiction,
)
from krob.people.agencies.commands.staff import appoint_officer, define_role, end_duty, grant_duty
from krob.people.agencies.commands.structure import (
    record_agency,
    record_authority,
    record_position,
    record_signing_order,
    record_unit,
)

__all__ = [
    "add_holiday",
    "appoint_officer",
    "define_role",
    "end_duty",
    "grant_duty",
    "record_agency",
    "record_authority",
    "record_calendar",
    "record_position",
    "record_signing_order",
    "record_unit",
    "remove_holiday",
    "seed_holidays",
    "teach_jurisdiction",
]
