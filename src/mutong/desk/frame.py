"""The frame round every page: who is signed in, for which area, which pages they may open, what time it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mutong.desk.field_answers import is_entry, sign_in_answer
from mutong.desk.names import post_line, viewer_name
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer, load_viewer
from mutong.records.reads.clocks import is_sample_clock
from mutong.records.reads.flock import keeps_sheep
from mutong.records.reads.village_survey import has_village


@dataclass(frozen=True)
class Page:
    """A page of the navigation: shown to whoever holds its right, or one of several apart by |; '' is for everyone
    signed in."""

    name: str
    label: Words
    icon: str
    right: str


@dataclass(frozen=True)
class Entry:
    """A page as the navigation shows it."""

    url: str
    label: Words
    icon: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """What the base template needs beside the page itself."""

    name: str
    post_line: Words
    entries: tuple[Entry, ...]
    foot: tuple[Entry, ...]
    now: datetime
    sample_clock: bool
    may_advance: bool


PAGES = (
    Page("today", Words("今日", "Today"), "today", ""),
    Page("barrel", Words("木桶", "Barrel"), "barrel", "see_board"),
    Page("outbreak", Words("疫情", "Outbreak"), "outbreak", "read_health"),
    Page("households", Words("住户", "Households"), "households", "read_household"),
    Page("village", Words("产业", "Village"), "village", "read_village"),
    Page("survey", Words("入户调查", "Survey"), "visit", "record_survey|read_village"),
    Page("flock", Words("羊群", "Flock"), "sheep", "read_books"),
    Page("standards", Words("标准", "Standards"), "standards", ""),
    Page("imports", Words("导入", "Import"), "import", "import_tables"),
    Page("same_people", Words("同一人", "Same person"), "person", "decide_same_person"),
    Page("audit", Words("审计", "Audit"), "audit", "read_audit"),
)
_FOOT = 4


def frame_of(viewer: Viewer, current: str) -> Frame:
    """The frame for a viewer on the page named `current`."""
    entries = tuple(
        Entry(reverse(page.name), page.label, page.icon, page.name == current)
        for page in PAGES
        if (not page.right or any(viewer.may(right) for right in page.right.split("|")))
        and (page.name != "flock" or page.name == current or keeps_sheep(viewer))
        and (page.name != "survey" or page.name == current or has_village(viewer))
    )
    more = Entry(reverse("more"), Words("更多", "More"), "more", not any(e.current for e in entries[:_FOOT]))
    sample = is_sample_clock()
    return Frame(
        name=viewer_name(viewer),
        post_line=post_line(viewer),
        entries=entries,
        foot=(*entries[:_FOOT], more),
        now=clock.now(),
        sample_clock=sample,
        may_advance=sample and viewer.may("move_clock"),
    )


View = Callable[..., HttpResponse]


def signed_in(view: Callable[..., HttpResponse]) -> View:
    """A view for people who are signed in; it gets the viewer after the request. Others go to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            if is_entry(request):
                return sign_in_answer()
            return redirect_to_login(request.get_full_path())
        request.viewer = load_viewer(request.user)
        return view(request, request.viewer, *args, **kwargs)

    return guarded


def show(
    request: HttpRequest, template: str, current: str, status: int = 200, **context: object
) -> HttpResponse:
    """A page in its frame."""
    viewer = getattr(request, "viewer", None) or load_viewer(request.user)
    return render(request, template, {"frame": frame_of(viewer, current), **context}, status=status)
