"""One hand-over: who, from where to where, what has become of it so far, and what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from mutong.desk.frame import show, signed_in
from mutong.desk.handover_lines import lines_of, step_lines
from mutong.desk.language import say
from mutong.desk.names import age_words
from mutong.desk.pages.handovers import (
    ACT_WORDS,
    PURPOSE,
    REASONS,
    area_options,
    do_act,
    tell_done,
)
from mutong.desk.parts import Option
from mutong.duties.handovers import ACTS, RECEIVER, SENDER, STATES, acts_after
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.actions.hand_over import RIGHTS
from mutong.records.reads.handovers import HandOverRow, access_handover
from mutong.records.reads.people_search import search_people
from mutong.workflows.handover_lists import find_line
from mutong.workflows.settling import names_of_sending


@dataclass(frozen=True)
class Candidate:
    """Somebody of the register whom a line of an outside list may mean."""

    person_id: str
    name: str
    about: Words
    door: str


@signed_in
@require_http_methods(["GET", "POST"])
def show_handover(request: HttpRequest, viewer: Viewer, hand_over_id: str) -> HttpResponse:
    """The hand-over with its history; a POST does one act to it, or says whom it means."""
    problem = None
    if request.method == "POST":
        try:
            return _do(request, viewer, hand_over_id)
        except AccessDenied:
            raise
        except MutongError as refusal:
            problem = refusal.words
    found = access_handover(viewer, hand_over_id, names_of_sending(), PURPOSE)
    if found is None:
        raise Http404(hand_over_id)
    row, steps, phone = found
    acts = [act for act in acts_after(row.state) if act in ACT_WORDS and _may(viewer, act, row)]
    find = request.GET.get("find", "")
    page = {
        "problem": problem,
        "line": lines_of((row,))[0],
        "phone": phone,
        "steps": step_lines(steps),
        "plain_acts": _options(act for act in acts if not ACTS[act].why),
        "acts": _options(act for act in acts if ACTS[act].why),
        "reasons": REASONS,
        "area_options": area_options(),
        "may_find": row.person_id is None and viewer.may("read_person"),
        "find": find,
        "people": _candidates(viewer, row, find),
    }
    return show(request, "pages/handover.html", "outbreak", status=400 if problem else 200, page=page)


def _do(request: HttpRequest, viewer: Viewer, hand_over_id: str) -> HttpResponse:
    asked = request.POST
    if person := asked.get("person_id"):
        find_line(viewer, hand_over_id, person, purpose=PURPOSE)
        messages.success(
            request, say(Words("已对应到登记簿，任务已下达。", "Found; the duties were given out."))
        )
        return redirect("handovers")
    act = asked.get("act", "")
    why = asked.get("why", "").strip() or asked.get("reason", "")
    done = do_act(viewer, act, [hand_over_id], why, asked.get("area", ""))
    tell_done(request, act, len(done), 1)
    return redirect("handover", hand_over_id)


def _may(viewer: Viewer, act: str, row: HandOverRow) -> bool:
    """Whether the viewer is on the side that does an act, by the area's right or by the post that holds the person."""
    side = ACTS[act].side
    if STATES[row.state].holder == side and row.holder_post in viewer.post_ids:
        return True
    if side == SENDER and row.from_post in viewer.post_ids:
        return True
    return viewer.may(RIGHTS[side], (row.to_area if side == RECEIVER else row.from_area) or "0")


def _options(acts: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(act, ACT_WORDS[act]) for act in acts)


def _candidates(viewer: Viewer, row: HandOverRow, find: str) -> tuple[Candidate, ...]:
    if row.person_id is not None or not viewer.may("read_person"):
        return ()
    found = search_people(viewer, find or row.name, PURPOSE)
    return tuple(Candidate(one.person_id, one.name, age_words(one.birth_date), one.door) for one in found)
