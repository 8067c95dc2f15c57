"""Farm plans as plain matrices, row by row, through scipy: the second way to work the published problems out.

Shares no code with mutong.village.models. Each function gives scipy's result; maximising problems come back with the
sign turned, so that `value` is what the book prints.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog


@dataclass
class Programme:
    """Rows written one at a time: coefficients by the name of a column."""

    cost: dict[str, float] = field(default_factory=dict)
    upper: dict[str, float] = field(default_factory=dict)
    at_most: list[tuple[dict[str, float], float]] = field(default_factory=list)
    equal: list[tuple[dict[str, float], float]] = field(default_factory=list)

    def solve(self, largest: bool) -> tuple[float, dict[str, float]]:
        """The best value and the plan."""
        parts = (self.cost, self.upper, *(row for row, _ in self.at_most + self.equal))
        names = sorted({name for part in parts for name in part})
        place = {name: k for k, name in enumerate(names)}

        def matrix(rows: list[tuple[dict[str, float], float]]) -> tuple[np.ndarray, np.ndarray]:
            found = np.zeros((len(rows), len(names)))
            for k, (row, _) in enumerate(rows):
                for name, value in row.items():
                    found[k, place[name]] += value
            return found, np.array([side for _, side in rows])

        sign = -1 if largest else 1
        cost = np.zeros(len(names))
        for name, value in self.cost.items():
            cost[place[name]] = sign * value
        a_ub, b_ub = matrix(self.at_most)
        a_eq, b_eq = matrix(self.equal)
        limits = [(0, self.upper.get(name)) for name in names]
        found = linprog(cost, a_ub if len(b_ub) else None, b_ub if len(b_ub) else None,
                        a_eq if len(b_eq) else None, b_eq if len(b_eq) else None, limits)  # fmt: skip
        assert found.status == 0, found.message
        return sign * float(found.fun), dict(zip(names, found.x.tolist(), strict=True))


def williams(instalment: float = 39.71) -> tuple[float, dict[str, float]]:
    """The five-year farm of H. P. Williams, Model Building in Mathematical Programming."""
    plan, years = Programme(), range(1, 6)
    yields, limits = (1.1, 0.9, 0.8, 0.65), (20, 30, 20, 10)
    for t in years:
        cows = {f"cow{a},{t}": 1.0 for a in range(2, 12)}
        young = {f"cow{a},{t}": 1.0 for a in (0, 1)}
        income = {
            **{name: 370 + 0.55 * 30 - 100 for name in cows}, **dict.fromkeys(young, -50.0),
            f"cow12,{t}": 120, f"calf{t}": 40, f"gsell{t}": 75, f"gbuy{t}": -90, f"bsell{t}": 58, f"bbuy{t}": -70,
            f"over{t}": -1.2, f"beet{t}": -10, **{f"grain{g},{t}": -15 for g in range(4)},
        }  # fmt: skip
        profit = dict(income)
        for built in range(1, t + 1):
            profit[f"out{built}"] = -instalment
        plan.at_most.append(({name: -value for name, value in profit.items()}, -4000.0))
        for name, value in income.items():
            plan.cost[name] = plan.cost.get(name, 0) + value
        # Every place is paid off in ten instalments, whichever of them fall after the fifth year.
        plan.cost[f"out{t}"] = -instalment * ((6 - t) + (t + 4))
        for a in range(1, 13):
            staying = 0.95 if a <= 2 else 0.98
            if t == 1:
                plan.equal.append(({f"cow{a},1": 1.0}, staying * 10))
            else:
                plan.equal.append(({f"cow{a},{t}": 1.0, f"cow{a - 1},{t - 1}": -staying}, 0.0))
        plan.equal.append(({**dict.fromkeys(cows, 0.55), f"cow0,{t}": -1, f"calf{t}": -1}, 0.0))
        housed = {**cows, **young} | {f"out{built}": -1.0 for built in range(1, t + 1)}
        plan.at_most.append((housed, 130.0))
        grown = {f"grain{g},{t}": -yields[g] for g in range(4)}
        plan.at_most.append(({**dict.fromkeys(cows, 0.6), **grown, f"gbuy{t}": -1, f"gsell{t}": 1}, 0.0))
        plan.at_most.append(
            ({**dict.fromkeys(cows, 0.7), f"beet{t}": -1.5, f"bbuy{t}": -1, f"bsell{t}": 1}, 0.0)
        )
        fields = {f"grain{g},{t}": 1.0 for g in range(4)} | {f"beet{t}": 1.0}
        plan.at_most.append(({**fields, **dict.fromkeys(young, 2 / 3), **cows}, 200.0))
        hours = {**dict.fromkeys(young, 10.0), **dict.fromkeys(cows, 42.0)}
        hours |= {f"grain{g},{t}": 4.0 for g in range(4)} | {f"beet{t}": 14.0, f"over{t}": -1.0}
        plan.at_most.append((hours, 5500.0))
        for g in range(4):
            plan.upper[f"grain{g},{t}"] = limits[g]
    last = {f"cow{a},5": 1.0 for a in range(2, 12)}
    plan.at_most += [(last, 175.0), ({name: -1.0 for name in last}, -50.0)]
    value, found = plan.solve(largest=True)
    return value - 5 * 4000, found


def farmer(
    yields: list[dict[str, float]], sown: dict[str, float] | None = None
) -> tuple[float, dict[str, float]]:
    """The two-stage farmer of Birge and Louveaux, equally likely yields; with `sown`, what is sown is given."""
    plan, share = Programme(), 1 / len(yields)
    for crop, cost in (("wheat", 150), ("corn", 230), ("beet", 260)):
        plan.cost[f"sow {crop}"] = -cost
        if sown is not None:
            plan.equal.append(({f"sow {crop}": 1.0}, sown[crop]))
    plan.at_most.append(({"sow wheat": 1.0, "sow corn": 1.0, "sow beet": 1.0}, 500.0))
    for k, found in enumerate(yields):
        for crop, buy, sell, need in (("wheat", 238, 170, 200), ("corn", 210, 150, 240)):
            plan.cost |= {f"buy {crop}{k}": -buy * share, f"sell {crop}{k}": sell * share}
            row = {f"sow {crop}": -found[crop], f"buy {crop}{k}": -1.0, f"sell {crop}{k}": 1.0}
            plan.at_most.append((row, -float(need)))
        plan.cost |= {f"quota{k}": 36 * share, f"above{k}": 10 * share}
        plan.upper[f"quota{k}"] = 6000
        plan.at_most.append(({f"quota{k}": 1.0, f"above{k}": 1.0, "sow beet": -found["beet"]}, 0.0))
    return plan.solve(largest=True)
