"""The farm record: the parts that Art. 41 lists, from the books alone, each thing once."""

from datetime import date

from mutong.kernel.words import Words
from mutong.village.book.farm_record import BookRow, RecordNames, Section, farm_record
from tests.village.book.made_up_flock import Book, ewe, tag

D = date
NAMES = RecordNames(
    lambda breed: Words(breed or "不详", breed or "not known"),
    lambda home: Words(home or "合作社", home or "the cooperative"),
    {"ppr": Words("小反刍兽疫", "PPR")},
)


def record(book: Book, **more: list[BookRow]) -> dict[str, Section]:
    """The record of August by title."""
    parts = {"feed": [], "care": [], "manure": [], **more}
    sections = farm_record(
        book.flock, parts["feed"], parts["care"], parts["manure"], D(2022, 8, 1), D(2022, 8, 22), NAMES
    )
    return {section.title.en: section for section in sections}


def full_book() -> Book:
    """Three ewes of July; August brings a vaccination, a treatment, a sale and a death."""
    book = Book()
    for n in (1, 2, 3):
        ewe(book, f"E{n}", D(2022, 7, 1), household="H1", source="自繁")
        book.enter(f"E{n}", "tagged", D(2022, 7, 2), tag=tag(n))
        book.enter(f"E{n}", "vaccinated", D(2022, 8, 2), vaccine="ppr", batch="B7")
    book.enter("E1", "treated", D(2022, 8, 3), drug="药", source="乡兽药店", dose="2 ml")
    book.enter("E2", "sold", D(2022, 8, 9), buyer="甲", certificate="晋0001")
    book.enter("E3", "died", D(2022, 8, 10), cause="难产", disposal="buried")
    return book


def test_every_part_of_the_article_is_there_even_when_empty() -> None:
    """Numbers, identification, arrivals and departures, breeding; inputs; health; illness and death; manure."""
    assert [title.partition(".")[0] for title in record(Book())] == ["1", "1", "1", "1", "2", "3", "4", "5"]
    for section in record(full_book()).values():
        assert all(len(row) == len(section.headings) for row in section.rows)


def test_one_event_of_many_sheep_is_one_row_with_all_their_tags() -> None:
    """Three ewes vaccinated together are one line that names each of them, the vaccine and the batch."""
    health = record(full_book())["3. Quarantine, vaccination, disinfection"]
    row = next(row for row in health.rows if row[1].en == "vaccinated")
    assert (row[0], row[2].zh, row[3], row[5]) == (D(2022, 8, 2), "小反刍兽疫", 3, "B7")
    assert [tag(n) in row[4] for n in (1, 2, 3)] == [True] * 3


def test_what_the_article_asks_of_each_thing_is_told() -> None:
    """A drug with source, sheep and dose and its unknown withdrawal; a sale with certificate; a death with disposal."""
    found = record(full_book())
    drug = found["2. Feed, additives, veterinary drugs"].rows[0]
    assert (drug[2], drug[3], drug[5], drug[6].zh) == ("药", "乡兽药店", "2 ml", "休药期未写")
    sale = found["1. Arrivals and departures"].rows[0]
    assert (sale[2], sale[4], sale[5]) == (1, "甲", "晋0001")
    death = found["4. Illness, death and harmless disposal"].rows[0]
    assert "深埋" in death[4].zh
    assert found["1. Breed and number: in hand at the end"].rows[-1] == (Words("合计", "All"), 1)


def test_a_guessed_birth_is_told_as_a_guess() -> None:
    """Nobody reading the record takes an estimate for a birthday."""
    book = Book()
    book.sheep("E1", birth=D(2019, 2, 19), birth_exact=False)
    book.enter("E1", "listed", D(2022, 8, 1), stage="adult")
    row = record(book)["1. Identification and source: the sheep in hand"].rows[0]
    assert row[3] == Words("约 2019-02-19", "about 2019-02-19")


def test_other_months_stay_out_and_the_books_come_in() -> None:
    """What was tagged in July is not August's; feed, disinfection and manure stand in their parts."""
    one = BookRow(
        D(2022, 8, 5), Words("饲喂", "fed"), Words("玉米秸秆", "maize stover"), "120 kg", "东圈", "", ""
    )
    found = record(full_book(), feed=[one], care=[one], manure=[one])
    assert not [row for row in found["1. Arrivals and departures"].rows if row[0] < D(2022, 8, 1)]
    for title in (
        "2. Feed, additives, veterinary drugs",
        "3. Quarantine, vaccination, disinfection",
        "5. Manure collected, stored and used",
    ):
        assert any("东圈" in row for row in found[title].rows), title
