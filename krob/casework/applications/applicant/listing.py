"""The applicant's list of applications: searched, by state, page by page. Reads only.

Req: 1.3.7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from krob.casework.applications import queries
from krob.casework.applications.models import Application
from krob.casework.applications.types import TO_APPLICANT, TONE, Status
from krob.engines.workflow import clock as clocks
from krob.engines.workflow.clock import ClockReading
from krob.foundation.core.actor import Actor
from krob.foundation.core.errors import Message
from krob.foundation.core.web import whole_number
from krob.registers.catalogue.models import ServiceVersion

PAGE = 20
FEW = 5
"""Up to so many applications are seen at a glance, without search and tabs."""
LAST_PAGE = 1000
TABS: Mapping[str, tuple[Message, frozenset[Status]]] = {
    "": (_("All"), frozenset(Status)),
    "yours": (_("Your turn"), frozenset({Status.CORRECTING, Status.PAYING})),
    "draft": (_("Drafts"), frozenset({Status.DRAFT})),
    "office": (
        _("With the office"),
        frozenset({Status.ROUTING, Status.CHECKING, Status.CONSIDERING}),
    ),
    "ended": (
        _("Finished"),
        frozenset({Status.APPROVED, Status.REFUSED, Status.WITHDRAWN, Status.LAPSED}),
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for."""

    state: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        """Read it from the address; nonsense counts as nothing."""
        state = query.get("state", "")
        return cls(
            state if state in TABS else "",
            query.get("q", "").strip()[:80],
            min(max(whole_number(query.get("page", "")), 1), LAST_PAGE),
        )

    def address(self, state: str) -> str:
        """Return the parameters of another state of the same search."""
        return urlencode({key: said for key, said in (("q", self.text), ("state", state)) if said})


@dataclass(frozen=True, slots=True)
class Entry:
    """One application in a list."""

    application: Application
    status: Any
    tone: str
    clock: ClockReading | None


@dataclass(frozen=True, slots=True)
class Tab:
    """One state to choose, with how many applications of the search it holds."""

    state: str
    title: Message
    count: int
    query: str


def entries(applications: Sequence[Application]) -> list[Entry]:
    """Return list entries with their clocks, in a constant number of queries."""
    readings = clocks.readings([application.subject for application in applications])
    return [
        Entry(
            application,
            TO_APPLICANT[Status(application.status)],
            TONE[Status(application.status)],
            readings.get(application.subject),
        )
        for application in applications
    ]


def mine(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """Return a page of the party's applications, the last changed first."""
    found = _matching(queries.listed(actor).filter(party=actor.party), wanted.text)
    tabs = _tabs(found, wanted)
    start = (wanted.page - 1) * PAGE
    rows = list(found.filter(status__in=TABS[wanted.state][1])[start : start + PAGE + 1])
    return {
        "entries": entries(rows[:PAGE]),
        "wanted": wanted,
        "tabs": tabs,
        "searchable": bool(wanted.text or wanted.state) or tabs[0].count > FEW,
        "page": wanted.page,
        "has_next": len(rows) > PAGE,
        "paging": wanted.address(wanted.state),
    }


def _matching(found: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Find by a part of the number, of the shop's name, or of the service's name."""
    if not text:
        return found
    versions = ServiceVersion.objects.filter(pk__in=found.order_by().values("version"))
    called = [version.pk for version in versions if _is_called(version, text.casefold())]
    return found.filter(
        Q(reference__icontains=text) | Q(label__icontains=text) | Q(version__in=called)
    )


def _is_called(version: ServiceVersion, text: str) -> bool:
    return text in version.title.th.casefold() or text in version.title.in_("en").casefold()


def _tabs(found: QuerySet[Application], wanted: Wanted) -> list[Tab]:
    counted = found.order_by().values_list("status").annotate(Count("pk"))
    counts = dict(counted)
    return [
        Tab(
            state,
            title,
            sum(counts.get(status, 0) for status in held),
            wanted.address(state),
        )
        for state, (title, held) in TABS.items()
    ]
