"""How the search reads, cuts and ranks; that it is in step with what is published."""

from dataclasses import replace

import pytest

from krob.foundation.core.errors import Conflict, Invalid, NotAllowed
from krob.foundation.events.models import Event
from krob.foundation.jobs import worker
from krob.registers.catalogue import commands
from krob.registers.catalogue.finding import index, indexing, search
from krob.registers.catalogue.finding.segmenting import normalised, telling_words, trigrams, words
from krob.registers.catalogue.models import SearchEntry, Synonym


@pytest.fixture
def two_services(db):
    index.put("hotel", "ใบอนุญาตประกอบธุรกิจโรงแรม Hotel licence", "ที่พักชั่วคราว")
    index.put("factory", "ใบอนุญาตประกอบกิจการโรงงาน (ร.ง.4) Factory licence", "เครื่องจักร")


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("เเม่", "แม่"),
        ("น\u0e4d\u0e32เข้า", "น\u0e33เข้า"),
        ("ใบ\u2060อนุญาติ", "ใบอนุญาต"),
        ("ร.ง.๔", "รง4"),
        ("  Licensing; HOTEL ", "licence hotel"),
    ],
)
def test_one_spelling_for_what_is_typed_in_several(typed, clean):
    assert normalised(typed) == clean


def test_thai_is_cut_into_words_and_short_forms_stay_whole():
    assert words("ร้านยา") == ["ร้าน", "ยา"]
    assert "รง4" in words("ร.ง.4")
    assert words("hotels and factories") == ["hotel", "and", "factory"]


def test_empty_words_are_left_out_unless_there_is_nothing_else():
    assert telling_words("how to open a hotel") == ["hotel"]
    assert telling_words("อะไร") == ["อะไร"]


def test_trigrams_do_not_cross_spaces():
    assert trigrams("abcd ef") == ["abc", "bcd", "ef"]


@pytest.mark.postgres
def test_all_words_come_before_some_and_look_alikes_are_found(two_services):
    assert search.search("โรงแรม")[0] == "hotel"
    assert search.search("รง.4")[0] == "factory"
    assert search.search("โรงแรมมม")[0] == "hotel"
    assert search.search("factry")[0] == "factory"


@pytest.mark.postgres
def test_a_synonym_of_an_officer_counts_at_once(two_services):
    before = search.search("แมนชั่น")
    Synonym.objects.create(word="แมนชั่น", means="โรงแรม", first_word="แมนชั่น")

    assert before == []
    assert search.search("แมนชั่น") == ["hotel"]


@pytest.mark.postgres
@pytest.mark.parametrize("typed", ["", "   ", "?!", '"', "'", "\\", "* OR (", "a\x00b", "ก" * 5000])
def test_nothing_that_is_typed_breaks_the_search(two_services, typed):
    assert isinstance(search.search(typed), list)


@pytest.mark.postgres
def test_an_entry_that_is_put_again_or_dropped_is_not_found_by_its_old_words(two_services):
    index.put("hotel", "ใบอนุญาตที่พัก", "เดิม")

    assert "hotel" not in search.search("โรงแรม")
    index.keep_only(["factory"])
    assert list(SearchEntry.objects.values_list("code", flat=True)) == ["factory"]
    assert "hotel" not in search.search("ที่พัก")


@pytest.mark.postgres
def test_a_rare_word_counts_for_more_than_a_common_one(db):
    for n in range(8):
        index.put(f"other-{n}", f"Licence number {n}", "ใบอนุญาตอื่น licence licence")
    index.put("food", "Notification of food premises", "อาหาร")

    assert index.engine().any_of("words", ["food", "licence"], 3)[0] == "food"


@pytest.mark.postgres
def test_what_is_published_is_found_after_the_worker_ran(published_services):
    worker.run_pending(limit=500)

    assert search.search("ร้านกาแฟเล็ก")[0] == "food-premises-notification"
    assert set(search.search("food licence")[:3]) >= {
        "food-premises-licence",
        "food-premises-notification",
    }


@pytest.mark.postgres
def test_rebuilding_changes_nothing_that_is_found(published_services):
    worker.run_pending(limit=500)
    before = search.search("อาหาร")

    indexing.rebuild()

    assert search.search("อาหาร") == before
    assert {"food-premises-licence", "food-premises-notification"} <= set(before)


@pytest.mark.req("P.1", part="synonyms kept by officers")
def test_an_officer_keeps_synonyms_and_each_change_leaves_one_event(db, checker):
    row = commands.add_synonym(actor=checker, word=" ลานเบียร์ ", means="สุรา")
    commands.change_synonym(actor=checker, synonym=row.pk, word="ลานเบียร์", means="ขายสุรา")
    commands.change_synonym(actor=checker, synonym=row.pk, word="ลานเบียร์", means="ขายสุรา")
    commands.remove_synonym(actor=checker, synonym=row.pk)

    events = Event.objects.filter(subject=f"synonym:{row.pk}").values_list("name", flat=True)
    assert list(events.order_by("pk")) == [
        "catalogue.synonym-added",
        "catalogue.synonym-changed",
        "catalogue.synonym-removed",
    ]
    assert not Synonym.objects.filter(word="ลานเบียร์").exists()


@pytest.mark.parametrize("who", ["owner", "powerless"])
def test_nobody_else_changes_the_words_of_the_search(db, request, checker, who):
    powerless = replace(checker, permissions=frozenset())
    actor = powerless if who == "powerless" else request.getfixturevalue("owner")
    row = Synonym.objects.create(word="ก", means="ข", first_word="ก")
    before = list(Synonym.objects.order_by("pk").values())

    for attempt in (
        lambda: commands.add_synonym(actor=actor, word="ค", means="ง"),
        lambda: commands.change_synonym(actor=actor, synonym=row.pk, word="ค", means="ง"),
        lambda: commands.remove_synonym(actor=actor, synonym=row.pk),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    assert list(Synonym.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(("word", "means"), [("", "ข"), ("ก", "  "), ("ก" * 81, "ข"), ("ก", "ก")])
def test_a_synonym_needs_two_different_words(db, checker, word, means):
    before = Synonym.objects.count()

    with pytest.raises(Invalid):
        commands.add_synonym(actor=checker, word=word, means=means)

    assert Synonym.objects.count() == before


def test_the_same_synonym_is_kept_once(db, checker):
    commands.add_synonym(actor=checker, word="ก", means="ข")

    with pytest.raises(Conflict):
        commands.add_synonym(actor=checker, word="ก", means="ข")

    assert Synonym.objects.filter(word="ก", means="ข").count() == 1
