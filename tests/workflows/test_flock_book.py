"""The flock book in the register: who may write, forms sent twice, good lines kept, wrong entries withdrawn."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from mutong.kernel.errors import MutongError
from mutong.records.access import AccessDenied
from mutong.records.actions.enter_sheep import Arrivals, Lambing, NewSheep
from mutong.records.actions.keep_flock_book import GroupEvent, enter_group
from mutong.records.audit.models import AuditLine
from mutong.records.reads.flock import access_flock, book_areas
from mutong.records.register.models import Household
from mutong.records.village.flock_models import AnimalEvent, CashEntry, EarTag
from mutong.workflows.flock_book import (
    due_now,
    enter_for_many,
    enter_litter,
    enter_new_sheep,
    flock_book,
    rules_of,
    sheep_file,
    take_event_back,
)
from tests.records.small_register import GRID_ONE, GRID_TWO, PURPOSE, fill_register, viewer_of
from tests.workflows.flock_village import OPENED, VILLAGE, D, happens, open_book, tag

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def village(db: None) -> None:
    """Three ewes and a ram of household H1 in the book."""
    fill_register()
    assert open_book().written == 4


def present(post: str = "SEC", area: str = VILLAGE) -> int:
    """How many sheep the book of an area has today."""
    return len(flock_book(viewer_of(post), area, purpose=PURPOSE).flock.present(date(2022, 8, 22)))


def test_the_same_form_twice_writes_once(village: None) -> None:
    """A list, a group and a lambing sent again change nothing and say that they were there."""
    again = open_book()
    assert (again.written, again.again) == (0, 4)
    first = happens("vaccinated", D(2022, 8, 10), (tag(1), tag(2)), vaccine="ppr")
    second = happens("vaccinated", D(2022, 8, 10), (tag(1), tag(2)), vaccine="ppr")
    assert (first.written, second.written, second.again) == (2, 0, 2)
    lambing = Lambing("lamb-1", tag(1), D(2022, 8, 20), (("female", 3.4), ("male", None)))
    assert enter_litter(viewer_of("SEC"), VILLAGE, lambing, purpose=PURPOSE).written == 3
    assert enter_litter(viewer_of("SEC"), VILLAGE, lambing, purpose=PURPOSE).again == 1
    assert present() == 6


def test_of_a_group_the_good_lines_are_kept_and_each_bad_one_is_told(village: None) -> None:
    """An unknown tag, a ram among ewes and a sheep that was sold: three reports, one line kept."""
    happens("sold", D(2022, 8, 5), (tag(3),), buyer="甲")
    kept = happens("mated", D(2022, 8, 10), (tag(1), tag(90), tag(3), "314010900000077"), ram=tag(90))
    assert kept.written == 1
    said = {line.key: line.words[0].zh for line in kept.bad}
    assert "公羊不能" in said[tag(90)]
    assert "2022-08-05" in said[tag(3)]
    assert "账上没有" in said["314010900000077"]
    assert len(kept.bad) == 3


def test_the_same_sheep_named_twice_in_a_group_gets_one_event(village: None) -> None:
    """A tag scanned twice, or a tag and an older one of the same sheep, is one sheep."""
    happens("retagged", D(2022, 8, 4), (tag(1),), tag=tag(11))
    kept = happens("weighed", D(2022, 8, 10), (tag(1), tag(11)), weight_kg=50.0)
    assert kept.written == 1
    assert kept.bad == ()


@pytest.mark.parametrize("post", ["DOC", "INV", "CDC", "TLD", "CLD", "TRT"])
def test_who_may_not_keep_books_is_refused_and_on_record(village: None, post: str) -> None:
    """Neither a doctor nor a county leader writes in a flock book; nothing is written, the refusal is."""
    before = AnimalEvent.objects.count()
    with pytest.raises(AccessDenied):
        group = GroupEvent("x", "weighed", D(2022, 8, 10), {"weight_kg": 50.0}, (tag(1),))
        enter_group(viewer_of(post), VILLAGE, group, rules_of(VILLAGE), purpose=PURPOSE)
    assert AnimalEvent.objects.count() == before
    assert AuditLine.objects.order_by("-number").first().outcome == "refused"


def test_a_grid_worker_keeps_and_sees_the_own_grid_only(village: None) -> None:
    """GW1's grid has H1's sheep; GW2 sees an empty book, may not write in GW1's, and cannot read the village."""
    assert happens("weighed", D(2022, 8, 10), (tag(1),), post="GW1", weight_kg=50.0).written == 1
    assert present("GW1", GRID_ONE) == 4
    assert present("GW2", GRID_TWO) == 0
    for area in (GRID_ONE, VILLAGE):
        with pytest.raises(AccessDenied):
            flock_book(viewer_of("GW2"), area, purpose=PURPOSE)
    group = GroupEvent("x", "weighed", D(2022, 8, 10), {"weight_kg": 40.0}, (tag(1),))
    assert enter_for_many(viewer_of("GW2"), GRID_TWO, group, purpose=PURPOSE).written == 0
    assert list(book_areas(viewer_of("GW1"))) == [GRID_ONE]
    assert list(book_areas(viewer_of("TCA"))) == [VILLAGE]


