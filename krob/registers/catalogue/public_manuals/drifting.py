"""Which services in force keep to a public manual that changed since.

Req: 2.2.2.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from krob.foundation.core import clock
from krob.registers.catalogue import queries
from krob.registers.catalogue.models import ManualWatch, PublicManual, ServiceVersion


def manual_of(version: ServiceVersion) -> Mapping[str, Any]:
    """Return what a published version says of its manual."""
    part: Mapping[str, Any] = version.parts["service"].get("manual") or {}
    return part


def watched(code: str = "") -> list[ServiceVersion]:
    """Return the versions in force that keep to a manual (to just this one)."""
    rows = queries.versions_in_force(clock.today())
    return [row for row in rows if (named := manual_of(row).get("code")) and code in ("", named)]


def outdated(versions: Sequence[ServiceVersion]) -> list[ServiceVersion]:
    """Return those whose manual changed since they were published."""
    codes = {str(manual_of(version).get("code") or "") for version in versions}
    watches = ManualWatch.objects.filter(code__in=codes).select_related("current")
    newest = {watch.code: watch.current for watch in watches}
    return [
        one
        for one in versions
        if _changed(manual_of(one), newest.get(str(manual_of(one).get("code"))))
    ]


def _changed(known: Mapping[str, Any], newest: PublicManual | None) -> bool:
    if newest is None:
        return False
    if known.get("digest"):
        return bool(known["digest"] != newest.digest)
    return str(known.get("as_of") or "") < newest.as_of.isoformat()
