"""Who is competent for a place: the most specific row that holds; nobody is guessed."""

from datetime import date

from krob.people.agencies.jurisdiction import Place, authority_for
from krob.people.agencies.models import Jurisdiction

POWER = "public-health.food-premises"
TODAY = date(2026, 11, 23)


def teach(unit, **place):
    return Jurisdiction.objects.create(
        **{
            "power": POWER,
            "province": "10",
            "valid_from": date(2020, 1, 1),
            "authority": unit.authority,
            "unit": unit,
            "taught_by": "test",
            **place,
        }
    )


def test_a_district_is_found_by_the_code_of_its_subdistrict(bangrak, pathumwan):
    teach(bangrak, district="1004")
    teach(pathumwan, district="1007")

    match = authority_for(POWER, Place(province="10", subdistrict="100402"), TODAY)

    assert match is not None
    assert (match.unit, match.authority) == (bangrak, bangrak.authority)


def test_a_split_subdistrict_goes_by_moo_and_what_is_left_by_subdistrict(bangrak, pathumwan):
    teach(bangrak, district="1004", subdistrict="100402")
    teach(pathumwan, district="1004", subdistrict="100402", moo="3")

    def asked(moo: str):
        place = Place(province="10", district="1004", subdistrict="100402", moo=moo)
        match = authority_for(POWER, place, TODAY)
        return match and match.unit

    assert asked("3") == pathumwan
    assert asked("๓") == pathumwan
    assert asked("03") == pathumwan
    assert asked("4") == bangrak
    assert asked("") == bangrak


def test_a_place_that_no_row_covers_has_no_authority(bangrak):
    teach(bangrak, district="1004")

    assert authority_for(POWER, Place(province="10", district="1007"), TODAY) is None
    assert authority_for(POWER, Place(province="50", district="5001"), TODAY) is None
    assert authority_for("another.power", Place(province="10", district="1004"), TODAY) is None


def test_a_row_for_the_whole_country_holds_where_no_narrower_one_does(bangrak, pathumwan):
    teach(bangrak, province="00")
    teach(pathumwan, province="12")

    def asked(**place: str):
        match = authority_for(POWER, Place(**place), TODAY)
        return match and match.unit

    assert asked(province="50", district="5001", subdistrict="500101") == bangrak
    assert asked(province="12", district="1201") == pathumwan
    assert asked(province="") == bangrak


def test_rows_hold_from_their_first_day_until_before_their_last(bangrak, pathumwan):
    teach(bangrak, district="1004", valid_to=date(2027, 1, 1))
    teach(pathumwan, district="1004", valid_from=date(2027, 1, 1))
    place = Place(province="10", district="1004")

    before = authority_for(POWER, place, date(2026, 12, 31))
    after = authority_for(POWER, place, date(2027, 1, 1))
    long_ago = authority_for(POWER, place, date(2019, 12, 31))

    assert before is not None
    assert after is not None
    assert (before.unit, after.unit, long_ago) == (bangrak, pathumwan, None)


def test_two_units_that_claim_the_same_place_leave_it_to_the_routing_queue(bangrak, pathumwan):
    teach(bangrak, district="1004")
    teach(pathumwan, district="1004")

    assert authority_for(POWER, Place(province="10", district="1004"), TODAY) is None


def test_a_row_with_a_polygon_is_kept_but_does_not_answer(bangrak):
    teach(bangrak, district="1004", area={"type": "Polygon", "coordinates": []})

    assert authority_for(POWER, Place(province="10", district="1004"), TODAY) is None
