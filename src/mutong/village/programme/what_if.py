"""A plan tried under other futures: causes one by one, many drawn together, and plans made for several futures at once.

The village is taken together (like plots, all households), so that each try takes seconds: edits in the live programme.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mutong.kernel.words import Words
from mutong.village.coefficients import Coefficients
from mutong.village.programme.advice import advice_of
from mutong.village.programme.carrying_out import Carrying
from mutong.village.programme.futures import (
    FutureLine,
    drawn_futures,
    mean_factors,
    named_causes,
    weather_factors,
)
from mutong.village.programme.holdings import Holdings, together
from mutong.village.programme.plan_calendar import PlanCalendar
from mutong.village.programme.plan_tables import plan_tables, write_plan
from mutong.village.programme.reading_off import Figures
from mutong.village.programme.settings import EXPECTED, Future, PlanSettings
from mutong.village.programme.what_if_arrays import arrays_of
from mutong.village.programme.what_if_results import BufferTrial, FutureResult, Quantiles, SturdyPlan, WhatIfs

Told = Callable[[str, int, int], None]
FIXED_BEFORE = ("area", "left", "straw_in", "sheds_in", "yards_in", "capital", "built", "founded")
_ANY_AMOUNT = 1e9


class Trial:
    """The plan of a village taken together, open for other futures."""

    def __init__(self, holdings: Holdings, numbers: Coefficients, settings: PlanSettings) -> None:
        from mutong.village.models.building import build
        from mutong.village.models.editing import LivePlan
        from mutong.village.models.planning import Plan
        from mutong.village.models.reading import read_model
        from mutong.village.models.solving import solve

        self.settings = replace(settings, by_household=False, futures=(EXPECTED,), whole_buildings=False)
        self.calendar = PlanCalendar(settings.start, settings.months)
        with tempfile.TemporaryDirectory() as folder:
            tables = plan_tables(together(holdings), numbers, self.settings)
            model = read_model(write_plan(Path(folder), tables, self.settings))
        built = build(model)
        self.plan = Plan(model, built, solve(built, prices=False), None, (), None, ())
        self.live = LivePlan(self.plan) if self.plan.solved.columns is not None else None

    def hold_plan(self, *, flock: bool) -> None:
        """Hold fast what a plan fixes beforehand; with `flock` also sheep bought and, at most, ewes mated."""
        for name in (*FIXED_BEFORE, *(("bought",) if flock else ())):
            values = self.plan.values(name)
            self.live.hold(name, np.where(np.isnan(values), np.nan, np.maximum(values, 0.0)))
        if flock:
            self.live.limit("moved", None, self.plan.values("moved"))
        self.allow_unpaid()

    def allow_unpaid(self) -> None:
        """Let payments fail, which weighs heavily; no dividends, so that losses need not be made up in time."""
        self.live.change({"unpaid_most": np.asarray(_ANY_AMOUNT), "loss_weight": np.asarray(0.0)})
        self.live.limit("dividend", None, np.zeros(1))

    def best(self, future: Future) -> tuple[float, float]:
        """The surplus of all years when feeding, sales and loans adapt as well as can be, knowing the future, and
        what the
        aim then comes to (payments that fail weigh in it); NaN where what is held fast cannot be carried out."""
        self.live.change(arrays_of(future, self.calendar))
        answer = self.live.solve()
        if answer.columns is None:
            return float("nan"), float("nan")
        return float(self.live.values(answer, "surplus")[0].sum()), float(answer.objective or 0.0)


def try_plan(
    holdings: Holdings,
    numbers: Coefficients,
    settings: PlanSettings,
    lines: Sequence[FutureLine],
    *,
    draws: int = 200,
    seed: int = 1,
    sturdy: bool = True,
    adapt_draws: bool = True,
    told: Told | None = None,
) -> WhatIfs | None:
    """Every cause, `draws` drawn futures and, with `sturdy`, plans for several futures at once; None where there is no
    plan to try. With `adapt_draws` each drawn future is solved too, for the best that could be done in it (seconds
    each). `told(step, done, in_all)` hears: causes, draws, sturdy. Ctrl-C is raised again at once."""
    begun = time.monotonic()
    trial = Trial(holdings, numbers, settings)
    if trial.live is None:
        return None
    weather = weather_factors(holdings)
    causes = named_causes(lines, trial.calendar, weather)
    trial.hold_plan(flock=True)
    carrying = Carrying(Figures(trial.plan, trial.calendar))
    drawn = drawn_futures(lines, trial.calendar, weather, draws, seed)
    expected, *tried = _carried(carrying, (EXPECTED, *causes))
    adapted = []
    for k, one in enumerate((EXPECTED, *causes)):
        if told:
            told("causes", k, len(causes) + 1)
        adapted.append(trial.best(one)[0])
    expected, *tried = (
        replace(one, adapted_surplus=best) for one, best in zip((expected, *tried), adapted, strict=True)
    )
    tried_draws = _carried(carrying, drawn)
    if adapt_draws:
        for k, one in enumerate(drawn):
            if told:
                told("draws", k, draws)
            tried_draws[k] = replace(tried_draws[k], adapted_surplus=trial.best(one)[0])
    plans: tuple[SturdyPlan, ...] = ()
    evpi = vss = float("nan")
    if sturdy and causes:
        shorter = replace(settings, months=min(settings.months, STURDY_MONTHS))
        plans, evpi, vss = _sturdy(holdings, numbers, shorter, lines, told)
    buffers = _buffers(holdings, numbers, settings, drawn, trial, told) if drawn else ()
    return WhatIfs(
        expected, tuple(tried), tuple(tried_draws), _drawn_by(lines, seed),
        quantiles_of([one.surplus for one in tried_draws]),
        quantiles_of([one.lowest_cash - one.unpaid_most for one in tried_draws]),
        _share(not one.pays for one in tried_draws), _share(one.surplus < 0 for one in tried_draws), plans, buffers,
        evpi, vss, advice_of(expected, tried, tried_draws, plans, buffers), time.monotonic() - begun,
        min(settings.months, STURDY_MONTHS) if plans else 0,
    )  # fmt: skip


# Shares of all capital on offer that are tried as cash always kept in hand.
_BUFFER_SHARES = (0.0, 0.15, 0.3, 0.5, 0.75)


def _buffers(
    holdings: Holdings, numbers: Coefficients, settings: PlanSettings, drawn: Sequence[Future], trial: Trial,
    told: Told | None,
) -> tuple[BufferTrial, ...]:  # fmt: skip
    """The plan made anew with more cash always in hand, each carried out under the same drawn futures."""
    from mutong.village.models.editing import LivePlan

    live = LivePlan(trial.plan)
    least = float(trial.plan.model.parameters["cash_least"].values)
    capital = sum(one.cash for one in holdings.households)
    found = []
    for k, share in enumerate(_BUFFER_SHARES):
        if told:
            told("buffers", k, len(_BUFFER_SHARES))
        kept = least + share * capital
        live.change({"cash_least": np.asarray(kept)})
        answer = live.solve()
        if answer.columns is None:
            continue
        plan = replace(trial.plan, solved=replace(trial.plan.solved, columns=answer.columns))
        # Carried out, the money kept in hand is there to be used.
        figures = Figures(plan, trial.calendar)
        carried = Carrying(figures).under(drawn)
        found.append(
            BufferTrial(
                kept, float(figures.value("surplus").sum()), float(figures.expression("ewes").mean()),
                float((carried.unpaid.max(axis=1) >= 1).mean()), float(carried.surplus.sum(axis=1).mean()),
            )
        )  # fmt: skip
    return tuple(found)


def _carried(carrying: Carrying, futures: Sequence[Future]) -> list[FutureResult]:
    if not futures:
        return []
    found = carrying.under(futures)
    return [
        FutureResult(
            one.name, one.label, float(found.surplus[k].sum()), tuple(float(y) for y in found.surplus[k]),
            float(found.cash[k].min()), float(found.unpaid[k].max()), int((found.unpaid[k] > 1).sum()),
            float(found.loan[k].max()), float(found.ewes[k, -1]), float("nan"), mean_factors(one),
        )
        for k, one in enumerate(futures)
    ]  # fmt: skip


def quantiles_of(values: Sequence[float]) -> Quantiles:
    """How numbers spread; those that are not known are left out."""
    known = np.array([one for one in values if not np.isnan(one)])
    if not len(known):
        return Quantiles(*([float("nan")] * 6))
    q = np.quantile(known, (0, 0.1, 0.5, 0.9, 1))
    return Quantiles(*(float(one) for one in q), float(known.mean()))


def _share(holds) -> float:
    found = list(holds)
    return sum(found) / len(found) if found else float("nan")


def _drawn_by(lines: Sequence[FutureLine], seed: int) -> Words:
    drawn = [line for line in lines if line.kind == "drawn"]
    zh = "；".join(f"{one.label.zh}（{one.source.zh}）" for one in drawn)
    en = "; ".join(f"{one.label.en} ({one.source.en})" for one in drawn)
    return Words(
        f"各因素逐年独立抽样：{zh}。随机种子 {seed}。", f"Each factor anew for each year: {en}. Seed {seed}."
    )


# More futures or months would take the programme for all of them beyond minutes.
MOST_FUTURES, STURDY_MONTHS = 4, 36


def _sturdy(
    holdings: Holdings,
    numbers: Coefficients,
    settings: PlanSettings,
    lines: Sequence[FutureLine],
    told: Told | None,
) -> tuple[tuple[SturdyPlan, ...], float, float]:
    """The plan for the expected, the plan that is best on the mean of several futures, and the one that also shuns
    shortfalls below it, with EVPI and VSS; the likeliest causes are taken. All without dividends, payments may fail."""
    trial = Trial(holdings, numbers, settings)
    if trial.live is None:
        return (), float("nan"), float("nan")
    causes = named_causes(lines, trial.calendar, weather_factors(holdings))
    likely = sorted(causes, key=lambda one: -one.chance)[: MOST_FUTURES - 1]
    rest = max(1 - sum(one.chance for one in likely), 0.0)
    futures = (replace(EXPECTED, chance=rest), *likely)
    chance = np.array([one.chance for one in futures]) / sum(one.chance for one in futures)
    steps = 2 + 2 * len(futures)
    tell = (lambda done: told("sturdy", done, steps)) if told else (lambda done: None)
    trial.allow_unpaid()
    known, held = [], []
    for k, one in enumerate(futures):
        tell(k)
        known.append(trial.best(one))
    trial.hold_plan(flock=False)
    for k, one in enumerate(futures):
        tell(len(futures) + k)
        held.append(trial.best(one))
    found = [_for_expected(trial, futures, chance, [surplus for surplus, _ in held])]
    best = float("nan")
    for k, (way, aim) in enumerate((("two_stage", "for_collective"), ("steady", "for_steady"))):
        tell(2 * len(futures) + k)
        plan = _for_all(holdings, numbers, replace(trial.settings, futures=futures), aim)
        if plan.solved.columns is not None:
            found.append(_sturdy_plan(way, plan, futures, chance))
            best = float(plan.solved.objective) if way == "two_stage" else best
    foresight, fixed = (float(chance @ np.array([aim for _, aim in of])) for of in (known, held))
    return tuple(found), foresight - best, best - fixed


def _for_all(holdings: Holdings, numbers: Coefficients, settings: PlanSettings, aim: str):
    """One programme over several futures, what is fixed beforehand being the same in all."""
    from mutong.village.models.building import build
    from mutong.village.models.planning import Plan
    from mutong.village.models.reading import read_model
    from mutong.village.models.solving import solve

    with tempfile.TemporaryDirectory() as folder:
        tables = plan_tables(together(holdings), numbers, settings)
        # All surplus is reserve here, so that nothing is shared out.
        open_ended = {"unpaid_most": _ANY_AMOUNT, "loss_weight": 0.0, "reserve_share": 1.0}
        tables["scalars"] = [tables["scalars"][0] | open_ended]
        model = read_model(write_plan(Path(folder), tables, settings))
    built = build(model, aim)
    return Plan(model, built, solve(built, prices=False), None, (), None, ())


def _for_expected(
    trial: Trial, futures: Sequence[Future], chance: np.ndarray, held: Sequence[float]
) -> SturdyPlan:
    return SturdyPlan(
        "expected", _LABELS["expected"], float(chance @ np.array(held)), float(np.nanmin(held)),
        {one.name: value for one, value in zip(futures, held, strict=True)},
        float(trial.plan.expression("ewes").mean()), _land(trial.plan, np.nansum(trial.plan.values("area"), axis=0)),
        float(trial.plan.values("built").sum()),
    )  # fmt: skip


_LABELS = {
    "expected": Words("只按正常年景定的方案", "plan for what is expected"),
    "two_stage": Words("兼顾多种情景、平均最好的方案", "plan that is best on the mean of the futures"),
    "steady": Words("兼顾多种情景、少受坏年景影响的方案", "plan that shuns shortfalls below the mean"),
}


def _sturdy_plan(way: str, plan, futures: Sequence[Future], chance: np.ndarray) -> SturdyPlan:
    surplus = plan.values("surplus").sum(axis=1)
    return SturdyPlan(
        way, _LABELS[way], float(chance @ surplus), float(surplus.min()),
        {one.name: float(value) for one, value in zip(futures, surplus, strict=True)},
        float(plan.expression("ewes").mean()), _land(plan, np.nansum(plan.values("area"), axis=0)),
        float(plan.values("built").sum()),
    )  # fmt: skip


def _land(plan, area: np.ndarray) -> dict[str, float]:
    """Mean mu of each crop over the seasons."""
    return {
        crop: float(area[c].mean())
        for c, crop in enumerate(plan.model.sets["crops"].labels)
        if area[c].mean() > 0.01
    }
