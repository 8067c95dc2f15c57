"""Sets of possible truths, and days and months by Python's own calendar, for the second reading of rules."""

from datetime import date
from math import ceil

CYCLE_DAYS, CYCLE_YEARS = 146_097, 400


def either(parts, strong: bool) -> frozenset:
    """Kleene: an or (strong answer True) or an and (strong answer False) of sets of possible truths."""
    parts = list(parts)
    out = set()
    if any(strong in p for p in parts):
        out.add(strong)
    if all((not strong) in p for p in parts):
        out.add(not strong)
    return frozenset(out)


def product(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def calendar(day: int) -> tuple[date, int]:
    """A day as Python's calendar has it, with the years it was moved on: the calendar repeats every 400 years."""
    cycles = max(0, ceil((1 - day) / CYCLE_DAYS))
    return date.fromordinal(day + cycles * CYCLE_DAYS), cycles * CYCLE_YEARS


def add_months(day: int, months: int) -> int:
    """The same day of the month so many months on, or that month's last."""
    d, years = calendar(day)
    year, month = divmod(d.year * 12 + d.month - 1 + months, 12)
    moved = max(0, ceil((1 - year) / CYCLE_YEARS))
    number = d.day
    while True:
        try:
            there = date(year + moved * CYCLE_YEARS, month + 1, number).toordinal()
            return there - (years // CYCLE_YEARS + moved) * CYCLE_DAYS
        except ValueError:
            number -= 1


def months_between(start: int, end: int) -> int:
    """The most months that can be added to the first day without passing the second."""
    months = (end - start) // 31 - 1
    while add_months(start, months + 1) <= end:
        months += 1
    return months
