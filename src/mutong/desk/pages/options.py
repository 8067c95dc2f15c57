"""The village's options side by side: what each gains, needs and risks, which fit, and why the recommended one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from mutong.desk.documents import DOCUMENTS, send_document
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import NO_WORDS, Empty, Option, address, exports_of
from mutong.desk.pictures.labour_year import draw_labour
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.areas import area_names
from mutong.records.reads.village_survey import survey_areas
from mutong.village.options.comparing import BAD_YEAR, NORMAL_YEAR, RULES, WEIGHTED, Line
from mutong.village.options.document import comparison_report
from mutong.village.options.fitting import STATES, Fit, amount_and_ends, amount_words
from mutong.village.options.results import CONDITION_STATES, NOW, YEARS, Condition, OpenNumber
from mutong.workflows.comparing_options import PURPOSE, HeardNumber, OptionsSeen, compared_options

_RULE_NAMES = {
    BAD_YEAR: Words("看最坏的年份", "By the worst year"),
    NORMAL_YEAR: Words("看常年", "By the normal year"),
    WEIGHTED: Words("三种年份加权", "By weighted years"),
}
_TONES = {Truth.YES: "good", Truth.UNKNOWN: "unsure", Truth.NO: "alarm"}
_CONDITION_TONES = {"met": "good", "step": "accent", "open": "unsure", "forbidden": "alarm"}
_HEADINGS = (
    Words("选择", "Option"),
    Words("规模", "Size"),
    *(Words(f"比现状多收（{y.zh}，元/年）", f"Gain over staying as now ({y.en}, yuan a year)") for y in YEARS.values()),
    *(Words(f"自身净收入（{y.zh}，元/年）", f"Own net income ({y.en}, yuan a year)") for y in YEARS.values()),
    Words("起步要的现金（元）", "Cash needed at the start (yuan)"),
    Words("现金最低点（元）", "Lowest cash (yuan)"),
    Words("占地（亩）", "Land (mu)"),
    Words("最忙的月份", "Busiest month"),
    Words("几年见收入", "Years to first income"),
    Words("做得起吗", "Within reach"),
    Words("说明", "Remarks"),
)  # fmt: skip


@dataclass(frozen=True)
class Chip:
    """A short word with its tone."""

    words: Words
    tone: str
    title: Words = NO_WORDS


@dataclass(frozen=True)
class ConditionLine:
    """One condition with its state."""

    words: Words
    state: Chip
    citation: Words
    grade: str
    asked_of: Words


@dataclass(frozen=True)
class OptionCard:
    """One option as the page shows it; `gains` are year, settled value and ends."""

    code: str
    label: Words
    scale: Words
    recommended: bool
    is_now: bool
    gains: tuple[tuple[Words, Words, Words], ...]
    margins: tuple[tuple[Words, Words], ...]
    cash_need: Words
    lowest_cash: Words
    land: Words
    busiest: Words
    wait: Words
    fit: Chip
    fits: tuple[tuple[Words, Chip, Words], ...]
    reasons: tuple[Words, ...]
    dominated_by: Words
    conditions: tuple[ConditionLine, ...]
    skill: Words
    market: Words
    risks: tuple[Words, ...]
    figures: tuple[tuple[Words, Words], ...]
    notes: tuple[Words, ...]
    sources: tuple[Words, ...]
    labour: SafeString


@dataclass(frozen=True)
class NumberLine:
    """A number that no source settles, and what visits brought home of it."""

    label: Words
    key: str
    state: Words
    asked_of: Words
    heard: tuple[Words, ...]


@signed_in
@require_GET
def show_options(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The comparison of one village; with several, of the one chosen. A rule or weights that make no sense are said."""
    holding = check_anywhere(viewer, "read_village", PURPOSE)
    areas = {code: name for code, name in survey_areas(viewer).items() if viewer.may("read_village", code)}
    area = request.GET.get("area") or next(iter(areas), holding.area_code)
    rule, weights, problem = _asked_rule(request)
    try:
        seen = compared_options(viewer, area, rule, weights)
    except MutongError as refusal:
        if refusal.code != "options_rule":
            raise
        rule, weights, problem = BAD_YEAR, None, refusal.words
        seen = compared_options(viewer, area, rule)
    cards = [_card(line, seen) for line in seen.comparison.lines]
    if request.GET.get("format") in DOCUMENTS:
        name = areas.get(area) or area_names({area}).get(area, area)
        report = comparison_report(seen.comparison, Words(name, name), clock.today())
        return send_document(report, request.GET["format"], "options")
    if kind := wanted_format(request):
        return send_list(kind, "options", _HEADINGS, (_row(card) for card in cards))
    lines = [_number(one, seen.heard) for one in seen.open_numbers]
    page = {
        "areas": tuple(Option(code, Words(name, name), code == area) for code, name in areas.items())
        if len(areas) > 1
        else (),
        "area": area,
        "cards": cards,
        "best": next(card for card in cards if card.recommended),
        "conditional": seen.comparison.conditional,
        "why": seen.comparison.why,
        "rule": seen.comparison.rule_words,
        "rules": tuple(Option(name, words, name == rule) for name, words in _RULE_NAMES.items()),
        "weights": tuple((year, words, _weight(weights, year)) for year, words in YEARS.items()),
        "problem": problem,
        "sheep": seen.sheep,
        "numbers": lines,
        "heard": [one for one in lines if one.heard],
        "visits": len(seen.visits),
        "asked": seen.asked,
        "households": seen.households,
        "willing": seen.means.willing,
        "exports": exports_of(request),
        "documents": tuple((kind, address(request, format=kind)) for kind in DOCUMENTS),
        "empty": _no_survey(viewer) if not seen.asked else None,
    }
    status = 400 if problem else 200
    return show(request, "pages/options.html", "village", status=status, page=page)


