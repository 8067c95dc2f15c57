"""The times that a row of a seat list or class list tells of, as pairs of seconds (-1: end not known)."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.outbreak.columns import second_of

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)(?:[:：][0-5]\d)?")
_WEEKDAYS = re.compile(r"[1-7]+")
# A class list of more days than a year has is a slip of the pen.
_LONGEST_DAYS = 366
Spans = list[tuple[int, int]]
Fault = tuple[str, str, Words]


def seat_spans(row: Mapping[str, object]) -> tuple[Spans, Fault | None]:
    """The one stay of a row of table seat_list."""
    return [(second_of(row["arrived_at"]), second_of(row["left_at"]))], None


def class_spans(row: Mapping[str, object]) -> tuple[Spans, Fault | None]:
    """One stay for each day of a row of table class_list, on its weekdays only where it names some."""
    begins, ends = _clock(row["begins"]), _clock(row["ends"])
    for name, told, read in (("begins", row["begins"], begins), ("ends", row["ends"], ends)):
        if told is not None and read is None:
            words = Words(
                f"“{told}”不是钟点；请写成 08:00 的样子。",
                f"“{told}” is no time of day; write it like 08:00.",
            )
            return [], (name, "bad_clock", words)
    if ends is not None and begins is not None and ends < begins:
        words = Words("放学早于上课，请核对。", "It ends before it begins; check the two times.")
        return [], ("ends", "ends_before_start", words)
    weekdays = str(row["weekdays"] or "1234567")
    if not _WEEKDAYS.fullmatch(weekdays):
        words = Words("请写星期的数字，如 12345。", "Write the days of the week as numbers, such as 12345.")
        return [], ("weekdays", "bad_weekdays", words)
    first, last = row["first_day"], row["last_day"] or row["first_day"]
    days = (last - first).days + 1
    if days > _LONGEST_DAYS:
        words = Words("起止超过一年，请核对。", "That is more than a year; check both days.")
        return [], ("last_day", "too_many_days", words)
    kept = [day for k in range(days) if str((day := first + timedelta(days=k)).isoweekday()) in weekdays]
    if not kept:
        words = Words("这些天里没有所写的星期。", "None of these days is one of those weekdays.")
        return [], ("weekdays", "no_such_day", words)
    return [(_second(day, begins), _second(day, ends)) for day in kept], None


def _clock(text: object) -> time | None:
    found = _CLOCK.fullmatch(str(text or "").strip())
    return time(int(found[1]), int(found[2])) if found else None


def _second(day: date, at: time | None) -> int:
    return second_of(datetime.combine(day, at, CHINA) if at is not None else None)
