"""Asking one household, on a phone and without a network: what it offers, and what it did not say."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.field_entries import entry_of, refused, takes_entries
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.survey_fields import Section, sections_of
from mutong.desk.survey_form import SentSurvey, answered, read_sent, shown_rows
from mutong.kernel import clock
from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_subject
from mutong.records.reads.village_survey import (
    HouseholdSurvey,
    SurveyHome,
    household_survey,
    survey_homes,
    village_survey,
)
from mutong.village.survey_book import HOUSEHOLDS, KEYS, Survey
from mutong.village.survey_coverage import NOT_ASKED, STATE_WORDS, HouseholdCoverage, coverage_of
from mutong.workflows.surveying import PURPOSE, keep_answers, warnings_about

SOURCE = "form"
_COMMUNITY_DIGITS = 12
_TOLD = 3
_WRONG = Words(
    "有填写不对的地方，没有登记；请按提示更正。", "Something is wrong, so nothing was kept; see the marks."
)


@dataclass(frozen=True)
class Page:
    """What the template is given."""

    household_id: str
    door: str
    back: str
    path: str
    next_url: str
    state: Words
    sections: tuple[Section, ...]
    was: str
    may_record: bool
    wrong: Words | None
    warnings: int


@takes_entries("survey")
@signed_in
@require_http_methods(["GET", "POST"])
def show_survey_household(request: HttpRequest, viewer: Viewer, household_id: str) -> HttpResponse:
    """The household's form; one that is sent is kept, and what should be asked again is shown at its field."""
    if request.method == "POST":
        # Before anything is read, so that a refusal says which right is lacking.
        check_subject(viewer, "record_survey", "household", household_id, PURPOSE)
        entry = entry_of(request)
        sent = read_sent(request.POST, household_id, civil_day(entry.at) if entry else clock.today())
        if sent.problems:
            page = _page(viewer, household_survey(viewer, household_id, PURPOSE), sent)
            response = show(request, "pages/survey_household.html", "survey", status=400, page=page)
            return refused(response, _WRONG, sent.problems)
        return _keep(request, viewer, household_id, sent)
    page = _page(viewer, household_survey(viewer, household_id, PURPOSE), None)
    return show(request, "pages/survey_household.html", "survey", page=page)


def _keep(request: HttpRequest, viewer: Viewer, household_id: str, sent: SentSurvey) -> HttpResponse:
    """Keep the answers, say what came of it, and go on: to the next household, or back to what should be mended."""
    count = keep_answers(
        viewer, household_id, sent.changes, asked_at=sent.asked_at, source=SOURCE, purpose=PURPOSE
    )
    area = survey_area(viewer, household_survey(viewer, household_id, PURPOSE).area_code)
    survey, homes = village_survey(viewer, area, PURPOSE), survey_homes(viewer, area, PURPOSE)
    door = next((home.door for home in homes if home.household_id == household_id), household_id)
    doubts = [problem.remedy for _, problem in warnings_about(survey, household_id)]
    messages.success(request, say(_done(door, count)))
    if doubts:
        messages.warning(request, say(_doubted(door, doubts)))
    path = reverse("survey_household", args=[household_id])
    # Whoever was told of the doubts and goes on all the same is not held up twice.
    if request.POST.get("do") == "next" and not (doubts and count):
        return redirect(next_to_ask(survey, homes, household_id) or reverse("survey"))
    return redirect(path)


def _done(door: str, count: int) -> Words:
    if not count:
        return Words(f"{door}：没有新的内容，未重复登记。", f"{door}: nothing new; nothing was kept twice.")
    return Words(f"{door}：已登记。", f"{door}: kept.")


def _doubted(door: str, doubts: list[Words]) -> Words:
    told = doubts[:_TOLD]
    return Words(
        f"{door}：有 {len(doubts)} 处请再核对。" + "".join(one.zh for one in told),
        f"{door}: {len(doubts)} to check again. " + " ".join(one.en for one in told),
    )


def survey_area(viewer: Viewer, area_code: str) -> str:
    """The area whose survey a household is seen with: its community where the viewer may read that, else its own."""
    community = area_code[:_COMMUNITY_DIGITS]
    whole = viewer.may("record_survey", community) or viewer.may("read_village", community)
    return community if whole else area_code


def next_to_ask(survey: Survey, homes: tuple[SurveyHome, ...], after: str) -> str:
    """The address of the next household, in the order of the list, that nobody has asked; '' where all were."""
    states = {one.household_id: one.state for one in coverage_of(survey).households}
    order = [home.household_id for home in homes]
    start = order.index(after) + 1 if after in order else 0
    for home in (*order[start:], *order[:start]):
        if states.get(home) == NOT_ASKED and home != after:
            return reverse("survey_household", args=[home])
    return ""


def _page(viewer: Viewer, home: HouseholdSurvey, sent: SentSurvey | None) -> Page:
    area = survey_area(viewer, home.area_code)
    survey, homes = village_survey(viewer, area, PURPOSE), survey_homes(viewer, area, PURPOSE)
    coverage = next(
        (one for one in coverage_of(survey).households if one.household_id == home.household_id), None
    )
    rows = sent.rows if sent else shown_rows(home)
    marks = {} if sent else _marks(survey, home.household_id, rows)
    return Page(
        household_id=home.household_id,
        door=home.door,
        back=reverse("survey"),
        path=reverse("survey_household", args=[home.household_id]),
        next_url=next_to_ask(survey, homes, home.household_id),
        state=STATE_WORDS[coverage.state if coverage else NOT_ASKED],
        sections=sections_of(home, rows, _open(coverage), sent.problems if sent else {}, marks),
        was=answered(home),
        may_record=viewer.may("record_survey", home.area_code),
        wrong=_WRONG if sent else None,
        warnings=len(marks),
    )


def _open(coverage: HouseholdCoverage | None) -> tuple[str, ...]:
    return coverage.open if coverage else ()


def _marks(
    survey: Survey, household_id: str, rows: Mapping[str, Mapping[int, Mapping[str, str]]]
) -> dict[str, Words]:
    """The survey's warnings about a household, each under the name of its field in the form."""
    marks: dict[str, Words] = {}
    for row, problem in warnings_about(survey, household_id):
        if row.table == HOUSEHOLDS:
            number: int | None = 0
        else:
            key = str(row.values[KEYS[row.table]])
            number = next((n for n, own in rows[row.table].items() if own.get(KEYS[row.table]) == key), None)
        column = problem.column
        if column == "household_id":
            column = KEYS.get(row.table, column)
        if number is not None:
            marks.setdefault(f"{row.table}.{number}.{column}", problem.remedy)
    return marks
