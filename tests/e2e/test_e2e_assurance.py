"""A service that asks for a stronger proof of identity leads there and back; nothing is lost."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from tests.e2e.stack import ROOT, Stack
from tests.e2e.visiting import SERVICE, Visitor

pytestmark = [pytest.mark.e2e]

STRONG_SERVICE = "food-premises-strong"
NEEDS, HAS = "3", "2.3"
SILOM = {
    "house_no": "99/1",
    "road": "สีลม",
    "subdistrict": "100402",
    "district": "1004",
    "province": "10",
    "postcode": "10500",
}


@pytest.fixture(scope="module")
def strong_service(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Publish, as an operator does, a service that asks for the highest level of identity."""
    folder = tmp_path_factory.mktemp("definitions") / "bma"
    copytree(ROOT / "definitions/bma" / SERVICE, folder / STRONG_SERVICE)
    copytree(ROOT / "definitions/blocks", folder.parent / "blocks")
    for path in folder.rglob("*.toml"):
        text = path.read_text().replace(SERVICE, STRONG_SERVICE)
        text = text.replace(f'ial = "{HAS}"', f'ial = "{NEEDS}"')
        path.write_text(text.replace('area_sqm > 200"\nlabel', 'area_sqm > 99999"\nlabel'))
    stack.krob("definitions", "load", str(folder.parent))
    return STRONG_SERVICE


@pytest.mark.req("V.2", part="step-up in a browser")
def test_a_weaker_sign_in_is_stepped_up_and_comes_back_to_the_same_place(
    visit, stack, strong_service
):
    person = visit("krit", 390, fresh=True)
    person.open(f"/services/{strong_service}/")
    person.check_page()

    person.press(f"main a[href='/apply/{strong_service}/']")

    assert person.path.startswith("/sign-in/")
    person.check_page()
    _prove(person, stack, HAS)
    assert person.page.locator("h1").count() == 1
    assert not person.path.startswith("/apply/")
    person.open(f"/apply/{strong_service}/")
    _prove(person, stack, NEEDS)
    assert person.path == f"/apply/{strong_service}/"
    person.press("main form button.btn-primary")
    assert re.search(r"/form/\w+/$", person.path)


def test_filing_with_a_weaker_sign_in_steps_up_and_keeps_every_answer(
    visit, stack, strong_service, plan: Path
):
    person = visit("krit", 390, fresh=True)
    person.open(f"/apply/{strong_service}/")
    _prove(person, stack, NEEDS)
    reference = person.begin(strong_service)
    stack.walk("complete", "krit", reference=reference, besides="", shop="ร้านพิสูจน์ตน", address=SILOM)
    weaker = visit("krit", 390, fresh=True)
    weaker.open(f"/applications/{reference}/check/")
    weaker.tick("read")

    weaker.press("form[action$='/submit/'] button.btn-primary")

    assert weaker.path.startswith("/sign-in/")
    weaker.check_page()
    _prove(weaker, stack, NEEDS)
    assert weaker.path == f"/applications/{reference}/check/"
    assert "ร้านพิสูจน์ตน" in weaker.says()
    weaker.file()
    assert weaker.path == f"/applications/{reference}/receipt/", weaker.says()


def _prove(person: Visitor, stack: Stack, level: str) -> None:
    """Prove who one is at a level, from the page that asks for it."""
    stack.order("idp", ial=level)
    try:
        person.press("main a.btn-primary")
        person.press("button[value=krit]")
    finally:
        stack.order("idp")
