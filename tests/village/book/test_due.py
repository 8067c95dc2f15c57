"""The calendar: what is due when, what closes it, and the vaccination lines as data."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.kernel.words import Words
from mutong.village.book.due import Due, expected_lambings, what_is_due
from mutong.village.book.vaccination import (
    COLUMNS,
    VaccinationLine,
    load_vaccination,
    read_span,
    with_changes,
)
from tests.village.book.made_up_flock import Book, ewe, tag
from tests.village.village_numbers import cited

D = date
SHIPPED = load_vaccination(deployment_folder() / "village" / "vaccination.csv")
NOTHING = Words("", "")


def line(name: str) -> VaccinationLine:
    """A shipped line."""
    return next(one for one in SHIPPED if one.line == name)


def due(book: Book, today: date, *lines: VaccinationLine) -> dict[tuple[str, str, str], Due]:
    """What is due by kind, sheep and vaccine."""
    return {(one.kind, one.animal_id, one.line): one for one in what_is_due(book.flock, lines, today)}


def lamb(book: Book, key: str = "L1") -> str:
    """A lamb born here of E1 on 1 July."""
    birth = D(2022, 7, 1)
    book.sheep(key, "female", birth, mother_id="E1")
    book.enter(key, "born", birth)
    return key


def test_the_shipped_lines_say_what_the_cited_numbers_say() -> None:
    """Every time of the sample's calendar is that of coefficients/village/health.csv, and nobody has confirmed any."""
    numbers = cited()
    first = numbers["foot_and_mouth.first_dose_age"].spread
    span = line("foot_and_mouth").first_dose_age
    assert (span.low, span.high, span.unit) == (first.low, first.high, "day")
    assert line("foot_and_mouth").repeat_every.text == "4-6 month"
    assert line("lamb_dysentery").before_lambing.text == "20-30 day"
    assert line("sheep_pox").repeat_every.text == "12 month"
    assert not any(one.confirmed for one in SHIPPED)
    assert not line("brucellosis").timed


def test_a_lamb_owes_its_first_dose_its_booster_and_then_repeats() -> None:
    """Foot and mouth: day 28 to 35, again a month later, then every 4 to 6 months; each dose closes what was due."""
    book = Book()
    ewe(book)
    lamb(book)
    one = due(book, D(2022, 7, 20), line("foot_and_mouth"))["vaccinate", "L1", "foot_and_mouth"]
    assert (one.from_day, one.by_day, one.to_confirm) == (D(2022, 7, 29), D(2022, 8, 5), True)
    assert (one.when(D(2022, 7, 20)), one.when(D(2022, 7, 25)), one.when(D(2022, 7, 29))) == (
        "later",
        "week",
        "today",
    )
    assert (one.when(D(2022, 8, 1)), one.when(D(2022, 8, 6))) == ("week", "overdue")
    book.enter("L1", "vaccinated", D(2022, 7, 30), vaccine="foot_and_mouth")
    two = due(book, D(2022, 8, 1), line("foot_and_mouth"))["vaccinate", "L1", "foot_and_mouth"]
    assert two.from_day == D(2022, 7, 30) + timedelta(days=30)
    book.enter("L1", "vaccinated", D(2022, 8, 22), vaccine="foot_and_mouth")
    three = due(book, D(2022, 8, 22), line("foot_and_mouth"))["vaccinate", "L1", "foot_and_mouth"]
    assert (three.from_day - D(2022, 8, 22)).days == 122


def test_a_bought_ewe_without_a_dose_is_told_as_that_and_not_as_overdue() -> None:
    """Nobody knows what was given elsewhere: it is listed as not on record, without a date by which it was late."""
    book = Book()
    ewe(book)
    one = due(book, D(2022, 8, 1), line("foot_and_mouth"))["no_dose", "E1", "foot_and_mouth"]
    assert one.by_day is None
    assert one.when(D(2022, 8, 1)) == "open"


def test_a_dose_before_lambing_is_counted_back_from_the_day_she_is_due() -> None:
    """Mated 1 February, due 1 July: dysentery vaccine 30 to 20 days before; once given since mating, no more."""
    book = Book()
    ewe(book)
    book.enter("E1", "mated", D(2022, 2, 1))
    key = ("vaccinate", "E1", "lamb_dysentery")
    one = due(book, D(2022, 5, 20), line("lamb_dysentery"))[key]
    assert (one.from_day, one.by_day) == (D(2022, 6, 1), D(2022, 6, 11))
    book.enter("E1", "vaccinated", D(2022, 6, 5), vaccine="lamb_dysentery")
    assert key not in due(book, D(2022, 6, 6), line("lamb_dysentery"))


def test_lambings_are_expected_about_150_days_after_mating_not_180() -> None:
    """147 to 153 days: 28 June to 4 July, from the village's numbers; a lambing closes it, a negative check too."""
    book = Book()
    for key in ("E1", "E2", "E3"):
        ewe(book, key)
        book.enter(key, "mated", D(2022, 2, 1))
    book.enter("E2", "checked", D(2022, 3, 20), pregnant="no")
    book.enter("E3", "checked", D(2022, 3, 20), pregnant="yes")
    found = expected_lambings(book.flock, D(2022, 6, 20))
    assert [(animal.animal_id, one.from_day, one.by_day) for animal, _, one in found] == [
        ("E1", D(2022, 6, 28), D(2022, 7, 4)), ("E3", D(2022, 6, 28), D(2022, 7, 4)),
    ]  # fmt: skip
    book.enter("E3", "lambed", D(2022, 7, 1), alive=1)
    assert [animal.animal_id for animal, _, _ in expected_lambings(book.flock, D(2022, 7, 2))] == ["E1"]


