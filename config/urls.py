"""One mount per audience. The audience's gate is the prefix: see ``people.agencies.middleware``.

A room's ``urls.py`` offers ``public_urls`` (Thai bare, English under ``/en/``), ``officer_urls``
(under ``/officer/``), ``agency_urls`` (under ``/agency/``) and ``plain_urls`` (no language: health,
callbacks, machine-readable documents).
"""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz


def of_rooms(audience: str) -> list[URLPattern | URLResolver]:
    """Collect what every room offers to one audience, under the room's name as namespace."""
    found: list[URLPattern | URLResolver] = []
    for room in settings.ROOMS:
        if not find_spec(f"{room}.urls"):
            continue
        patterns = getattr(import_module(f"{room}.urls"), f"{audience}_urls", [])
        name = room.rsplit(".", 1)[-1]
        instance = name if audience == "public" else f"{name}-{audience}"
        if patterns:
            found.append(path("", include((patterns, instance))))
    return found


def of_demo() -> list[URLPattern | URLResolver]:
    """Return the demonstration's own pages, where this is one."""
    return [path("demo/", include("demo.urls"))] if settings.KROB_DEMO else []


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("officer/sign-in/", include("krob.people.identity.urls")),
    path("officer/", include(of_rooms("officer"))),
    path("agency/", include(of_rooms("agency"))),
    *of_rooms("plain"),
    *i18n_patterns(*of_rooms("public"), *of_demo(), prefix_default_language=False),
]

handler400 = "krob.foundation.events.web.bad_request"
handler403 = "krob.foundation.events.web.refused"
handler404 = "krob.foundation.events.web.not_found"
handler500 = "krob.foundation.events.web.failed"
