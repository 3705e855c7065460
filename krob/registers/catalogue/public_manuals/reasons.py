"""What differs between services and their public manuals, and why agencies keep their own words.

Req: 2.2.2.
"""

from collections.abc import Collection, Sequence
from typing import Any

from krob.people.agencies import queries as agencies
from krob.registers.catalogue.checking import shape
from krob.registers.catalogue.models import (
    KeptField,
    ManualWatch,
    PublicManual,
    ServiceDraft,
    ServiceVersion,
)
from krob.registers.catalogue.public_manuals import manuals
from krob.registers.catalogue.public_manuals.drifting import manual_of


def code_of(row: ServiceDraft) -> str:
    """Return by which code a draft names its manual; "" where it names none."""
    service = shape.readable(row.parts).get("service") or {}
    return str((service.get("manual") or {}).get("code") or "")


def differing(row: ServiceDraft) -> list[dict[str, Any]]:
    """Return what a draft says otherwise than its manual, each with the reason that was given.

    Keys: ``row``, ``kept`` (a ``KeptField`` or None) and ``name`` of who gave the reason.
    """
    code = code_of(row)
    manual = newest(row, code) if code else None
    if manual is None or row.is_offering:
        return []
    found = manuals.compare(shape.readable(row.parts), manual.parts)
    return _reasoned(found, kept_fields([row.code], row.agency.code).get((row.code, code), []))


def _reasoned(found: Sequence[manuals.Row], fields: Sequence[KeptField]) -> list[dict[str, Any]]:
    kept = {(field.field, field.theirs): field for field in fields}
    names = agencies.staff_names({field.by for field in fields})
    shown = []
    for row in found:
        field = kept.get((row.key, row.theirs))
        shown.append({"row": row, "kept": field, "name": names.get(field.by, "") if field else ""})
    return shown


def kept_fields(services: Collection[str], agency: str) -> dict[tuple[str, str], list[KeptField]]:
    """Return the fields in which services of an agency keep their own words, by manual too."""
    found: dict[tuple[str, str], list[KeptField]] = {}
    rows = KeptField.objects.filter(service__in=services, agency__code=agency)
    for row in rows.order_by("field"):
        found.setdefault((row.service, row.manual), []).append(row)
    return found


def drifted(agency: str, versions: Sequence[ServiceVersion]) -> list[dict[str, Any]]:
    """Return the services whose manual changed, with what differs now and the reasons kept."""
    watches = ManualWatch.objects.select_related("current")
    codes = {str(manual_of(version).get("code") or "") for version in versions}
    newest = {watch.code: watch.current for watch in watches.filter(code__in=codes)}
    kept = kept_fields({version.service.code for version in versions}, agency)
    rows = []
    for version in versions:
        code = str(manual_of(version).get("code") or "")
        manual = newest.get(code)
        found = manuals.compare(version.parts, manual.parts) if manual else []
        fields = kept.get((version.service.code, code), [])
        rows.append({"version": version, "rows": _reasoned(found, fields)})
    return rows


def newest(row: ServiceDraft, code: str) -> PublicManual | None:
    """Return what counts for a draft: what was noted last, a file of the own agency included."""
    watch = ManualWatch.objects.select_related("current").filter(code=code).first()
    own = PublicManual.objects.filter(code=code, agency=row.agency.code)
    found = [watch.current if watch else None, own.order_by("-noted_at").first()]
    known = [manual for manual in found if manual]
    return max(known, key=lambda manual: manual.noted_at, default=None)
