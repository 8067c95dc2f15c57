"""Two statements of one day of onset: what the case's file says of them, and the investigator's decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mutong.desk.day_fields import day_field
from mutong.desk.frame import signed_in
from mutong.desk.language import say
from mutong.desk.vocabulary import code_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.outbreak.onset_statements import OnsetStatement
from mutong.records.access import Viewer
from mutong.workflows.onset_decisions import settle_case_onset

PURPOSE = "核定发病日期 / settle the day of onset"


@dataclass(frozen=True)
class SaidOnset:
    """One day that somebody gives; `at` is when it was told, None for the case's own day."""

    day: date
    source: Words
    at: datetime | None


@dataclass(frozen=True)
class OnsetDispute:
    """The days that differ, the earliest first, and whether the viewer may settle which is right."""

    said: tuple[SaidOnset, ...]
    may_settle: bool
    today: str


def dispute_of(
    viewer: Viewer, own: date | None, statements: Sequence[OnsetStatement], area_code: str
) -> OnsetDispute | None:
    """What is disputed about a case's day of onset; None where all say the same."""
    days = {one.day for one in statements} | ({own} if own else set())
    if len(days) < 2:
        return None
    said = [SaidOnset(one.day, code_words(one.source, "source"), one.recorded_at) for one in statements]
    if own:
        said.append(SaidOnset(own, Words("病例登记", "the case's record"), None))
    said.sort(key=lambda one: (one.day, one.source.zh))
    return OnsetDispute(tuple(said), viewer.may("report_case", area_code), clock.today().isoformat())


@signed_in
@require_POST
def settle(request: HttpRequest, viewer: Viewer, case_id: str) -> HttpResponse:
    """Take the day that was chosen, or the one typed beside the choices."""
    typed = request.POST.get("other_day", "").strip()
    day, problem = day_field(typed or request.POST.get("day", ""), date.min)
    if problem is None and day == date.min:
        problem = Words(
            "请选一个发病日期，或填写查实的日期。", "Choose a day of onset, or write the one found out."
        )
    if problem is not None:
        messages.error(request, say(problem))
        return redirect("case", case_id)
    settle_case_onset(viewer, case_id, day, purpose=PURPOSE)
    done = Words(
        f"已核定发病日期 {day}，接触者已重新判定；原来的说法都留在记录里。",
        f"The day of onset is settled as {day} and contacts were found anew; all that was said stays on record.",
    )
    messages.success(request, say(done))
    return redirect("case", case_id)
