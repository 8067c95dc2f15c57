"""Today for those who lead: the duties of their area, what is overdue, and what was reported up."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.flock_card import flock_card
from mutong.desk.frame import show, signed_in
from mutong.desk.jobs import duty_line
from mutong.desk.pages.today import views_of
from mutong.desk.parts import Empty, Tab, address, exports_of, page_number, turn_pages, with_query
from mutong.desk.writing import instant_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer, area_within, check_anywhere
from mutong.records.reads.areas import area_name, areas_under
from mutong.records.reads.duty_lists import DutyCounts, count_duties, visible_duties
from mutong.records.reads.same_people import count_waiting

_PURPOSE = "查看辖区任务 / see the duties of the area"
_SIZE = 50
_MOST = 100_000


@dataclass(frozen=True)
class Stat:
    """One figure over the page."""

    label: Words
    figure: int
    tone: str = ""


@dataclass(frozen=True)
class AreaLine:
    """The counts of one area below."""

    name: str
    url: str
    open: int
    overdue: int
    no_limit: int


@signed_in
@require_GET
def show_area_duties(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The running duties of an area the viewer leads, or of one below it."""
    check_anywhere(viewer, "see_duties", _PURPOSE)
    led = viewer.areas_with("see_duties")
    area = request.GET.get("area") or led[0]
    late_only = request.GET.get("show", "overdue") == "overdue"
    kind = wanted_format(request)
    start = 0 if kind else (page_number(request) - 1) * _SIZE
    listed, total = visible_duties(
        viewer, _PURPOSE, area_code=area, overdue_only=late_only, start=start, size=_MOST if kind else _SIZE
    )
    lines = [duty_line(duty) for duty in listed]
    if kind:
        headings = (
            Words("任务", "Duty"),
            Words("对象", "About"),
            Words("责任人", "Owed by"),
            Words("岗位", "Post"),
            Words("期限", "Deadline"),
            Words("督办上报", "Reported up"),
        )
        rows = (
            (
                line.words,
                line.subject,
                line.person,
                line.post,
                instant_words(line.due_at) if line.due_at else Words("暂无时限", "no limit in force"),
                Words("；".join(r.zh for r in line.reported), "; ".join(r.en for r in line.reported)),
            )
            for line in lines
        )
        return send_list(kind, "area-duties", headings, rows)
    counts = count_duties(viewer, area, _PURPOSE)
    page = {
        "day": clock.today(),
        "views": views_of(viewer, "area"),
        "area": area_name(area),
        "above": _above(area, led),
        "stats": _stats(counts),
        "areas": _below(area, counts),
        "list_title": Words(f"{area_name(area)}的任务", f"Duties of {area_name(area)}"),
        "tabs": (
            Tab(Words("逾期", "Overdue"), address(request, show=None), late_only),
            Tab(Words("全部", "All"), address(request, show="all"), not late_only),
        ),
        "pager": turn_pages(request, lines, _SIZE, total),
        "exports": exports_of(request),
        "doubles": count_waiting(viewer),
        "flock": flock_card(viewer),
        "empty": _EMPTY_LATE if late_only else _EMPTY,
    }
    return show(request, "pages/area_duties.html", "today", page=page)


_EMPTY_LATE = Empty(
    "check",
    Words("没有逾期的任务", "Nothing is overdue"),
    Words(
        "到期未办结的会列在这里并逐级上报。", "What is not done by its limit is listed here and reported up."
    ),
)
_EMPTY = Empty(
    "check",
    Words("没有待办的任务", "No duties are open"),
    Words(
        "报告病例或筛查之后，任务会列在这里。",
        "Duties appear here after a case is reported or the register is screened.",
    ),
)


def _stats(counts: dict[str, DutyCounts]) -> tuple[Stat, ...]:
    late = sum(c.overdue for c in counts.values())
    return (
        Stat(Words("待办", "Open"), sum(c.running for c in counts.values())),
        Stat(Words("逾期", "Overdue"), late, "alarm" if late else ""),
        Stat(Words("暂无时限", "No limit in force"), sum(c.no_limit for c in counts.values())),
    )


def _below(area: str, counts: dict[str, DutyCounts]) -> tuple[AreaLine, ...]:
    lines = []
    for below in areas_under(area):
        inside = [c for code, c in counts.items() if area_within(code, below.area_code)]
        if not inside:
            continue
        lines.append(
            AreaLine(
                below.name,
                with_query(reverse("area_duties"), area=below.area_code),
                sum(c.running for c in inside),
                sum(c.overdue for c in inside),
                sum(c.no_limit for c in inside),
            )
        )
    return tuple(sorted(lines, key=lambda line: -line.overdue))


def _above(area: str, led: tuple[str, ...]) -> str:
    return "" if area in led else reverse("area_duties")
