"""The comparison as blocks of a document: side by side, the advice with its reasons, what to ask, what is open."""

from collections.abc import Sequence
from datetime import date

from mutong.kernel.words import Words
from mutong.tables.documents.blocks import (
    BARS,
    CENTRE,
    RIGHT,
    STACKED,
    Block,
    Bullets,
    Chart,
    Cite,
    Column,
    Grade,
    Heading,
    Open,
    Paragraph,
    Report,
    Series,
    Source,
    Strong,
    Table,
    Text,
)
from mutong.village.options.comparing import Comparison, Line
from mutong.village.options.fitting import STATES, amount_and_ends, amount_words
from mutong.village.options.results import CONDITION_STATES, NOW, OPEN, YEARS, OptionResult
from mutong.village.spreads import Spread

_YUAN = Words("元/年", "yuan a year")
_MONTHS = tuple(Words(f"{m}月", f"M{m}") for m in range(1, 13))


def comparison_report(
    comparison: Comparison, village: Words, on: date, banner: Words | None = None
) -> Report:
    """A document of its own with the whole comparison of a village on a day."""
    blocks, sources = comparison_blocks(comparison)
    return Report(
        title=Words(f"{village.zh}产业比较", f"Options of {village.en}"),
        subtitle=Words("可做的产业与维持现状放在一起看", "What could be done, beside staying as now"),
        blocks=blocks,
        sources=sources,
        dated=on,
        banner=banner,
    )


def comparison_blocks(comparison: Comparison, level: int = 1) -> tuple[list[Block], list[Source]]:
    """The blocks and the sources they cite, headings beginning at `level`, to be put into a longer document too."""
    sources = _sources(comparison)
    keys = {one.words: one.key for one in sources}
    blocks: list[Block] = [
        Heading(Words("建议", "Advice"), level),
        Paragraph((Strong(Words("规则：", "Rule: ")), comparison.rule_words)),
        Bullets(comparison.why),
        Paragraph(
            Words("这是把数摆在一起得出的线索，由村民会议决定。", "It is a lead; the villagers' meeting decides.")
        ),
        Heading(Words("放在一起看", "Side by side"), level),
        _gains(comparison, keys),
        _needs(comparison),
    ]  # fmt: skip
    chart = _chart(comparison)
    blocks += [chart] if chart else []
    for line in comparison.lines:
        blocks += _option(line, level)
    blocks += _open_numbers(comparison, level)
    return blocks, sources


def _sources(comparison: Comparison) -> list[Source]:
    found = dict.fromkeys(words for line in comparison.lines for words in line.result.sources)
    return [Source(f"option-{number}", words) for number, words in enumerate(found, start=1)]


def _gains(comparison: Comparison, keys: dict[Words, str]) -> Table:
    columns = (
        Column(Words("选择", "Option"), share=1.5),
        *(
            Column(Words(f"多收：{words.zh}", f"Gain: {words.en}"), _YUAN, RIGHT, 1.5)
            for words in YEARS.values()
        ),
        Column(Words("做得起吗", "Within reach"), align=CENTRE),
    )
    rows = []
    for line in comparison.lines:
        one = line.result
        cited = tuple(keys[words] for words in one.sources)
        name: Text = (one.label, Cite(cited), Words(f"\n{one.scale.zh}", f"\n{one.scale.en}"))
        rows.append((name, *(_money(one.gain.of(year)) for year in YEARS), STATES[line.fit]))
    note = Words(
        "比维持现状多收的钱，括号内是区间；多数按选定、待确认的数算出，逐个列在后面。",
        "Gain over staying as now, intervals in brackets; most rest on choices to be confirmed, listed further on.",
    )
    return Table(
        Words("各选择比现状多收多少", "What each option gains over staying as now"),
        columns,
        tuple(rows),
        note,
    )


def _money(spread: Spread) -> Text:
    value, ends = amount_and_ends(spread)
    if spread.point is None:
        return Open(value)
    return (value, Words(f"\n（{ends.zh}）", f"\n({ends.en})")) if ends.zh else value


