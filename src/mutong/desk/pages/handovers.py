"""Hand-overs between areas: what came in, what went out, where each stands, and what to do with one or many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.area_words import words_of_areas
from mutong.desk.bases import class_words
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.handover_lines import FILTERS, HandOverLine, limit_words, lines_of
from mutong.desk.language import say
from mutong.desk.pages.area_duties import Stat
from mutong.desk.pages.outbreak import Heading
from mutong.desk.parts import Empty, Option, Tab, address, exports_of, page_number, turn_pages
from mutong.desk.writing import instant_words
from mutong.duties.handovers import ACTS, RECEIVER, SENDER, STATES, may_follow
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer, check_anywhere
from mutong.records.actions.hand_over import RIGHTS, Moved
from mutong.records.reads.areas import areas_under
from mutong.records.reads.handovers import (
    RIGHT,
    HandOverCounts,
    Wanted,
    count_handovers,
    list_handovers,
)
from mutong.workflows import handovers
from mutong.workflows.settling import names_of_sending

PURPOSE = "查看和办理协查 / look at and settle hand-overs"
_SIZE = 50
_SIDES = {RECEIVER: "received", SENDER: "sent"}
_COLUMNS = (
    ("name", Words("姓名", "Name")),
    ("contact_class", Words("类别", "Class")),
    ("exposed_at", Words("末次暴露", "Last exposure")),
    ("from_area", Words("从", "From")),
    ("to_area", Words("到", "To")),
    ("sent_at", Words("发出", "Sent")),
    ("due_at", Words("期限", "Limit")),
    ("state", Words("状态", "State")),
)
ACT_WORDS = {
    "acknowledge": Words("确认接收", "Acknowledge"),
    "undo": Words("撤销确认", "Take the acknowledgement back"),
    "return": Words("退回", "Return"),
    "pass_on": Words("转往正确的区划", "Pass on to the right area"),
    "send_on": Words("改送", "Send on"),
    "withdraw": Words("撤回", "Withdraw"),
    "restore": Words("重新发出", "Send again"),
}
_DONE = {
    "acknowledge": Words("已确认接收 {n} 人。", "{n} people acknowledged."),
    "undo": Words("已撤销 {n} 人的确认。", "The acknowledgement of {n} people was taken back."),
    "return": Words("已退回 {n} 人。", "{n} people returned."),
    "pass_on": Words("已转出 {n} 人。", "{n} people passed on."),
    "send_on": Words("已改送 {n} 人。", "{n} people sent on."),
    "withdraw": Words("已撤回 {n} 人。", "{n} people withdrawn."),
    "restore": Words("已重新发出 {n} 人。", "{n} people sent again."),
}
_BULK = {RECEIVER: ("acknowledge", "return", "pass_on"), SENDER: ("send_on", "withdraw", "restore")}
REASONS = (
    Words("不是本辖区", "not ours"),
    Words("查无此人", "not found"),
    Words("地址有误", "wrong address"),
)


@dataclass(frozen=True)
class AreaCount:
    """The counts of one area of the other side."""

    name: Words
    url: str
    total: int
    waiting: int
    late: int


@signed_in
@require_http_methods(["GET", "POST"])
def show_handovers(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list of one side, and acts on the lines that are ticked."""
    check_anywhere(viewer, RIGHT, PURPOSE)
    problem = None
    if request.method == "POST":
        try:
            return _act(request, viewer)
        except AccessDenied:
            raise
        except MutongError as refusal:
            problem = refusal.words
    wanted = wanted_of(request)
    kind, sending = wanted_format(request), names_of_sending()
    start = 0 if kind else (page_number(request) - 1) * _SIZE
    rows, total = list_handovers(viewer, wanted, sending, PURPOSE, start=start, size=None if kind else _SIZE)
    lines = lines_of(rows)
    if kind:
        return send_list(kind, f"hand-overs-{_SIDES[wanted.side]}", FILE_HEADINGS, map(file_row, lines))
    counts = count_handovers(viewer, wanted.side, PURPOSE)
    page = {
        "problem": problem,
        "tabs": _tabs(request, viewer, wanted.side),
        "side": _SIDES[wanted.side],
        "stats": _stats(counts),
        "nobody": counts.nobody,
        "nobody_url": address(request, state="nobody"),
        "areas": _areas(request, counts),
        "form": _form(wanted, counts),
        "columns": tuple(_heading(request, *column, wanted.sort) for column in _COLUMNS),
        "pager": turn_pages(request, lines, _SIZE, total),
        "acts": acts_for(viewer, _BULK[wanted.side], holds=bool(counts.mine)),
        "reasons": REASONS,
        "area_options": area_options(),
        "exports": exports_of(request),
        "empty": _empty(wanted),
    }
    return show(request, "pages/handovers.html", "outbreak", status=400 if problem else 200, page=page)


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address asks for; nonsense asks for nothing."""
    asked = request.GET
    side = SENDER if asked.get("side") == "sent" else RECEIVER
    state = asked.get("state", "")
    return Wanted(
        side=side,
        state=state if state in STATES or state in FILTERS else "",
        area=asked.get("area", ""),
        contact_class=asked.get("class", ""),
        words=asked.get("find", ""),
        sort=asked.get("sort", "-sent_at"),
    )


def do_act(viewer: Viewer, act: str, ids: list[str], why: str, area: str) -> list[Moved]:
    """Do an act of the page. Raises MutongError `nothing_ticked`, `no_such_act`, and what the act raises."""
    if not ids:
        raise MutongError("nothing_ticked", Words("请先勾选要办的人。", "Tick the people first."))
    doing: dict[str, Callable[[], list[Moved]]] = {
        "acknowledge": lambda: handovers.acknowledge(viewer, ids, purpose=PURPOSE),
        "undo": lambda: handovers.undo_acknowledgement(viewer, ids, why, purpose=PURPOSE),
        "return": lambda: handovers.give_back(viewer, ids, why, purpose=PURPOSE),
        "pass_on": lambda: handovers.pass_on(viewer, ids, area, why, purpose=PURPOSE),
        "send_on": lambda: handovers.send_on(viewer, ids, area, why, purpose=PURPOSE),
        "withdraw": lambda: handovers.withdraw(viewer, ids, why, purpose=PURPOSE),
        "restore": lambda: handovers.restore(viewer, ids, purpose=PURPOSE),
    }
    if act not in doing:
        raise MutongError("no_such_act", Words("请选择要办什么。", "Choose what to do."))
    return doing[act]()


def tell_done(request: HttpRequest, act: str, done: int, asked: int) -> None:
    """Say to how many an act was done, and of how many others the state does not allow it."""
    messages.success(request, say(_DONE[act].fill(n=done)))
    if asked > done:
        left = Words(
            "另有 {n} 人的状态不能这样办，没有改动。",
            "{n} others are in a state that does not allow it; unchanged.",
        )
        messages.warning(request, say(left.fill(n=asked - done)))


def acts_for(viewer: Viewer, acts: Iterable[str], *, holds: bool) -> tuple[Option, ...]:
    """Those of some acts that the viewer may do somewhere: by a right, or because a post of theirs holds somebody."""
    return tuple(Option(act, ACT_WORDS[act]) for act in acts if holds or viewer.may(RIGHTS[ACTS[act].side]))


def area_options() -> tuple[Option, ...]:
    """The counties and cities that the register holds, for the field in which an area is named."""
    found = []
    for province in areas_under("0"):
        for city in areas_under(province.area_code):
            found.append(Option(city.area_code, Words(city.name, city.name)))
            for county in areas_under(city.area_code):
                label = f"{city.name} {county.name}"
                found.append(Option(county.area_code, Words(label, label)))
    return tuple(found)


FILE_HEADINGS = (
    Words("姓名", "Name"),
    Words("情况", "About"),
    Words("病例", "Case"),
    Words("类别", "Class"),
    Words("末次暴露", "Last exposure"),
    Words("从", "From"),
    Words("到", "To"),
    Words("现由谁在办", "In whose hand"),
    Words("岗位", "Post"),
    Words("发出", "Sent"),
    Words("期限", "Limit"),
    Words("状态", "State"),
    Words("原因", "Reason"),
    Words("督办上报", "Reported up"),
)


def file_row(line: HandOverLine) -> tuple[object, ...]:
    """A line as a row of an exported file."""
    return (
        line.name,
        line.about,
        line.case,
        line.klass,
        instant_words(line.exposed_at),
        line.origin,
        line.target,
        line.holder if line.owed or line.nobody else Words("", ""),
        line.holder_post if line.owed or line.nobody else Words("", ""),
        instant_words(line.sent_at),
        limit_words(line),
        line.state,
        line.reason,
        Words("；".join(r.zh for r in line.reported), "; ".join(r.en for r in line.reported)),
    )


def _act(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    asked = request.POST
    act, ids = asked.get("act", ""), asked.getlist("id")
    if asked.get("everyone"):
        rows, _ = list_handovers(viewer, wanted_of(request), names_of_sending(), PURPOSE)
        ids = [row.hand_over_id for row in rows if may_follow(act, row.state)]
    why = asked.get("why", "").strip() or asked.get("reason", "")
    done = do_act(viewer, act, ids, why, asked.get("area", ""))
    tell_done(request, act, len(done), len(ids))
    return redirect(request.get_full_path())


def _tabs(request: HttpRequest, viewer: Viewer, side: str) -> tuple[Tab, ...]:
    tabs = [
        Tab(Words("收到的", "Received"), f"{request.path}?side=received", side == RECEIVER),
        Tab(Words("发出的", "Sent"), f"{request.path}?side=sent", side == SENDER),
    ]
    if viewer.may("write_letters"):
        tabs.append(Tab(Words("协查函", "Letters"), reverse("handover_letters"), False))
    return tuple(tabs)


def _stats(counts: HandOverCounts) -> tuple[Stat, ...]:
    by = counts.by_state
    waiting = sum(n for state, n in by.items() if STATES[state].running and state != "acknowledged")
    return (
        Stat(Words("待办", "Waiting"), waiting, "warn" if waiting else ""),
        Stat(Words("逾期", "Overdue"), counts.late, "alarm" if counts.late else ""),
        Stat(Words("已确认接收", "Acknowledged"), by.get("acknowledged", 0)),
        Stat(Words("没有人在办", "Waiting on nobody"), counts.nobody, "alarm" if counts.nobody else ""),
    )


def _areas(request: HttpRequest, counts: HandOverCounts) -> list[AreaCount]:
    names = words_of_areas(counts.by_area)
    outside = Words("系统外来函", "from outside")
    lines = [
        AreaCount(
            names[area] if area else outside, address(request, area=area or "outside"), total, waiting, late
        )
        for area, (total, waiting, late) in counts.by_area.items()
    ]
    return sorted(lines, key=lambda line: (-line.late, -line.waiting, -line.total))


def _form(wanted: Wanted, counts: HandOverCounts) -> dict[str, object]:
    everything = Option("", Words("全部状态", "any state"), not wanted.state)
    states = [Option(n, s.words, n == wanted.state) for n, s in STATES.items() if counts.by_state.get(n)]
    special = [Option(name, words, name == wanted.state) for name, words in FILTERS.items()]
    classes = [Option(name, class_words(name), name == wanted.contact_class) for name in counts.classes]
    return {
        "side": _SIDES[wanted.side],
        "find": wanted.words,
        "area": wanted.area,
        "sort": wanted.sort,
        "states": (everything, *states, *special),
        "classes": (Option("", Words("全部类别", "any class"), not wanted.contact_class), *classes),
        "filtered": bool(wanted.words or wanted.area or wanted.state or wanted.contact_class),
    }


def _heading(request: HttpRequest, name: str, label: Words, sort: str) -> Heading:
    mine, down = name == sort.lstrip("-"), sort.startswith("-")
    other = f"-{name}" if mine and not down else name
    return Heading(
        label, address(request, sort=other), ("descending" if down else "ascending") if mine else ""
    )


def _empty(wanted: Wanted) -> Empty:
    if wanted.words or wanted.area or wanted.state or wanted.contact_class:
        return Empty(
            "filter",
            Words("没有符合条件的协查", "No hand-over fits"),
            Words("换个条件，或清除筛选。", "Change the filters, or clear them."),
        )
    if wanted.side == SENDER:
        return Empty(
            "check",
            Words("没有发出的协查", "Nothing was handed over"),
            Words(
                "判定密接后，住在外地或住址不明的人会自动列在这里。",
                "When contacts are found, those who live elsewhere or whose home is unknown appear here by themselves.",
            ),
        )
    return Empty(
        "check",
        Words("没有收到协查", "Nothing was received"),
        Words(
            "别的区县发来的人会列在这里；系统外发来的名单可以导入。",
            "People handed over by other counties appear here; a list from outside can be imported.",
        ),
    )
