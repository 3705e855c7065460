"""The Department of Business Development: juristic persons, with those who may bind them.

``dbd.juristic`` asks the profile (v4) through GDX, which knows directors and signing authority;
``dbd.open`` asks the open API, which knows neither and needs no key.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from krob.connectors.client import Client, broken
from krob.connectors.registry.gdx import Gdx
from krob.connectors.registry.reading import address_by_code, address_by_name, registry_date
from krob.engines.exchange.ports import RegistryAnswer
from krob.foundation.core import clock
from krob.foundation.core.text import Text
from krob.people.parties.types import BusinessStatus

SOURCE = Text("กรมพัฒนาธุรกิจการค้า", "Department of Business Development")
STATUSES = {
    "ยังดำเนินกิจการอยู่": BusinessStatus.OPERATING,
    "แปรสภาพ": BusinessStatus.CONVERTED,
    "ควบ": BusinessStatus.MERGED,
    "พิทักษ์ทรัพย์เด็ดขาด": BusinessStatus.RECEIVERSHIP,
    "ล้มละลาย": BusinessStatus.BANKRUPT,
    "เลิก (ยังไม่เสร็จการชำระบัญชี)": BusinessStatus.LIQUIDATING,
    "เลิก (เสร็จการชำระบัญชี)": BusinessStatus.DISSOLVED,
    "ถอน(บริคณห์)": BusinessStatus.WITHDRAWN,
    "ร้าง": BusinessStatus.DEFUNCT,
}
KINDS = {
    "2": "ordinary-partnership",
    "3": "limited-partnership",
    "5": "limited-company",
    "7": "public-company",
}
OFFICES = {"K": "director", "L": "managing-partner"}
NONE_FOUND = RegistryAnswer(found=False, source=SOURCE)


class DbdJuristic:
    """A juristic person by registration number, with directors and signing authority."""

    fresh_for = timedelta(hours=24)

    def __init__(self, endpoint: str = "dbd.juristic") -> None:
        self.gdx = Gdx(endpoint)

    def fetch(self, key: str, *, agent: str, purpose: str) -> RegistryAnswer:
        """Ask for a company; see ``RegistrySource``."""
        answer = self.gdx.get(
            "/ws/dbd/juristic/v4/profile/information",
            operation="juristic.v4.profile",
            params={"JuristicID": key},
            agent=agent,
            accept=frozenset({200, 404}),
        )
        if answer.status == 404:
            return NONE_FOUND
        return RegistryAnswer(
            found=True, facts=_profile(answer.body, key), as_of=clock.now(), source=SOURCE
        )

    def check(self) -> str:
        """Say what is wrong with the configuration."""
        return self.gdx.client.problem()


def _profile(body: Any, key: str) -> dict[str, Any]:
    """Read a profile; anything that is not one, or is another company's, is not understood."""
    try:
        if body["JuristicID"] != key:
            raise broken()
        return {
            "number": key,
            "name": {
                "th": str(body["JuristicName_TH"]),
                "en": str(body.get("JuristicName_EN") or ""),
            },
            "kind": KINDS.get(str(body["JuristicType"]), "other"),
            "status": str(STATUSES.get(str(body["JuristicStatus"]), BusinessStatus.UNKNOWN)),
            "registered_on": registry_date(body.get("RegisterDate")),
            "capital": str(body.get("RegisterCapital") or ""),
            "standard_code": str(body.get("StandardID") or ""),
            "directors": [_director(one) for one in body.get("CommitteeInformations") or ()],
            "signing_text": _signing_text(body.get("AuthorizeDescriptions") or ()),
            **_head_office(body.get("AddressInformations") or ()),
        }
    except (KeyError, TypeError, AttributeError, ValueError):
        raise broken() from None


def _director(one: Mapping[str, Any]) -> dict[str, str]:
    """Read one director; the number is there only where the agreement covers it."""
    return {
        "name": f"{one.get('Title') or ''}{one['FirstName']} {one['LastName']}",
        "number": str(one.get("CommitteeID") or ""),
        "kind": OFFICES.get(str(one.get("Type")), "director"),
    }


def _signing_text(rows: Any) -> str:
    lines = [row for row in rows if row.get("Type") == "L"]
    lines.sort(key=lambda row: int(row.get("Sequence") or 0))
    return " ".join(str(row["AuthorizeDescription"]).strip() for row in lines)


def _head_office(rows: Any) -> dict[str, Any]:
    if not rows:
        return {"address": {}, "address_text": ""}
    row = rows[0]
    parts = {
        "house_no": row.get("AddressNo"),
        "building": row.get("Building"),
        "moo": row.get("Moo"),
        "soi": row.get("Soi"),
        "road": row.get("Road"),
    }
    address = address_by_name(
        parts,
        subdistrict=str(row.get("Tumbol") or ""),
        district=str(row.get("Ampur") or ""),
        province=str(row.get("Province") or ""),
    )
    return {"address": address, "address_text": str(row.get("FullAddress") or "")}


class DbdOpen:
    """A juristic person by registration number from the open API: public facts only."""

    fresh_for = timedelta(hours=24)

    def __init__(self, endpoint: str = "dbd.open") -> None:
        self.client = Client(endpoint)

    def fetch(self, key: str, *, agent: str, purpose: str) -> RegistryAnswer:
        """Ask for a company; see ``RegistrySource``."""
        answer = self.client.get(f"/api/v1/juristic_person/{key}", operation="juristic.open")
        try:
            code = answer.body["status"]["code"]
            if code == "1004":
                return NONE_FOUND
            found = answer.body["data"][0]["cd:OrganizationJuristicPerson"]
            return RegistryAnswer(
                found=True, facts=_open_facts(found, key), as_of=clock.now(), source=SOURCE
            )
        except (KeyError, TypeError, IndexError, AttributeError):
            raise broken() from None

    def check(self) -> str:
        """Say what is wrong with the configuration."""
        return self.client.problem()


def _open_facts(found: Mapping[str, Any], key: str) -> dict[str, Any]:
    if found["cd:OrganizationJuristicID"] != key:
        raise broken()
    status = STATUSES.get(found["cd:OrganizationJuristicStatus"], BusinessStatus.UNKNOWN)
    return {
        "number": key,
        "name": {
            "th": found["cd:OrganizationJuristicNameTH"],
            "en": found.get("cd:OrganizationJuristicNameEN") or "",
        },
        "kind_text": found.get("cd:OrganizationJuristicType") or "",
        "status": str(status),
        "registered_on": registry_date(found.get("cd:OrganizationJuristicRegisterDate")),
        "capital": str(found.get("cd:OrganizationJuristicRegisterCapital") or ""),
        "address": _open_address(found.get("cd:OrganizationJuristicAddress") or {}),
    }


def _open_address(address: Mapping[str, Any]) -> dict[str, str]:
    kind = address.get("cr:AddressType") or {}
    parts = {
        "house_no": kind.get("cd:Address"),
        "building": kind.get("cd:Building"),
        "road": kind.get("cd:Road"),
    }
    code = (kind.get("cd:CitySubDivision") or {}).get("cr:CitySubDivisionCode") or ""
    return address_by_code(parts, str(code), str(kind.get("cd:PostCode") or ""))
