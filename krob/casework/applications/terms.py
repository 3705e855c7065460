"""What lower rooms are handed: the terms of a bill and of a licence, made from an application."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import override

from krob.casework.applications import dossier
from krob.casework.applications.beside import needing
from krob.casework.applications.models import Application, Finding
from krob.engines.smartforms.summary import summarise
from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.people.parties import queries as parties
from krob.registers.catalogue.models import ServiceOffering
from krob.registers.licences.types import Terms as LicenceTerms
from krob.registers.payments.types import Line, Payee
from krob.registers.payments.types import Terms as BillTerms


def of_bill(
    application: Application, lines: Iterable[Line], precedes: str, due_on: date
) -> BillTerms:
    """Return what the applicant is to pay, to whom, until when."""
    offering = _offering(application)
    return BillTerms(
        subject=application.subject,
        payer=application.party,
        payee=payee(offering),
        lines=tuple(lines),
        due_on=due_on,
        precedes=precedes,
        title=application.version.title,
        payer_name=parties.party_named(application.party).name,
    )


def _offering(application: Application) -> ServiceOffering:
    if application.offering is None:
        raise ValueError(f"{application.reference} has no authority yet")
    return application.offering


def calendar_of(application: Application) -> str:
    """Return the code of the calendar by which its days count: the offering's, else the office's.

    ``offering`` and ``unit__calendar`` should have been joined.
    """
    chosen = application.offering.parts.get("calendar") if application.offering else ""
    return str(chosen or application.unit.calendar.code)


def payee(offering: ServiceOffering) -> Payee:
    """Return who receives the money of an authority's service."""
    authority = offering.authority
    part: Mapping[str, str] = offering.parts.get("payee", {})
    tax_id = part.get("tax_id") or authority.agency.tax_id
    return Payee(
        authority=authority.code,
        name=authority.name,
        tax_id=tax_id,
        biller=f"{tax_id}{part.get('biller_suffix', '00')}",
        revenue_code=part.get("revenue_code", ""),
    )


def of_licence(application: Application) -> LicenceTerms:
    """Return what is granted: to whom, for which place, from when until when, signed by whom."""
    part = dossier.parts_of(application)["licence"]
    offering = _offering(application)
    holder = parties.party_named(application.party)
    granted_on = clock.today()
    return LicenceTerms(
        subject=application.subject,
        service=application.version.service.code,
        service_version=str(application.version.number),
        output_kind=part["kind"],
        title=Text.of(part["title"]),
        holder=application.party,
        holder_name=holder.name,
        holder_number_masked=holder.masked_number,
        premises_text=_premises_text(application, part),
        authority=offering.authority.code,
        authority_name=offering.authority.name,
        unit=application.unit.code,
        signatory=_signatory(application),
        decided_on=clock.local_date(application.decided_at or clock.now()),
        valid_from=granted_on,
        valid_until=_valid_until(granted_on, part.get("validity", {})),
        number_pattern=offering.parts.get("number_pattern") or part["number_pattern"],
        conditions=tuple(Text.of(text) for text in part.get("conditions", [])),
        rows=_rows(application, part),
        template=part["template"],
        manifest=_manifest(application),
        converts=needing.converted(application),
    )


def _manifest(application: Application) -> dict[str, Any]:
    """Say on which form, rules and law the licence rests, by digest."""
    submission = application.submissions.order_by("-number").first()
    return {
        "application": application.reference,
        "definition": application.version.digest,
        "offering": _offering(application).digest,
        "answers": submission.digest if submission else "",
        "law": dossier.parts_of(application)["service"].get("law", {}),
    }


def _signatory(application: Application) -> dict[str, Any]:
    decision = (
        Finding.objects.filter(application=application).exclude(signatory={}).order_by("-id")
    ).first()
    return dict(decision.signatory) if decision else {}


def _valid_until(granted_on: date, validity: Mapping[str, Any]) -> date | None:
    if "until" in validity:  # the last day of a calendar year: {"until": "year-end", "years": 9}
        return date(granted_on.year + int(validity.get("years", 0)), 12, 31)
    years = int(validity.get("years", 0))
    if not years:
        return None
    try:
        anniversary = granted_on.replace(year=granted_on.year + years)
    except ValueError:  # 29 February
        anniversary = date(granted_on.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def _rows(application: Application, part: Mapping[str, Any]) -> tuple[tuple[Text, str], ...]:
    return tuple(
        (Text.of(row["label"]), value)
        for row in part.get("rows", [])
        if (value := _written(application, row["field"]))
    )


def _premises_text(application: Application, part: Mapping[str, Any]) -> Text:
    address = dossier.parts_of(application)["service"].get("premises", {}).get("address", "")
    return Text(_written(application, address)) if address else Text("")


def _written(application: Application, key: str) -> str:
    """Write an answer as the licence carries it: in Thai, the authentic language."""
    form, state, context = dossier.form_and_state(application)
    with override("th"):
        rows = [row for page in summarise(form, state, context) for row in page.rows]
    return next((row.value for row in rows if row.key == key), "")