def _needs(comparison: Comparison) -> Table:
    columns = (
        Column(Words("选择", "Option"), share=1.6),
        Column(Words("起步现金", "Cash at the start"), Words("元", "yuan"), RIGHT),
        Column(Words("现金最低点", "Lowest cash"), Words("元", "yuan"), RIGHT),
        Column(Words("占地", "Land"), Words("亩", "mu"), RIGHT),
        Column(Words("最忙的月份", "Busiest month"), align=CENTRE),
        Column(Words("几年见收入", "Years to first income"), align=RIGHT),
    )
    rows = tuple(
        (
            line.result.label,
            amount_words(line.result.cash_need),
            amount_words(line.result.lowest_cash),
            amount_words(line.result.land_mu),
            _month(line.result),
            _years(line.result.years_to_income),
        )
        for line in comparison.lines
    )
    return Table(Words("各选择要占用什么", "What each option takes"), columns, rows)


def _month(one: OptionResult) -> Words | None:
    if one.peak_month:
        return Words(f"{one.peak_month}月", f"M{one.peak_month}")
    return None if one.labour[0].high == float("inf") else Words("各月相近", "all alike")


def _years(spread: Spread) -> Text | None:
    if spread.high == float("inf"):
        return None
    text = f"{spread.low:g}" if spread.low == spread.high else f"{spread.low:g}～{spread.high:g}"
    return Words(text, text.replace("～", " to "))


def _chart(comparison: Comparison) -> Chart | None:
    others = [line.result for line in comparison.lines if line.result.kind != NOW]
    if not others:
        return None
    return Chart(
        Words("各选择比现状多收多少（选定的数）", "Gain of each option over staying as now (settled values)"),
        BARS,
        tuple(one.label for one in others),
        tuple(
            Series(words, tuple(one.gain.of(year).point for one in others)) for year, words in YEARS.items()
        ),
        _YUAN,
    )


def _option(line: Line, level: int) -> list[Block]:
    one = line.result
    blocks: list[Block] = [Heading(one.label, min(3, level + 1))]
    if line.reasons:
        blocks += [Paragraph(Strong(Words("为什么不建议", "Why it is not advised"))), Bullets(line.reasons)]
    shown = () if one.kind == NOW else line.fits
    told = [Words(f"{fit.label.zh}：{fit.words.zh}", f"{fit.label.en}: {fit.words.en}") for fit in shown]
    told += [Words(f"销路：{one.market.zh}", f"Market: {one.market.en}"), *one.notes]
    told += [Words(f"风险：{risk.zh}", f"Risk: {risk.en}") for risk in one.risks]
    blocks.append(Bullets(tuple(told)))
    if one.conditions:
        blocks.append(_conditions(one))
    known = [month.high for month in one.labour if month.high != float("inf")]
    if any(known):
        days = tuple(None if month.high == float("inf") else month.high for month in one.labour)
        blocks.append(
            Chart(
                Words(f"{one.label.zh}：每月用工", f"{one.label.en}: work by month"), STACKED, _MONTHS,
                (Series(Words("要的工日（按最多）", "days needed (at most)"), days),), Words("工日", "days"),
            )
        )  # fmt: skip
    return blocks


def _conditions(one: OptionResult) -> Table:
    columns = (
        Column(Words("要办和要问的", "To do and to ask"), share=2.6),
        Column(Words("现状", "State")),
        Column(Words("依据", "By"), share=1.6),
        Column(Words("向谁问", "Ask"), share=1.3),
    )
    rows = tuple(
        (
            Open(c.words) if c.state == OPEN else c.words,
            CONDITION_STATES[c.state],
            (c.citation, Grade(c.grade)),
            c.asked_of,
        )
        for c in one.conditions
    )
    return Table(
        Words(f"{one.label.zh}：法规、用地和销路", f"{one.label.en}: law, siting and market"), columns, rows
    )


def _open_numbers(comparison: Comparison, level: int) -> Sequence[Block]:
    found = {one.key: one for line in comparison.lines for one in line.result.open_numbers}
    if not found:
        return ()
    rows = tuple(
        (one.label if one.settled else Open(one.label), one.state, one.asked_of)
        for one in sorted(found.values(), key=lambda one: one.settled)
    )
    columns = (
        Column(Words("数", "Number"), share=2),
        Column(Words("现状", "State"), share=1.2),
        Column(Words("向谁要", "Who can supply it"), share=1.6),
    )
    return (
        Heading(Words("还没有出处的数", "Numbers without a source"), level),
        Table(Words("选定待确认和未知的数", "Numbers chosen or not known"), columns, rows),
    )
