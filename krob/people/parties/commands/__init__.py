"""Everything that changes persons, businesses and who takes part in what."""

from krob.people.parties.commands.people import record_person

__all__ = ["record_person"]
