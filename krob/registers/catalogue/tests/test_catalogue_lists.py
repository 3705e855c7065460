"""Lists of codes: a file or a table of the portal becomes what questions choose from."""

from dataclasses import replace

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from krob.engines.exchange.commands import configure_endpoint
from krob.engines.exchange.models import Endpoint
from krob.engines.smartforms import codes
from krob.foundation.core.actor import OPERATOR, SYSTEM
from krob.foundation.core.errors import Invalid, NotAllowed
from krob.foundation.events.models import Event
from krob.foundation.jobs.models import Job
from krob.foundation.jobs.worker import run_pending
from krob.people.agencies.models import Agency
from krob.registers.catalogue import commands, tasks
from krob.registers.catalogue.code_lists import keeping, reading
from krob.registers.catalogue.commands.lists import FETCH
from krob.registers.catalogue.models import CodeEdition, CodeList
from simulators import opendata
from simulators.server import running

pytestmark = [pytest.mark.django_db]
FISH = "code,th,en\r\ntuna,ทูน่า,Tuna\r\ncod,ค็อด,Cod\r\n".encode()
TABLE = {
    "resource": opendata.MARKET,
    "code": "goods_code",
    "th": "goods_th",
    "en": "goods_en",
}


@pytest.fixture(autouse=True)
def forgetting(db):
    """One agency; no wording is remembered from another test."""
    Agency.objects.create(code="bma", name_th="กรุงเทพมหานคร")
    codes._kept.clear()
    yield
    codes._kept.clear()


@pytest.fixture
def draft(db, checker):
    return commands.begin_service(actor=checker, code="stall", title_th="แผงปลา", title_en="Stall")


def keep(actor, content=FISH, code="fish"):
    return commands.save_list(
        actor=actor, code=code, title_th="ปลา", title_en="Fish", content=content
    )


def follow(actor):
    return commands.watch_list(
        actor=actor, code="goods", title_th="สินค้า", title_en="Goods", source=TABLE
    )


# -- reading ----------------------------------------------------------------------------------


@pytest.mark.req("2.3", part="lists of codes")
@pytest.mark.parametrize(
    "content",
    [
        "tuna,ทูน่า,Tuna".encode(),
        "\ufeffรหัส\tไทย\tอังกฤษ\ntuna\tทูน่า\tTuna\n".encode(),
        "code;th;en\n\ntuna; ทูน่า ;Tuna\n".encode(),
        "tuna,ทูน่า,Tuna".encode("cp874"),
        "tuna,ทู\u202eน่า,Tu\x00na".encode(),
    ],
    ids=["plain", "bom, tabs, headings", "semicolons", "thai windows", "unseen signs"],
)
def test_a_table_is_read_as_spreadsheets_save_it(content):
    assert reading.read_file(content) == [{"code": "tuna", "label": {"th": "ทูน่า", "en": "Tuna"}}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file holds no code."),
        (b"code,th,en\n", "The file holds no code."),
        ("tuna,ทูน่า,Tuna\ntuna,ทูน่า,Tuna".encode(), "Line 2: the code tuna stands twice"),
        ("tuna,ทูน่า".encode(), "Line 1: tuna needs a name in Thai and in English"),
        ("=1+1,สูตร,Formula".encode(), "Line 1: the code “=1+1” may have"),
        (b"a," + b"x" * 301 + b",b", "Line 1: a name of a has more than 300 letters"),
        (b"x" * 1_000_001, "The file is larger than 1 MB."),
        (b"\n".join(b"c%d,a,b" % n for n in range(1001)), "A list has at most 1,000 codes."),
        (b"\xff\xfe\x00\x81\xfc", "The letters of this file cannot be read."),
    ],
    ids=["empty", "headings", "twice", "no name", "formula", "long", "large", "many", "letters"],
)
def test_a_file_that_is_no_list_is_refused_with_the_line(db, checker, content, said):
    with pytest.raises(Invalid) as refused:
        keep(checker, content)

    with translation.override("en"):
        assert str(refused.value.fields["file"]).startswith(said)
    assert CodeList.objects.count() == CodeEdition.objects.count() == 0


# -- keeping ----------------------------------------------------------------------------------


def test_the_same_contents_are_one_wording_and_others_the_next(checker):
    first, again = keep(checker), keep(checker)
    second = keep(checker, FISH + "eel,ปลาไหล,Eel".encode())

    assert (first.pk, first.number, second.number) == (again.pk, 1, 2)
    assert Event.objects.filter(name="catalogue.list-kept").count() == 2
    assert [one["code"] for one in codes.options(str(second))] == ["tuna", "cod", "eel"]
    assert [one["code"] for one in codes.options(str(first))] == ["tuna", "cod"]


