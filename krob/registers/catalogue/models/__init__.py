"""What is stored of services: versions, offerings, drafts, manuals, replays, search."""

from krob.registers.catalogue.models.drafts import Block, DraftChange, ServiceDraft
from krob.registers.catalogue.models.guides import Guide
from krob.registers.catalogue.models.lists import CodeEdition, CodeList
from krob.registers.catalogue.models.manuals import KeptField, ManualWatch, PublicManual
from krob.registers.catalogue.models.packages import ImportedPackage
from krob.registers.catalogue.models.replays import Replay, ReplayDifference
from krob.registers.catalogue.models.search import SearchEntry, Synonym
from krob.registers.catalogue.models.services import Service, ServiceOffering, ServiceVersion

__all__ = [
    "Block",
    "CodeEdition",
    "CodeList",
    "DraftChange",
    "Guide",
    "ImportedPackage",
    "KeptField",
    "ManualWatch",
    "PublicManual",
    "Replay",
    "ReplayDifference",
    "SearchEntry",
    "Service",
    "ServiceDraft",
    "ServiceOffering",
    "ServiceVersion",
    "Synonym",
]
