"""Who works on services in an agency."""

from krob.foundation.core import clock
from krob.foundation.core.permissions import Permission
from krob.people.agencies.models import Agency, Duty


def editors_of(agency: Agency) -> list[str]:
    """Return the public ids of those who write an agency's services today."""
    duties = (
        Duty.objects.on(clock.today())
        .filter(unit__agency=agency, user__is_active=True)
        .select_related("role", "user")
    )
    writing = {
        str(duty.user.public_id)
        for duty in duties
        if Permission.CATALOGUE_EDIT_SERVICE in duty.role.granted
    }
    return sorted(writing)
