"""What several sources say of one case's day of onset: kept side by side, and looked at as the span they leave open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Row = Mapping[str, object]
ONSET_FACT = "symptom_onset_on"
SETTLED = "onset_settled"  # the source of the day on which an investigator has decided


@dataclass(frozen=True)
class OnsetStatement:
    """Somebody says on which day a person fell ill; `source` says who, `recorded_at` when it was told."""

    day: date
    source: str
    recorded_at: datetime


def statements_of(facts: Iterable[Row]) -> dict[str, list[OnsetStatement]]:
    """Person → statements still open, by day, from rows of table facts; what was told before a decision is over."""
    told: dict[str, list[OnsetStatement]] = {}
    for row in facts:
        if row["fact"] == ONSET_FACT and row["state"] == "known" and row["value"] is not None:
            day = date.fromisoformat(str(row["value"]))
            one = OnsetStatement(day, str(row["source"]), row["recorded_at"])  # type: ignore[arg-type]
            told.setdefault(str(row["subject_id"]), []).append(one)
    return {person: _still_open(found) for person, found in told.items()}


def _still_open(told: Sequence[OnsetStatement]) -> list[OnsetStatement]:
    decided = [one.recorded_at for one in told if one.source == SETTLED]
    since = max(decided, default=None)
    kept = [one for one in told if one.source != SETTLED and (since is None or one.recorded_at > since)]
    return sorted(kept, key=lambda one: (one.day, one.source, one.recorded_at))


def about_case(
    case: Row, statements: Sequence[OnsetStatement], others: Iterable[Row] = ()
) -> tuple[OnsetStatement, ...]:
    """The statements that are about this case: not those of an illness that was over before it was reported.

    `others` are rows of table cases of the same person.
    """
    reported = case["reported_at"]
    over = [
        other["outcome_at"]
        for other in others
        if other["case_id"] != case["case_id"]
        and other["outcome_at"] is not None
        and other["reported_at"] < reported  # type: ignore[operator]
    ]
    since, until = max(over, default=date.min), case.get("outcome_at") or date.max  # type: ignore[type-var]
    return tuple(one for one in statements if since < one.day <= until)  # type: ignore[operator]


def with_onset_span(case: Row, statements: Sequence[OnsetStatement]) -> dict[str, object]:
    """The case with `onset_earliest` and `onset_latest` where statements differ, each other or the case's own day.

    A case without a day of onset takes the one that all statements give.
    """
    own = case.get("date_onset")
    days = {one.day for one in statements} | ({own} if own is not None else set())
    if len(days) > 1:
        return {**case, "onset_earliest": min(days), "onset_latest": max(days)}
    return {**case, "date_onset": next(iter(days), None)}
