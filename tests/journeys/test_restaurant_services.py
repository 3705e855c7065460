"""The six services of a restaurant's way, each from the first answer to the document."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from demo import authorities, bodies, officers, services
from demo.filings import applicant, officer
from krob.casework.applications import commands, dossier
from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.engines.workflow.graph import parse
from krob.engines.workflow.queries import open_steps
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.core.errors import Invalid
from krob.registers.licences.models import Licence
from krob.registers.payments import commands as payments
from krob.registers.payments.models import Bill
from tests.definitions.shipped import services as shipped
from tests.journeys.conftest import MONDAY, photo
from tests.kept import kept
from tests.matrix.world import notice_of

WALKED = {
    "food-premises-licence": ("person-240", "bma-bangrak"),
    "food-premises-notification": ("exactly-10", "bma-bangrak"),
    "health-hazard": ("karaoke-exactly-100", "bma-bangrak"),
    "liquor-retail": ("restaurant-no-vat", "excise-bangkok"),
    "signboard-tax": ("new-in-october", "bma-bangrak"),
    "tobacco-retail": ("grocery-no-vat", "excise-bangkok"),
}
REFUSED = {
    "food-premises-licence": "refused-exactly-200",
    "food-premises-notification": "refused-201",
    "health-hazard": "refused-police-licence",
    "liquor-retail": "refused-fuel-station",
    "tobacco-retail": "refused-school",
}


@pytest.fixture
def restaurant_world(db) -> None:
    def make() -> None:
        with clock.frozen(MONDAY):
            authorities.load(officers.OFFICERS, bodies.BODIES)
            services.load(only=tuple(WALKED))

    kept("restaurant", make)


def example_of(code: str, name: str) -> dict[str, Any]:
    examples = shipped()[code].parts["examples"]
    return next(dict(one) for one in examples if one["name"] == name)


def drafted(code: str, example: dict[str, Any], folder: Path) -> Application:
    """Return a draft with an example's answers and the papers that they call for."""
    somchai = applicant("somchai")
    application = commands.start_application(actor=somchai, service=code)
    Application.objects.filter(pk=application.pk).update(answers=example["answers"])
    application = Application.objects.get(pk=application.pk)
    for need in dossier.document_needs(application):
        if need.state == "needed" and need.how == "upload":
            path = photo(folder, f"{need.code}.png")
            commands.add_document(
                actor=somchai,
                reference=application.reference,
                requirement=need.code,
                name=path.name,
                path=path,
            )
    commands.acknowledge_notice(actor=somchai, reference=application.reference)
    return Application.objects.get(pk=application.pk)


def moved_by_role(application: Application, key: str) -> None:
    """Let the officer of a step's role close it in the straight way."""
    plan = parse(application.version.parts["steps"]).steps[key]
    step = next(s for s in open_steps(SYSTEM, application.subject) if s.key == key)
    name = next(name for name in ("accept", "done", "approve") if name in plan.actions)
    team = "excise" if application.unit.code.startswith("excise") else "bangrak"
    role = "checker" if team == "excise" and plan.role == "inspector" else plan.role
    commands.take_action(
        actor=officer(f"{team}.{role}"),
        reference=application.reference,
        step=key,
        visit=step.visit,
        action=name,
        note="ถูกต้องครบถ้วน",
        checklist={point.code: "pass" for point in plan.checklist},
    )


@pytest.mark.req("2.2.1", part="the restaurant's services work from end to end")
@pytest.mark.parametrize("code", sorted(WALKED))
def test_a_service_is_filed_decided_paid_and_granted(restaurant_world, tmp_path, code):
    name, authority = WALKED[code]
    example = example_of(code, name)
    with clock.frozen(MONDAY.replace(day=4) if code == "signboard-tax" else MONDAY):
        application = commands.submit_application(
            actor=applicant("somchai"), reference=drafted(code, example, tmp_path).reference
        )
        for key in example["expect"]["route"][:-1]:
            moved_by_role(application, key)
            application = Application.objects.get(pk=application.pk)

        bill = Bill.objects.get()
        assert (application.status, application.unit.code) == (Status.PAYING, authority)
        assert bill.amount == Decimal(example["expect"]["fee"][authority])
        payments.record_bank_notice(actor=SYSTEM, notice=notice_of(bill))

    licence = Licence.objects.get()
    assert Application.objects.get(pk=application.pk).status == Status.APPROVED
    assert licence.output_kind == shipped()[code].parts["service"]["output_kind"]
    assert licence.number.endswith("00001/2569")
    if code == "signboard-tax":
        assert licence.valid_until == date(2026, 12, 31)


@pytest.mark.req("1.4.4", part="who may not file is told why")
@pytest.mark.parametrize("code", sorted(REFUSED))
def test_who_may_not_file_is_told_why_and_nothing_is_filed(restaurant_world, tmp_path, code):
    example = example_of(code, REFUSED[code])
    with clock.frozen(MONDAY):
        draft = drafted(code, example, tmp_path)

        with pytest.raises(Invalid) as refused:
            commands.submit_application(actor=applicant("somchai"), reference=draft.reference)

    (told,) = refused.value.fields
    assert told.startswith("eligibility.")
    assert Application.objects.get().status == Status.DRAFT
    assert not Bill.objects.exists()
