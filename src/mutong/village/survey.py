"""The household survey: a row of the table survey becomes facts; the facts of all show what the village offers.

An empty cell says nothing: it never becomes zero or no (T1). What nobody asked stays unknown, and a sum keeps
both ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from mutong.kernel import clock
from mutong.kernel.period import start_of_day
from mutong.kernel.words import Words
from mutong.tables.dictionary import FactSpec, fact_spec
from mutong.tables.snapshot import Snapshot

SOURCE = "village_survey"
# Column of the survey -> what one unit of it is in the unit of the fact of the same name (yuan are 100 fen).
_NUMBERS = {
    "land_offered_mu": 1,
    "yard_m2": 1,
    "pen_m2": 1,
    "sheep_now": 1,
    "sheep_skill_years": 1,
    "labour_days_month": 1,
    "cash_offered": 100,
}
_WORDS = ("willing", "worries")
ASKED = (*_WORDS[:1], *_NUMBERS, *_WORDS[1:])
SUMMED = ("land_offered_mu", "yard_m2", "pen_m2", "sheep_now", "labour_days_month", "cash_offered")
WILLING = ("yes", "maybe", "no", "unknown")

Row = Mapping[str, object]


def survey_facts(row: Row, recorded_at: datetime | None = None) -> list[dict[str, object]]:
    """The facts of one checked row of the table survey, as rows of the table facts.

    Valid from the day asked, recorded now, confirmed on the day asked. An empty cell gives no fact: what was never
    asked stays so, and what an earlier visit found out is not wiped out by a blank.
    """
    now = recorded_at or clock.now()
    asked: date = row["asked_at"]  # type: ignore[assignment]
    household = str(row["household_id"])
    return [_fact(household, key, row[key], asked, now) for key in ASKED if row.get(key) is not None]


def _fact(household: str, key: str, value: object, asked: date, now: datetime) -> dict[str, object]:
    spec = fact_spec(key)
    fact: dict[str, object] = {
        "subject_kind": spec.subject_kind,
        "subject_id": household,
        "fact": key,
        "state": "known",
        "low": None,
        "high": None,
        "value": None,
        "unit": spec.unit or None,
        "period_from": None,
        "period_to": None,
        "valid_from": asked,
        "valid_to": None,
        "recorded_at": now,
        "confirmed_at": start_of_day(asked),
        "source": SOURCE,
        "unknown_reason": None,
    }
    if spec.type == "number":
        fact["low"] = fact["high"] = float(value) * _NUMBERS[key]  # type: ignore[arg-type]
    else:
        fact["value"] = str(value)
    return fact


@dataclass(frozen=True)
class Offer:
    """What the households that have not said no offer of one thing, in the unit of its fact.

    `low` is the sum of what is known; `high` adds for every household without an answer the most that the
    dictionary allows (infinite where there is no end). `unknown` counts those households; `willing_low` is the
    known part of those that said yes.
    """

    fact: str
    label: Words
    unit: str
    low: float
    high: float
    unknown: int
    willing_low: float


@dataclass(frozen=True)
class Offers:
    """What a village offers.

    `households` counts all, `asked` those with at least one answer; `willing` counts yes, maybe, no and unknown,
    which add up to `households`. `rows` is one dict per household: household_id, asked, willing, and each summed fact
    with None where it is not known.
    """

    households: int
    asked: int
    willing: dict[str, int]
    sums: tuple[Offer, ...]
    rows: tuple[dict[str, object], ...]

    @property
    def coverage(self) -> float | None:
        """Share of households asked; None when there is no household."""
        return self.asked / self.households if self.households else None


def offers(source: "Snapshot | Iterable[Row]", household_ids: Iterable[str] | None = None) -> Offers:
    """What the households offer, from a Snapshot or from checked rows of the table survey.

    `household_ids` are all households of the village (left out: those of the source), so that whoever was not asked
    is counted as such. Of several rows of one household each question takes its latest answer.
    """
    answers = _from_snapshot(source) if isinstance(source, Snapshot) else _from_rows(source)
    everyone = list(household_ids) if household_ids is not None else list(answers)
    rows = tuple(_household(h, answers.get(h, {})) for h in everyone)
    willing = {word: sum(row["willing"] == word for row in rows) for word in WILLING}
    sums = tuple(_sum_of(fact_spec(key), rows) for key in SUMMED)
    return Offers(len(rows), sum(bool(row["asked"]) for row in rows), willing, sums, rows)


def _from_rows(rows: Iterable[Row]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for row in sorted(rows, key=lambda r: r["asked_at"]):  # type: ignore[arg-type, return-value]
        answers = found.setdefault(str(row["household_id"]), {})
        for key in ASKED:
            value = row.get(key)
            if value is not None:
                answers[key] = float(value) * _NUMBERS[key] if key in _NUMBERS else value  # type: ignore[arg-type]
    return found


def _from_snapshot(snapshot: Snapshot) -> dict[str, dict[str, object]]:
    ids = [str(i) for i in snapshot.ids("household")]
    found: dict[str, dict[str, object]] = {i: {} for i in ids}
    for key in ASKED:
        known = snapshot.known(key)
        if key in _NUMBERS:
            ends = snapshot.number(key)
            for i in np.flatnonzero(known):
                # An interval is kept as its two ends; it counts as known only where it is one number.
                low, high = float(ends.low[i]), float(ends.high[i])
                found[ids[i]][key] = low if low == high else (low, high)
        else:
            coded = snapshot.code(key)
            for i in np.flatnonzero(known):
                found[ids[i]][key] = coded.words[coded.index[i]]
    return found


def _household(household: str, answers: Row) -> dict[str, object]:
    row: dict[str, object] = {"household_id": household, "asked": bool(answers)}
    row["willing"] = answers.get("willing", "unknown")
    return row | {key: answers.get(key) for key in (*SUMMED, "sheep_skill_years", "worries")}


def _sum_of(spec: FactSpec, rows: Sequence[Row]) -> Offer:
    low = high = willing_low = 0.0
    unknown = 0
    for row in rows:
        if row["willing"] == "no":
            continue
        value = row[spec.key]
        if value is None:
            unknown += 1
            ends = (spec.low or 0.0, float("inf") if spec.high is None else spec.high)
        else:
            ends = value if isinstance(value, tuple) else (value, value)  # type: ignore[assignment]
        low, high = low + ends[0], high + ends[1]
        if row["willing"] == "yes":
            willing_low += ends[0]
    return Offer(spec.key, spec.label, spec.unit, low, high, unknown, willing_low)
