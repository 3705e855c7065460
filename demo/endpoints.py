"""Points the demonstration's connections at the simulators."""

from urllib.parse import urlsplit

from django.conf import settings

from krob.engines.exchange.commands import configure_endpoint
from krob.foundation.core.actor import OPERATOR

REGISTRIES = ("dbd.juristic", "dbd"), ("dbd.open", "dbd"), ("dopa", "dopa")


SENDER = "krob@krob.example"


def configure_endpoints(base_url: str = "") -> None:
    """Configure where registries, mail and an agency's own system are; safe to repeat."""
    base = base_url or settings.KROB_SIMULATORS_URL
    for code, simulator in REGISTRIES:
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
    configure_endpoint(
        actor=OPERATOR,
        code="agency.demo",
        kind="back-office",
        adapter="agency.http",
        base_url=f"{base}/agency",
        secret_ref="demo",  # noqa: S106 - the name of a secret
    )
    for code, simulator in (("public-manuals", "manuals"), ("open-data", "opendata")):
        configure_endpoint(
            actor=OPERATOR,
            code=code,
            kind="registry",
            adapter=code,
            base_url=f"{base}/{simulator}",
            timeout_s=8,
        )
    host = urlsplit(base)
    configure_endpoint(
        actor=OPERATOR,
        code="smtp",
        kind="mail",
        adapter="email",
        base_url=f"smtp://{host.hostname}:{(host.port or 0) + 1}",
        options={"from": SENDER},
    )
