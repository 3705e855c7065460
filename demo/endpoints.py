"""Points the demonstration's connections at the simulators."""

from django.conf import settings

from krob.engines.exchange.commands import configure_endpoint
from krob.foundation.core.actor import OPERATOR

GDX = ("dbd.juristic", "dbd"), ("dbd.open", "dbd"), ("dopa", "dopa")


def configure_endpoints(base_url: str = "") -> None:
    """Configure every registry's endpoint; doing it again changes nothing."""
    base = base_url or settings.KROB_SIMULATORS_URL
    for code, simulator in GDX:
        configure_endpoint(
            actor=OPERATOR,
            code=code,
            kind="registry",
            adapter=code,
            base_url=f"{base}/{simulator}",
            secret_ref="" if code == "dbd.open" else "demo",
            options={} if code == "dbd.open" else {"consumer_key": "krob-demo"},
            timeout_s=8,
        )
