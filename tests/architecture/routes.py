"""Every address of the house, walked through resolvers and languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES: Mapping[str, str] = {
    "uuid": str(UUID(int=1)),
    "int": "1",
    "slug": "x",
    "str": "x",
    "path": "x",
}


@dataclass(frozen=True)
class Route:
    """One address: its namespaced name, and its path with a mark for each argument."""

    name: str
    template: str
    converters: Mapping[str, str]

    def path(self, **known: Any) -> str:
        """Return the path with what is known filled in, samples for the rest."""
        values = {key: SAMPLES[kind] for key, kind in self.converters.items()}
        return self.template % {**values, **{key: str(value) for key, value in known.items()}}


def _kind(converter: Any) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


def _template(pattern: Any) -> str:
    """Return a pattern's path with ``%(name)s`` for arguments."""
    route = str(pattern)
    for name, converter in pattern.converters.items():
        for form in (f"<{_kind(converter)}:{name}>", f"<{name}>"):
            route = route.replace(form, f"%({name})s")
    return route


def routes() -> Iterator[Route]:
    """Yield every address in Thai (the bare one); ``/en/`` has the same."""
    yield from _walk(get_resolver().url_patterns, "/", "", {})


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str, space: str, found: Mapping[str, str]
) -> Iterator[Route]:
    for one in patterns:
        here = prefix + _template(one.pattern)
        kinds = {**found, **{key: _kind(c) for key, c in one.pattern.converters.items()}}
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, inner, kinds)
        else:
            yield Route(f"{space}{one.name or ''}", here, kinds)