@pytest.mark.req("2.3", part="lists of codes")
def test_a_question_keeps_the_wording_it_chose_until_the_newer_is_chosen(browse, checker, draft):
    first = keep(checker)
    form = {
        "pages": [
            {
                "key": "page",
                "title": {"th": "หน้า", "en": "Page"},
                "fields": [
                    {
                        "key": "fish",
                        "kind": "choice",
                        "label": {"th": "ปลา", "en": "Fish"},
                        "codes": str(first),
                    }
                ],
            }
        ]
    }
    draft.parts = {**draft.parts, "form": form}
    draft.save()
    second = keep(checker, FISH + "eel,ปลาไหล,Eel".encode())
    browser, base = browse(checker), f"/agency/services/{draft.pk}/form/fish/"

    page = browser.get(base).content.decode()
    lists = browser.get("/agency/lists/").content.decode()
    browser.post(base + "save/", {"label-th": "ปลา", "label-en": "Fish", "codes": str(second)})

    assert f'value="{first}" selected' in page
    assert "ปลา (ฉบับเดิม)" in page
    assert "ถ้อยคำเก่า" in lists
    draft.refresh_from_db()
    assert draft.parts["form"]["pages"][0]["fields"][0]["codes"] == str(second)


def test_lists_are_the_agencys_own(browse, checker, municipal_officer):
    keep(checker)
    browser = browse(municipal_officer)

    assert browser.get("/agency/lists/fish/").status_code == 404
    assert "fish" not in browser.get("/agency/lists/").content.decode()
    assert keeping.overview(municipal_officer)["lists"] == []


def test_who_does_not_write_services_brings_no_list(checker):
    plain = replace(checker, permissions=frozenset())

    for bring in (keep, follow):
        with pytest.raises(NotAllowed):
            bring(plain)

    assert CodeList.objects.count() == 0


def test_a_file_is_brought_on_the_screen_and_what_was_typed_stays_after_a_fault(browse, checker):
    browser = browse(checker)
    posted = {"code": "fish", "title_th": "ปลา", "title_en": "Fish"}

    empty, full = SimpleUploadedFile("a.csv", b"x"), SimpleUploadedFile("a.csv", FISH)
    bad = browser.post("/agency/lists/bring/", {**posted, "file": empty})
    good = browser.post("/agency/lists/bring/", {**posted, "file": full})

    assert bad.status_code == 422
    assert 'value="Fish"' in bad.content.decode()
    assert (good.status_code, good["Location"]) == (302, "/agency/lists/fish/")
    assert "ทูน่า" in browser.get("/agency/lists/fish/").content.decode()


def test_a_long_list_is_shown_in_pages(browse, checker):
    keep(checker, b"\n".join(b"c%03d,a,b" % n for n in range(250)))

    page = browse(checker).get("/agency/lists/fish/?page=3").content.decode()

    assert "c249" in page
    assert "c199" not in page


# -- the portal -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address():
    with running(opendata.make_app) as found:
        yield found


@pytest.fixture
def portal(db, address):
    """The portal, reachable, with nothing ordered."""
    httpx.delete(f"{address}/_faults", trust_env=False)
    configure_endpoint(
        actor=OPERATOR,
        code="open-data",
        kind="registry",
        adapter="open-data",
        base_url=address,
        timeout_s=2,
    )
    return lambda **faults: httpx.post(f"{address}/_faults", json=faults, trust_env=False)


@pytest.mark.req("2.3", part="lists of codes from the open-data portal")
def test_a_table_of_the_portal_becomes_a_list_and_its_changes_new_wordings(checker, portal):
    follow(checker)
    run_pending()
    portal(changed=True)
    tasks.fetch_lists()
    run_pending()

    first, second = CodeEdition.objects.order_by("number")
    assert [one["code"] for one in first.codes] == ["G01", "G02", "G03", "G04", "G05", "G06"]
    assert second.codes[-1] == {"code": "G07", "label": {"th": "ต้นไม้", "en": "Plants"}}
    assert CodeList.objects.get().fault == ""


@pytest.mark.parametrize(
    ("fault", "source", "code"),
    [
        ({"slow_s": 0.8}, {}, "outside-slow"),
        ({"fail": 500}, {}, "outside-failing"),
        ({"malformed": True}, {}, "outside-malformed"),
        ({}, {"resource": "no-such-table"}, "table-not-found"),
        ({}, {"en": "no_such_column"}, "column-not-found"),
    ],
)
def test_trouble_of_the_portal_is_noted_and_the_last_wording_stays(
    browse, checker, portal, fault, source, code
):
    each = follow(checker)
    run_pending()
    Endpoint.objects.update(timeout_s=0.3)
    CodeList.objects.update(source={**TABLE, **source})
    portal(**fault)

    tasks.fetch_list(each.pk)

    each.refresh_from_db()
    assert (each.fault, each.editions.count()) == (code, 1)
    page = browse(checker).get("/agency/lists/goods/").content.decode()
    assert code in page
    assert "ผักและผลไม้สด" in page


def test_a_table_that_is_no_list_is_noted(checker, portal):
    each = follow(checker)

    commands.note_list(actor=SYSTEM, code_list=each.pk, rows=[("a", "ก", "")])

    each.refresh_from_db()
    assert (each.fault, each.editions.count()) == ("list-unreadable", 0)


def test_what_is_missing_of_a_table_is_said_and_nothing_is_asked(browse, checker):
    browser = browse(checker)

    answer = browser.post(
        "/agency/lists/watch/",
        {"code": "goods", "title_th": "ก", "title_en": "G", "source_resource": "abc"},
    )

    assert answer.status_code == 422
    assert 'value="abc"' in answer.content.decode()
    assert (CodeList.objects.count(), Job.objects.filter(task=FETCH).count()) == (0, 0)
