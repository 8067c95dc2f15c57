"""The sample clock, and on a phone the pages that the foot has no room for."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.parts import Option
from mutong.desk.writing import instant_words
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.workflows.clock_moves import advance_and_leave

_PURPOSE = "推进样例时钟 / advance the sample clock"
_STEPS = (
    Option("1", Words("1 小时", "1 hour")),
    Option("4", Words("4 小时", "4 hours"), chosen=True),
    Option("24", Words("1 天", "1 day")),
    Option("168", Words("7 天", "7 days")),
)


@signed_in
@require_http_methods(["GET", "POST"])
def show_clock(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the sample clock; a press moves it forward, and the worker brings the duties in line."""
    check_anywhere(viewer, "move_clock", _PURPOSE)
    if request.method == "POST":
        hours = request.POST.get("hours", "")
        if hours not in {step.value for step in _STEPS}:
            raise MutongError(
                "unknown_span", Words("请选择列出的时长。", "Choose one of the spans that are listed.")
            )
        now = instant_words(advance_and_leave(viewer, timedelta(hours=int(hours)), purpose=_PURPOSE))
        messages.success(
            request,
            say(
                Words(
                    f"现在是 {now.zh}。任务和上报在几秒内跟上。",
                    f"It is now {now.en}. Duties and reports follow within seconds.",
                )
            ),
        )
        return redirect("clock")
    return show(request, "pages/clock.html", "clock", page={"steps": _STEPS})


@signed_in
def show_more(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every page the viewer may open."""
    return show(request, "pages/more.html", "more")
