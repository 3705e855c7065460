"""The system of public manuals, with the manuals that the shipped services keep to.

Manuals follow the template of the Office of the Public Sector Development Commission; the contents
are demonstration data made from the definitions folder. Faults: those of ``simulators.base``;
``malformed`` (no manual but a page), ``renamed`` (another manual), ``changed`` (one day less and
one more document than published).
"""

import copy
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from simulators.base import Simulator, as_json

DEFINITIONS = Path(__file__).parents[1] / "definitions"
UNITS = {"calendar": "calendar-day", "working": "working-day"}


def shipped(folder: Path = DEFINITIONS) -> dict[str, dict[str, Any]]:
    """Return the manuals of all services of a folder, by code."""
    found = {}
    for file in sorted(folder.glob("*/*/v*/service.toml")):
        service = tomllib.loads(file.read_text())
        if "manual" in service:
            found[service["manual"]["code"]] = _manual(file.parent, service)
    return found


def _manual(folder: Path, service: Mapping[str, Any]) -> dict[str, Any]:
    manual = service["manual"]
    steps = tomllib.loads((folder / "steps.toml").read_text())["steps"]
    papers = tomllib.loads((folder / "documents.toml").read_text()).get("documents", [])
    named = [paper for paper in papers if paper["code"] in manual["documents"]]
    return {
        "id": manual["code"],
        "name": service["title"]["th"],
        "agency": {"code": service["agency"]},
        "law": [service["law"]["th"]],
        "criteria": [line["th"] for line in service.get("criteria", [])],
        "total_duration": {"value": manual["days"], "unit": UNITS[manual.get("unit", "calendar")]},
        "steps": [
            {
                "name": step["title"]["th"],
                "duration": {"value": step.get("days", 0), "unit": "working-day"},
            }
            for step in steps.values()
        ],
        "documents": [
            {"id": paper["code"], "name": paper["title"]["th"], "original": 1, "copy": 0}
            for paper in named
        ],
        "fees": [{"name": manual["fees"]["th"]}] if manual.get("fees") else [],
        "channels": ["เว็บไซต์"],
        "updated_at": str(manual["as_of"]),
        "url": manual.get("url", ""),
    }


def changed(manual: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manual as it is after an amendment."""
    after = copy.deepcopy(dict(manual))
    after["total_duration"]["value"] -= 1
    after["documents"].append({"id": "new-form", "name": "แบบใหม่", "original": 1, "copy": 0})
    after["updated_at"] = "2027-01-15"
    return after


def make_app(
    base_url: str, manuals: Mapping[str, Mapping[str, Any]] | None = None, **_options: Any
) -> Simulator:
    """Make the manual system."""
    app = Simulator("manuals")
    known = shipped() if manuals is None else manuals

    @app.route("/api/procedure")
    def procedure(request: Request) -> Response:
        manual = known.get(request.args.get("id", ""))
        if app.fault("malformed"):
            return as_json({"html": "<title>คู่มือ</title>"})
        if manual is None:
            return as_json({"error": "not found"}, 404)
        if app.fault("renamed"):
            return as_json({**manual, "id": "another"})
        return as_json(changed(manual) if app.fault("changed") else manual)

    return app
