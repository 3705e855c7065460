"""Every check of the gate, by name: one broken draft each, in two languages, with its place."""

import pytest
from django.utils import translation

from krob.foundation.rules.fuzz import broken
from krob.registers.catalogue.checking import gate, staffing
from krob.registers.catalogue.drafting import drafts
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.tabs import SERVICE_TABS
from krob.registers.catalogue.tests.broken import CHECKS, SOUND, drafted, errors, parts
from krob.registers.licences import spec as licences


@pytest.fixture
def draft(db, checker) -> ServiceDraft:
    """Return a draft of a sound service."""
    return drafted(checker)


def test_the_service_that_is_broken_here_is_sound():
    assert errors(parts()) == []


@pytest.mark.req("2.2.1", part="every check of the gate")
@pytest.mark.parametrize("name", CHECKS)
def test_each_check_of_the_gate_finds_its_broken_draft(name):
    change, tab, path = CHECKS[name]
    changed = parts()

    change(changed)
    found = [problem for problem in errors(changed) if problem.path.startswith(path)]

    assert found, errors(changed)
    editor = next(each for each in SERVICE_TABS if each.code == tab)
    assert editor.edits == path.partition("/")[0]
    assert editor.owns(found[0].path.partition("/")[2])


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_speaks_thai_and_english(name):
    changed = parts()
    CHECKS[name][0](changed)
    said = {}

    for language in ("th", "en"):
        with translation.override(language):
            said[language] = [str(problem.message) for problem in errors(changed)]

    assert said["th"] != said["en"]
    for text in said["th"] + said["en"]:
        assert "Error" not in text
        assert "Traceback" not in text


@pytest.mark.req("2.8.1", part="role without members")
def test_a_role_without_members_stands_in_the_way(draft):
    found = {problem.path: str(problem.message) for problem in staffing.problems_of_staff(draft)}

    assert "steps.decision.role" in found
    assert not any("payment" in path or "correction" in path for path in found)
    assert {problem.path for problem in gate.all_problems_of(draft)} >= {
        f"steps/{path}" for path in found
    }


@pytest.mark.req("2.9", part="a template that does not compile")
def test_a_template_that_does_not_compile_stands_in_the_way(draft):
    draft.parts["licence"]["template"] = "#nosuch()"

    found = [problem.path for problem in gate.all_problems_of(draft)]

    assert "licence/template" in found


@pytest.mark.req("2.2.1", part="author as only approver")
def test_an_author_as_only_approver_stands_in_the_way(draft):
    assert [each.code for each in gate.obstacles(draft, [])][-1] == "author-only-approver"


@pytest.mark.parametrize("name", sorted(SOUND.parts))
def test_a_part_of_any_shape_is_a_problem_never_a_fault(name):
    junk = (None, [], {}, "x", 5, [5], {"x": 5}, [None], [{"x": {}}], [[]], {"x": None})
    spoilt = (each["p"] for each in broken({"p": parts()[name]}, 25, seed=7) if "p" in each)

    for value in (*junk, *spoilt):
        errors({**parts(), name: value})


@pytest.mark.parametrize("value", [[], "x", 5, [5], {"x": [None]}, {"steps": 7}])
def test_a_tab_shows_a_part_that_it_cannot_read_and_edits_nothing(draft, browse, checker, value):
    names = ("service", "form", "documents", "steps", "messages", "licence", "fees", "examples")
    ServiceDraft.objects.filter(pk=draft.pk).update(parts=dict.fromkeys(names, value))
    client = browse(checker)

    for tab in (*(editor.code for editor in SERVICE_TABS), "checks", "publish", "preview"):
        assert client.get(f"{drafts.address(draft.pk)}{tab}/").status_code == 200, tab
    client.post(f"{drafts.address(draft.pk)}steps/-/add/", {"kind": "review"})

    assert ServiceDraft.objects.get(pk=draft.pk).parts == dict.fromkeys(names, value)


@pytest.mark.req("2.9", part="a template that does not compile")
def test_what_is_wrong_with_a_template_is_said_in_the_language_of_the_reader():
    said = {}
    for language in ("th", "en", "th"):
        with translation.override(language):
            said[language] = str(licences.template_problems({"template": "#nosuch()"})[0].message)

    assert said["th"].startswith("แบบเอกสารมีข้อผิดพลาด")
    assert said["en"].startswith("The document template has a fault")
