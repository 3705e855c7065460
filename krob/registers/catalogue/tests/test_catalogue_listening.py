"""Rules are read aloud while they are typed; nothing is kept."""

from dataclasses import replace

import pytest

from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands


@pytest.fixture
def draft(db, checker):
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    return commands.begin_service(actor=checker, code="market-stall", title_th="แผงลอย")


@pytest.mark.req("2.10", part="plain reading")
def test_a_rule_is_read_aloud_and_nothing_is_kept(browse, checker, draft):
    typed = {"when-0-field": "applicant.kind", "when-0-op": "is", "when-0-value": "juristic"}

    answer = browse(checker).post(
        f"/agency/services/{draft.pk}/listen/?name=when&kind=rule&want=bool",
        {**typed, "when-mode": "rows", "when-was": "", "when": ""},
    )

    assert "อ่านว่า" in answer.content.decode()
    assert 'name="when-was" value="applicant.kind == &#x27;juristic&#x27;"' in (
        answer.content.decode()
    )
    draft.refresh_from_db()
    assert draft.row_version == 1


@pytest.mark.parametrize("asked", ["name=a&kind=flag&want=bool", "name=a&kind=rule&want=list"])
def test_only_rules_are_listened_to(browse, checker, draft, asked):
    answer = browse(checker).post(f"/agency/services/{draft.pk}/listen/?{asked}", {"a": "1"})

    assert answer.status_code == 404


def test_another_agency_hears_nothing(browse, municipal_officer, draft):
    stranger = replace(municipal_officer, id="u-other")

    answer = browse(stranger).post(
        f"/agency/services/{draft.pk}/listen/?name=a&kind=rule&want=bool", {"a": "1"}
    )

    assert answer.status_code == 404
