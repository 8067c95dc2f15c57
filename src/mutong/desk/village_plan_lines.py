"""What the pages of plans share: which village, how a plan stands in the list, what its state and steps are called."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from mutong.desk.parts import Option
from mutong.desk.share_lines import Chip
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.village_plans import READ, PlanRow
from mutong.records.reads.village_survey import survey_areas
from mutong.village.plan_document.say import money, percent, whole
from mutong.village.programme.planning import AIMS
from mutong.workflows.village_plan_orders import PlanOrder, order_of

PURPOSE = "产业计划 / village plan"
DASH = Words("—", "—")
_STATES = {
    "queued": Chip(Words("等待计算", "waiting"), "soon"),
    "working": Chip(Words("正在计算", "being worked out"), "soon"),
    "done": Chip(Words("已算出", "worked out"), "good"),
    "failed": Chip(Words("没有算成", "came to nothing"), "alarm"),
    "stopped": Chip(Words("已停止", "stopped"), ""),
}
_NO_PLAN = Chip(Words("没有可行的计划", "nothing can be done"), "alarm")
_IN_FORCE = Chip(Words("正在执行", "in force"), "accent")
_STEPS = {
    "survey": Words("读取入户调查", "reading the survey"),
    "aims": Words("求最好的计划，并比较其他目标", "looking for the best plan, and for those of the other aims"),
    "causes": Words("逐一试跌价、干旱、疫病、少人参加", "trying one cause at a time: price, drought, disease …"),
    "draws": Words("抽样试许多种情景", "trying many drawn futures"),
    "sturdy": Words("寻找更稳的方案", "looking for a sturdier plan"),
    "buffers": Words("试手头多留现金", "trying more cash in hand"),
    "options": Words("算出几种养羊规模，供比较产业", "working out kinds and scales of sheep, to compare businesses"),
}  # fmt: skip
_WAITING = Words("排队等待后台计算", "waiting for its turn in the background")


@dataclass(frozen=True)
class PlanPlace:
    """Which village's plans: the area, the areas to choose from, whether the viewer may make plans there."""

    area: str
    areas: tuple[Option, ...]
    may_plan: bool


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list."""

    url: str
    name: str
    made_at: datetime
    aim: Words
    period: Words
    surplus: Words
    ewes: Words
    lowest_cash: Words
    unpaid: Words
    chips: tuple[Chip, ...]


def plan_place(request: HttpRequest, viewer: Viewer) -> PlanPlace:
    """The village asked for, else the first whose survey the viewer may read. Raises AccessDenied."""
    holding = check_anywhere(viewer, READ, PURPOSE)
    found = {code: name for code, name in survey_areas(viewer).items() if viewer.may(READ, code)}
    asked = request.POST.get("area") or request.GET.get("area", "")
    area = asked if asked.isascii() and asked.isdigit() else next(iter(found), holding.area_code)
    options = tuple(Option(code, Words(name, name), code == area) for code, name in found.items())
    return PlanPlace(area, options if len(options) > 1 else (), viewer.may("plan_village", area))


def plan_line(row: PlanRow) -> PlanLine:
    """The line of a plan; a figure that there is none of is a dash."""
    told = row.headline or {}
    return PlanLine(
        url=reverse("village_plan", args=[row.plan_id]),
        name=row.name,
        made_at=row.made_at,
        aim=AIMS.get(row.aim, Words(row.aim, row.aim)),
        period=period_words(row),
        surplus=_money(told.get("surplus")),
        ewes=DASH if told.get("ewes") is None else _both(whole(_number(told["ewes"]))),
        lowest_cash=_money(told.get("lowest_cash")),
        unpaid=chance_words(told.get("chance_unpaid")),
        chips=chips_of(row),
    )


def chips_of(row: PlanRow) -> tuple[Chip, ...]:
    """How a plan stands: in force, its state, that nothing can be done."""
    nothing = row.state == "done" and not (row.headline or {}).get("has_plan")
    state = _NO_PLAN if nothing else _STATES[row.state]
    return (_IN_FORCE, state) if row.in_force else (state,)


def order_or_none(row: PlanRow) -> PlanOrder | None:
    """The order of a plan; None where another version kept it."""
    try:
        return order_of(row.settings)
    except MutongError:
        return None


def period_words(row: PlanRow) -> Words:
    """From when, for how long."""
    order = order_or_none(row)
    if order is None:
        return DASH
    start, years = order.settings.start, order.settings.months // 12
    return Words(f"{start.year} 年 {start.month} 月起 {years} 年", f"{years} years from {start:%B %Y}")


def settings_words(row: PlanRow) -> tuple[Words, ...]:
    """What was asked for, beside aim and period."""
    order = order_or_none(row)
    if order is None:
        return ()
    settings = order.settings
    found = [
        Words("每户、每块地分开算", "every household and plot by itself")
        if settings.by_household
        else Words("全村合在一起快算", "the village taken together, quickly")
    ]
    if settings.with_undecided:
        found.append(Words("未定的户也算愿意", "the undecided count as willing"))
    if settings.ewes_at_least:
        found.append(
            Words(f"母羊至少 {settings.ewes_at_least:g} 只", f"at least {settings.ewes_at_least:g} ewes")
        )
    if settings.ewes_at_most is not None:
        found.append(
            Words(f"母羊至多 {settings.ewes_at_most:g} 只", f"at most {settings.ewes_at_most:g} ewes")
        )
    if settings.opening.flock:
        heads = sum(settings.opening.flock.values())
        found.append(
            Words(f"从现有的 {heads:.0f} 只羊开始", f"begins with the {heads:.0f} sheep that are there")
        )
    return tuple(found)


def step_words(row: PlanRow) -> Words:
    """What a running plan is at."""
    if row.stop_asked:
        return Words("正在停下", "about to stop")
    if row.state == "queued" or row.progress_step is None:
        return _WAITING
    words = _STEPS.get(row.progress_step, Words(row.progress_step, row.progress_step))
    if not row.progress_in_all:
        return words
    at = f"{row.progress_done + 1}/{row.progress_in_all}"
    return Words(f"{words.zh}（{at}）", f"{words.en} ({at})")


def chance_words(chance: object) -> Words:
    """How often payments fail; a dash where nobody tried."""
    if chance is None or math.isnan(_number(chance)):
        return DASH
    return _both(percent(_number(chance)))


def _money(yuan: object) -> Words:
    return DASH if yuan is None else money(_number(yuan))


def _number(value: object) -> float:
    return float(str(value))


def _both(text: str) -> Words:
    return Words(text, text)
