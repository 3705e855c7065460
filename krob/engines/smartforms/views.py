"""The one screen of the room: the search for a place, as a list or as JSON."""

import re
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krob.engines.smartforms import places

FIELD = re.compile(r"[a-z][a-z0-9_]*(-[0-9]{1,4}-[a-z][a-z0-9_]*)?")


@require_safe
def find_places(request: HttpRequest) -> HttpResponse:
    """Answer the search box of an address: subdistricts that fit what was typed.

    ``q`` is the text (or ``<field>-find``, as the box itself sends it); ``field`` is the question
    that the buttons of the answer fill in, ``toggle`` where HTMX posts them. ``format=json``
    answers with data.
    """
    field = request.GET.get("field", "")
    field = field if FIELD.fullmatch(field) else ""
    text = request.GET.get("q") or request.GET.get(f"{field}-find") or ""
    found = places.search(text)
    if request.GET.get("format") == "json":
        return JsonResponse({"places": [asdict(place) for place in found]})
    toggle = request.GET.get("toggle", "")
    toggle = toggle if re.fullmatch(r"/(?!/)[\w/.-]*", toggle) else ""
    values = {"found": found, "searched": len(text.strip()) > 1, "name": field, "toggle": toggle}
    return render(request, "smartforms/places.html", values)
