"""Dates and instants as people write them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.period import CHINA
from mutong.tables.dates import day_of_serial, read_date, read_instant
from mutong.tables.remedies import CellRefused

DAY = date(2022, 8, 22)
# A workbook's cells carry no zone.
MORNING = datetime(2022, 8, 22, 9, 30)  # noqa: DTZ001
AFTERNOON = datetime(2022, 8, 22, 14, 30)  # noqa: DTZ001
ONE_DAY = (
    "2022-08-22", "2022-8-22", "2022/8/22", "2022/08/22", "2022.8.22", "2022年8月22日", "2022年08月22号",
    "2022 年 8 月 22 日", "20220822", "44795", "22 Aug 2022", "Aug 22, 2022", "22/8/2022", "8/22/2022",
    "2022-08-22 00:00:00", "2022-08-22T14:30:00+08:00", "2022-08-21T16:00:00Z",
)  # fmt: skip


@pytest.mark.parametrize("text", ONE_DAY)
def test_ways_of_writing_one_day(text: str) -> None:
    """However a person writes a day whole, it is that day; an instant is its civil day in China."""
    assert read_date(text) == DAY


@pytest.mark.parametrize("cell", [DAY, MORNING, 44795.0, 20220822.0])
def test_cells_of_a_workbook(cell: object) -> None:
    """Date cells, serial numbers and packed numbers of a workbook are days."""
    assert read_date(cell) == DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8月22日", "no_year"), ("8-22", "no_year"), ("8/22", "no_year"), ("22-08-22", "two_digit_year"),
        ("22/8/22", "two_digit_year"), ("22年8月22日", "two_digit_year"), ("220822", "two_digit_year"),
        ("03/04/2022", "ambiguous_date"), ("3.4.2022", "ambiguous_date"), ("2022年8月", "no_day"),
        ("2022-08", "no_day"), ("2022", "no_day"), ("2022-02-30", "no_such_day"), ("2022-13-01", "no_such_day"),
        ("2023年2月29日", "no_such_day"), ("0022-08-22", "year_out_of_range"), ("昨天", "not_a_date"),
        ("2022-08-22x", "not_a_date"), ("1661126400", "not_a_date"),
    ],
)  # fmt: skip
def test_what_could_be_another_day_is_refused(text: str, code: str) -> None:
    """A date that lacks something, does not exist or could be two days is refused, saying why."""
    with pytest.raises(CellRefused) as refused:
        read_date(text)
    assert refused.value.code == code


def test_stated_order_settles_day_and_month() -> None:
    """03/04/2022 is read only when the mapping says which number is the month."""
    assert read_date("03/04/2022", "dmy") == date(2022, 4, 3)
    assert read_date("03/04/2022", "mdy") == date(2022, 3, 4)
    assert read_date("22/8/21", "ymd", "yy") == date(2022, 8, 21)


@pytest.mark.parametrize(
    ("text", "order", "code"),
    [
        ("22/8/21", "", "ambiguous_date"), ("5/6/07", "", "ambiguous_date"), ("45/13/99", "", "no_such_day"),
        ("22/8/1", "dmy", "no_such_day"), ("03/04/2022", "ymd", "ambiguous_date"),
    ],
)  # fmt: skip
def test_short_years_are_not_guessed_by_their_place(text: str, order: str, code: str) -> None:
    """Where the year may stand first or last it is asked for; one digit is no year; ymd says nothing of a whole one."""
    with pytest.raises(CellRefused) as refused:
        read_date(text, order, "yy")
    assert refused.value.code == code


@given(
    st.dates(date(1800, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["{0}-{1:02}-{2:02}", "{0}/{1}/{2}", "{0}年{1}月{2}日"]),
)
def test_every_day_survives_being_written(day: date, form: str) -> None:
    """Any day written in any whole form is read as itself."""
    assert read_date(form.format(day.year, day.month, day.day)) == day


@given(st.integers(10_000, 99_999))
def test_serial_numbers_count_days(serial: int) -> None:
    """An Excel serial number is one day later than the serial number before it."""
    assert day_of_serial(serial) - day_of_serial(serial - 1) == timedelta(days=1)


@pytest.mark.parametrize(
    ("cell", "zoneless"),
    [
        ("2022-08-22 14:30", True), ("2022/8/22 14:30:00", True), ("2022年8月22日14时30分", True),
        ("2022年8月22日 14点30分", True), ("2022-08-22T14:30:00+08:00", False), ("2022-08-22T06:30Z", False),
        ("2022-08-22 2:30 PM", True), ("202208221430", True), ("20220822143000", True),
        (AFTERNOON, True), (44795 + 14.5 / 24, True), ("2022-08-22 14:30 +0800", False),
    ],
)  # fmt: skip
def test_ways_of_writing_one_instant(cell: object, zoneless: bool) -> None:
    """An instant is read in China's zone, and one without a zone says so."""
    assert read_instant(cell) == (datetime(2022, 8, 22, 14, 30, tzinfo=CHINA), zoneless)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2022-08-22", "no_time"),
        ("2022-08-22 25:00", "no_such_time"),
        ("8月22日 14:30", "no_year"),
        ("14:30", "not_a_date"),
    ],
)
def test_instants_that_lack_something(text: str, code: str) -> None:
    """A day without a time is no instant, nor is a time that does not exist."""
    with pytest.raises(CellRefused) as refused:
        read_instant(text)
    assert refused.value.code == code


def test_start_of_day_only_where_allowed() -> None:
    """A bare day stands for its first instant only where the column or the mapping says so."""
    assert read_instant("2022-08-22", start_of_day_allowed=True)[0] == datetime(2022, 8, 22, tzinfo=CHINA)
