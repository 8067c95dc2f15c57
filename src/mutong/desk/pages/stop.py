"""One stop: everything due at one door, done on one form and closed at once."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mutong.desk.answers import Question, question_of, read_answer, settles_words
from mutong.desk.bases import basis_of
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.names import age_words
from mutong.desk.parts import NO_WORDS, Basis, Empty, with_query
from mutong.kernel import clock
from mutong.kernel.period import end_of_day
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.duty_lists import ListedDuty, closed_today_at, subject_duties, today_duties
from mutong.records.reads.households import HouseholdFile, access_household
from mutong.tables.dictionary import fact_spec
from mutong.workflows.closing import DutyDone, FactAnswer, StopDeed, close_stop, result_kinds, take_back
from mutong.workflows.household_answers import questions_of

PURPOSE = "入户办理 / a stop at the door"
_QUESTIONS = 3


@dataclass(frozen=True)
class Todo:
    """One duty of the stop, as the form shows it."""

    duty_id: str
    words: Words
    subject: str
    due_at: datetime | None
    not_before: datetime | None
    basis: Basis
    asks_tube: bool
    asks_note: str  # open, folded or ''
    ticked: bool = False
    tube: str = ""
    note: str = ""


@dataclass(frozen=True)
class StopPage:
    """The page of a stop."""

    back: str
    door_kind: str
    door_id: str
    door: Words
    who: Words
    household_url: str
    todos: tuple[Todo, ...]
    questions: tuple[Question, ...]
    later: tuple[Todo, ...]
    closed: tuple[Todo, ...]
    token: str
    result: Words | None
    next_url: str
    problems: tuple[Words, ...]
    empty: Empty


@signed_in
@require_http_methods(["GET", "POST"])
def show_stop(request: HttpRequest, viewer: Viewer, kind: str, subject_id: str) -> HttpResponse:
    """The stop's form; sending it closes what was done and writes what was answered."""
    home = access_household(viewer, subject_id, PURPOSE) if kind == "household" else None
    duties = _own_duties(viewer, kind, subject_id)
    questions = _questions(viewer, home) if home and home.findings is not None else ()
    tonight = end_of_day(clock.today())
    ready = [d for d in duties if d.duty.not_before is None or d.duty.not_before < tonight]
    todos = tuple(_todo(d, request) for d in sorted(ready, key=_by_limit))
    problems: list[Words] = []
    if request.method == "POST":
        read = [read_answer(question, request.POST) for question in questions]
        questions = tuple(question for question, _ in read)
        answers = [answer for _, answer in read if answer is not None]
        problems += [
            Words(f"{q.words.zh}：{q.problem.zh}", f"{q.words.en}: {q.problem.en}")
            for q in questions
            if q.problem
        ]
        problems += _check_tubes(todos)
        done = [DutyDone(t.duty_id, tube_id=t.tube, note=t.note) for t in todos if t.ticked]
        if not problems and not done and not answers:
            problems.append(
                Words("还没有勾选办了什么，也没有回答。", "Nothing is ticked and nothing is answered yet.")
            )
        if not problems:
            return _close(request, viewer, (kind, subject_id), done, answers)
    page = StopPage(
        back=reverse("today"),
        door_kind=kind,
        door_id=subject_id,
        door=_door(home, duties, subject_id),
        who=_who(home, duties),
        household_url=reverse("household", args=[subject_id]) if home else "",
        todos=todos,
        questions=questions,
        later=tuple(_todo(d, request) for d in duties if d not in ready),
        closed=tuple(_todo(d, request) for d in _closed_today(viewer, kind, subject_id)),
        token=request.POST.get("token") or uuid.uuid4().hex,
        result=_result(request),
        next_url=reverse("today") + "?mine=1",
        problems=tuple(problems),
        empty=Empty(
            "check",
            Words("这一站没有要办的了", "Nothing left to do here"),
            Words("可以去下一站。", "Go on to the next stop."),
            reverse("today"),
            Words("回到今日", "Back to Today"),
        ),
    )
    return show(request, "pages/stop.html", "today", status=400 if problems else 200, page=page)


def _close(
    request: HttpRequest,
    viewer: Viewer,
    door: tuple[str, str],
    done: list[DutyDone],
    answers: list[FactAnswer],
) -> HttpResponse:
    token = request.POST.get("token") or uuid.uuid4().hex
    result = close_stop(viewer, StopDeed(token, tuple(done), tuple(answers)), purpose=PURPOSE)
    counts = {"closed": result.closed, "facts": result.facts, "new": result.new_duties}
    return redirect(
        with_query(reverse("stop", args=door), **{k: str(v) for k, v in counts.items()}) + "#result"
    )


