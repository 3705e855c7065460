"""Every stop before publishing speaks of its thing in words, and its link leads there."""

import re

import pytest
from django.utils import translation

from krob.people.agencies.models import Authority
from krob.registers.catalogue.checking import gate, placing
from krob.registers.catalogue.drafting import drafts, starting
from krob.registers.catalogue.models import Service, ServiceDraft, ServiceOffering
from krob.registers.catalogue.tests.broken import CHECKS, drafted


@pytest.fixture
def draft(db, checker) -> ServiceDraft:
    """Return a draft of a sound service."""
    return drafted(checker)


RAW = re.compile(r"[a-z_]+(\.[a-z_]+)+|[a-z]+_[a-z_]+|\[\d+\]|==|[<>]=? ?\d|None|\{\}")
"""What officials never read: paths, keys, expressions."""


@pytest.mark.req("2.2.1", part="every stop leads to where it is mended")
@pytest.mark.parametrize("name", CHECKS)
def test_each_stop_names_its_place_in_words_and_leads_there(draft, browse, checker, name):
    CHECKS[name][0](draft.parts)
    ServiceDraft.objects.filter(pk=draft.pk).update(parts=draft.parts)
    for language in ("th", "en"):
        with translation.override(language):
            stops = [
                s
                for s in placing.placed(draft, gate.all_problems_of(draft))
                if s["problem"].severity == "error"
            ]
            said = [f"{stop['path']}: {stop['problem'].message}" for stop in stops]
        assert said
        assert [each for each in said if RAW.search(each)] == []

    client = browse(checker)
    for stop in stops:
        address, _hash, anchor = stop["link"].partition("#")
        there = client.get(address)
        assert there.status_code == 200, stop
        assert not anchor or f'id="{anchor}"' in there.content.decode(), stop


@pytest.mark.req("2.2.1", part="every stop leads to where it is mended")
def test_a_stop_of_an_ordinance_leads_to_the_ordinance(draft, checker):
    authority = Authority.objects.create(
        code="bma-bangrak", agency=draft.agency, name_th="เขตบางรัก", title_th="ผู้อำนวยการเขต"
    )
    service = Service.objects.create(code=draft.code, agency=draft.agency)
    table = {"code": "rate", "hit": "unique", "inputs": ["terrace"], "rows": []}
    ServiceOffering.objects.create(
        service=service,
        authority=authority,
        number=1,
        parts={"tables": [table], "payee": {"revenue_code": "1", "biller_suffix": "01"}},
        digest="x",
        in_force_from="2026-01-01",
        published_at="2026-01-01T00:00:00Z",
    )

    def led() -> set[tuple[str, str]]:
        found = placing.placed(draft, gate.all_problems_of(draft))
        return {(each["path"], each["link"]) for each in found if "rate" in each["path"]}

    without = led()
    own = starting.begun(checker, draft.code, draft.agency, 2, {"offering": {}}, authority)
    with_draft = led()

    assert {words for words, _link in without | with_draft} == {"เขตบางรัก · ตาราง rate"}
    assert {link for _words, link in without} == {"/agency/#offerable"}
    assert {link for _words, link in with_draft} == {f"{drafts.address(own.pk)}tables/"}
