"""Decisions on record: the list, one decision as a course of steps with its clauses, and the notice for the board."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mutong.desk.bases import basis_of
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Basis, Empty, Option, exports_of
from mutong.desk.share_forms import Act, Form, Values, do_act, field, new_key, problem_of
from mutong.desk.share_lines import PURPOSE, Chip, course_chip, gate_of, may_keep, step_chip, tabs_of
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.share_decisions import DecisionRow, StepEntry, SurplusRow, list_surpluses
from mutong.village.decisions import DecisionStep
from mutong.workflows.share_decisions import (
    KEPT_AS,
    Course,
    course_of,
    courses_of,
    enter_step,
    matters_of,
    propose,
    take_back,
)
from mutong.workflows.shares import Standing

_HEADINGS = (
    Words("事项", "Matter"),
    Words("标题", "Title"),
    Words("提出", "Proposed"),
    Words("开会", "Met"),
    Words("应到", "Members"),
    Words("实到", "Came"),
    Words("同意票", "Votes for"),
    Words("状态", "State"),
)


@dataclass(frozen=True)
class DecisionLine:
    """A decision in the list."""

    url: str
    title: str
    matter: Words
    proposed: date | None
    met: date | None
    chip: Chip


@dataclass(frozen=True)
class StepLine:
    """One step of the course: its state, the day, the earliest lawful day while it is open, and the clause.

    `kept_as` is the name under which it is kept; `may_enter` and `may_take_back` say what can be done now.
    """

    title: Words
    chip: Chip
    day: date | None
    earliest: date | None
    words: Words
    basis: Basis
    kept_as: str
    note: str
    may_enter: bool
    may_take_back: bool


@signed_in
@require_http_methods(["GET", "POST"])
def show_decisions(request: HttpRequest, viewer: Viewer, organisation_id: str) -> HttpResponse:
    """The decisions of an organisation, and the form that puts a matter on record."""
    standing, courses = courses_of(viewer, organisation_id, PURPOSE)
    keeps = may_keep(viewer, standing.organisation.area_code) and standing.law is not None
    acts = (
        {"propose": Act(_proposal_form(standing), lambda said: _propose(viewer, standing, said))}
        if keeps
        else {}
    )
    done, forms = do_act(request, acts, gate_of(viewer, standing.organisation.area_code))
    if done is not None:
        return done
    if kind := wanted_format(request):
        return send_list(kind, "decisions", _HEADINGS, map(_file_row, courses))
    problem = problem_of(forms)
    page = {
        "organisation": standing.organisation,
        "tabs": tabs_of(organisation_id, "share_decisions"),
        "lines": [_line(one) for one in courses],
        "may_keep": keeps,
        "not_in_force": standing.law is None,
        "problem": problem,
        "exports": exports_of(request) if courses else None,
        "empty": Empty(
            "check",
            Words("还没有决定在案", "No decision on record yet"),
            Words(
                "要由成员决定的事先在这里提出；之后每一步最早哪天能办、依据哪一条，都会列出来。",
                "Put a matter for the members on record here; then each step shows how early it may be, and by which "
                "clause.",
            ),
        ),
    }
    return show(
        request,
        "pages/share_decisions.html",
        "village",
        status=400 if problem else 200,
        page=page,
        forms=forms,
    )


@signed_in
@require_http_methods(["GET", "POST"])
def show_decision(
    request: HttpRequest, viewer: Viewer, organisation_id: str, decision_id: str
) -> HttpResponse:
    """One decision: its course, and the next steps to enter."""
    standing, course = _of(viewer, organisation_id, decision_id)
    keeps = may_keep(viewer, standing.organisation.area_code)
    done, forms = do_act(
        request, _acts(viewer, course) if keeps else {}, gate_of(viewer, standing.organisation.area_code)
    )
    if done is not None:
        return done
    problem = problem_of(forms)
    page = {
        **_shown(standing, course, viewer),
        "steps": [_step(one, course, keeps) for one in course.state.steps] if course.state else [],
        "may_keep": keeps,
        "problem": problem,
        "history": [_history(one) for one in course.row.steps],
        "today": clock.today(),
    }
    return show(
        request,
        "pages/share_decision.html",
        "village",
        status=400 if problem else 200,
        page=page,
        forms=forms,
    )


@signed_in
@require_GET
def show_notice(request: HttpRequest, viewer: Viewer, organisation_id: str, decision_id: str) -> HttpResponse:
    """The decision as it goes on the notice board, to be printed."""
    standing, course = _of(viewer, organisation_id, decision_id)
    page = {
        **_shown(standing, course, viewer),
        "steps": [_step(one, course, False) for one in course.state.steps] if course.state else [],
        "today": clock.today(),
    }
    return show(request, "pages/share_notice.html", "village", page=page)


def _of(viewer: Viewer, organisation_id: str, decision_id: str) -> tuple[Standing, Course]:
    standing, course = course_of(viewer, decision_id, PURPOSE)
    if course.row.organisation_id != organisation_id:
        raise MutongError("decision_not_found", Words("没有这项决定。", "There is no such decision."))
    return standing, course


def _shown(standing: Standing, course: Course, viewer: Viewer) -> dict[str, object]:
    record, row = course.record, course.row
    surplus = _surplus_of(viewer, row)
    return {
        "organisation": standing.organisation,
        "row": row,
        "matter": code_words(row.matter, "matter"),
        "chip": course_chip(course),
        "record": record,
        "in_force_from": course.state.in_force_from if course.state else None,
        "surplus": surplus,
        "parts": list(surplus.result["parts"].values()) if surplus else [],
        "by_trade": bool(surplus) and "by_trade" in surplus.result,
    }


def _surplus_of(viewer: Viewer, row: DecisionRow) -> SurplusRow | None:
    """The last working of the year that is put to this decision."""
    rows = list_surpluses(viewer, row.organisation_id, PURPOSE)
    return next((one for one in rows if one.decision_id == row.decision_id), None)


def _proposal_form(standing: Standing) -> Form:
    options = tuple(Option(one, code_words(one, "matter")) for one in matters_of(standing.law))
    return Form(
        (
            field("matter", "事项", "Matter", options=options),
            field("title", "标题", "Title"),
            field("proposal", "提案内容", "The proposal", "long"),
            field("on", "提出日期", "Proposed on", "date", value=clock.today()),
            field(
                "members", "有表决权的人数", "People who vote", "whole", optional=True,
                hint=Words("名单齐全就留空，按名单计数", "Empty where the list of members is whole: it is counted"),
            ),
            field("key", "", "", "hidden", value=new_key()),
        )
    )  # fmt: skip


def _propose(viewer: Viewer, standing: Standing, said: Values) -> tuple[Words, str]:
    own = standing.organisation.organisation_id
    made = propose(
        viewer, own, str(said["matter"]), str(said["title"]), str(said["proposal"]), said["on"],
        key=str(said["key"]), members=said["members"], purpose=PURPOSE,
    )  # fmt: skip
    return Words("已提出并记录在案。", "Proposed and on record."), reverse("share_decision", args=[own, made])


def _acts(viewer: Viewer, course: Course) -> dict[str, Act]:
    decision = course.row.decision_id
    on = field("on", "日期", "Date", "date", value=clock.today())
    note = field("note", "备注（地点、方式、谁主持）", "Note (where, how, who chaired)", optional=True)

    def enter(name: str):
        def run(said: Values) -> tuple[Words, str]:
            enter_step(
                viewer, decision, name, said["on"], attended=said.get("attended"),
                votes_for=said.get("votes_for"), note=str(said["note"]), purpose=PURPOSE,
            )  # fmt: skip
            return Words("这一步已登记。", "This step is on record."), ""

        return run

    def back(said: Values) -> tuple[Words, str]:
        take_back(viewer, decision, str(said["step"]), str(said["reason"]), purpose=PURPOSE)
        return Words("已撤回这一步，原记录保留。", "The step is taken back; what was written is kept."), ""

    acts = {name: Act(Form((on, note)), enter(name)) for name in dict.fromkeys(KEPT_AS.values())}
    counts = (
        field("attended", "实到人数", "Members who came", "whole"),
        field("votes_for", "同意票数", "Votes for it", "whole"),
    )
    acts["meeting"] = Act(Form((on, *counts, note)), enter("meeting"))
    acts["back"] = Act(
        Form((field("step", "", "", "hidden"), field("reason", "撤回的理由", "Why it is taken back"))), back
    )
    return acts


def _step(step: DecisionStep, course: Course, keeps: bool) -> StepLine:
    name = KEPT_AS[step.name]
    standing = course.row.standing(name)
    own = step.name != "vote"
    return StepLine(
        title=step.title,
        chip=step_chip(step),
        day=step.on if standing else None,
        earliest=step.earliest if standing is None else None,
        words=step.words,
        basis=basis_of(step.basis) if step.basis else Basis(Words("", "")),
        kept_as=name,
        note=(standing.note or "") if standing and own else "",
        may_enter=keeps and standing is None and own,
        may_take_back=keeps and standing is not None and own,
    )


def _line(course: Course) -> DecisionLine:
    row, record = course.row, course.record
    return DecisionLine(
        reverse("share_decision", args=[row.organisation_id, row.decision_id]),
        row.title,
        code_words(row.matter, "matter"),
        record.proposed_on,
        record.meeting_on,
        course_chip(course),
    )


def _file_row(course: Course) -> tuple[object, ...]:
    record = course.record
    return (
        code_words(course.row.matter, "matter"),
        course.row.title,
        _iso(record.proposed_on),
        _iso(record.meeting_on),
        str(record.members),
        "" if record.attended is None else str(record.attended),
        "" if record.votes_for is None else str(record.votes_for),
        course_chip(course).words,
    )


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _history(entry: StepEntry) -> dict[str, object]:
    title = code_words(entry.step, "decision_step")
    counts = ""
    if entry.attended is not None:
        counts = f"{entry.attended}/{entry.members}；{entry.votes_for}/{entry.votes}"
    return {
        "title": title,
        "day": day_words(entry.on),
        "counts": counts,
        "note": entry.note or "",
        "by": entry.recorded_by,
        "taken_back": entry.taken_back,
    }
