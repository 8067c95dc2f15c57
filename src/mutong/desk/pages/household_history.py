"""A household's history: on which days an answer changed, because of what, and what was not known at the time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.bases import basis_of
from mutong.desk.day_fields import day_or_problem
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Basis, Empty, Option, Tab, address, exports_of, turn_pages
from mutong.desk.tree import named
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import add_years
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.reads.households import access_household
from mutong.standards.replay_causes import Cause
from mutong.standards.replaying import Entry, NotKnownThen
from mutong.workflows.replaying import HouseholdReplay, replay_household

PURPOSE = "查看一户的经过 / look at a household's history"
_SIZE = 60
_THEN, _NOW = "then", "now"
_NOTHING = Empty(
    "check",
    Words("没有变化", "Nothing changed"),
    Words("这段时间里，每一项的答案都没有变。", "No answer about this household changed between these days."),
)
_NOTHING_OF_THE_KIND = Empty(
    "filter",
    Words("没有这样的变化", "No such change"),
    Words("其他变化在“全部”里。", "Other changes stand under “All”."),
)


@dataclass(frozen=True)
class Why:
    """One thing that changed an answer, with the clause where a standard did."""

    words: Words
    basis: Basis | None


@dataclass(frozen=True)
class Line:
    """One answer that changed."""

    on: date
    title: Words
    who: str
    verdict: str
    before: Words
    after: Words
    why: tuple[Why, ...]
    basis: Basis
    touches_yes: bool


@dataclass(frozen=True)
class Day:
    """The answers that changed on one day."""

    on: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class GapLine:
    """Days on which the answer of then was not the one given now."""

    first: date
    last: date
    title: Words
    who: str
    then: Words
    now: Words
    learnt: Words | None
    touches_yes: bool


@signed_in
@require_GET
def show_household_history(request: HttpRequest, viewer: Viewer, household_id: str) -> HttpResponse:
    """The changes of a household's answers between two days, newest first; read with its purpose, on record."""
    file = access_household(viewer, household_id, PURPOSE)
    asked, today, problems = request.GET, clock.today(), []
    first = day_or_problem(asked.get("from", ""), add_years(today, -1), problems)
    last = day_or_problem(asked.get("to", ""), today, problems)
    known = _NOW if asked.get("known") == _NOW else _THEN
    found: HouseholdReplay | None = None
    if not problems:
        try:
            found = replay_household(viewer, household_id, first, last, purpose=PURPOSE)
        except AccessDenied:
            raise
        except MutongError as refusal:
            problems.append(refusal.words)
    names = found.names if found else {}
    entries = (found.now if known == _NOW else found.then).entries if found else ()
    lines = sorted(
        (_line(one, names) for one in entries), key=lambda one: (-one.on.toordinal(), not one.touches_yes)
    )
    gaps = [_gap(one, names) for one in found.not_known] if found else []
    shown = lines
    if asked.get("which") == "yes":
        shown, gaps = [one for one in lines if one.touches_yes], [one for one in gaps if one.touches_yes]
    if (kind := wanted_format(request)) and found:
        return _send(kind, household_id, shown)
    pager = turn_pages(request, shown, _SIZE)
    page = {
        "household_id": household_id,
        "door": Words(file.place_name or household_id, file.place_name or household_id),
        "back": reverse("household", args=[household_id]),
        "first": first,
        "last": last,
        "form": {"from": first.isoformat(), "to": last.isoformat(), "today": today.isoformat()},
        "known": (
            Option(_THEN, Words("按当时所知", "as known on each day"), known == _THEN),
            Option(_NOW, Words("按今天所知", "as known today"), known == _NOW),
        ),
        "which": asked.get("which", ""),
        "problems": problems,
        "found": found is not None,
        "tabs": _tabs(request, lines),
        "days": [Day(on, tuple(group)) for on, group in groupby(pager.rows, lambda one: one.on)],
        "pager": pager,
        "gaps": gaps,
        "exports": exports_of(request) if shown else None,
        "empty": _NOTHING_OF_THE_KIND if lines else _NOTHING,
    }
    status = 400 if problems else 200
    return show(request, "pages/household_history.html", "households", status=status, page=page)


def _line(one: Entry, names: Mapping[str, str]) -> Line:
    return Line(
        on=one.on,
        title=one.about.title,
        who=names.get(one.about.subject_id, ""),
        verdict=one.after.verdict,
        before=one.before.words,
        after=one.after.words,
        why=tuple(
            Why(_cause(cause, names), basis_of(cause.clause) if cause.clause else None)
            for cause in one.because
        ),
        basis=basis_of(one.about.clause),
        touches_yes="yes" in (one.before.verdict, one.after.verdict),
    )


def _gap(one: NotKnownThen, names: Mapping[str, str]) -> GapLine:
    learnt = [_cause(cause, names) for cause in one.learnt]
    return GapLine(
        first=one.first,
        last=one.end - timedelta(days=1),
        title=one.about.title,
        who=names.get(one.about.subject_id, ""),
        then=one.then.words,
        now=one.now.words,
        learnt=_joined(learnt) if learnt else None,
        touches_yes="yes" in (one.then.verdict, one.now.verdict),
    )


def _cause(cause: Cause, names: Mapping[str, str]) -> Words:
    return named(cause.sourced(lambda source: code_words(source, "source")), names)


def _joined(parts: Iterable[Words]) -> Words:
    listed = tuple(parts)
    return Words("；".join(one.zh for one in listed), "; ".join(one.en for one in listed))


def _tabs(request: HttpRequest, lines: list[Line]) -> tuple[Tab, ...]:
    only = request.GET.get("which") == "yes"
    wide = Tab(Words("全部", "All"), address(request, which=None), not only, len(lines))
    to_yes = sum(one.touches_yes for one in lines)
    return (
        wide,
        Tab(
            Words("得到、失去或金额变化", "Gained, lost or another amount"),
            address(request, which="yes"),
            only,
            to_yes,
        ),
    )


def _send(kind: str, household_id: str, lines: list[Line]) -> HttpResponse:
    headings = (
        Words("日期", "Day"), Words("事项", "Service"), Words("对象", "Who"), Words("之前", "Before"),
        Words("之后", "After"), Words("因为", "Because"), Words("依据", "Basis"),
    )  # fmt: skip
    rows = (
        (
            day_words(one.on), one.title, one.who, one.before, one.after,
            _joined(each.words for each in one.why),
            _joined(basis.label for basis in dict.fromkeys(each.basis or one.basis for each in one.why)),
        )
        for one in lines
    )  # fmt: skip
    return send_list(kind, f"history-{household_id}", headings, rows)
