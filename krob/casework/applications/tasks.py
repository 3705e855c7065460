"""What casework lends to other rooms, and its long work."""

from krob.casework.applications.lending import FiledOnes
from krob.casework.applications.past import FiledApplications
from krob.registers.catalogue.lending import lenders
from krob.registers.catalogue.ports import past

past.add("applications", FiledApplications())
lenders.add("applications", FiledOnes())
