"""A year's surplus: entered, worked out to the fen, put to the members, booked; its table and its receipts."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Empty, Option, exports_of
from mutong.desk.share_forms import Act, Form, Values, do_act, field, new_key, problem_of
from mutong.desk.share_lines import PURPOSE, Chip, course_chip, gate_of, may_keep, tabs_of
from mutong.desk.vocabulary import code_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.money import yuan_of
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_accounts import take_booking_back
from mutong.records.reads.share_decisions import SurplusRow, list_surpluses
from mutong.village.members import percent
from mutong.village.shares import RESERVE_BASES
from mutong.workflows.share_decisions import Course, courses_of
from mutong.workflows.share_law import shares_by_trade
from mutong.workflows.shares import Standing, no_trade_for_the_rest, standing_of
from mutong.workflows.surplus_years import YearFigures, book, keep, work_out, year_of

_BY_TRADE = (
    ("name", Words("成员", "Member")),
    ("trade", Words("当年交易（元）", "Trade of the year (yuan)")),
    ("contribution", Words("出资（元）", "Contribution (yuan)")),
    ("reserve_before", Words("原有公积金份额（元）", "Share of the reserve before (yuan)")),
    ("by_trade", Words("按交易量返还（元）", "Returned by trade (yuan)")),
    ("from_rest", Words("按账户分配（元）", "By account (yuan)")),
    ("reserve", Words("当年公积金份额（元）", "Share of this year's reserve (yuan)")),
    ("paid", Words("应得（元）", "Paid (yuan)")),
)
_BY_QUOTA = (
    ("name", Words("成员", "Member")),
    ("quota", Words("收益权份额", "Income-right shares")),
    ("paid", Words("应得（元）", "Paid (yuan)")),
)


@dataclass(frozen=True)
class YearLine:
    """A year in the list."""

    url: str
    year: int
    surplus: int
    distributable: int
    latest: bool
    booked_on: date | None
    chip: Chip


@signed_in
@require_http_methods(["GET", "POST"])
def show_surpluses(request: HttpRequest, viewer: Viewer, organisation_id: str) -> HttpResponse:
    """The years worked out, and the form for another; it can be tried before it is kept."""
    standing = standing_of(viewer, organisation_id, PURPOSE)
    keeps = may_keep(viewer, standing.organisation.area_code) and standing.law is not None
    tried: list[dict[str, object]] = []
    acts = _acts(viewer, standing, tried) if keeps else {}
    done, forms = do_act(request, acts, gate_of(viewer, standing.organisation.area_code))
    if done is not None and not tried:
        return done
    if tried:
        forms = {**forms, "keep": tried[0]["form"]}
    rows = list_surpluses(viewer, organisation_id, PURPOSE)
    _, courses = courses_of(viewer, organisation_id, PURPOSE)
    of = {one.row.decision_id: one for one in courses}
    problem = problem_of(forms)
    page = {
        "organisation": standing.organisation,
        "tabs": tabs_of(organisation_id, "share_surpluses"),
        "lines": [_line(row, of[row.decision_id]) for row in rows],
        "may_keep": keeps,
        "members": len(standing.members),
        "tried": tried[0] if tried else None,
        "problem": problem,
        "empty": Empty(
            "standards",
            Words("还没有算过哪一年", "No year worked out yet"),
            Words(
                "登记好出资和当年交易以后，填写盈余、亏损和公积金，分到每名成员、算到分。",
                "Once contributions and the year's trade are entered, give surplus, losses and reserve; it is split "
                "to the fen.",
            ),
        ),
    }
    return show(
        request,
        "pages/share_surpluses.html",
        "village",
        status=400 if problem else 200,
        page=page,
        forms=forms,
    )


@signed_in
@require_http_methods(["GET", "POST"])
def show_surplus(request: HttpRequest, viewer: Viewer, organisation_id: str, surplus_id: str) -> HttpResponse:
    """One year: the steps in figures, the table, what is still to be decided, booking it."""
    row, standing, course = _of(viewer, organisation_id, surplus_id)
    if kind := wanted_format(request):
        columns = _columns(row)
        lines = ([_cell(name, part[name]) for name, _ in columns] for part in row.result["parts"].values())
        return send_list(kind, f"surplus-{row.year}", [label for _, label in columns], lines)
    keeps = may_keep(viewer, standing.organisation.area_code)
    done, forms = do_act(
        request,
        _settling(viewer, row, standing) if keeps else {},
        gate_of(viewer, standing.organisation.area_code),
    )
    if done is not None:
        return done
    problem = problem_of(forms)
    page = {
        **_shown(row, standing),
        "chip": course_chip(course),
        "course": course,
        "stands": course.stands is Truth.YES,
        "may_keep": keeps,
        "may_see_support": viewer.may("read_assistance", standing.organisation.area_code),
        "problem": problem,
        "exports": exports_of(request),
    }
    return show(
        request, "pages/share_surplus.html", "village", status=400 if problem else 200, page=page, forms=forms
    )


@signed_in
@require_GET
def show_receipts(
    request: HttpRequest, viewer: Viewer, organisation_id: str, surplus_id: str
) -> HttpResponse:
    """A slip for each member to sign, printed."""
    row, standing, course = _of(viewer, organisation_id, surplus_id)
    page = {**_shown(row, standing), "stands": course.stands is Truth.YES, "today": clock.today()}
    return show(request, "pages/share_receipts.html", "village", page=page)


def _of(viewer: Viewer, organisation_id: str, surplus_id: str) -> tuple[SurplusRow, Standing, Course]:
    row, standing, course = year_of(viewer, surplus_id, PURPOSE)
    if row.organisation_id != organisation_id:
        raise MutongError("surplus_not_found", Words("没有这一年的分配。", "There is no such year."))
    return row, standing, course


def _acts(viewer: Viewer, standing: Standing, tried: list[dict[str, object]]) -> dict[str, Act]:
    own = standing.organisation.organisation_id
    form = _year_form(standing)

    def kept(said: Values) -> tuple[Words, str]:
        made = keep(viewer, own, _figures(said), key=str(said["key"]), purpose=PURPOSE)
        return (
            Words("已算好，列为待决定的分配方案。", "Worked out and put to the members."),
            reverse("share_surplus", args=[own, made]),
        )

    def try_it(said: Values) -> tuple[Words, str]:
        figures = _figures(said)
        result = work_out(standing, figures)
        sums = figures.surplus_fen, figures.losses_fen, figures.aid_fen
        shown = _split(*sums, figures.reserve_share, figures.return_share, result)
        tried.append({"form": _year_form(standing, said), **shown})
        return Words("已试算，没有保存。", "Tried; nothing is kept."), ""

    def rest(said: Values) -> tuple[Words, str]:
        count = no_trade_for_the_rest(viewer, own, said["year"], key=str(said["key"]), purpose=PURPOSE)
        return Words(f"已为 {count} 名成员登记当年没有交易。", f"No trade entered for {count} members."), ""

    nought = Form(
        (
            field("year", "年度", "Year", "whole", value=clock.today().year - 1),
            field("key", "", "", "hidden", value=new_key()),
        )
    )
    return {"keep": Act(form, kept), "try": Act(form, try_it), "rest": Act(nought, rest)}


def _year_form(standing: Standing, said: Values | None = None) -> Form:
    charter = standing.organisation.charter
    reserve, back = (_percent(one) for one in (charter.reserve_share, charter.return_share))
    fields = [
        field("year", "年度", "Year", "whole", value=clock.today().year - 1),
        field("surplus", "盈余（收益）", "Surplus", "money"),
        field("reserve_share", "公积金提取比例", "Share for the reserve", "percent", value=reserve),
        field("key", "", "", "hidden", value=new_key()),
    ]
    if standing.law is None or shares_by_trade(standing.law):
        bases = tuple(Option(one, code_words(one, "reserve_by")) for one in RESERVE_BASES)
        fields[2:2] = [
            field("losses", "以前年度亏损", "Losses of earlier years", "money", value="0"),
            field("aid", "补助和捐赠形成的财产", "Property from aid and gifts", "money", value="0",
                  hint=Words("不分掉，只平均量化参与分配", "Not paid out; it weighs equally for every member")),
            field("return_share", "按交易量返还的比例", "Share returned by trade", "percent", value=back),
            field("reserve_by", "公积金按什么量化到成员", "What the reserve is quantified by", optional=True,
                  options=bases, value=charter.reserve_by or ""),
        ]  # fmt: skip
    if said is not None:
        fields = [_refilled(one, said) for one in fields]
    return Form(tuple(fields))


def _refilled(one, said: Values):
    value = said.get(one.name)
    text = {"money": _plain_yuan, "percent": lambda share: _percent(str(share))}.get(one.type, str)
    return field(
        one.name, one.label.zh, one.label.en, one.type, optional=one.optional, options=one.options, hint=one.hint,
        value="" if value in (None, "") else text(value),
    )  # fmt: skip


def _figures(said: Values) -> YearFigures:
    return YearFigures(
        said["year"], said["surplus"], said.get("losses") or 0, said.get("aid") or 0, said["reserve_share"],
        said.get("return_share"), said.get("reserve_by") or None,
    )  # fmt: skip


def _settling(viewer: Viewer, row: SurplusRow, standing: Standing) -> dict[str, Act]:
    """Booking a year, and taking a booking back."""

    def back(said: Values) -> tuple[Words, str]:
        count = take_booking_back(viewer, row.surplus_id, str(said["reason"]), purpose=PURPOSE)
        return Words(
            f"已撤回 {count} 笔入账，原记录保留。", f"{count} booked lines are taken back and kept on record."
        ), ""

    undo = Act(Form((field("reason", "撤回的理由", "Why it is taken back"),)), back)
    return {"book": _booking(viewer, row, standing), "unbook": undo}


def _booking(viewer: Viewer, row: SurplusRow, standing: Standing) -> Act:
    matter = standing.law.word("capitalised_matter") if standing.law else None
    _, courses = courses_of(viewer, row.organisation_id, PURPOSE)
    options = tuple(
        Option(one.row.decision_id, Words(one.row.title, one.row.title))
        for one in courses
        if one.row.matter == matter and one.stands is Truth.YES
    )

    def run(said: Values) -> tuple[Words, str]:
        written = book(
            viewer, row.surplus_id, capitalised_by=str(said.get("capitalised_by") or ""), purpose=PURPOSE
        )
        return Words(f"已入账 {written} 笔。", f"{written} lines are booked."), ""

    if not options:
        return Act(Form(()), run)
    return Act(
        Form(
            (
                field("capitalised_by", "转为出资（依据的决定）", "Turned into contributions by", optional=True,
                      options=options),
            )
        ),
        run,
    )  # fmt: skip


def _shown(row: SurplusRow, standing: Standing) -> dict[str, object]:
    share = Fraction(row.reserve_share)
    back = None if row.return_share is None else Fraction(row.return_share)
    return {
        "organisation": standing.organisation,
        "row": row,
        "reserve_by": code_words(row.reserve_by, "reserve_by")
        if row.reserve_by
        else Words("没有定", "not settled"),
        **_split(row.surplus_fen, row.losses_fen, row.aid_fen, share, back, row.result),
    }


def _split(
    surplus: int, losses: int, aid: int, reserve_share: Fraction, return_share: Fraction | None, result: dict
) -> dict[str, object]:
    """The steps of the split in the order of the law, and the parts; amounts in fen."""
    by_trade = "by_trade" in result
    steps = [(Words("盈余（收益）", "Surplus"), surplus, "")]
    if by_trade:
        steps += [
            (Words("减：弥补亏损", "less losses covered"), result["losses_covered"], ""),
            (Words("减：公积金", "less the reserve"), result["reserve"], percent(reserve_share)),
            (Words("可分配盈余", "to be distributed"), result["distributable"], ""),
            (
                Words("其中：按交易量返还", "of it by trade"),
                result["by_trade"],
                percent(return_share or Fraction(0)),
            ),
            (Words("其余：按账户分配", "the rest by account"), result["rest"], ""),
        ]
        if result["loss_left"]:
            steps.append((Words("仍未弥补的亏损", "losses left uncovered"), result["loss_left"], ""))
        if aid:
            steps.append((Words("参与量化的补助和捐赠", "aid and gifts that weigh"), aid, ""))
    else:
        steps += [
            (
                Words("减：公积公益金", "less reserve and welfare fund"),
                result["reserve"],
                percent(reserve_share),
            ),
            (Words("按份额分配", "by income-right shares"), result["distributable"], ""),
        ]
    parts = list(result["parts"].values())
    total = sum(part["paid"] for part in parts)
    return {"steps": steps, "parts": parts, "by_trade": by_trade, "total": total}


def _line(row: SurplusRow, course: Course) -> YearLine:
    return YearLine(
        reverse("share_surplus", args=[row.organisation_id, row.surplus_id]),
        row.year,
        row.surplus_fen,
        row.result["distributable"],
        row.latest,
        row.booked_on,
        course_chip(course),
    )


def _columns(row: SurplusRow) -> tuple[tuple[str, Words], ...]:
    return _BY_TRADE if "by_trade" in row.result else _BY_QUOTA


def _cell(name: str, value: object) -> str:
    """Money with two decimals and no separators, so that a workbook can add it up."""
    if name == "name":
        return str(value)
    if value is None:
        return ""
    return str(value) if name == "quota" else f"{int(value) // 100}.{int(value) % 100:02d}"


def _plain_yuan(fen: int) -> str:
    return yuan_of(fen).replace(",", "")


def _percent(share: str | None) -> str:
    return "" if share in (None, "") else f"{float(Fraction(str(share))) * 100:g}"
