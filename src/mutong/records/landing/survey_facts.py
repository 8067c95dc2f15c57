"""A survey sheet as facts: each answered cell is one fact of the household, said on the day it was asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from mutong.kernel import clock
from mutong.kernel.period import start_of_day
from mutong.records.landing.references import chunks
from mutong.records.register.models import Fact
from mutong.tables.dictionary import fact_spec
from mutong.tables.schema import load_schema

SOURCE = "village_survey"
# The sheet asks for yuan, as people speak of money; the fact is in fen.
_TIMES = {"cash_offered": 100}
_NAMES = load_schema("facts").names
_SAME = ("subject_id", "fact", "valid_from")
_CONTENT = ("low", "high", "value")


def survey_as_facts(row: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """The facts of one row of table survey, as rows of table facts; a blank cell is no fact."""
    asked, now = row["asked_at"], _next_instant(str(row["household_id"]))
    for column in load_schema("survey").columns:
        answer = row.get(column.name)
        if column.key or answer is None:
            continue
        spec = fact_spec(column.name)
        number = spec.type == "number"
        amount = float(round(answer * _TIMES.get(column.name, 1), 6)) if number else None
        yield {
            "subject_kind": "household",
            "subject_id": row["household_id"],
            "fact": column.name,
            "state": "known",
            "low": amount,
            "high": amount,
            "value": None if number else str(answer),
            "unit": (spec.unit or None) if number else None,
            "valid_from": asked,
            "recorded_at": now,
            "confirmed_at": min(start_of_day(asked), now),
            "source": SOURCE,
        }


def _next_instant(household_id: str) -> datetime:
    """Now, or just after the household's last answer: two answers on a standing sample clock follow each other."""
    now = clock.now()
    later = Fact.objects.filter(subject_id=household_id, source=SOURCE, recorded_at__gte=now)
    last = later.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    return last + timedelta(microseconds=1) if last else now


def new_answers(answers: Sequence[tuple]) -> list[int]:
    """Positions of the answers that the survey has not given already for that household, fact and day."""
    last: dict[tuple, tuple] = {}
    households: Iterable[str] = (a[_NAMES.index("subject_id")] for a in answers)
    for chunk in chunks(households):
        rows = Fact.objects.filter(subject_kind="household", subject_id__in=chunk, source=SOURCE)
        for row in rows.order_by("recorded_at").values_list(*_SAME, *_CONTENT):
            last[row[: len(_SAME)]] = row[len(_SAME) :]
    return [
        position
        for position, answer in enumerate(answers)
        if last.get(_part(answer, _SAME)) != _part(answer, _CONTENT)
    ]


def _part(answer: tuple, columns: Sequence[str]) -> tuple:
    return tuple(answer[_NAMES.index(column)] for column in columns)
