"""Django's registration of the room."""

from krob.foundation.core.rooms import Room


class WorkflowConfig(Room):
    """Registers ``krob.engines.workflow``."""

    name = "krob.engines.workflow"
    label = "workflow"
