"""How applications of the demonstration are filled in and moved: by commands, as people do it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from krob.casework.applications import commands, dossier
from krob.casework.applications.models import Application
from krob.engines.smartforms import state
from krob.engines.workflow.queries import open_steps
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR, SYSTEM, Actor, ActorKind
from krob.foundation.core.text import Text
from krob.people.agencies.models import Staff
from krob.people.agencies.queries import rights_of
from krob.people.identity.models import User
from krob.people.parties.commands import record_person
from krob.people.parties.types import PersonFacts
from simulators.people import PEOPLE, Address, Person

LICENCE = "food-premises-licence"
NOTIFICATION = "food-premises-notification"
POINTS = {"kitchen": "pass", "water": "pass", "waste": "pass", "exits": "pass"}
CIVIL_REGISTRY = Text("กรมการปกครอง", "Department of Provincial Administration")


def address_of(address: Address) -> dict[str, str]:
    """Return an address as a form's answer."""
    return {
        "house_no": address.house_no,
        "moo": address.moo,
        "road": address.road,
        "subdistrict": address.subdistrict,
        "district": address.district,
        "province": address.province,
        "postcode": address.postcode,
    }


def applicant(key: str) -> Actor:
    """Return somebody of the demonstration as the sign-in with the national ID makes them."""
    person = next(one for one in PEOPLE if one.key == key)
    recorded = record_person(actor=OPERATOR, facts=facts_of(person))
    return Actor(
        kind=ActorKind.APPLICANT,
        id=f"demo-{key}",
        person=recorded.key,
        party=recorded.key,
        ial=person.ial,
    )


def facts_of(person: Person) -> PersonFacts:
    """Return what the civil registry says about somebody of the demonstration."""
    return PersonFacts(
        number=person.number,
        name=Text(
            f"{person.given_name} {person.family_name}",
            f"{person.given_name_en} {person.family_name_en}",
        ),
        title=Text(person.title, person.title_en),
        birthdate=person.birthdate,
        address=address_of(person.address),
        ial=person.ial,
        source=CIVIL_REGISTRY,
        as_of=clock.now(),
    )


def officer(login: str) -> Actor:
    """Return an officer of the demonstration with the rights of today's duties."""
    user: User = Staff.objects.select_related("user").get(user__login=login).user
    rights = rights_of(user)
    return Actor(
        kind=ActorKind.OFFICER,
        id=user.public_id,
        agency=rights.agency,
        units=rights.units,
        permissions=rights.permissions,
    )


def posted(area: int, address: Mapping[str, str], shop: str, **more: str) -> dict[str, list[str]]:
    """Return a whole set of good answers as a browser would send them."""
    texts = {
        "phone": "081-234-5678",
        "nationality": "thai",
        "by_attorney": "no",
        "shop_name": shop,
        "premises_use": "sell",
        **{f"premises_address-{part}": value for part, value in address.items()},
        "place_kind": "shophouse",
        "floors": "1",
        "tenure": "own",
        "building_change": "no",
        "dining_area_sqm": str(area - 40),
        "kitchen_area_sqm": "30",
        "storage_area_sqm": "10",
        "seats": "60",
        "toilets": "2",
        "hand_basins": "2",
        "fuel": "electric",
        "hood": "yes",
        "grease_trap": "yes",
        "grease_trap_litres": "200",
        "water_source": "mains",
        "waste_kg_day": "20",
        "waste_collector": "city",
        "separates_food_waste": "yes",
        "pest_control": "yes",
        "open_hours-opens": "10:00",
        "open_hours-closes": "21:00",
        "has_music": "no",
        "operator_trained": "no",
        "staff-0-name": "สมหญิง ครัวดี",
        "staff-0-duty": "cook",
        "staff-0-trained": "no",
        "declares_truth": "yes",
        "accepts_conditions": "yes",
        **more,
    }
    lists = {"food_kinds": ["cooked", "drinks"], "open_days": ["mon", "tue", "wed", "thu", "fri"]}
    return {**{name: [value] for name, value in texts.items()}, **lists}


def started(actor: Actor, service: str, answers: Mapping[str, Sequence[str]]) -> Application:
    """Open a draft and fill in every page."""
    application = commands.start_application(actor=actor, service=service)
    for page in dossier.form_and_state(application)[0].pages:
        application = commands.save_draft(
            actor=actor,
            reference=application.reference,
            edition=application.edition,
            page=page.key,
            posted=state.posted_of(answers),
        )
    return application


def drawing(folder: Path, name: str) -> Path:
    """Draw a small floor plan: a real picture for a real upload."""
    picture = Image.new("RGB", (640, 420), "white")
    pen = ImageDraw.Draw(picture)
    for box in ((20, 20, 620, 400), (20, 20, 240, 200), (240, 20, 620, 200), (480, 200, 620, 400)):
        pen.rectangle(box, outline="black", width=3)
    path = folder / name
    picture.save(path)
    return path


def with_documents(actor: Actor, application: Application, folder: Path) -> None:
    """Bring every document that the answers call for, and acknowledge the privacy notice."""
    for need in dossier.document_needs(application):
        if need.state == "needed" and need.how == "upload":
            kind = "png" if "png" in need.accept else need.accept[0]
            name = f"{need.title.th[:60].replace('/', '-')}.{kind}"
            commands.add_document(
                actor=actor,
                reference=application.reference,
                requirement=need.code,
                name=name,
                path=drawing(folder, f"{need.code}.{kind}"),
            )
    commands.acknowledge_notice(actor=actor, reference=application.reference)


def filed(
    actor: Actor, service: str, answers: Mapping[str, Sequence[str]], folder: Path
) -> Application:
    """File an application with its documents."""
    application = started(actor, service, answers)
    with_documents(actor, application, folder)
    return commands.submit_application(actor=actor, reference=application.reference)


def moved(application: Application, login: str, action: str, **given: Any) -> Application:
    """Let an officer close the open step by an action."""
    (step,) = open_steps(SYSTEM, application.subject)
    return commands.take_action(
        actor=officer(login),
        reference=application.reference,
        step=step.key,
        visit=step.visit,
        action=action,
        **given,
    )
