"""What casework lends to other rooms, and its long work."""

from krob.casework.applications.past import FiledApplications
from krob.registers.catalogue.ports import past

past.add("applications", FiledApplications())
