"""What to change in a plan, from how it fared under other futures: sentences that follow from the figures alone."""

from collections.abc import Sequence

import numpy as np

from mutong.kernel.words import Words
from mutong.village.programme.what_if_results import BufferTrial, FutureResult, SturdyPlan

_OFTEN, _SELDOM = 0.05, 0.1


def advice_of(
    expected: FutureResult,
    causes: Sequence[FutureResult],
    drawn: Sequence[FutureResult],
    sturdy: Sequence[SturdyPlan],
    buffers: Sequence[BufferTrial] = (),
) -> tuple[Words, ...]:
    """The worst cause, where money runs out and how much more in hand would have helped, what a sturdier plan does
    otherwise."""
    found: list[Words] = []
    known = [one for one in causes if not np.isnan(one.surplus)]
    if known:
        worst = min(known, key=lambda one: one.surplus)
        lost = expected.surplus - worst.surplus
        found.append(
            Words(f"最怕“{worst.label.zh}”：期内盈余比正常少 {_wan(lost)} 万元，为 {_wan(worst.surplus)} 万元。",
                  f"Worst is “{worst.label.en}”: the surplus of all years is {lost:,.0f} yuan less, "
                  f"{worst.surplus:,.0f}.")
        )  # fmt: skip
    for one in known:
        if not one.pays:
            found.append(
                Words(f"“{one.label.zh}”时有 {one.unpaid_months} 个月付不出款，最多差 {_wan(one.unpaid_most)} 万元："
                      "事先备下这笔钱或"
                      "谈妥延期，否则缩小规模。",
                      f"Under “{one.label.en}” payments fail in {one.unpaid_months} months, {one.unpaid_most:,.0f} "
                      "yuan at "
                      "most: have that much at hand or payment put off beforehand, or keep fewer sheep.")
            )  # fmt: skip
    failing = [one.unpaid_most for one in drawn if not one.pays and not np.isnan(one.unpaid_most)]
    if drawn and len(failing) / len(drawn) > _OFTEN:
        enough = float(np.quantile(failing, 0.9))
        found.append(
            Words(f"抽样情景中有 {100 * len(failing) / len(drawn):.0f} % 付不出款；再备 {_wan(enough)} 万元，"
                  "其中九成可以避免。",
                  f"In {100 * len(failing) / len(drawn):.0f} % of the drawn futures payments fail; {enough:,.0f} "
                  "yuan more in "
                  "hand would spare nine tenths of them.")
        )  # fmt: skip
    elif drawn and not failing:
        found.append(
            Words(
                f"抽样的 {len(drawn)} 种情景都付得出款。",
                f"In all {len(drawn)} drawn futures every payment can be made.",
            )
        )
    found += _buffered(buffers)
    found += _sturdier(sturdy)
    return tuple(found)


def _buffered(buffers: Sequence[BufferTrial]) -> list[Words]:
    """How much cash to keep: the least of those tried that brings failing payments under one in ten, else the best."""
    if len(buffers) < 2 or buffers[0].chance_unpaid <= _OFTEN:
        return []
    enough = next((one for one in buffers if one.chance_unpaid <= _SELDOM), None)
    one = enough or min(buffers, key=lambda tried: tried.chance_unpaid)
    if one is buffers[0]:
        return []
    return [
        Words(f"手里常留 {_wan(one.cash_kept)} 万元（母羊平均 {one.ewes_mean:.0f} 只），付不出款的情景从 "
              f"{100 * buffers[0].chance_unpaid:.0f} % 降到 {100 * one.chance_unpaid:.0f} %，正常年景的盈余少 "
              f"{_wan(buffers[0].surplus - one.surplus)} 万元。",
              f"With {one.cash_kept:,.0f} yuan always in hand ({one.ewes_mean:.0f} ewes on average) payments fail in "
              f"{100 * one.chance_unpaid:.0f} % of the futures in place of {100 * buffers[0].chance_unpaid:.0f} %, for "
              f"{buffers[0].surplus - one.surplus:,.0f} yuan less surplus when all goes as expected.")
    ]  # fmt: skip


def _sturdier(sturdy: Sequence[SturdyPlan]) -> list[Words]:
    plans = {one.way: one for one in sturdy}
    if "expected" not in plans or "steady" not in plans:
        return []
    first, steady = plans["expected"], plans["steady"]
    if steady.worst - first.worst < 0.01 * abs(first.worst) + 1:
        return [
            Words("换成更稳的方案，最坏情景也好不了多少：现在的方案已经够稳。",
                  "A steadier plan would not make the worst future much better: this one is steady enough.")
        ]  # fmt: skip
    more, fewer = Words("多养", "more"), Words("少养", "fewer")
    way = more if steady.ewes_mean > first.ewes_mean else fewer
    count = abs(steady.ewes_mean - first.ewes_mean)
    return [
        Words(f"求稳的方案平均{way.zh} {count:.0f} 只母羊，最坏情景的盈余从 {_wan(first.worst)} 万元提高到 "
              f"{_wan(steady.worst)} 万元，"
              f"平均盈余相差 {_wan(first.mean - steady.mean)} 万元。",
              f"The steady plan keeps {count:.0f} {way.en} ewes on average; its worst future has "
              f"{steady.worst:,.0f} in place of "
              f"{first.worst:,.0f} yuan, at {first.mean - steady.mean:,.0f} yuan of the mean.")
    ]  # fmt: skip


def _wan(yuan: float) -> str:
    return f"{yuan / 10_000:.2f}"
