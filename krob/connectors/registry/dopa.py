"""The Department of Provincial Administration: house registration and persons, by linkage."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from krob.connectors.client import Answer, broken
from krob.connectors.registry.gdx import Gdx
from krob.connectors.registry.reading import address_by_code, registry_date
from krob.engines.exchange.ports import RegistryAnswer
from krob.foundation.core import clock
from krob.foundation.core.text import Text

SOURCE = Text("กรมการปกครอง", "Department of Provincial Administration")
FOUND_OR_NOT = frozenset({200, 404})


def _address(body: Mapping[str, Any]) -> dict[str, str]:
    parts = {
        "house_no": body.get("HouseNo"),
        "moo": body.get("Moo"),
        "soi": body.get("Soi"),
        "road": body.get("Road"),
    }
    return address_by_code(
        parts, str(body.get("SubdistrictCode") or ""), str(body.get("PostCode") or "")
    )


def _answer(answer: Answer, facts: dict[str, Any]) -> RegistryAnswer:
    return RegistryAnswer(found=True, facts=facts, as_of=clock.now(), source=SOURCE)


class DopaHouse:
    """A house registration (ทะเบียนบ้าน) by its 11-digit house code."""

    fresh_for = timedelta(hours=24)

    def __init__(self, endpoint: str = "dopa") -> None:
        self.gdx = Gdx(endpoint)

    def fetch(self, key: str, *, agent: str, purpose: str) -> RegistryAnswer:
        """Ask for a house; see ``RegistrySource``."""
        answer = self.gdx.get(
            "/ws/dopa/house/profile",
            operation="house.profile",
            params={"HouseID": key},
            agent=agent,
            accept=FOUND_OR_NOT,
        )
        if answer.status == 404:
            return RegistryAnswer(found=False, source=SOURCE)
        return _answer(answer, self._facts(answer.body, key))

    def _facts(self, body: Any, key: str) -> dict[str, Any]:
        try:
            if body["HouseID"] != key:
                raise broken()
            return {
                "house_code": key,
                "house_type": str(body.get("HouseType") or ""),
                "address": _address(body),
                "address_text": str(body["FullAddress"]),
            }
        except (KeyError, TypeError, AttributeError):
            raise broken() from None

    def check(self) -> str:
        """Say what is wrong with the configuration."""
        return self.gdx.client.problem()


class DopaPerson:
    """A person (ทะเบียนราษฎร) by the 13-digit number."""

    fresh_for = timedelta(hours=24)

    def __init__(self, endpoint: str = "dopa") -> None:
        self.gdx = Gdx(endpoint)

    def fetch(self, key: str, *, agent: str, purpose: str) -> RegistryAnswer:
        """Ask for a person; see ``RegistrySource``."""
        answer = self.gdx.get(
            "/ws/dopa/personal/profile/extra",
            operation="person.profile",
            params={"CitizenID": key},
            agent=agent,
            accept=FOUND_OR_NOT,
        )
        if answer.status == 404:
            return RegistryAnswer(found=False, source=SOURCE)
        return _answer(answer, self._facts(answer.body, key))

    def _facts(self, body: Any, key: str) -> dict[str, Any]:
        try:
            if body["CitizenID"] != key:
                raise broken()
            return {
                "number": key,
                "title": {"th": str(body.get("TitleTH") or "")},
                "name": {
                    "th": f"{body['FirstNameTH']} {body['LastNameTH']}",
                    "en": f"{body.get('FirstNameEN') or ''} {body.get('LastNameEN') or ''}".strip(),
                },
                "birthdate": registry_date(body.get("BEBirthDate")),
                "house_code": str(body.get("HouseID") or ""),
                "address": _address(body.get("Address") or {}),
            }
        except (KeyError, TypeError, AttributeError):
            raise broken() from None

    def check(self) -> str:
        """Say what is wrong with the configuration."""
        return self.gdx.client.problem()
