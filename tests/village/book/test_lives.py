"""The life of a sheep: what cannot be is refused with words, what is unlikely is kept and warned of."""

from datetime import date, timedelta

import pytest

from mutong.village.book.flock import NewLamb, litter
from mutong.village.book.lives import Event
from tests.village.book.made_up_flock import Book, codes, ewe, tag

D = date


def test_a_life_from_mating_to_weaning() -> None:
    """Mated, checked, lambed, weaned: the ewe's standing follows, and nothing is said against it."""
    book = Book()
    ewe(book)
    assert book.enter("E1", "mated", D(2022, 2, 1)) == []
    assert book.enter("E1", "checked", D(2022, 3, 20), pregnant="yes") == []
    assert book.enter("E1", "lambed", D(2022, 7, 1), alive=2) == []
    standing = book.flock.at(D(2022, 7, 2))["E1"]
    assert (standing.lambed_on, standing.alive, standing.mated_on) == (D(2022, 7, 1), 2, None)


@pytest.mark.parametrize("way", ["sold", "slaughtered", "died", "left"])
def test_nothing_happens_to_a_sheep_that_is_gone(way: str) -> None:
    """After a departure every other event is refused, a second departure too, and the words say what became of it."""
    book = Book()
    ewe(book)
    told = {"buyer": "甲", "to_whom": "乙", "disposal": "buried"}
    book.enter("E1", way, D(2022, 5, 1), **told)
    for kind, more in (("weighed", {"weight_kg": 50.0}), ("sold", told), ("mated", {})):
        troubles = book.enter("E1", kind, D(2022, 5, 2), **more)
        assert codes(troubles, refused=True) == {"already_gone"}
        assert "2022-05-01" in troubles[0].words.zh


def test_a_male_neither_lambs_nor_is_mated() -> None:
    """What only ewes can is refused for a ram."""
    book = Book()
    book.sheep("R1", "male")
    book.enter("R1", "listed", D(2022, 1, 1))
    for kind in ("lambed", "mated", "checked", "aborted"):
        assert codes(book.enter("R1", kind, D(2022, 2, 1), alive=1, pregnant="yes"), refused=True) == {
            "only_ewes"
        }


def test_lambing_without_mating_is_kept_and_warned_of() -> None:
    """Nobody saw the ram; the lambs are there all the same."""
    book = Book()
    ewe(book)
    troubles = book.enter("E1", "lambed", D(2022, 7, 1), alive=1)
    assert codes(troubles, refused=True) == set()
    assert codes(troubles, refused=False) == {"no_mating"}


def test_a_lambing_long_before_or_after_150_days_is_asked_about() -> None:
    """180 days, a slip of another program, and 120 are kept with a question; 150 is not."""
    for days, said in ((120, {"gestation"}), (150, set()), (180, {"gestation"})):
        book = Book()
        ewe(book)
        book.enter("E1", "mated", D(2022, 2, 1))
        assert (
            codes(book.enter("E1", "lambed", D(2022, 2, 1) + timedelta(days), alive=1), refused=False) == said
        )


def test_two_litters_within_one_gestation_are_refused() -> None:
    """The same litter entered twice, or twins on two days, is withdrawn and written as one."""
    book = Book()
    ewe(book)
    book.enter("E1", "lambed", D(2022, 3, 1), alive=1)
    assert codes(book.enter("E1", "lambed", D(2022, 3, 2), alive=1), refused=True) == {"lambed_twice"}


def test_a_sale_within_withdrawal_is_refused_until_its_last_day_is_over() -> None:
    """28 days from the 1st: refused on the 28th, allowed on the 29th; the longest of two drugs counts."""
    book = Book()
    ewe(book)
    book.enter("E1", "tagged", D(2022, 1, 2), tag=tag(1))
    book.enter("E1", "treated", D(2022, 7, 1), drug="伊维菌素", withdrawal_days=28)
    book.enter("E1", "treated", D(2022, 7, 10), drug="某消炎药", withdrawal_days=3)
    sale = {"buyer": "甲", "certificate": "晋0001"}
    refused = book.enter("E1", "sold", D(2022, 7, 28), **sale)
    assert codes(refused, refused=True) == {"within_withdrawal"}
    assert "伊维菌素" in refused[0].words.zh
    assert "2022-07-29" in refused[0].words.zh
    assert codes(book.enter("E1", "slaughtered", D(2022, 7, 15)), refused=True) == {"within_withdrawal"}
    assert book.enter("E1", "sold", D(2022, 7, 29), **sale) == []


def test_an_unknown_withdrawal_is_never_taken_for_none() -> None:
    """A drug without its withdrawal is warned of when written and when the sheep is sold."""
    book = Book()
    ewe(book)
    assert codes(book.enter("E1", "treated", D(2022, 7, 1), drug="药"), refused=False) == {"no_withdrawal"}
    assert "withdrawal_unknown" in codes(book.enter("E1", "sold", D(2022, 8, 1), buyer="甲"), refused=False)


