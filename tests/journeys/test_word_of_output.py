"""What a service gives is called by its own word: not everything is a licence."""

import pytest
from django.utils.translation import override

from krob.casework.applications.history import told
from krob.foundation.core import clock
from krob.foundation.core.actor import SYSTEM
from krob.foundation.events import journal
from tests.journeys.conftest import LICENCE, MONDAY, NOTIFICATION

pytestmark = [pytest.mark.django_db, pytest.mark.req("1.2.4", part="the output's own word")]
WORDS = {
    LICENCE: ("ใบอนุญาต", "licence"),
    NOTIFICATION: ("หนังสือรับรองการแจ้ง", "acknowledgement"),
}


@pytest.mark.parametrize("service", [LICENCE, NOTIFICATION])
def test_the_history_calls_the_output_by_its_own_word(make, owner_of_shop, service):
    with clock.frozen(MONDAY):
        draft = make.draft(owner_of_shop, service=service, area="180")
        for name in ("application.fee-due", "application.issued", "licences.revoked"):
            journal.record(actor=SYSTEM, name=name, subject=draft.subject, data={})
    thai, english = WORDS[service]

    said = {}
    for language in ("th", "en"):
        with override(language):
            said[language] = [str(one.sentence) for one in told(owner_of_shop, draft)[:3]]

    assert said["th"] == [
        f"เพิกถอน{thai}",
        f"ออก{thai}ให้แล้ว",
        f"อนุมัติแล้ว ต้องชำระค่าธรรมเนียมก่อนออก{thai}",
    ]
    assert said["en"] == [
        f"Revoked the {english}",
        f"The {english} was granted",
        f"Approved; the fee is due before the {english} is issued",
    ]
