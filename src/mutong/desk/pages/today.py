"""Today: one list for a worker, one stop at each door, in the order to walk it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.flock_card import FlockCard, flock_card
from mutong.desk.frame import show, signed_in
from mutong.desk.jobs import job_icon
from mutong.desk.parts import Empty, Exports, Meter, Pager, Tab, address, exports_of, turn_pages
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import instant_words
from mutong.duties.stops import OVERDUE, TODAY, Stop, order_for_today
from mutong.kernel import clock
from mutong.kernel.period import end_of_day
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.duty_lists import ListedDuty
from mutong.records.reads.same_people import count_waiting
from mutong.workflows.today import DayOfWorker, day_of_worker

_SIZE = 20
_NO_LIMIT = Words("暂无时限", "no limit in force")


@dataclass(frozen=True)
class Job:
    """What is to be done at a stop, so many times."""

    icon: str
    label: Words
    count: int


@dataclass(frozen=True)
class StopCard:
    """One stop of the list."""

    rank: int
    url: str
    door: Words
    who: Words
    due_at: datetime | None
    jobs: tuple[Job, ...]
    to_confirm: bool
    duties: tuple[ListedDuty, ...]
    urgency: int

    def shows(self, words: str) -> bool:
        """Whether the words are part of the door or of somebody's name."""
        return words in self.door.zh or words in self.who.zh


@dataclass(frozen=True)
class TodayPage:
    """The page of a worker."""

    day: date
    views: tuple[Tab, ...]
    meters: tuple[Meter, ...]
    tabs: tuple[Tab, ...]
    filter: str
    find: str
    pager: Pager[StopCard]
    exports: Exports
    empty: Empty
    doubles: int
    flock: FlockCard | None


@dataclass(frozen=True)
class _Filter:
    name: str
    label: Words

    def keeps(self, card: StopCard) -> bool:
        match self.name:
            case "overdue":
                return card.urgency == OVERDUE
            case "today":
                return card.urgency in (OVERDUE, TODAY)
            case "tests":
                return any("test" in duty.closed_by for duty in card.duties)
            case "no_limit":
                return any(duty.duty.due_at is None for duty in card.duties)
        return True


_FILTERS = (
    _Filter("", Words("全部", "All")),
    _Filter("overdue", Words("逾期", "Overdue")),
    _Filter("today", Words("今天到期", "Due today")),
    _Filter("tests", Words("要采样", "With a test")),
    _Filter("no_limit", _NO_LIMIT),
)
_NOTHING = Empty(
    "check",
    Words("今天没有要办的了", "Nothing left to do today"),
    Words("新的任务一下达就会出现在这里。", "A new duty appears here as soon as it is given out."),
)
_NOTHING_FOUND = Empty(
    "search",
    Words("没有符合的站点", "No stop matches"),
    Words("换一个词，或者看全部。", "Try another word, or look at all of them."),
    "/",
    Words("看全部", "All stops"),
)


def views_of(viewer: Viewer, current: str) -> tuple[Tab, ...]:
    """Mine, and for those who lead, the area's."""
    if not viewer.areas_with("see_duties"):
        return ()
    return (
        Tab(Words("我的", "Mine"), reverse("today") + "?mine=1", current == "today"),
        Tab(Words("辖区", "The area"), reverse("area_duties"), current == "area"),
    )


@signed_in
@require_GET
def show_today(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The worker's list; who leads and owes nothing is shown the area instead."""
    day = day_of_worker(viewer)
    listed = {duty.duty.duty_id: duty for duty in day.duties}
    stops = order_for_today((duty.duty for duty in listed.values()), clock.now(), day.unclaimed)
    if not stops and viewer.areas_with("see_duties") and "mine" not in request.GET:
        return redirect("area_duties")
    cards = [_card(rank, stop, listed) for rank, stop in enumerate(stops, start=1)]
    wanted = next((f for f in _FILTERS if f.name == request.GET.get("show", "")), _FILTERS[0])
    find = request.GET.get("find", "").strip()
    kept = [card for card in cards if wanted.keeps(card) and (not find or card.shows(find))]
    if kind := wanted_format(request):
        return _export(kind, kept)
    page = TodayPage(
        day=clock.today(),
        views=views_of(viewer, "today"),
        meters=_meters(day, cards),
        tabs=tuple(
            Tab(f.label, address(request, show=f.name or None), f is wanted, sum(map(f.keeps, cards)))
            for f in _FILTERS
        ),
        filter=wanted.name,
        find=find,
        pager=turn_pages(request, kept, _SIZE),
        exports=exports_of(request),
        empty=_NOTHING_FOUND if cards else _NOTHING,
        doubles=count_waiting(viewer),
        flock=flock_card(viewer),
    )
    return show(request, "pages/today.html", "today", page=page)


def _card(rank: int, stop: Stop, listed: Mapping[str, ListedDuty]) -> StopCard:
    duties = tuple(listed[duty.duty_id] for duty in stop.duties)
    first = duties[0]
    counted: dict[str, list[ListedDuty]] = {}
    for duty in duties:
        counted.setdefault(duty.duty.kind, []).append(duty)
    people = dict.fromkeys(d.subject_name for d in duties if d.duty.subject_kind == "person")
    who = "、".join(people) or (first.subject_name if first.subject_name != first.door_name else "")
    limits = [duty.duty.due_at for duty in duties if duty.duty.due_at is not None]
    kind, _, subject_id = stop.door.partition(":")
    return StopCard(
        rank=rank,
        url=reverse("stop", args=[kind, subject_id]),
        door=Words(first.door_name or first.subject_name, first.door_name or first.subject_name),
        who=Words(who, who.replace("、", ", ")),
        due_at=min(limits, default=None),
        jobs=tuple(
            Job(job_icon(group[0].closed_by), code_words(name, "duty"), len(group))
            for name, group in counted.items()
        ),
        to_confirm=any(duty.duty.choices_used for duty in duties),
        duties=duties,
        urgency=stop.rank,
    )


def _meters(day: DayOfWorker, cards: Sequence[StopCard]) -> tuple[Meter, ...]:
    """What was closed today against what still has to be by tonight, and the rounds of the month."""
    tonight = end_of_day(clock.today())
    due = [d for card in cards for d in card.duties if d.duty.due_at is not None and d.duty.due_at <= tonight]
    meters = [Meter(Words("今天的任务", "Duties of today"), day.done_today, day.done_today + len(due))]
    for coming in day.rounds:
        label = Words(f"本月：{coming.title.zh}", f"This month: {coming.title.en}")
        meters.append(Meter(label, coming.done, coming.total))
    return tuple(meter for meter in meters if meter.total)


def _export(kind: str, cards: list[StopCard]) -> HttpResponse:
    headings = (
        Words("次序", "Order"), Words("门牌", "Door"), Words("对象", "About"), Words("任务", "Duty"),
        Words("期限", "Deadline"), Words("依据", "Basis"),
    )  # fmt: skip
    rows = (
        (
            card.rank,
            card.door,
            duty.subject_name,
            duty.words,
            instant_words(duty.duty.due_at) if duty.duty.due_at else _NO_LIMIT,
            duty.duty.basis,
        )
        for card in cards
        for duty in card.duties
    )
    return send_list(kind, "today", headings, rows)
