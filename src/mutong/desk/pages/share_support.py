"""What a year's dividend changes for households before the means test: the exit foreseen, for those who may read it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mutong.desk.bases import parameter_label
from mutong.desk.day_fields import day_field
from mutong.desk.frame import show, signed_in
from mutong.desk.missing import missing_words
from mutong.desk.parts import Empty
from mutong.desk.share_lines import PURPOSE
from mutong.desk.writing import day_words, money_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area
from mutong.records.reads.subjects import subject_names
from mutong.village.means_test import CHANGE_WORDS, ENDS, MAY_END, MAY_SHRINK, SHRINKS, SupportChange
from mutong.workflows.dividend_support import MONTHS_COUNTED, SupportOutlook, outlooks_of
from mutong.workflows.share_law import law_of
from mutong.workflows.surplus_years import year_of

_TONES = {ENDS: "alarm", MAY_END: "warn", SHRINKS: "warn", MAY_SHRINK: "unsure"}


@dataclass(frozen=True)
class ChangeLine:
    """One stretch of time in which support differs."""

    title: Words
    chip: Words
    tone: str
    span: Words
    amount: Words | None
    receiving: bool


@dataclass(frozen=True)
class HomeOutlook:
    """A household's outlook: what it is paid, what changes, what keeps the answer open; whether its income is known."""

    household_id: str
    name: str
    paid: int
    changes: tuple[ChangeLine, ...]
    first_loss: Words | None
    cannot_tell: tuple[Words, ...]
    income_known: bool


@signed_in
@require_GET
def show_support(request: HttpRequest, viewer: Viewer, organisation_id: str, surplus_id: str) -> HttpResponse:
    """Household by household, from the day of the payout (?on=) for twelve months."""
    row, standing, _ = year_of(viewer, surplus_id, PURPOSE)
    organisation = standing.organisation
    if organisation.organisation_id != organisation_id:
        raise MutongError("surplus_not_found", Words("没有这一年的分配。", "There is no such year."))
    check_area(viewer, "read_assistance", organisation.area_code, PURPOSE)
    paid_on, problem = day_field(request.GET.get("on", ""), row.booked_on or clock.today())
    law = law_of(row.law, organisation.area_code)
    payouts: dict[str, list[tuple[str | None, int]]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    for member in standing.rows:
        part = row.result["parts"].get(member.member_id)
        if member.household_id and part and part["paid"]:
            payouts[member.household_id].append((member.person_id, part["paid"]))
            names[member.household_id].append(part["name"])
    wanted = request.GET.get("home") or ""
    asked = {wanted: payouts[wanted]} if wanted in payouts else payouts
    found = (
        {} if problem else outlooks_of(viewer, organisation.area_code, asked, paid_on, law, purpose=PURPOSE)
    )
    outlooks = [_home(one, "、".join(names[home])) for home, one in found.items()]
    outlooks.sort(key=lambda one: (one.first_loss is None, not one.changes, -one.paid))
    page = {
        "organisation": organisation,
        "row": row,
        "paid_on": paid_on,
        "problem": problem,
        "months": law.count(MONTHS_COUNTED) if law.asks(MONTHS_COUNTED) else None,
        "months_label": parameter_label(row.law, MONTHS_COUNTED),
        "homes": [one for one in outlooks if one.changes],
        "unchanged": [one for one in outlooks if not one.changes and one.income_known],
        "unsure": [one for one in outlooks if not one.changes and not one.income_known],
        "nobody": not payouts,
        "untold": [name for home in asked if home not in found for name in names[home]],
        "empty": Empty(
            "households",
            Words("没有发给住户的数额", "Nothing is paid to a household"),
            Words(
                "分给单位成员的不进入救助的经济状况核对。",
                "What organisations are paid enters no means test.",
            ),
        ),
    }
    return show(request, "pages/share_support.html", "village", status=400 if problem else 200, page=page)


def _home(outlook: SupportOutlook, name: str) -> HomeOutlook:
    forecast = outlook.forecast
    people = {one.subject_id for one in forecast.changes} - {outlook.household_id}
    who = subject_names(("person", one) for one in people)
    by_subject: dict[tuple[str, str], list[SupportChange]] = defaultdict(list)
    for one in forecast.changes:
        by_subject[one.rule_id, one.subject_id].append(one)
    lines, losses = [], []
    for (_, subject), own in by_subject.items():
        ends = [*(later.month for later in own[1:]), None]
        for one, end in zip(own, ends, strict=True):
            if one.kind:
                lines.append(_change(one, end, who.get(("person", subject), "")))
            if one.kind in (ENDS, MAY_END) and one.receiving is Truth.YES:
                losses.append((one.month, one.kind, one.title))
    standards = dict.fromkeys(
        words for _, rule, numbers in forecast.cannot_tell for words in missing_words(None, numbers, rule)
    )
    known = all(low is not None for _, low, _ in forecast.income)
    return HomeOutlook(
        outlook.household_id, name, outlook.fen, tuple(lines), _loss(losses), tuple(standards), known
    )


def _loss(losses: list[tuple[date, str, Words]]) -> Words | None:
    if not losses:
        return None
    start, kind, title = min(losses, key=lambda one: one[0])
    day = day_words(start)
    sure = kind == ENDS
    return Words(
        f"正在享受的{title.zh}{'将' if sure else '可能'}从 {day.zh} 起停；在那以前照旧。",
        f"{title.en}, received now, {'would' if sure else 'may'} end from {day.en}; until then it goes on.",
    )


def _change(change: SupportChange, end: date | None, who: str) -> ChangeLine:
    first = day_words(change.month)
    until = day_words(end) if end else None
    span = Words(
        f"{first.zh} 起" + (f"，到 {until.zh} 前" if until else ""),
        f"from {first.en}" + (f" to before {until.en}" if until else ""),
    )
    amount = None
    if change.kind in (SHRINKS, MAY_SHRINK):
        before, after = money_words(*change.amount_before), money_words(*change.amount_after)
        amount = Words(f"每月 {before.zh} → {after.zh}", f"{before.en} → {after.en} a month")
    title = Words(f"{change.title.zh}（{who}）", f"{change.title.en} ({who})") if who else change.title
    return ChangeLine(
        title,
        CHANGE_WORDS[change.kind],
        _TONES.get(change.kind, ""),
        span,
        amount,
        change.receiving is Truth.YES,
    )
