"""Everything that changes persons, businesses, claims and who takes part in what."""

from django.utils.translation import gettext_lazy as _

from krob.foundation.events import journal
from krob.people.parties.commands.claims import (
    claim_company,
    confirm_claim,
    fail_claim,
    recheck_claims,
    refuse_claim,
)
from krob.people.parties.commands.people import (
    change_contact,
    record_business,
    record_person,
    record_premises,
)
from krob.people.parties.commands.taking_part import (
    accept_notice,
    add_participant,
    end_participation,
    publish_notice,
    revoke_mandate,
)

__all__ = [
    "accept_notice",
    "add_participant",
    "change_contact",
    "claim_company",
    "confirm_claim",
    "end_participation",
    "fail_claim",
    "publish_notice",
    "recheck_claims",
    "record_business",
    "record_person",
    "record_premises",
    "refuse_claim",
    "revoke_mandate",
]

journal.declare(
    {
        "parties.business-recorded": _("Company data brought up to date"),
        "parties.company-claimed": _("Asked to act for a company"),
        "parties.company-confirmed": _("May act for the company"),
        "parties.company-refused": _("May not act for the company"),
        "parties.company-unanswered": _("The registry did not answer"),
        "parties.contact-changed": _("Contact changed"),
        "parties.mandate-revoked": _("Mandate revoked"),
        "parties.notice-accepted": _("Privacy notice read"),
        "parties.notice-published": _("Privacy notice published"),
        "parties.participant-added": _("Takes part"),
        "parties.participation-ended": _("No longer takes part"),
        "parties.person-recorded": _("Personal data brought up to date"),
        "parties.premises-recorded": _("Place of business recorded"),
    }
)
