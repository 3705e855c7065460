"""The world of the journeys: authorities, services, people, and how a filing is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from demo import authorities, bodies, officers, services
from demo.filings import LICENCE, NOTIFICATION, applicant, officer
from krob.casework.applications import commands, dossier
from krob.casework.applications.models import Application
from krob.engines.workflow.queries import open_steps
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM, Actor
from tests.kept import kept

__all__ = ["LICENCE", "MONDAY", "NONTHABURI", "NOTIFICATION", "NOWHERE", "officer"]

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # 10:00 in Bangkok


@pytest.fixture
def world(db):
    """Give the demonstration's local authorities and food services, made on a Monday morning."""

    def make() -> None:
        with clock.frozen(MONDAY):
            authorities.load(officers.OFFICERS, bodies.BODIES)
            services.load(only=(LICENCE, NOTIFICATION))

    kept("journeys", make)


@pytest.fixture
def owner_of_shop(world) -> Actor:
    return applicant("somchai")


@pytest.fixture
def stranger(world) -> Actor:
    return applicant("thana")


BANG_RAK = {
    "house_no": "99/1",
    "road": "สีลม",
    "subdistrict": "100402",
    "district": "1004",
    "province": "10",
    "postcode": "10500",
}
NONTHABURI = {
    "house_no": "45",
    "moo": "3",
    "subdistrict": "120101",
    "district": "1201",
    "province": "12",
    "postcode": "11000",
}
NOWHERE = {
    "house_no": "1",
    "subdistrict": "500101",
    "district": "5001",
    "province": "50",
    "postcode": "50200",
}


def answers(area: str = "240", address: dict[str, str] | None = None) -> dict[str, object]:
    """Return a whole set of good answers in canonical form."""
    return {
        "applicant_name": "นายสมชาย ใจดี",
        "birthdate": "1985-04-13",
        "applicant_address": BANG_RAK,
        "phone": "0812345678",
        "nationality": "thai",
        "by_attorney": False,
        "premises_use": "sell",
        "shop_name": "ครัวสมชาย",
        "premises_address": address or BANG_RAK,
        "place_kind": "shophouse",
        "floors": "1",
        "tenure": "own",
        "building_change": False,
        "dining_area_sqm": str(int(area) - 40),
        "kitchen_area_sqm": "30",
        "storage_area_sqm": "10",
        "seats": "60",
        "toilets": "2",
        "hand_basins": "2",
        "food_kinds": ["cooked", "drinks"],
        "fuel": "electric",
        "hood": True,
        "grease_trap": True,
        "grease_trap_litres": "200",
        "water_source": "mains",
        "waste_kg_day": "20",
        "waste_collector": "city",
        "separates_food_waste": True,
        "pest_control": True,
        "open_days": ["mon", "tue"],
        "open_hours": {"opens": "10:00", "closes": "21:00"},
        "has_music": False,
        "operator_trained": False,
        "staff": [{"name": "สมชาย ใจดี", "duty": "cook", "trained": False}],
        "declares_truth": True,
        "accepts_conditions": True,
    }


def photo(folder: Path, name: str = "แผนผัง.png") -> Path:
    """Write a small real picture."""
    path = folder / name
    Image.new("RGB", (60, 40), "white").save(path)
    return path


@dataclass
class Maker:
    """Makes applications by commands, as people do."""

    folder: Path

    def draft(self, actor: Actor, *, service: str = LICENCE, **given: object) -> Application:
        """Return a draft that is ready to file."""
        application = commands.start_application(actor=actor, service=service)
        stored = {**answers(**given)}  # type: ignore[arg-type]
        known = dossier.form_and_state(application)[0].fields
        application.answers = {key: value for key, value in stored.items() if key in known}
        application.label = "ครัวสมชาย"
        application.save()
        for need in dossier.document_needs(application):
            if need.state == "needed" and need.how == "upload":
                path = photo(self.folder, f"{need.code}.png")
                commands.add_document(
                    actor=actor,
                    reference=application.reference,
                    requirement=need.code,
                    name=path.name,
                    path=path,
                )
        commands.acknowledge_notice(actor=actor, reference=application.reference)
        return Application.objects.get(pk=application.pk)

    def filed(self, actor: Actor, **given: object) -> Application:
        """Return a filed application."""
        draft = self.draft(actor, **given)
        return commands.submit_application(actor=actor, reference=draft.reference)

    def moved(
        self, application: Application, login: str, action: str, **given: object
    ) -> Application:
        """Let an officer close the open step by an action."""
        (step,) = open_steps(SYSTEM, application.subject)
        return commands.take_action(
            actor=officer(login),
            reference=application.reference,
            step=step.key,
            visit=step.visit,
            action=action,
            **given,  # type: ignore[arg-type]
        )

    def recommended(self, application: Application) -> Application:
        """Bring a filed application to the decision."""
        self.moved(application, "bangrak.checker", "accept")
        points = dict.fromkeys(("kitchen", "water", "waste", "exits"), "pass")
        self.moved(application, "bangrak.inspector", "done", checklist=points)
        return self.moved(
            application, "bangrak.recommender", "approve", note="ถูกสุขลักษณะ เห็นควรอนุญาต"
        )

    def approved(self, application: Application) -> Application:
        """Bring a filed application to its approval."""
        self.recommended(application)
        return self.moved(application, "bangrak.approver", "approve")


@pytest.fixture
def make(world, tmp_path) -> Maker:
    return Maker(tmp_path)


@pytest.fixture
def as_officer(world) -> Callable[[str], Actor]:
    return officer
