"""A plan told to people, in Chinese and English: what to do, what limits it, what would change it."""

from collections.abc import Sequence

import numpy as np

from mutong.kernel.words import Words
from mutong.village.models.clashes import Element, Limit
from mutong.village.models.planning import Plan
from mutong.village.models.result_rows import (
    Row,
    constraint_rows,
    expression_rows,
    label_columns,
    other_plans,
    tidy,
    variable_rows,
)
from mutong.village.models.units import unit_text

_SHOWN = 25
_SLIGHT = 1e-9


def figure(value: float | None) -> str:
    """A number for people: up to two decimals, thousands apart; more digits for small ones."""
    if value is None:
        return "–"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:,.2f}" if value == 0 or abs(value) >= 100 else f"{value:.6g}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _named(words: Words, labels: Sequence[str]) -> Words:
    at = ", ".join(labels)
    return Words(f"{words.zh}（{at}）", f"{words.en} ({at})") if at else words


def _joined(lines: Sequence[Words]) -> Words:
    return Words("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))


def _with_unit(value: float | None, unit: str) -> str:
    return f"{figure(value)} {unit}".rstrip() if unit not in ("", "1") else figure(value)


def tell_outcome(plan: Plan) -> Words:
    """The outcome in one paragraph: the objective, or why there is no plan."""
    unit = unit_text(plan.built.objective_unit)
    goal = plan.built.objective
    if plan.status == "infeasible":
        return tell_clash(plan)
    if plan.status == "unbounded":
        return tell_growth(plan)
    if plan.objective is None:
        return Words(
            "到了时限，还没有找到可行方案；请放宽 --time-limit。",
            "The time limit came before any plan was found; allow more by --time-limit.",
        )
    amount = _with_unit(tidy(plan.objective), unit)
    best = Words("最大", "largest") if goal.sense == "max" else Words("最小", "smallest")
    words = Words(
        f"{goal.words.zh}（{goal.name}）{best.zh}为 {amount}。",
        f"{goal.words.en} ({goal.name}), {best.en}: {amount}.",
    )
    if plan.status == "time_limit":
        gap = plan.solved.gap
        room = "" if gap is None or not np.isfinite(gap) else f" {100 * gap:.2f} %"
        words = Words(
            f"{words.zh}到了时限：这是目前找到的最好方案，未必最优，最多还差{room or '多少不知道'}。",
            f"{words.en} The time limit came first: this is the best plan found so far, at most"
            f"{room or ' an unknown share'} from the best there is.",
        )
    return words


def tell_clash(plan: Plan) -> Words:
    """Which rows and limits cannot all be kept."""
    if plan.clash.whole:
        return Words(
            "没有可行方案：允许取小数时有方案，要求整数后没有。请放宽某条约束，或取消某个变量的整数要求。",
            "There is no plan: with fractions there would be one, with whole numbers there is none. Relax a "
            "constraint, or let a variable take fractions.",
        )
    lines = [
        Words("没有可行方案：下面这些不能同时满足（放宽其中任何一条，这处冲突就没有了）：",
              "There is no plan: these cannot all be kept (relaxing any one of them removes this clash):")
    ]  # fmt: skip
    for limit in plan.clash.limits:
        lines.append(_limit_words(plan, limit))
    return _joined(lines)


def _limit_words(plan: Plan, limit: Limit) -> Words:
    name = _named(limit.element.block.words, limit.element.labels)
    code = limit.element.block.name
    sign = "≥" if limit.side == "lower" else "≤"
    amount = _with_unit(tidy(limit.value), unit_text(limit.element.block.unit))
    if limit.is_row:
        text = plan.model.constraints[code].rule.text
        line = plan.model.constraints[code].line
        return Words(
            f"- 约束 {name.zh} [{code}，第 {line} 行]：{text}（右端 {sign} {amount}）",
            f"- constraint {name.en} [{code}, line {line}]: {text} (right-hand side {sign} {amount})",
        )
    return Words(
        f"- 变量 {name.zh} [{code}] {sign} {amount}", f"- variable {name.en} [{code}] {sign} {amount}"
    )


def tell_growth(plan: Plan) -> Words:
    """Along which variables the objective improves without end."""
    lines = [
        Words("目标没有尽头：沿下面这些变量可以无限改进，说明漏了约束（如土地、销路、资金）：",
              "The objective has no end: it improves for ever along these variables, so that a constraint is missing "
              "(land, market, money):")
    ]  # fmt: skip
    for one in plan.growth[:_SHOWN]:
        name = _element_words(one.element)
        more = Words("越来越多", "grows") if one.by > 0 else Words("越来越少", "falls")
        lines.append(Words(f"- {name.zh} {more.zh}", f"- {name.en} {more.en}"))
    if len(plan.growth) > _SHOWN:
        rest = len(plan.growth) - _SHOWN
        lines.append(Words(f"- 另有 {rest} 个变量", f"- and {rest} more variables"))
    return _joined(lines)


def _element_words(element: Element) -> Words:
    name = _named(element.block.words, element.labels)
    return Words(f"{name.zh} [{element.block.name}]", f"{name.en} [{element.block.name}]")


def tell_prices(plan: Plan) -> list[Words]:
    """What one more of each limit is worth: inequalities first, then balances, the largest first; empty where there are
    no prices."""
    if plan.solved.prices is None:
        return []
    labels = label_columns(plan)
    tight = [row for row in constraint_rows(plan) if abs(row["dual"] or 0.0) > _SLIGHT]
    tight.sort(key=lambda row: (row["sign"] == "=", -abs(row["dual"])))
    lines = [_price_words(plan, row, labels) for row in tight[:_SHOWN]]
    if len(tight) > _SHOWN:
        rest = len(tight) - _SHOWN
        lines.append(Words(f"- 另有 {rest} 条，见 constraints.csv", f"- and {rest} more, in constraints.csv"))
    return lines


_SIDES = {
    "<=": Words("每放宽 1{unit}", "one more{unit} allowed"),
    ">=": Words("每多要求 1{unit}", "one more{unit} asked for"),
    "=": Words("每多给 1{unit}", "one more{unit} given"),
}


def _price_words(plan: Plan, row: Row, labels: Sequence[str]) -> Words:
    one = plan.model.constraints[str(row["constraint"])]
    goal = plan.built.objective.words
    name = _named(one.words, [str(row[column]) for column in row if column in labels])
    unit = f" {row['unit']}" if row["unit"] not in ("", "1") else ""
    side = _SIDES[str(row["sign"])].fill(unit=unit)
    up = Words("增加", "raises") if row["dual"] > 0 else Words("减少", "lowers")
    amount = _with_unit(tidy(abs(row["dual"])), unit_text(plan.built.objective_unit))
    reach = f"{figure(row['rhs_low'])} … {figure(row['rhs_high'])}"
    return Words(
        f"- {name.zh}：{side.zh}，{goal.zh}{up.zh} {amount}（右端在 {reach} 之内有效）",
        f"- {name.en}: {side.en} {up.en} {goal.en} by {amount} (holds for a right-hand side in {reach})",
    )


def tell_scenarios(plan: Plan) -> list[Words]:
    """EV, EEV, WS, EVPI and VSS in words; empty for a model without scenarios."""
    found = plan.scenarios
    if found is None:
        return []
    rows = [
        (
            found.rp,
            "RP",
            Words("现在就要定的最好方案的平均结果", "mean result of the best plan that is fixed now"),
        ),
        (
            found.ws,
            "WS",
            Words("事先知道情景时的平均结果", "mean result if the scenario were known beforehand"),
        ),
        (found.ev, "EV", Words("只按平均数算出的结果（偏乐观）", "result worked out for mean numbers only")),
        (
            found.eev,
            "EEV",
            Words("按平均数定方案的实际平均结果", "mean result that the plan for mean numbers really has"),
        ),
        (found.evpi, "EVPI", Words("完全预知值多少", "what perfect foresight is worth")),
        (found.vss, "VSS", Words("考虑各种情景比只看平均值多得多少", "what planning for scenarios is worth")),
    ]
    lines = [
        Words(f"- {name} {figure(tidy(value))}：{words.zh}", f"- {name} {figure(tidy(value))}: {words.en}")
        for value, name, words in rows
    ]
    if found.remark:
        lines.append(Words(f"- {found.remark.zh}。", f"- {found.remark.en}."))
    return lines


def tell_plan(plan: Plan) -> Words:
    """The whole report: title, outcome, plan, quantities, prices, scenarios, weak numbers."""
    title = plan.model.title
    parts = [Words(f"# {title.zh}", f"# {title.en}"), tell_outcome(plan)]
    if plan.objective is not None:
        parts.append(_section(Words("方案", "The plan"), _values(plan, variable_rows(plan), "variable")))
        parts.append(
            _section(Words("各项数量", "Quantities"), _values(plan, expression_rows(plan), "expression"))
        )
        parts.append(
            _section(Words("什么限制了它（影子价格）", "What limits it (shadow prices)"), tell_prices(plan))
        )
    parts.append(_section(Words("情景", "Scenarios"), tell_scenarios(plan)))
    parts.append(_section(Words("要留意的", "To bear in mind"), _remarks(plan)))
    return Words("\n\n".join(one.zh for one in parts if one.zh) + "\n",
                 "\n\n".join(one.en for one in parts if one.en) + "\n")  # fmt: skip


def _section(heading: Words, lines: Sequence[Words]) -> Words:
    if not lines:
        return Words("", "")
    body = _joined(lines)
    return Words(f"## {heading.zh}\n\n{body.zh}", f"## {heading.en}\n\n{body.en}")


def _values(plan: Plan, rows, kind: str) -> list[Words]:
    parts = plan.model.variables if kind == "variable" else plan.model.expressions
    labels, lines, rest = label_columns(plan), [], 0
    for row in rows:
        if row["value"] is None or (kind == "variable" and row["value"] == 0):
            continue
        if len(lines) >= 4 * _SHOWN:
            rest += 1
            continue
        name = _named(parts[str(row[kind])].words, [str(row[one]) for one in row if one in labels])
        amount = _with_unit(row["value"], str(row["unit"]))
        lines.append(Words(f"- {name.zh}：{amount}", f"- {name.en}: {amount}"))
    if rest:
        lines.append(Words(f"- 另有 {rest} 项，见表", f"- and {rest} more, in the tables"))
    return lines


def _remarks(plan: Plan) -> list[Words]:
    lines = []
    prices = plan.solved.prices
    if prices is not None and prices.integers_fixed:
        lines.append(
            Words("- 影子价格是在整数选择不变时算的；改变整数选择可能值得更多。",
                  "- Shadow prices hold with the whole numbers as chosen; other whole numbers may be worth more.")
        )  # fmt: skip
    others = other_plans(plan) if plan.objective is not None else 0
    if others:
        lines.append(
            Words(f"- 可能还有同样好的方案：{others} 个变量可以变动而目标不变。",
                  f"- There may be other plans as good: {others} variables could change at no cost.")
        )  # fmt: skip
    weak = [
        one.name for one in plan.model.parameters.values() if one.grade in ("G3", "NV", "choice", "made-up")
    ]
    if weak:
        names = ", ".join(weak)
        lines.append(
            Words(
                f"- 依据较弱、要再核实的数：{names}。",
                f"- Numbers on weak grounds, to be confirmed: {names}.",
            )
        )
    if plan.built.dropped:
        count = plan.built.dropped
        lines.append(
            Words(f"- {count} 条约束不含变量且自然成立，已略去。",
                  f"- {count} rows hang on no variable and hold anyway; they are left out.")
        )  # fmt: skip
    return lines