def test_a_tag_of_another_area_is_refused_without_telling_where(village: None) -> None:
    """GW2 lists a sheep with a tag that H1's sheep bears: refused, the good one beside it kept."""
    arrivals = Arrivals(
        "other", "listed", OPENED, {},
        (NewSheep("2", "female", tag(1), birth=D(2021, 1, 1)), NewSheep("3", "female", tag(50), birth=D(2021, 1, 1))),
    )  # fmt: skip
    kept = enter_new_sheep(viewer_of("GW2"), GRID_TWO, arrivals, purpose=PURPOSE)
    assert [(line.key, line.kept) for line in kept.lines] == [("2", False), ("3", True)]
    assert "H1" not in kept.lines[0].words[0].zh


def test_a_household_of_another_area_is_refused(village: None) -> None:
    """Sheep cannot be moved to a household beyond the keeper's area, in the words used for one that is not there."""
    told = []
    for home in ("H9", "nobody"):
        with pytest.raises(MutongError) as refused:
            happens("moved", D(2022, 8, 10), (tag(1),), sent_id=home, household=home)
        told.append(refused.value.words.zh.replace(home, ""))
    assert told[0] == told[1]


def test_a_withdrawn_entry_stays_on_record_and_counts_no_more(village: None) -> None:
    """A sale of the wrong ewe is withdrawn with its reason: she is there again, and both lines can be read."""
    happens("sold", D(2022, 8, 5), (tag(3),), sent_id="s", buyer="甲")
    assert present() == 3
    event = AnimalEvent.objects.get(sent_id="s").event_id
    with pytest.raises(MutongError) as refused:
        take_event_back(viewer_of("SEC"), VILLAGE, event, sent_id="w0", reason=" ", purpose=PURPOSE)
    assert refused.value.code == "reason_missing"
    animal = take_event_back(
        viewer_of("SEC"), VILLAGE, event, sent_id="w1", reason="卖的是另一只", purpose=PURPOSE
    )
    assert present() == 4
    rows = sheep_file(viewer_of("SEC"), animal, VILLAGE, purpose=PURPOSE).rows
    assert [(row.kind, row.withdrawn) for row in rows if row.kind == "sold"] == [("sold", "卖的是另一只")]
    with pytest.raises(MutongError) as twice:
        take_event_back(viewer_of("SEC"), VILLAGE, event, sent_id="w2", reason="再撤", purpose=PURPOSE)
    assert twice.value.code == "withdrawn_before"


def test_a_withdrawal_that_would_leave_nonsense_is_refused(village: None) -> None:
    """The listing of a sheep with later entries cannot be taken back before those."""
    happens("weighed", D(2022, 8, 10), (tag(1),), weight_kg=50.0)
    listing = AnimalEvent.objects.get(
        kind="listed", animal__in=EarTag.objects.filter(tag=tag(1)).values("animal")
    )
    with pytest.raises(MutongError) as refused:
        take_event_back(
            viewer_of("SEC"), VILLAGE, listing.event_id, sent_id="w", reason="误", purpose=PURPOSE
        )
    assert "先撤回" in refused.value.words.zh


def test_a_withdrawn_tag_is_free_again(village: None) -> None:
    """A tag written to the wrong ewe and withdrawn can be given to the right one."""
    happens("retagged", D(2022, 8, 4), (tag(1),), sent_id="t", tag=tag(11))
    assert happens("retagged", D(2022, 8, 4), (tag(2),), sent_id="t2", tag=tag(11)).written == 0
    event = AnimalEvent.objects.get(sent_id="t").event_id
    take_event_back(viewer_of("SEC"), VILLAGE, event, sent_id="w", reason="写错了羊", purpose=PURPOSE)
    assert happens("retagged", D(2022, 8, 4), (tag(2),), sent_id="t3", tag=tag(11)).written == 1


