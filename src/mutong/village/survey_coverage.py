"""Who was asked what: asked, partly, not asked, refused; which questions are open; what to ask next.

The rule of what to ask next, told with its result: first whether a household is willing, for nothing else counts
without it; then the question that most households still leave open; of equal ones the earlier in survey_questions.csv,
whose order is a choice. A household that is not willing is asked nothing more; one that refused is not asked again.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutong.kernel.words import Words
from mutong.village.survey_book import HOUSEHOLDS, SHEETS, Survey

ASKED, PARTLY, NOT_ASKED, REFUSED = "asked", "partly", "not_asked", "refused"
STATES = (ASKED, PARTLY, NOT_ASKED, REFUSED)
STATE_WORDS = {
    ASKED: Words("已问全", "asked"),
    PARTLY: Words("问了一部分", "partly asked"),
    NOT_ASKED: Words("没问", "not asked"),
    REFUSED: Words("拒绝", "refused"),
}
NEXT_RULE = Words(
    "先问愿不愿意；再问还有最多户没答的一项，同样多的按问题表的先后；不愿意的不再问，拒绝的不重复上门。",
    "First whether they are willing; then the question most households leave open, of equal ones the earlier in the "
    "list; who is not willing is asked no more, who refused is not called on again.",
)
_FIRST = "willing"


@dataclass(frozen=True)
class SurveyQuestion:
    """A question: the columns of a sheet that answer it, the column of the first sheet that says how many rows there
    are (''  for the first sheet itself), whether it is asked of those who are not willing too, and its words."""

    name: str
    table: str
    columns: tuple[str, ...]
    counted_by: str
    if_no: bool
    label: Words
    ask: Words


@dataclass(frozen=True)
class HouseholdCoverage:
    """One household: its group ('' not known), its answer, its state (a word of STATES), its open questions."""

    household_id: str
    group: str
    willing: str
    state: str
    open: tuple[str, ...]


@dataclass(frozen=True)
class AskNext:
    """A question still open: of how many households, of how many who would be asked, and of which."""

    question: SurveyQuestion
    households: tuple[str, ...]
    of: int


@dataclass(frozen=True)
class Coverage:
    """The coverage of all households; `by_group` counts the states of each group, in the order of first mention."""

    households: tuple[HouseholdCoverage, ...]
    by_group: Mapping[str, Mapping[str, int]]
    next: tuple[AskNext, ...]

    def count(self, state: str) -> int:
        """How many households are in a state."""
        return sum(one.state == state for one in self.households)

    @property
    def willing(self) -> int:
        """How many have said yes."""
        return sum(one.willing == "yes" for one in self.households)

    @property
    def remark(self) -> Words | None:
        """Said plainly where nobody is willing: the figures below then are of what exists, not of what is offered."""
        if self.willing or not self.households:
            return None
        undecided = sum(one.willing in ("maybe", "unknown") for one in self.households)
        return Words(
            f"目前没有一户说愿意参加（还有 {undecided} 户未定或没问到）；下面的数字不能当作可用的资源。",
            f"No household has said that it is willing ({undecided} are undecided or were not asked); nothing below "
            "can be counted on.",
        )


@cache
def survey_questions() -> tuple[SurveyQuestion, ...]:
    """Every question, in the order of the file."""
    with Path(__file__).with_name("survey_questions.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            SurveyQuestion(
                name=row["question"],
                table=row["table"],
                columns=tuple(row["columns"].split("|")),
                counted_by=row["counted_by"],
                if_no=row["if_no"] == "yes",
                label=Words(row["label_zh"], row["label_en"]),
                ask=Words(row["ask_zh"], row["ask_en"]),
            )
            for row in csv.DictReader(lines)
        )


def coverage_of(survey: Survey) -> Coverage:
    """How far a survey has come, of all households that are known of."""
    rows = _rows_by_household(survey)
    households = tuple(_household(one, answers, rows) for one, answers in survey.households.items())
    groups: dict[str, dict[str, int]] = {}
    for one in households:
        of = groups.setdefault(one.group, dict.fromkeys(STATES, 0))
        of[one.state] += 1
    return Coverage(households, groups, _next(households))


def is_open(
    question: SurveyQuestion, answers: Mapping[str, object], rows: Sequence[Mapping[str, object]]
) -> bool:
    """Whether a household leaves a question open; `rows` are its rows of the question's sheet.

    A sheet is answered only when the first one says how many rows there are, and so many are there with their columns
    filled.
    """
    if question.table == HOUSEHOLDS:
        return any(answers.get(column) is None for column in question.columns)
    said = answers.get(question.counted_by)
    if said is None or len(rows) < said:  # type: ignore[operator]
        return True
    return any(row[column] is None for row in rows for column in question.columns)


def _rows_by_household(survey: Survey) -> dict[tuple[str, str], list[Mapping[str, object]]]:
    found: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for table, rows in survey.rows.items():
        for row in rows:
            found.setdefault((table, str(row.values["household_id"])), []).append(row.values)
    return found


def _household(
    household: str,
    answers: Mapping[str, object],
    rows: Mapping[tuple[str, str], Sequence[Mapping[str, object]]],
) -> HouseholdCoverage:
    willing = str(answers.get("willing") or "unknown")
    asked = [one for one in survey_questions() if willing != "no" or one.if_no]
    left = tuple(one.name for one in asked if is_open(one, answers, rows.get((one.table, household), ())))
    touched = any((table, household) in rows for table in SHEETS if table != HOUSEHOLDS) or any(
        answers.get(column) is not None
        for one in survey_questions()
        for column in (*(one.columns if one.table == HOUSEHOLDS else ()), *filter(None, (one.counted_by,)))
    )
    if answers.get("visit") == "refused" and not touched:
        state = REFUSED
    elif not touched:
        state = NOT_ASKED
    else:
        state = PARTLY if _FIRST in left or (left and willing != "no") else ASKED
    return HouseholdCoverage(household, str(answers.get("group") or ""), willing, state, left)


def _next(households: Sequence[HouseholdCoverage]) -> tuple[AskNext, ...]:
    asked = [one for one in households if one.state != REFUSED]
    found = []
    for question in survey_questions():
        of = [one for one in asked if one.willing != "no" or question.name == _FIRST]
        left = tuple(one.household_id for one in of if question.name in one.open)
        if left:
            found.append(AskNext(question, left, len(of)))
    return tuple(sorted(found, key=lambda one: (one.question.name != _FIRST, -len(one.households))))
