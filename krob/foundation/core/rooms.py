"""What every room has in common when Django starts."""

from importlib import import_module
from importlib.util import find_spec
from typing import ClassVar

from django.apps import AppConfig

REGISTERING = ("commands", "ports", "subscribers", "tasks", "datasets", "rdf")


class Room(AppConfig):
    """A room of the house: at start it loads its modules that register something.

    ``commands`` fill the command registry, ``subscribers`` the event bus, ``tasks`` the queue,
    ``ports`` the plug-in registries, ``rdf`` and ``datasets`` what is published as data.
    """

    default_auto_field = "django.db.models.BigAutoField"
    registering: ClassVar[tuple[str, ...]] = REGISTERING
    default = False  # Django must not take the base class for a room's own

    def __init_subclass__(cls) -> None:
        """Make each room's class the one that Django takes."""
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        """Import the registering modules that the room has."""
        for module in self.registering:
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
