"""Records that may be one person, side by side: somebody decides, and may take it back."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from mutong.desk.exports import wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.pair_cards import DECIDED, UNSURE, VERDICTS, WAITING, cards_of, verdict_words
from mutong.desk.pair_sheets import send_decisions, send_pairs
from mutong.desk.parts import Empty, Tab, address, exports_of, page_number, turn_pages
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.reads.same_people import list_candidates, list_decisions
from mutong.register.same_person.candidates import NOT_INSTALLED
from mutong.register.same_person.likeness import can_weigh
from mutong.workflows.same_people import decide, withdraw

PURPOSE = "判定是否同一人 / decide whether two records are one person"
_SIZE = 10
_EMPTY = {
    WAITING: Empty(
        "check",
        Words("没有待判定的记录", "No pair waits"),
        Words(
            "导入人员后会自动查找；找到的会列在这里。",
            "After people are imported Mutong looks; what it finds is listed here.",
        ),
    ),
    UNSURE: Empty(
        "question",
        Words("没有搁置的记录", "Nothing set aside"),
        Words(
            "说不准的记录对会放在这里，查清后再判定。",
            "Pairs you were not sure of are kept here until it is known.",
        ),
    ),
    DECIDED: Empty(
        "check",
        Words("还没有判定过", "Nothing decided yet"),
        Words("判定后可以在这里查看和撤回。", "What you decide can be looked at and taken back here."),
    ),
}


@dataclass(frozen=True)
class DecisionLine:
    """One decision of the list."""

    decision_id: int
    person: str
    same_as: str
    verdict: Words
    tone: str
    basis: str
    at: datetime
    by: str
    withdrawn_at: datetime | None
    withdrawn_why: Words


@dataclass(frozen=True)
class Typed:
    """What somebody had typed when the form was refused."""

    first: str = ""
    second: str = ""
    basis: str = ""
    problem: Words | None = field(default=None)


@signed_in
@require_GET
def show_same_people(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The pairs that wait, those set aside, or what was decided."""
    return _page(request, viewer, request.GET.get("which", WAITING), Typed())


@signed_in
@require_POST
def decide_pair(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Write down one decision and go on with the next pair."""
    first, second = request.POST.get("first", ""), request.POST.get("second", "")
    kept = second if request.POST.get("kept") == second else first
    other = first if kept == second else second
    verdict, basis = request.POST.get("verdict", ""), request.POST.get("basis", "")
    try:
        decide(viewer, person_id=other, same_as=kept, verdict=verdict, basis=basis, purpose=PURPOSE)
    except AccessDenied:
        raise
    except MutongError as refusal:
        which = request.POST.get("which", WAITING)
        return _page(request, viewer, which, Typed(first, second, basis, refusal.words), status=400)
    words = verdict_words(verdict)
    messages.success(
        request,
        say(
            Words(
                f"{first} 与 {second}：{words.zh}。可以在“已判定”里撤回。",
                f"{first} and {second}: {words.en}. You can take it back under “Decided”.",
            )
        ),
    )
    return redirect(request.POST.get("back") if _is_own(request.POST.get("back")) else "same_people")


@signed_in
@require_POST
def undo_decision(request: HttpRequest, viewer: Viewer, decision_id: int) -> HttpResponse:
    """Take a decision back."""
    try:
        withdraw(viewer, decision_id, why=request.POST.get("why", ""), purpose=PURPOSE)
    except AccessDenied:
        raise
    except MutongError as refusal:
        messages.error(request, say(refusal.words))
    else:
        messages.success(
            request,
            say(Words("已撤回；两条记录各自独立，密接和任务已更新。",
                      "Taken back: the records are two again, contacts and duties are brought in line.")),
        )  # fmt: skip
    return redirect(f"{request.path.rsplit('/', 2)[0]}?which={DECIDED}")


def _page(request: HttpRequest, viewer: Viewer, which: str, typed: Typed, status: int = 200) -> HttpResponse:
    which = which if which in _EMPTY else WAITING
    kind = wanted_format(request)
    decided = list_decisions(viewer, PURPOSE)
    size = None if kind else _SIZE
    start = 0 if kind else (page_number(request) - 1) * _SIZE
    counts = {
        WAITING: list_candidates(viewer, PURPOSE, size=0)[1],
        UNSURE: list_candidates(viewer, PURPOSE, unsure=True, size=0)[1],
        DECIDED: len(decided),
    }
    pairs: tuple = ()
    if which != DECIDED:
        start = min(start, max(0, counts[which] - 1) // _SIZE * _SIZE)
        pairs, _ = list_candidates(viewer, PURPOSE, unsure=which == UNSURE, start=start, size=size)
    cards = cards_of(viewer, pairs, PURPOSE)
    if kind:
        return send_decisions(kind, decided) if which == DECIDED else send_pairs(kind, cards)
    pager = (
        turn_pages(request, [_line(one) for one in decided], _SIZE * 3)
        if which == DECIDED
        else turn_pages(request, cards, _SIZE, counts[which])
    )
    labels = {
        WAITING: Words("待判定", "To decide"),
        UNSURE: Words("说不准", "Set aside"),
        DECIDED: Words("已判定", "Decided"),
    }
    page = {
        "which": which,
        "tabs": tuple(
            Tab(labels[one], address(request, which=one), one == which, counts[one]) for one in labels
        ),
        "pager": pager,
        "typed": typed,
        "verdicts": VERDICTS,
        "back": request.get_full_path() if request.method == "GET" else "",
        "exports": exports_of(request) if counts[which] else None,
        "empty": _EMPTY[which],
        "not_installed": None if can_weigh() else NOT_INSTALLED,
    }
    return show(request, "pages/same_people.html", "same_people", status=status, page=page)


def _line(one) -> DecisionLine:
    return DecisionLine(
        decision_id=one.decision_id,
        person=f"{one.person_name or '—'} {one.person_id}",
        same_as=f"{one.same_as_name or '—'} {one.same_as}",
        verdict=verdict_words(one.verdict),
        tone={"same": "good", "different": "accent"}.get(one.verdict, "unsure"),
        basis=one.basis,
        at=one.decided_at,
        by=one.decided_by,
        withdrawn_at=one.withdrawn_at,
        withdrawn_why=_both(one.withdrawn_why or ""),
    )


def _both(text: str) -> Words:
    zh, _, en = text.partition(" / ")
    return Words(zh, en or zh)


def _is_own(path: str | None) -> bool:
    return bool(path) and path.startswith("/people/same")