def _asked_rule(request: HttpRequest) -> tuple[str, dict[str, float] | None, Words | None]:
    """The rule and, for the weighted one, its weights; what is wrong with them."""
    rule = request.GET.get("rule", BAD_YEAR)
    if rule not in RULES:
        return (
            BAD_YEAR,
            None,
            Words("没有这条规则，已按最坏的年份比较。", "No such rule; compared by the worst year."),
        )
    if rule != WEIGHTED:
        return rule, None, None
    weights = {}
    for year, words in YEARS.items():
        written = request.GET.get(f"w_{year}", "1").strip() or "0"
        try:
            weights[year] = float(written)
        except ValueError:
            wrong = Words(
                f"{words.zh}的份量“{written}”不是数。",
                f"The weight “{written}” of a {words.en} is no number.",
            )
            return BAD_YEAR, None, wrong
    return rule, weights, None


def _weight(weights: Mapping[str, float] | None, year: str) -> str:
    return f"{weights[year]:g}" if weights else "1"


def _card(line: Line, seen: OptionsSeen) -> OptionCard:
    one = line.result
    labels = {other.result.code: other.result.label for other in seen.comparison.lines}
    return OptionCard(
        code=one.code,
        label=one.label,
        scale=one.scale,
        recommended=one.code == seen.comparison.recommended,
        is_now=one.kind == NOW,
        gains=tuple((words, *amount_and_ends(one.gain.of(year))) for year, words in YEARS.items()),
        margins=tuple((words, amount_words(one.margin.of(year))) for year, words in YEARS.items()),
        cash_need=amount_words(one.cash_need),
        lowest_cash=amount_words(one.lowest_cash),
        land=amount_words(one.land_mu),
        busiest=_busiest(one.peak_month, one.labour[0].high),
        wait=_years(one.years_to_income.low, one.years_to_income.high)
        if one.kind != NOW
        else Words("—", "—"),
        fit=Chip(STATES[line.fit], _TONES[line.fit]),
        fits=tuple(_fit(fit) for fit in line.fits),
        reasons=line.reasons,
        dominated_by=labels[line.dominated_by] if line.dominated_by else NO_WORDS,
        conditions=tuple(_condition(condition) for condition in one.conditions),
        skill=one.skill,
        market=one.market,
        risks=one.risks,
        figures=tuple(
            (
                r.label,
                Words(f"{amount_words(r.value).zh}{r.unit.zh}", f"{amount_words(r.value).en} {r.unit.en}"),
            )
            for r in one.risk_figures
        ),
        notes=one.notes,
        sources=one.sources,
        labour=draw_labour(
            one.code,
            Words(f"{one.label.zh}：每月用工（工日）", f"{one.label.en}: days of work by month"),
            one.labour,
            seen.means.labour,
        ),
    )


def _busiest(month: int | None, days: float) -> Words:
    if month:
        return Words(f"{month}月", f"month {month}")
    return Words("未知", "not known") if days == float("inf") else Words("各月差不多", "no month stands out")


def _years(low: float, high: float) -> Words:
    if high == float("inf"):
        return Words("未知", "not known")
    ends = f"{low:g}" if low == high else f"{low:g}～{high:g}"
    return Words(f"{ends}年", f"{ends} years")


def _fit(fit: Fit) -> tuple[Words, Chip, Words]:
    return fit.label, Chip(STATES[fit.state], _TONES[fit.state]), fit.words


def _condition(one: Condition) -> ConditionLine:
    state = Chip(CONDITION_STATES[one.state], _CONDITION_TONES[one.state])
    return ConditionLine(one.words, state, one.citation, one.grade, one.asked_of)


def _number(one: OpenNumber, heard: Mapping[str, tuple[HeardNumber, ...]]) -> NumberLine:
    told = tuple(
        Words(
            f"{h.low:g}{'' if h.low == h.high else f'～{h.high:g}'} {h.unit}（{h.place}，{h.told_by}，G3）",
            f"{h.low:g}{'' if h.low == h.high else f' to {h.high:g}'} {h.unit} ({h.place}, {h.told_by}, G3)",
        )
        for h in heard.get(one.key, ())
    )
    return NumberLine(one.label, one.key, one.state, one.asked_of, told)


def _row(card: OptionCard) -> tuple[object, ...]:
    reasons = card.reasons or (Words("推荐", "recommended"),)
    return (
        card.label, card.scale, *(_joined(value, ends) for _, value, ends in card.gains),
        *(money for _, money in card.margins),
        card.cash_need, card.lowest_cash, card.land, card.busiest, card.wait, card.fit.words,
        Words(" ".join(r.zh for r in reasons), " ".join(r.en for r in reasons)),
    )  # fmt: skip


def _joined(value: Words, ends: Words) -> Words:
    return Words(f"{value.zh}（{ends.zh}）", f"{value.en} ({ends.en})") if ends.zh else value


def _no_survey(viewer: Viewer) -> Empty:
    return Empty(
        "village",
        Words("还没有入户调查", "No survey yet"),
        Words(
            "先挨家挨户问清谁愿意、有多少地和劳力，再来比较；现在能确定的都是零。",
            "Ask the households first who is willing and what land and hands there are; until then nothing is sure.",
        ),
        reverse("survey") if viewer.may("record_survey") else "",
        Words("去调查", "To the survey"),
    )