def test_a_treatment_written_late_cannot_stand_before_a_sale_it_forbids() -> None:
    """A back-dated drug that would make an earlier sale unlawful is refused, with the sale's words."""
    book = Book()
    ewe(book)
    book.enter("E1", "sold", D(2022, 7, 20), buyer="甲")
    troubles = book.enter("E1", "treated", D(2022, 7, 10), drug="药", withdrawal_days=28)
    assert "spoils_a_later_entry" in codes(troubles, refused=True)


def test_leaving_untagged_or_without_certificate_is_kept_and_warned_of() -> None:
    """The law is told; what happened is written."""
    book = Book()
    ewe(book)
    assert codes(book.enter("E1", "sold", D(2022, 7, 1), buyer="甲"), refused=False) == {
        "no_tag",
        "no_certificate",
    }


def test_a_tag_belongs_to_one_sheep_for_ever() -> None:
    """A tag in use, or once borne and replaced, is refused for another; the old one still finds its sheep."""
    book = Book()
    ewe(book, "E1")
    ewe(book, "E2")
    book.enter("E1", "tagged", D(2022, 1, 2), tag=tag(1))
    assert codes(book.enter("E2", "tagged", D(2022, 1, 3), tag=tag(1)), refused=True) == {"tag_in_use"}
    book.enter("E1", "retagged", D(2022, 2, 2), tag=tag(2), reason="lost")
    assert codes(book.enter("E2", "tagged", D(2022, 2, 3), tag=tag(1)), refused=True) == {"tag_in_use"}
    flock = book.flock
    assert flock.find(tag(1)).animal_id == flock.find(tag(2)).animal_id == "E1"
    assert flock.at()["E1"].old_tags == (tag(1),)
    assert codes(book.enter("E1", "tagged", D(2022, 3, 1), tag=tag(9)), refused=True) == {"has_a_tag"}


def test_a_litter_has_its_mother_ram_pen_and_numbers() -> None:
    """Lambs stand in their dam's pen, know their ram and both mothers, and are found by the farm's number."""
    book = Book()
    ewe(book, "E1", pen="P3", household="H5")
    book.sheep("R1", "male")
    book.enter("R1", "listed", D(2022, 1, 1), use="breeding", stage="adult")
    book.enter("R1", "tagged", D(2022, 1, 2), tag=tag(7))
    book.enter("E1", "mated", D(2022, 2, 1), ram=tag(7))
    book.enter("E1", "lambed", D(2022, 7, 1), alive=2)
    event = book.events[-1]
    born = litter(
        book.flock, book.animals[0], event,
        [NewLamb("L1", "L22-0001", "female", 3.4), NewLamb("L2", "L22-0002", "male")], "E9",
    )  # fmt: skip
    for animal, birth in born:
        book.animals.append(animal)
        book.events.append(birth)
    flock = book.flock
    lamb = flock.find("L22-0002")
    assert (lamb.mother_id, lamb.genetic_mother_id, lamb.father_id, lamb.birth) == (
        "E1",
        "E9",
        "R1",
        D(2022, 7, 1),
    )
    standing = flock.at(D(2022, 7, 1))["L1"]
    assert (standing.pen, standing.household, standing.weight_kg) == ("P3", "H5", 3.4)
    assert flock.name("L2") == "L22-0002"
    refused = flock.without_event(event.event_id, "E1")
    assert "lambs_in_the_book" in {one.code for one in refused}


def test_an_event_yet_to_come_is_refused() -> None:
    """Tomorrow's weight cannot be known."""
    book = Book()
    ewe(book)
    assert codes(book.enter("E1", "weighed", D(2022, 8, 23), weight_kg=50.0), refused=True) == {"in_future"}


def test_a_second_birth_of_one_sheep_is_refused() -> None:
    """Whoever is there cannot be born, bought or listed again."""
    book = Book()
    ewe(book)
    for kind in ("born", "bought", "listed", "came"):
        more = {"seller": "甲", "from_whom": "甲"}
        assert "already_there" in codes(book.enter("E1", kind, D(2022, 3, 1), **more), refused=True)


def test_a_withdrawn_arrival_takes_the_rest_with_it_and_so_is_refused() -> None:
    """Taking back the listing of a sheep that was sold later names the sale as what would hang in the air."""
    book = Book()
    ewe(book)
    book.enter("E1", "sold", D(2022, 7, 1), buyer="甲")
    refused = book.flock.without_event(book.events[0].event_id, "E1")
    assert {one.code for one in refused} == {"not_there_yet", "other_entries"}
    assert book.flock.without_event(book.events[1].event_id, "E1") == []


def test_the_past_of_a_listed_ewe_may_be_written() -> None:
    """A ewe listed in August that was mated in May is in lamb: what was known before the book counts."""
    book = Book()
    book.sheep("E1")
    book.events.append(Event("x", "E1", "listed", D(2022, 8, 1), {"stage": "adult"}, 0))
    assert book.enter("E1", "mated", D(2022, 5, 1)) == []
    assert book.flock.at(D(2022, 8, 1))["E1"].mated_on == D(2022, 5, 1)
    assert codes(book.enter("E1", "sold", D(2022, 7, 1), buyer="甲"), refused=True) == {"not_there_yet"}
