"""The options laid side by side, staying as now among them, and why the recommended one."""

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.tables.documents import Bullets, Column, Heading, Paragraph, Strong, Table
from mutong.tables.documents.blocks import RIGHT, Cell
from mutong.village.options.comparing import Comparison, Line
from mutong.village.options.fitting import STATES
from mutong.village.options.results import CONDITION_STATES, NOW, YEARS
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.say import MU, WAN, money_cell, tenth
from mutong.village.spreads import Spread


def options(given: Given) -> Chapter:
    """The chapter; where nothing was compared it says so."""
    heading = Heading(Words("方案比较", "Options compared"))
    comparison = given.comparison
    if comparison is None:
        return [
            heading,
            Paragraph(
                Words(
                    "本稿没有附产业方案比较。定案以前应把养羊与其他门路、也与“维持现状、不扩大”放在一起比。",
                    "No comparison of businesses is attached. Before anything is decided sheep must be laid "
                    "beside other "
                    "ways to earn, and beside staying as now.",
                )
            ),
        ]
    found: list = [
        heading,
        Paragraph(
            (
                Words("推荐规则（可以另选）：", "The rule of recommendation (another may be chosen): "),
                comparison.rule_words,
            )
        ),
        _money(comparison),
        _needs(comparison),
        Heading(Words("推荐与理由", "What is recommended and why"), 2),
        Paragraph(_recommended(comparison)),
        Bullets(comparison.why),
    ]
    others = [one for one in comparison.lines if one.result.code != comparison.recommended and one.reasons]
    if others:
        found += [
            Heading(Words("其他方案为什么没有推荐", "Why not the others"), 2),
            Bullets(
                tuple(
                    Words(
                        f"{one.result.label.zh}：{''.join(_ended(r.zh, '。') for r in one.reasons)}",
                        f"{one.result.label.en}: {' '.join(_ended(r.en, '.') for r in one.reasons)}",
                    )
                    for one in others
                )
            ),
        ]
    return [*found, *_conditions(comparison)]


def _ended(text: str, sign: str) -> str:
    return text if text.endswith(("。", ".", "？", "?")) else text + sign


def _recommended(comparison: Comparison) -> tuple:
    line = comparison.line(comparison.recommended)
    if line.result.kind == NOW:
        return (
            Strong(Words("推荐：维持现状，不扩大规模。", "Recommended: stay as now and do not expand.")),
            Words(
                "以下规划仅供比较，不建议实施。",
                " The plan below is for comparison and should not be carried out.",
            ),
        )
    name, scale = line.result.label, line.result.scale
    later = (
        Words(
            "条件：下列事项先办清、未核实的数先核实。",
            " On condition that what is open below is settled first.",
        )
        if comparison.conditional
        else Words("", "")
    )
    return (
        Strong(Words(f"推荐：{name.zh}（{scale.zh}）。", f"Recommended: {name.en} ({scale.en}).")),
        later,
    )


def _money(comparison: Comparison) -> Table:
    open_ = len({one.key for line in comparison.lines for one in line.result.open_numbers})
    return Table(
        Words("各方案比维持现状每年多收（负数为少收）", "What each option gains a year over staying as now"),
        (
            Column(Words("方案", "Option"), share=1.7),
            Column(Words("规模", "Scale"), share=1.1),
            *(Column(words, WAN, RIGHT) for words in YEARS.values()),
            Column(Words("最低现金点", "Lowest cash"), WAN, RIGHT),
            Column(Words("用地", "Land"), MU, RIGHT, 0.7),
        ),
        tuple(
            (
                _name(one, comparison),
                one.result.scale,
                *(spread_cell(one.result.gain.of(year)) for year in YEARS),
                spread_cell(one.result.lowest_cash),
                _plain(one.result.land_mu),
            )
            for one in comparison.lines
        ),
        Words(
            f"有区间的写“最低～最高”；“维持现状”按定义多收为零。各方案共用到 {open_} 个选定或未知的数。",
            "Intervals are given as least to most; staying as now gains nothing by definition. The options "
            f"rest on {open_} "
            "numbers that are choices or not known.",
        ),
    )


def _name(one: Line, comparison: Comparison) -> Strong | Words:
    return Strong(one.result.label) if one.result.code == comparison.recommended else one.result.label


def spread_cell(spread: Spread) -> Cell:
    """Yuan as a cell under 万元: a value, an interval, or not known."""
    low, high = spread.low, spread.high
    if low == -float("inf") and high == float("inf"):
        return None
    if low == high or spread.point is not None:
        return money_cell(low if spread.point is None else spread.point)
    if high == float("inf"):
        at = money_cell(low)
        return Words(f"≥ {at.zh}", f"≥ {at.en}")
    if low == -float("inf"):
        at = money_cell(high)
        return Words(f"≤ {at.zh}", f"≤ {at.en}")
    a, b = money_cell(low), money_cell(high)
    return Words(f"{a.zh}～{b.zh}", f"{a.en} to {b.en}")


def _plain(spread: Spread) -> Cell:
    if spread.point is not None or spread.low == spread.high:
        told = tenth(spread.low if spread.point is None else spread.point)
        return Words(told, told)
    if spread.high == float("inf"):
        return Words(f"≥ {tenth(spread.low)}", f"≥ {tenth(spread.low)}")
    return Words(f"{tenth(spread.low)}～{tenth(spread.high)}", f"{tenth(spread.low)}–{tenth(spread.high)}")


def _needs(comparison: Comparison) -> Table:
    names = [fit.label for fit in comparison.lines[0].fits]
    return Table(
        Words("各方案需要的，村里够不够", "Whether the village has what each option needs"),
        (
            Column(Words("方案", "Option"), share=1.7),
            *(Column(name, share=0.9) for name in names),
            Column(Words("合计", "Together"), share=0.8),
        ),
        tuple(
            (_name(one, comparison), *(STATES[fit.state] for fit in one.fits), STATES[one.fit])
            for one in comparison.lines
        ),
    )


def _conditions(comparison: Comparison) -> Chapter:
    line = comparison.line(comparison.recommended)
    open_ = [one for one in line.result.conditions if one.answer is not Truth.YES or one.state == "step"]
    if not open_:
        return []
    return [
        Table(
            Words("推荐方案要办的手续和要问清的事", "Steps and open questions of the recommended option"),
            (
                Column(Words("事项", "What"), share=2.4),
                Column(Words("状态", "State"), share=0.9),
                Column(Words("依据", "Text"), share=1.5),
                Column(Words("问谁", "Whom to ask"), share=1.2),
            ),
            tuple((one.words, CONDITION_STATES[one.state], one.citation, one.asked_of) for one in open_),
        )
    ]
