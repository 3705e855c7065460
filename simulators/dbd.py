"""The business registry: the open API without a key, and the profile behind GDX.

Companies may be given by tests with ``companies=``; the demonstration's are the default. Faults:
see ``simulators.gdx``; ``renamed`` (the registry answers for another number).
"""

from collections.abc import Sequence
from typing import Any

import geothai
from werkzeug.wrappers import Request, Response

from simulators import people
from simulators.base import Simulator, as_json
from simulators.gdx import Door

TITLES = ("นางสาว", "นาย", "นาง")
ERA = 543


def _buddhist(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(year) + ERA}{month}{day}"


def _committee(company: people.Company) -> list[dict[str, Any]]:
    rows = []
    for number, director in enumerate(company.directors, start=1):
        title = next((one for one in TITLES if director.name.startswith(one)), "")
        first, _space, last = director.name.removeprefix(title).partition(" ")
        rows.append(
            {
                "Sequence": number,
                "Title": title,
                "FirstName": first,
                "LastName": last,
                "CommitteeID": director.number,
                "Type": director.kind,
            }
        )
    return rows


def _names(address: people.Address) -> tuple[str, str, str]:
    place = geothai.subdistrict(address.subdistrict)
    district, province = geothai.district(address.district), geothai.province(address.province)
    return (
        place.name_th if place else "",
        district.name_th if district else "",
        province.name_th if province else "",
    )


def profile(company: people.Company) -> dict[str, Any]:
    """Return a company as ``juristic/v4/profile/information`` does."""
    tumbol, ampur, province = _names(company.address)
    address = {
        "FullAddress": company.address.text,
        "Building": "",
        "AddressNo": company.address.house_no,
        "Moo": company.address.moo,
        "Soi": "",
        "Road": company.address.road,
        "Tumbol": tumbol,
        "Ampur": ampur,
        "Province": province,
    }
    return {
        "JuristicType": company.type,
        "JuristicID": company.number,
        "OldJuristicID": "",
        "RegisterDate": _buddhist(company.registered_on),
        "JuristicName_TH": company.name,
        "JuristicName_EN": company.name_en,
        "RegisterCapital": company.capital,
        "PaidRegisterCapital": company.capital,
        "NumberOfObjective": 1,
        "JuristicStatus": company.status,
        "StandardID": company.standard_code,
        "CommitteeInformations": _committee(company),
        "AuthorizeDescriptions": [
            {"Sequence": 1, "AuthorizeDescription": company.signing, "Type": "L"}
        ],
        "StandardObjectives": [{"ObjectiveDescription": company.objective}],
        "AddressInformations": [address],
    }


def open_record(company: people.Company) -> dict[str, Any]:
    """Return a company as the open API does: no directors."""
    tumbol, ampur, province = _names(company.address)
    address = {
        "cd:Address": company.address.house_no,
        "cd:Building": "",
        "cd:Road": company.address.road,
        "cd:CitySubDivision": {
            "cr:CitySubDivisionCode": f"{company.address.subdistrict}00",
            "cr:CitySubDivisionTextTH": tumbol,
        },
        "cd:City": {"cr:CityTextTH": ampur},
        "cd:CountrySubDivision": {"cr:CountrySubDivisionTextTH": province},
        "cd:PostCode": company.address.postcode,
    }
    return {
        "cd:OrganizationJuristicPerson": {
            "cd:OrganizationJuristicID": company.number,
            "cd:OrganizationJuristicNameTH": company.name,
            "cd:OrganizationJuristicNameEN": company.name_en,
            "cd:OrganizationJuristicType": company.type,
            "cd:OrganizationJuristicRegisterDate": _buddhist(company.registered_on),
            "cd:OrganizationJuristicStatus": company.status,
            "cd:OrganizationJuristicObjective": {
                "td:JuristicObjective": {
                    "td:JuristicObjectiveCode": company.standard_code,
                    "td:JuristicObjectiveTextTH": company.objective,
                }
            },
            "cd:OrganizationJuristicRegisterCapital": company.capital,
            "cd:OrganizationJuristicBranchName": "สำนักงานใหญ่",
            "cd:OrganizationJuristicAddress": {"cr:AddressType": address},
        }
    }


def make_app(
    base_url: str, companies: Sequence[people.Company] = people.COMPANIES, **_options: Any
) -> Simulator:
    """Make the registry."""
    app = Simulator("dbd")
    door = Door(app)
    by_number = {company.number: company for company in companies}

    @app.route("/ws/dbd/juristic/v4/profile/information")
    def information(request: Request) -> Response:
        company = by_number.get(request.args.get("JuristicID", ""))
        other = {"JuristicID": "0994000617721"} if app.fault("renamed") else {}
        return door.answer(request, lambda: profile(company) | other if company else None)

    @app.route("/api/v1/juristic_person/<number>")
    def juristic_person(_request: Request, number: str) -> Response:
        if app.fault("malformed"):
            return Response("<html>", mimetype="text/html")
        company = by_number.get(number)
        if company is None or app.fault("none"):
            return as_json({"status": {"code": "1004", "description": "Data not found"}})
        found = {"status": {"code": "1000", "description": "Success"}}
        return as_json({**found, "data": [open_record(company)]})

    return app