def test_tags_weanings_checks_and_withdrawals_are_due_and_close_themselves() -> None:
    """A lamb's tag by day 30, its weaning at two months, a check 45 days after mating, a withdrawal on its last day."""
    book = Book()
    ewe(book)
    book.enter("E1", "tagged", D(2022, 1, 5), tag=tag(5))
    lamb(book)
    book.enter("E1", "mated", D(2022, 7, 20))
    book.enter("E1", "treated", D(2022, 8, 20), drug="药", withdrawal_days=10)
    found = due(book, D(2022, 8, 22))
    assert found["tag", "L1", ""].by_day == D(2022, 7, 31)
    assert found["tag", "L1", ""].when(D(2022, 8, 22)) == "overdue"
    assert ("tag", "E1", "") not in found
    assert found["wean", "L1", ""].from_day == D(2022, 8, 31)
    assert found["check", "E1", ""].from_day == D(2022, 9, 3)
    assert found["withdrawal", "E1", ""].by_day == D(2022, 8, 30)
    book.enter("L1", "tagged", D(2022, 8, 22), tag=tag(6))
    book.enter("L1", "weaned", D(2022, 8, 22))
    after = due(book, D(2022, 8, 22))
    assert not {("tag", "L1", ""), ("wean", "L1", "")} & set(after)
    assert ("withdrawal", "E1", "") not in due(book, D(2022, 8, 31))


def test_a_dead_sheep_owes_only_the_record_of_its_disposal() -> None:
    """Art. 57 wants it treated: it stays on the calendar until that is written, and nothing else is asked of it."""
    book = Book()
    ewe(book)
    book.enter("E1", "died", D(2022, 8, 1), cause="难产")
    assert set(due(book, D(2022, 8, 2), *SHIPPED)) == {("disposal", "E1", "")}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("28-35 day", "28-35 day"),
        ("4～6 个月", "4-6 month"),
        ("1 months", "1 month"),
        ("6个月", "6 month"),
        ("", None),
    ],
)
def test_a_span_is_read_as_people_write_it(written: str, text: str | None) -> None:
    """In either language, one length or two."""
    found = read_span(written, NOTHING)
    assert (found.text if found else None) == text


@pytest.mark.parametrize("written", ["35-28 day", "six months", "28", "-3 day", "28-35 weeks"])
def test_a_span_that_is_none_is_refused(written: str) -> None:
    """Ends the wrong way round, words, a missing or unknown unit."""
    with pytest.raises(MutongError) as refused:
        read_span(written, Words("首免", "first dose"))
    assert written[:5] in refused.value.words.zh


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("applies_to", "goats"),
        ("grade", "G9"),
        ("repeat_every", "often"),
        ("label_zh", ""),
        ("confirmed_on", "昨天"),
    ],
)
def test_a_wrong_line_of_the_file_is_named(tmp_path: Path, column: str, value: str) -> None:
    """File, row, column and value stand in the refusal."""
    row = dict.fromkeys(COLUMNS, "") | {
        "line": "x", "label_zh": "某苗", "label_en": "x", "applies_to": "all", "grade": "G1", column: value,
    }  # fmt: skip
    path = tmp_path / "v.csv"
    path.write_text(
        ",".join(COLUMNS) + "\n" + ",".join(row[name] for name in COLUMNS) + "\n", encoding="utf-8"
    )
    with pytest.raises(MutongError) as refused:
        load_vaccination(path)
    assert (refused.value.fields["row"], refused.value.fields["column"]) == (2, column)


def test_a_line_changed_here_counts_and_keeps_its_source() -> None:
    """What the vet station confirmed replaces the times; the citation of the file stays beside it."""
    old = line("ppr")
    new = replace(
        old,
        repeat_every=read_span("3 year", NOTHING),
        source="",
        grade="NV",
        confirmed_by="township vet station",
    )
    changed = next(one for one in with_changes(SHIPPED, [new]) if one.line == "ppr")
    assert (changed.repeat_every.text, changed.source, changed.grade, changed.confirmed) == (
        "3 year", old.source, old.grade, True,
    )  # fmt: skip
    assert len(with_changes(SHIPPED, [new])) == len(SHIPPED)


def test_a_lamb_that_was_listed_young_owes_its_doses_like_one_born_here() -> None:
    """Twenty days old at the count: first dose at day 28 to 35; one counted at forty days may have had it."""
    book = Book()
    for key, birth in (("A", D(2022, 8, 2)), ("B", D(2022, 7, 13)), ("C", D(2022, 8, 2))):
        book.sheep(key, "female", birth, birth_exact=key != "C")
        book.enter(key, "listed", D(2022, 8, 22))
    found = due(book, D(2022, 8, 22), line("foot_and_mouth"))
    assert found["vaccinate", "A", "foot_and_mouth"].by_day == D(2022, 9, 6)
    assert {("no_dose", "B", "foot_and_mouth"), ("no_dose", "C", "foot_and_mouth")} <= set(found)


def test_a_line_for_lambs_asks_nothing_of_grown_sheep() -> None:
    """Neither a ewe nor a sheep that came grown is told to lack a lamb's vaccine."""
    book = Book()
    ewe(book)
    lamb(book)
    only = replace(line("foot_and_mouth"), line="orf", applies_to="lambs")
    assert {key for kind, key, _ in due(book, D(2022, 7, 20), only) if kind in ("vaccinate", "no_dose")} == {
        "L1"
    }
