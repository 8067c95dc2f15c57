"""The choices in force here: those filed with the deployment and those signed on the desk (T4)."""

from dataclasses import replace
from datetime import date

from mutong.kernel.period import Period, civil_day
from mutong.kernel.words import Words
from mutong.records.reads.choice_rows import signed_choices
from mutong.standards.choices import Choice, Choices
from mutong.workflows.deployment import load_deployment


def choices_now() -> Choices:
    """Filed choices, then signed ones; a signed one ends an earlier one of its parameter and area."""
    found = list(load_deployment().filed_choices.all)
    for row in signed_choices():
        newer = _choice(row)
        found = [_until(older, newer) for older in found]
        found.append(newer)
    return Choices(tuple(found))


def _until(older: Choice, newer: Choice) -> Choice:
    same = (older.pack, older.parameter, older.area_code) == (newer.pack, newer.parameter, newer.area_code)
    if not same or not older.valid.overlaps(newer.valid):
        return older
    start = older.valid.start or date.min
    end = newer.valid.start or date.min
    return replace(older, valid=Period(older.valid.start, max(start, end)))


def _choice(row: dict[str, object]) -> Choice:
    return Choice(
        pack=row["pack"],
        parameter=row["parameter"],
        area_code=row["area_code"],
        value=row["value"],
        reason=Words(row["reason"], row["reason"]),
        post=row["signed_by"],
        signed_at=civil_day(row["signed_at"]),
        valid=Period(row["valid_from"], row["valid_to"]),
        file="desk",
        line=0,
    )
