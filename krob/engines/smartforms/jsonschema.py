"""The form as JSON Schema, for systems that file over the interface."""

from typing import Any

from krob.engines.smartforms.types import CompiledForm, Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def export(form: CompiledForm) -> dict[str, Any]:
    """Return the schema of the answers of a form.

    It promises types and always-required answers; conditions are decided by Krob, which answers
    with messages by field. Labels stand in Thai (``title``) and in both languages (``x-label``).
    """
    asked = [each for each in form.fields.values() if each.kind.asks]
    return {
        "$schema": DIALECT,
        "$id": f"urn:krob:form:{form.digest}",
        "type": "object",
        "properties": {each.key: _property(each) for each in asked},
        "required": [e.key for e in asked if e.required is True and _always(form, e)],
        "additionalProperties": False,
    }


def _always(form: CompiledForm, each: Field) -> bool:
    page = next(page for page in form.pages if page.key == each.page)
    return each.visible_when is None and page.visible_when is None


def _property(each: Field) -> dict[str, Any]:
    schema = each.kind.schema(each) | {"title": each.label.th, "x-label": each.label.as_json()}
    if each.visible_when:
        schema["x-visible-when"] = each.visible_when.source
    if each.sensitivity != "none":
        schema["x-sensitivity"] = each.sensitivity
    return schema
