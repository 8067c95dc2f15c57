"""The barrel: how far each service reaches in an area, the shortest stave first, and the same numbers as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from mutong.assistance.benefit_status import (
    CANNOT_TELL_FACT,
    CANNOT_TELL_STANDARD,
    ENTITLED_NOT_RECEIVING,
    ENTITLED_RECEIVING,
    StatusRow,
)
from mutong.assistance.staves import Stave, staves
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Empty, Exports, Option, exports_of, with_query
from mutong.desk.pictures import barrel as picture
from mutong.desk.writing import money_words, share_words
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.areas import AreaRow, area_of_code, area_path, areas_under
from mutong.records.reads.findings import last_screen
from mutong.records.reads.status_counts import StatusCount, count_statuses
from mutong.standards.rules.nodes import Rule
from mutong.workflows.screening import assistance_packs

PURPOSE = "查看木桶 / look at the barrel"
_ENTITLED = {ENTITLED_RECEIVING: Truth.YES, ENTITLED_NOT_RECEIVING: Truth.YES}
_OPEN = (CANNOT_TELL_FACT, CANNOT_TELL_STANDARD)


@dataclass(frozen=True)
class StaveLine:
    """One stave, for the picture and for the table."""

    name: Words
    url: str
    coverage: str
    receiving: int
    missing: int
    unsure: int
    no_longer: int
    money: Words
    short: bool
    to_confirm: bool
    sure: float | None
    possible: float | None


@dataclass(frozen=True)
class AreaShortest:
    """The shortest stave of an area below."""

    name: str
    url: str
    shortest: Words
    coverage: str
    missing: int


@dataclass(frozen=True)
class BarrelPage:
    """The page of the barrel."""

    areas: tuple[Option, ...]
    as_of: date | None
    staves: tuple[StaveLine, ...]
    shortest: Words | None
    wide: SafeString
    narrow: SafeString
    below: tuple[AreaShortest, ...]
    exports: Exports
    empty: Empty


@signed_in
@require_GET
def show_barrel(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The barrel of an area the viewer answers for, or of one below it."""
    own = check_anywhere(viewer, "see_board", PURPOSE)
    area = request.GET.get("area") or own.area_code
    rules = services()
    counts = count_statuses(viewer, area, {rule_id: rule.receipt for rule_id, rule in rules.items()}, PURPOSE)
    rows = tuple(_rows(counts, rules))
    found = staves(rows, lambda kind, code: area)
    lines = _lines(found, rules, area)
    if kind := wanted_format(request):
        return _export(kind, lines)
    screened = last_screen(area)
    drawn = tuple(_drawn(line) for line in lines)
    page = BarrelPage(
        areas=_options(own.area_code, area),
        as_of=screened[0] if screened else None,
        staves=lines,
        shortest=_shortest(found, area),
        wide=picture.draw_barrel(drawn, narrow=False),
        narrow=picture.draw_barrel(drawn, narrow=True),
        below=_below(rows, area),
        exports=exports_of(request),
        empty=Empty(
            "barrel",
            Words("这里还没有筛查过", "This area has not been screened yet"),
            Words(
                "每晚自动筛查；民政岗位也可以在导入名册后立即筛查。",
                "Screening runs every night; a civil affairs post can also run it after importing the registers.",
            ),
        ),
    )
    return show(request, "pages/barrel.html", "barrel", page=page)


def services() -> dict[str, Rule]:
    """Every rule in force today that gives a service and tells who receives it, by id."""
    packs = {one.pack: one for pack in assistance_packs() for one in (*pack.ancestors, pack)}
    return {
        version.rule_id: version
        for pack in packs.values()
        for versions in pack.rules.values()
        for version in versions
        if version.receipt
    }


def _rows(counts: Iterable[StatusCount], rules: dict[str, Rule]) -> Iterable[StatusRow]:
    """One row for each subject counted, standing for itself by its area."""
    for one in counts:
        rule = rules[one.rule_id]
        row = StatusRow(
            subject_kind=one.subject_kind,
            subject_id=one.area_code,
            household_id="",
            rule_id=one.rule_id,
            service=rule.service,
            title=rule.title,
            status=one.status,
            entitled=_ENTITLED.get(one.status, Truth.UNKNOWN if one.status in _OPEN else Truth.NO),
            receiving=Truth.YES if one.receiving else Truth.NO,
            amount_low=one.amount_low,
            amount_high=one.amount_high,
            unit=one.unit or "",
            to_confirm=one.unconfirmed,
            missing=(),
        )
        yield from [row] * one.count