def test_an_entry_cannot_be_changed_in_the_database(village: None) -> None:
    """The database itself refuses to alter or delete an event."""
    row = AnimalEvent.objects.first()
    for change in (lambda: AnimalEvent.objects.filter(pk=row.pk).update(kind="died"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_litter_is_in_the_book_with_its_numbers_and_duties(village: None) -> None:
    """Two lambs get the farm's next numbers, stand in the ewe's pen and household, and owe a tag by day 30."""
    happens("mated", D(2022, 3, 24), (tag(1),), ram=tag(90))
    lambing = Lambing("lamb-1", tag(1), D(2022, 8, 20), (("female", 3.4), ("male", None)), dead=1)
    kept = enter_litter(viewer_of("SEC"), VILLAGE, lambing, purpose=PURPOSE)
    assert [line.key for line in kept.lines] == [tag(1), "L22-0001", "L22-0002"]
    book = flock_book(viewer_of("SEC"), VILLAGE, purpose=PURPOSE)
    lamb = book.flock.find("L22-0001")
    assert book.flock.at()[lamb.animal_id].pen == "东圈"
    assert book.flock.find(tag(90)).animal_id == lamb.father_id
    tags = [one for one in due_now(book) if one.kind == "tag" and one.animal_id == lamb.animal_id]
    assert [one.by_day for one in tags] == [D(2022, 9, 19)]
    happens("tagged", D(2022, 8, 22), ("L22-0001",), tag=tag(21))
    book = flock_book(viewer_of("SEC"), VILLAGE, purpose=PURPOSE)
    assert book.flock.find("L22-0001") == book.flock.find(tag(21)) == lamb
    assert not [one for one in due_now(book) if one.kind == "tag" and one.animal_id == lamb.animal_id]


def test_a_lambing_that_cannot_be_writes_nothing(village: None) -> None:
    """An unknown ewe, a ram, a day to come: refused with the field it is about, and no lamb is in the book."""
    for ewe, on, code in (
        ("314010900000077", D(2022, 8, 20), "ewe_not_found"),
        (tag(90), D(2022, 8, 20), "only_ewes"),
        (tag(1), D(2022, 8, 30), "in_future"),
    ):
        with pytest.raises(MutongError) as refused:
            enter_litter(
                viewer_of("SEC"), VILLAGE, Lambing("x", ewe, on, (("female", None),)), purpose=PURPOSE
            )
        assert refused.value.code == code
        assert refused.value.fields["field"]
    assert present() == 4


def test_a_sale_with_its_price_goes_into_the_cash_book_once(village: None) -> None:
    """Two ewes for 1,300 yuan each, sent twice: 2,600 yuan once; a bad line is not paid for."""
    group = GroupEvent(
        "sale", "sold", D(2022, 8, 10), {"buyer": "甲", "price": 130000}, (tag(1), tag(2), "nothing")
    )
    for _ in range(2):
        enter_for_many(viewer_of("SEC"), VILLAGE, group, purpose=PURPOSE, into_cash=True)
    entries = list(CashEntry.objects.all())
    assert [(one.kind, one.fen, one.counterpart, one.about) for one in entries] == [
        ("sheep_sold", 260000, "甲", "sale")
    ]


def test_a_sheep_that_comes_back_is_the_same_sheep(village: None) -> None:
    """Sold in one week and bought back in the next, with its tag: one life, not two."""
    happens("sold", D(2022, 8, 5), (tag(3),), buyer="甲")
    arrivals = Arrivals(
        "back", "bought", D(2022, 8, 12), {"seller": "甲"}, (NewSheep("1", "female", tag(3)),)
    )
    kept = enter_new_sheep(viewer_of("SEC"), VILLAGE, arrivals, purpose=PURPOSE)
    assert kept.written == 1
    assert present() == 4
    assert EarTag.objects.filter(tag=tag(3)).count() == 1
    assert enter_new_sheep(viewer_of("SEC"), VILLAGE, arrivals, purpose=PURPOSE).again == 1


def test_reading_the_book_leaves_one_audit_line_without_values(village: None) -> None:
    """Who read which area's flock is on record with a count, no tag and no weight."""
    before = AuditLine.objects.count()
    access_flock(viewer_of("TCA"), VILLAGE, rules_of(VILLAGE), purpose=PURPOSE)
    lines = list(AuditLine.objects.order_by("number")[before:])
    assert [(line.action, line.count) for line in lines] == [("read_books", 4)]
    assert tag(1) not in (lines[0].query or "")


def test_a_sheep_moved_to_another_grid_is_that_grids_until_the_move_is_withdrawn(village: None) -> None:
    """The second grid's worker sees a sheep given to a household there, and no longer once that was a mistake."""
    Household.objects.create(household_id="H2", area_code=GRID_TWO)
    happens("moved", D(2022, 8, 10), (tag(1),), sent_id="m", household="H2")
    assert (present("GW1", GRID_ONE), present("GW2", GRID_TWO)) == (3, 1)
    event = AnimalEvent.objects.get(sent_id="m").event_id
    take_event_back(viewer_of("SEC"), VILLAGE, event, sent_id="w", reason="错户", purpose=PURPOSE)
    assert (present("GW1", GRID_ONE), present("GW2", GRID_TWO)) == (4, 0)


def test_one_new_tag_given_to_two_sheep_in_one_form_goes_to_the_first(village: None) -> None:
    """A slip of the scanner: the second line is told, the first kept."""
    group = GroupEvent(
        "tags",
        "retagged",
        D(2022, 8, 10),
        {},
        (tag(1), tag(2)),
        {tag(1): {"tag": tag(31)}, tag(2): {"tag": tag(31)}},
    )
    kept = enter_for_many(viewer_of("SEC"), VILLAGE, group, purpose=PURPOSE)
    assert [(line.key, line.kept) for line in kept.lines] == [(tag(1), True), (tag(2), False)]