@signed_in
@require_POST
def undo(request: HttpRequest, viewer: Viewer, kind: str, subject_id: str) -> HttpResponse:
    """Take back one deed of today; the duty is owed again."""
    take_back(viewer, request.POST.get("duty", ""), purpose=PURPOSE)
    messages.success(
        request,
        say(Words("已撤回，这件事又在要办的里面。", "Taken back; it is among what is to do again.")),
    )
    return redirect("stop", kind, subject_id)


def _closed_today(viewer: Viewer, kind: str, subject_id: str) -> tuple[ListedDuty, ...]:
    return closed_today_at(viewer, kind, subject_id, PURPOSE) if kind in ("household", "person") else ()


def _own_duties(viewer: Viewer, kind: str, subject_id: str) -> list[ListedDuty]:
    if kind in ("household", "person"):
        found = subject_duties(viewer, kind, subject_id, PURPOSE)
        return [d for d in found if d.duty.post_id in viewer.post_ids]
    door = f"{kind}:{subject_id}"
    return [d for d in today_duties(viewer) if d.duty.place_of_work == door]


def _by_limit(listed: ListedDuty) -> tuple:
    due = listed.duty.due_at
    return due is None, due.timestamp() if due else 0.0, listed.subject_name, listed.words.zh


def _todo(listed: ListedDuty, request: HttpRequest) -> Todo:
    duty, form = listed.duty, request.POST
    tests = bool(result_kinds() & set(listed.closed_by))
    return Todo(
        duty_id=duty.duty_id,
        words=listed.words,
        subject=listed.subject_name if duty.subject_kind != "household" else "",
        due_at=duty.due_at,
        not_before=duty.not_before,
        basis=basis_of(duty.basis, duty.choices_used),
        asks_tube=tests,
        asks_note="" if tests else "open" if duty.subject_kind == "household" else "folded",
        ticked=duty.duty_id in form.getlist("done"),
        tube=form.get(f"tube-{duty.duty_id}", "").strip(),
        note=form.get(f"note-{duty.duty_id}", "").strip(),
    )


def _check_tubes(todos: tuple[Todo, ...]) -> list[Words]:
    return [
        Words(f"{t.subject} {t.words.zh}：请填采样管号", f"{t.subject}, {t.words.en}: write the tube number")
        for t in todos
        if t.ticked and t.asks_tube and not t.tube
    ]


def _questions(viewer: Viewer, home: HouseholdFile) -> tuple[Question, ...]:
    """What to ask this family: the facts that would settle most, as the standards put them."""
    names = {member.person_id: member.name or member.person_id for member in home.members}
    asked = questions_of(viewer, home.household_id, purpose=PURPOSE).family[:_QUESTIONS]
    return tuple(
        question_of(
            fact_spec(one.fact),
            one.person_id or home.household_id,
            names.get(one.person_id, ""),
            settles_words(one),
        )
        for one in asked
    )


def _door(home: HouseholdFile | None, duties: list[ListedDuty], subject_id: str) -> Words:
    if home is not None:
        name = home.place_name or home.household_id
    else:
        name = next((d.subject_name for d in duties), subject_id)
    return Words(name, name)


def _who(home: HouseholdFile | None, duties: list[ListedDuty]) -> Words:
    if home is None:
        return Words("", "")
    people = [(m.name or m.person_id, age_words(m.birth_date)) for m in home.members]
    return Words(
        "、".join(f"{name}（{age.zh}）" for name, age in people),
        ", ".join(f"{name} ({age.en})" for name, age in people),
    )


def _result(request: HttpRequest) -> Words | None:
    closed, facts, new = (request.GET.get(name, "") for name in ("closed", "facts", "new"))
    if not (closed.isdigit() and facts.isdigit()):
        return None
    tasks = "task" if closed == "1" else "tasks"
    kept = "fact" if facts == "1" else "facts"
    more = (
        Words(f"随之新增 {new} 项任务。", f" {new} new to do.") if new.isdigit() and new != "0" else NO_WORDS
    )
    return Words(
        f"已办结 {closed} 项任务，记下 {facts} 条事实。{more.zh}",
        f"{closed} {tasks} closed, {facts} {kept} recorded.{more.en}",
    )
