"""Dates and instants as people write them; whatever could mean two days is refused (T9)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mutong.kernel import clock
from mutong.kernel.period import CHINA, civil_day, start_of_day
from mutong.tables.remedies import CellRefused

_EXCEL_ZERO = date(1899, 12, 30)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip

_YMD = re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*([-/.月])\s*(\d{1,2})\s*([日号]?)")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_XXY = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})")
_SHORT = re.compile(r"\d{1,2}\s*([-/.年])\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
_NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
_NO_DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?|\d{4}年?")
_XX2 = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
_DAY_MONTH_NAME = re.compile(r"(\d{1,2})[\s/-]*([A-Za-z]{3,9})\.?,?[\s/-]*(\d{4})")
_DAY_MONTH_NAME_2 = re.compile(r"(\d{1,2})[\s/-]*([A-Za-z]{3,9})\.?,?[\s/-]*(\d{2})")
_MONTH_NAME_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_CLOCK = re.compile(
    r"(?P<h>\d{1,2})\s*(?:[:时点]\s*(?:(?P<m>\d{1,2})\s*(?:[:分]\s*(?:(?P<s>\d{1,2})(?:\.(?P<f>\d{1,9}))?\s*秒?)?)?)?)\s*"
    r"(?P<half>[AaPp][Mm])?\s*(?P<zone>[Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_PACKED_INSTANT = re.compile(r"(\d{8})[ T]?(\d{2})(\d{2})(\d{2})?")


def _day(year: int, month: int, day: int) -> date:
    if not 1800 <= year <= 2199:
        raise CellRefused("year_out_of_range")
    try:
        return date(year, month, day)
    except ValueError:
        raise CellRefused("no_such_day") from None


def day_of_serial(serial: float) -> date:
    """The day of an Excel serial number (1900 system): 44795 is 2022-08-22."""
    try:
        found = _EXCEL_ZERO + timedelta(days=int(serial))
    except OverflowError:
        raise CellRefused("not_a_date") from None
    return _day(found.year, found.month, found.day)


YEARS = ("yy", "19yy", "20yy")
ORDERS = ("dmy", "mdy", "ymd")
_PLACES = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}  # where year, month and day stand


@dataclass(frozen=True)
class Count:
    """Instants or days written as numbers: how many times so many `seconds` have passed since an instant."""

    since: datetime
    seconds: float

    def instant(self, number: float) -> datetime:
        """The instant a number stands for. Raises CellRefused for one that no calendar holds."""
        try:
            found = (self.since + timedelta(seconds=number * self.seconds)).astimezone(CHINA)
        except (OverflowError, ValueError):
            raise CellRefused("no_such_time") from None
        _day(found.year, found.month, found.day)
        return found


def _ordered(first: int, second: int, year: int, order: str) -> date:
    """A day whose year is whole and stands last; an order with the year in front says nothing about it."""
    order = "" if order == "ymd" else order
    if order == "dmy" or (not order and first > 12):
        return _day(year, second, first)
    if order == "mdy" or (not order and second > 12) or first == second:
        return _day(year, first, second)
    raise CellRefused("ambiguous_date")


def _placed(numbers: Sequence[str], order: str) -> tuple[int, int, int]:
    """Year (as written), month and day of three numbers in an order."""
    year, month, day = (int(numbers[place]) for place in _PLACES[order])
    return year, month, day


def days_by_order(numbers: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """Each order in which three written numbers can be a day, with its year (as written), month and day.

    A year has two digits or four; 22/8/21 is a day as dmy and as ymd, 31/8/99 only as dmy, 22/8/1 only as ymd.
    """
    found = {}
    for order in ORDERS:
        _, month, day = _placed(numbers, order)
        if len(numbers[_PLACES[order][0]]) > 1 and 1 <= month <= 12 and 1 <= day <= 31:
            found[order] = _placed(numbers, order)
    return found


def _with_short_year(text: str, order: str, years: str) -> date | None:
    """A day whose year has two digits; `yy`: the latest that is not to come."""
    if match := _XX2.fullmatch(text):
        short, month, day = _short_day((match[1], match[3], match[4]), order)
    elif (match := _DAY_MONTH_NAME_2.fullmatch(text)) and match[2].lower() in _MONTHS:
        short, month, day = int(match[3]), _MONTHS[match[2].lower()], int(match[1])
    else:
        return None
    found = _day((1900 if years == "19yy" else 2000) + short, month, day)
    to_come = years == "yy" and found > civil_day(clock.now())
    return _day(1900 + short, month, day) if to_come else found


def _short_day(numbers: Sequence[str], order: str) -> tuple[int, int, int]:
    """Year (two digits), month and day of three short numbers, in the order stated or the only one they allow."""
    if order:
        if len(numbers[_PLACES[order][0]]) < 2:
            raise CellRefused("no_such_day")
        return _placed(numbers, order)
    days = set(days_by_order(numbers).values())
    if len(days) != 1:
        raise CellRefused("ambiguous_date" if days else "no_such_day")
    return days.pop()


def _day_of_text(text: str, order: str, years: str = "") -> date | None:
    if match := _YMD.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[5]))
    if match := _PACKED.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _XXY.fullmatch(text):
        return _ordered(int(match[1]), int(match[3]), int(match[4]), order)
    if match := _DAY_MONTH_NAME.fullmatch(text):
        month = _MONTHS.get(match[2].lower())
        return _day(int(match[3]), month, int(match[1])) if month else None
    if match := _MONTH_NAME_DAY.fullmatch(text):
        month = _MONTHS.get(match[1].lower())
        return _day(int(match[3]), month, int(match[2])) if month else None
    if _SERIAL.fullmatch(text):
        return day_of_serial(float(text))
    return _with_short_year(text, order, years) if years else None


def _refuse(text: str) -> CellRefused:
    named = _DAY_MONTH_NAME_2.fullmatch(text)
    if _SHORT.fullmatch(text) or re.fullmatch(r"\d{6}", text) or (named and named[2].lower() in _MONTHS):
        return CellRefused("two_digit_year")
    if _NO_YEAR.fullmatch(text):
        return CellRefused("no_year")
    if _NO_DAY.fullmatch(text):
        return CellRefused("no_day")
    return CellRefused("not_a_date")


def read_date(cell: object, order: str = "", years: str = "") -> date:
    """A civil day from a cell: text (trimmed, half-width), a workbook's date, instant or number.

    `order` is one of ORDERS where the file states it (ymd is about short years only), `years` one of YEARS where it
    states what years of two digits are. Raises CellRefused for what is no day or could be two.
    """
    if isinstance(cell, datetime):
        return civil_day(cell) if cell.tzinfo else cell.date()
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        whole = int(cell)
        if 10_000_000 <= whole <= 99_999_999 and whole == cell:
            return _day(whole // 10_000, whole // 100 % 100, whole % 100)
        if 10_000 <= cell < 100_000:
            return day_of_serial(cell)
        raise CellRefused("not_a_date")
    if not isinstance(cell, str):
        raise CellRefused("not_a_date")
    found = _day_of_text(cell, order, years)
    if found is not None:
        return found
    split = _split(cell)
    if split is not None:
        return civil_day(read_instant(cell, order, years=years)[0])
    raise _refuse(cell)


def _split(text: str) -> tuple[str, str] | None:
    """The date part and the clock part of a written instant."""
    for i in range(len(text) - 1, 0, -1):
        if text[i] in " T日号":
            head = text[: i + 1] if text[i] in "日号" else text[:i]
            tail = text[i + 1 :].strip()
            if tail and _CLOCK.fullmatch(tail):
                return head.strip(), tail
    return None


def _clock(text: str) -> tuple[time, str]:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise CellRefused("no_such_time")
    hour = int(match["h"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise CellRefused("no_such_time")
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    micro = int((match["f"] or "0").ljust(6, "0")[:6])
    try:
        return time(hour, int(match["m"] or 0), int(match["s"] or 0), micro), match["zone"] or ""
    except ValueError:
        raise CellRefused("no_such_time") from None


def _in_china(bare: datetime) -> datetime:
    """A time without its zone as an instant; refused where clocks were set forward over it or back across it."""
    first, second = bare.replace(tzinfo=CHINA, fold=0), bare.replace(tzinfo=CHINA, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    twice = first.utcoffset() > second.utcoffset()
    raise CellRefused("instant_twice" if twice else "instant_skipped")


def _zoned(day: date, clock: time, zone: str) -> tuple[datetime, bool]:
    if not zone:
        return _in_china(datetime.combine(day, clock)), True
    zone = "+00:00" if zone in "Zz" else zone
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{clock.isoformat()}{zone}").astimezone(CHINA), False
    except (ValueError, OverflowError):
        raise CellRefused("no_such_time") from None


def read_instant(
    cell: object, order: str = "", start_of_day_allowed: bool = False, years: str = ""
) -> tuple[datetime, bool]:
    """An instant in China's zone from a cell, and whether the cell left its zone to be understood.

    A date without a time is refused, unless `start_of_day_allowed`. Raises CellRefused.
    """
    if isinstance(cell, datetime):
        if cell.tzinfo:
            return cell.astimezone(CHINA), False
        return _in_china(cell), True
    if isinstance(cell, float) and 10_000 <= cell < 100_000 and cell % 1:
        bare = datetime.combine(day_of_serial(cell), time.min) + timedelta(seconds=round(cell % 1 * 86_400))
        return _in_china(bare), True
    if isinstance(cell, str):
        if match := _PACKED_INSTANT.fullmatch(cell):
            clock = f"{match[2]}:{match[3]}:{match[4] or '00'}"
            return _zoned(read_date(match[1]), _clock(clock)[0], "")
        if re.fullmatch(r"\d{5}\.\d+", cell):
            return read_instant(float(cell))
        split = _split(cell)
        if split is not None:
            day = _day_of_text(split[0], order, years)
            if day is None:
                raise _refuse(split[0])
            return _zoned(day, *_clock(split[1]))
    day = read_date(cell, order, years)
    if start_of_day_allowed:
        return start_of_day(day), True
    raise CellRefused("no_time")