def _lines(found: list[Stave], rules: dict[str, Rule], area: str) -> tuple[StaveLine, ...]:
    order = {rule.service: place for place, rule in enumerate(rules.values())}
    by_service = {rule.service: rule_id for rule_id, rule in rules.items()}
    return tuple(
        StaveLine(
            name=stave.title,
            url=with_query(reverse("leads", args=[by_service[stave.service]]), area=area),
            coverage=_coverage(stave),
            receiving=stave.receiving,
            missing=stave.not_receiving,
            unsure=stave.undecided,
            no_longer=stave.receiving_not_entitled,
            money=_money(stave),
            short=stave.shortest,
            to_confirm=stave.to_confirm > 0,
            sure=stave.coverage_low if stave.entitled else None,
            possible=stave.coverage_high,
        )
        for stave in sorted(found, key=lambda s: order.get(s.service, 99))
    )


def _coverage(stave: Stave) -> str:
    if not stave.entitled:
        return "—"
    low, high = share_words(stave.coverage_low), share_words(stave.coverage_high)
    return low if low == high else f"{low}～{high}"


def _money(stave: Stave) -> Words:
    if not stave.unit.startswith("fen"):
        return Words("—", "—")
    return money_words(stave.unpaid_low, stave.unpaid_high)


def _drawn(line: StaveLine) -> picture.Stave:
    unsure = (
        Words(f"，说不准 {line.unsure}", f", {line.unsure} cannot be told") if line.unsure else Words("", "")
    )
    spoken = Words(
        f"{line.name.zh}：覆盖 {line.coverage}，应享未享 {line.missing}{unsure.zh}",
        f"{line.name.en}: coverage {line.coverage}, {line.missing} entitled and not receiving{unsure.en}",
    )
    return picture.Stave(line.name, line.sure, line.possible, line.url, spoken, line.short)


def _shortest(found: list[Stave], area: str) -> Words | None:
    """The shortest stave named, with how many are missing and how much money a month."""
    short = next((stave for stave in found if stave.shortest), None)
    if short is None:
        return None
    if not short.not_receiving:
        return Words(
            f"{short.title.zh}：覆盖 {_coverage(short)}；没有查明的应享未享，还有 {short.undecided} 个说不准。",
            f"{short.title.en}: coverage {_coverage(short)}; nobody is known to be missing, "
            f"{short.undecided} cannot be told yet.",
        )
    money = _money(short)
    more = (
        Words(f"，每月共差 {money.zh}", f", {money.en} a month in all")
        if short.unit.startswith("fen") and short.unpaid_low
        else Words("", "")
    )
    return Words(
        f"{short.title.zh}：还有 {short.not_receiving} 户（人）应享未享{more.zh}。",
        f"{short.title.en}: {short.not_receiving} entitled and not receiving{more.en}.",
    )


def _options(own: str, chosen: str) -> tuple[Option, ...]:
    """The viewer's area, the way down to the chosen one, and what lies below it."""
    top = area_of_code(own)
    way = (
        [a for a in area_path(chosen) if a.area_code.startswith(own)]
        if own != "0"
        else list(area_path(chosen))
    )
    listed: list[AreaRow] = list(dict.fromkeys([*([top] if top else []), *way, *areas_under(chosen)]))
    return tuple(
        Option(a.area_code, Words(*(f"{'　' * max(0, depth(a, own))}{a.name}",) * 2), a.area_code == chosen)
        for a in listed
    )


def depth(area: AreaRow, own: str) -> int:
    """How many levels an area lies below another: for indenting lists."""
    lengths = (1, 2, 4, 6, 9, 12, 15)
    return (
        lengths.index(len(area.area_code)) - lengths.index(len(own)) if len(area.area_code) in lengths else 0
    )


def _below(rows: tuple[StatusRow, ...], area: str) -> tuple[AreaShortest, ...]:
    under = {a.area_code: a.name for a in areas_under(area)}
    if not under:
        return ()
    size = len(next(iter(under)))
    found = staves(rows, lambda kind, code: code[:size])
    return tuple(
        AreaShortest(
            under[stave.area_code],
            with_query(reverse("barrel"), area=stave.area_code),
            stave.title,
            _coverage(stave),
            stave.not_receiving,
        )
        for stave in found
        if stave.shortest and stave.area_code in under
    )


def _export(kind: str, lines: tuple[StaveLine, ...]) -> HttpResponse:
    headings = (
        Words("服务", "Service"), Words("覆盖", "Coverage"), Words("应享且已享", "Entitled and receiving"),
        Words("应享未享", "Entitled, not receiving"), Words("说不准", "Cannot tell"),
        Words("享受但可能已不符合", "Receiving, may no longer qualify"), Words("每月差的钱", "Money missing a month"),
    )  # fmt: skip
    rows = ((s.name, s.coverage, s.receiving, s.missing, s.unsure, s.no_longer, s.money) for s in lines)
    return send_list(kind, "barrel", headings, rows)
