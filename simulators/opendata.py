"""A portal of open data (CKAN): tables that lists of codes are taken from.

Answers as CKAN's ``datastore_search`` does. The contents are demonstration data. Faults: those of
``simulators.base``; ``malformed`` (a page instead of a table), ``changed`` (one row more).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.wrappers import Request, Response

from simulators.base import Simulator, as_json

Table = Sequence[Mapping[str, Any]]
MARKET = "5d1f4a52-market-goods"
TABLES: Mapping[str, Table] = {
    MARKET: (
        {"_id": 1, "goods_code": "G01", "goods_th": "ผักและผลไม้สด", "goods_en": "Fresh produce"},
        {"_id": 2, "goods_code": "G02", "goods_th": "เนื้อสัตว์", "goods_en": "Meat"},
        {"_id": 3, "goods_code": "G03", "goods_th": "อาหารปรุงสำเร็จ", "goods_en": "Cooked food"},
        {"_id": 4, "goods_code": "G04", "goods_th": "เครื่องดื่ม", "goods_en": "Drinks"},
        {"_id": 5, "goods_code": "G05", "goods_th": "เสื้อผ้า", "goods_en": "Clothes"},
        {"_id": 6, "goods_code": "G06", "goods_th": "ของใช้ในบ้าน", "goods_en": "Household goods"},
    ),
}
LATER = {"_id": 7, "goods_code": "G07", "goods_th": "ต้นไม้", "goods_en": "Plants"}


def make_app(
    base_url: str, tables: Mapping[str, Table] | None = None, **_options: Any
) -> Simulator:
    """Make the portal."""
    app = Simulator("opendata")
    known = TABLES if tables is None else tables

    @app.route("/api/3/action/datastore_search")
    def datastore_search(request: Request) -> Response:
        table = known.get(request.args.get("resource_id", ""))
        if app.fault("malformed"):
            return as_json({"html": "<title>ข้อมูลเปิด</title>"})
        if table is None:
            error = {"message": "Not found", "__type": "Not Found Error"}
            return as_json({"success": False, "error": error}, 404)
        rows = [*table, LATER] if app.fault("changed") else list(table)
        limit, offset = (int(request.args.get(key, given)) for key, given in PAGING.items())
        result = {
            "resource_id": request.args["resource_id"],
            "fields": [{"id": key, "type": "text"} for key in rows[0]] if rows else [],
            "records": rows[offset : offset + limit],
            "total": len(rows),
        }
        return as_json({"success": True, "result": result})

    return app


PAGING = {"limit": 100, "offset": 0}
