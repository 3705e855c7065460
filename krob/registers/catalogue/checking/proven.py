"""What was found without fault before a transaction, so that none is open while it is looked for.

Compiling templates, walking examples and the advisor's paths take up to seconds, and who publishes
holds what applicants wait for (on SQLite every writer). So a command looks ahead; inside its
transaction it asks here whether exactly this was found good, and looks itself where it was not.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from django.db.models import Max

from krob.foundation.core import clock
from krob.registers.catalogue.models import Guide, ServiceDraft, ServiceOffering, ServiceVersion
from krob.registers.catalogue.versioning.definition import (
    Definition,
    OfferingDefinition,
    digest_of,
)

Key = tuple[object, ...]
KEPT = 64
_good: OrderedDict[Key, None] = OrderedDict()
_lock = Lock()


def remember(key: Key) -> None:
    """Keep in this process that what a key stands for has no fault."""
    with _lock:
        _good[key] = None
        _good.move_to_end(key)
        while len(_good) > KEPT:
            _good.popitem(last=False)


def holds(key: Key) -> bool:
    """Say whether what a key stands for was found without fault."""
    return key in _good


def forget() -> None:
    """Know nothing any more (tests begin so)."""
    with _lock:
        _good.clear()


def key_of_draft(draft: ServiceDraft) -> Key:
    """Name all that the slow checks of a draft read; what is published never changes."""
    return (
        draft.pk,
        digest_of(draft.parts),
        draft.wanted_from or clock.today(),
        clock.today(),
        ServiceVersion.objects.aggregate(last=Max("pk"))["last"],
        ServiceOffering.objects.aggregate(last=Max("pk"))["last"],
        Guide.objects.aggregate(last=Max("pk"))["last"],
    )


def key_of_definition(definition: Definition, offerings: Sequence[OfferingDefinition]) -> Key:
    """Name all that the checks of a definition read."""
    digests = tuple((each.authority, each.digest) for each in offerings)
    return (definition.code, definition.number, definition.digest, digests, clock.today())
