"""Addresses of the desk with one small form beside them, for trying what every offline form does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from mutong.desk.field_entries import entry_of, refused, takes_entries
from mutong.desk.frame import signed_in
from mutong.desk.urls import handler403, handler404, handler500, urlpatterns
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.record_event import record_event

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]
TOO_MANY = Words("羊数太多", "too many sheep")


@takes_entries("sheep_seen")
@signed_in
def see_sheep(request: HttpRequest, viewer: Viewer, household_id: str) -> HttpResponse:
    """Writes one event for each post; refuses more than 100 sheep only after it has written, and none in words."""
    sheep = request.POST.get("sheep", "")
    entry = entry_of(request)
    record_event(
        viewer, subject_kind="household", subject_id=household_id, kind="sheep_seen", source="test",
        purpose="测试 / test", note=sheep, at=entry.at if entry else clock.now(),
    )  # fmt: skip
    if not sheep.isdigit():
        return HttpResponse("<main id=main>not a number</main>", status=400)
    if int(sheep) > 100:
        return refused(HttpResponse("too many"), TOO_MANY, {"sheep": TOO_MANY})
    if int(sheep) == 99:
        raise RuntimeError("broke half way")
    messages.success(request, f"seen {sheep}")
    return redirect("/village")


urlpatterns = [*urlpatterns, path("sheep/<str:household_id>", see_sheep, name="see_sheep")]
