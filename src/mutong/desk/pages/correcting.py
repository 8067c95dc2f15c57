"""Correcting one fact of a household: a new recording that follows the old one, which stays on record (T6)."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.answers import question_of, read_answer
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.pages.household import PURPOSE
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.households import access_household
from mutong.tables.dictionary import fact_spec
from mutong.workflows.closing import StopDeed, close_stop


@signed_in
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, viewer: Viewer, household_id: str, key: str) -> HttpResponse:
    """The question asked again; `key` is subject_kind.subject_id.fact, of the household or a member."""
    home = access_household(viewer, household_id, PURPOSE)
    names = {household_id: "", **{m.person_id: m.name or m.person_id for m in home.members}}
    subject_id, fact = key.split(".", 1)[-1].rpartition(".")[::2]
    if subject_id not in names:
        raise MutongError("unknown_subject", Words("这户没有这个人。", "This household has no such member."))
    spec = fact_spec(fact)
    question = question_of(spec, subject_id, names[subject_id])
    back = reverse("household", args=[household_id])
    if request.method == "POST":
        question, answer = read_answer(question, request.POST)
        if answer is not None:
            token = request.POST.get("token") or uuid.uuid4().hex
            close_stop(viewer, StopDeed(token, answers=(answer,)), purpose=PURPOSE)
            messages.success(
                request,
                say(Words("已更正，并重新筛查了这户。", "Corrected, and the household was screened again.")),
            )
            return redirect(back + "#facts")
    page = {
        "question": question,
        "back": back,
        "token": uuid.uuid4().hex,
        "door": home.place_name or household_id,
    }
    status = 400 if question.problem else 200
    return show(request, "pages/correct.html", "households", status=status, page=page)
