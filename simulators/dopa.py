"""The civil registry behind the linkage: houses by their 11-digit code, persons by number.

Faults: see ``simulators.gdx``.
"""

from typing import Any

from werkzeug.wrappers import Request, Response

from simulators import people
from simulators.base import Simulator
from simulators.gdx import Door

# The houses of the demonstration; the codes are invented.
HOUSES: dict[str, people.Address] = {
    "10040000991": people.SILOM,
    "10070000124": people.LUMPHINI,
    "12010000457": people.NONTHABURI,
    "50010000083": people.CHIANG_MAI,
}
ERA = 543


def _address(address: people.Address) -> dict[str, str]:
    return {
        "HouseNo": address.house_no,
        "Moo": address.moo,
        "Soi": "",
        "Road": address.road,
        "SubdistrictCode": address.subdistrict,
        "PostCode": address.postcode,
        "FullAddress": address.text,
    }


def house(code: str) -> dict[str, Any] | None:
    """Return a house registration."""
    address = HOUSES.get(code)
    return {"HouseID": code, "HouseType": "บ้าน", **_address(address)} if address else None


def person(number: str) -> dict[str, Any] | None:
    """Return a person's profile."""
    found = next((one for one in people.PEOPLE if one.number == number), None)
    if found is None:
        return None
    year, month, day = found.birthdate.split("-")
    code = next((code for code, address in HOUSES.items() if address == found.address), "")
    return {
        "CitizenID": number,
        "TitleTH": found.title,
        "FirstNameTH": found.given_name,
        "LastNameTH": found.family_name,
        "FirstNameEN": found.given_name_en,
        "LastNameEN": found.family_name_en,
        "BEBirthDate": f"{int(year) + ERA}{month}{day}",
        "HouseID": code,
        "Address": _address(found.address),
    }


def make_app(base_url: str, **_options: Any) -> Simulator:
    """Make the registry."""
    app = Simulator("dopa")
    door = Door(app)

    @app.route("/ws/dopa/house/profile")
    def house_profile(request: Request) -> Response:
        return door.answer(request, lambda: house(request.args.get("HouseID", "")))

    @app.route("/ws/dopa/personal/profile/extra")
    def person_profile(request: Request) -> Response:
        return door.answer(request, lambda: person(request.args.get("CitizenID", "")))

    return app
