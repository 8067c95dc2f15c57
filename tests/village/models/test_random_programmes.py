"""Random programmes stated as YAML come out as scipy solves their matrices."""

import tempfile
from pathlib import Path

import numpy as np
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.village.models.stating import solved

SIGNS = {"le": -1, "eq": 0, "ge": 1}


@st.composite
def programmes(draw: st.DrawFn) -> dict[str, object]:
    """A small programme with whole coefficients, so that ties and empty rows happen often."""
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    numbers = st.integers(-4, 4)
    return {
        "a": draw(
            st.lists(st.lists(numbers, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
        ),
        "b": draw(st.lists(st.integers(-6, 12), min_size=rows, max_size=rows)),
        "c": draw(st.lists(numbers, min_size=columns, max_size=columns)),
        "sign": draw(st.lists(st.sampled_from(list(SIGNS.values())), min_size=rows, max_size=rows)),
        "upper": draw(st.lists(st.integers(0, 9), min_size=columns, max_size=columns)),
        "bounded": draw(st.booleans()),
        "largest": draw(st.booleans()),
    }


def as_yaml(one: dict[str, object]) -> str:
    """The programme as a model file."""
    rows, columns = [f"r{k}" for k in range(len(one["b"]))], [f"x{k}" for k in range(len(one["c"]))]
    left = "sum(a[r, j] * x[j] for j in columns)"
    variable = {"for": "j in columns"} | ({"upper": "upper[j]"} if one["bounded"] else {})
    sense = "maximise" if one["largest"] else "minimise"
    return yaml.safe_dump(
        {
            "model": "random",
            "sets": {"rows": rows, "columns": columns},
            "parameters": {
                "a": {"index": ["rows", "columns"], "values": one["a"]},
                "b": {"index": ["rows"], "values": one["b"]},
                "c": {"index": ["columns"], "values": one["c"]},
                "sign": {"index": ["rows"], "values": one["sign"]},
                "upper": {"index": ["columns"], "values": one["upper"]},
            },
            "variables": {"x": variable},
            "constraints": {
                name: {"for": "r in rows", "if": f"sign[r] == {SIGNS[name]}", "rule": f"{left} {op} b[r]"}
                for name, op in (("le", "<="), ("ge", ">="), ("eq", "="))
            },
            "objectives": {"best": {sense: "sum(c[j] * x[j] for j in columns)"}},
        }
    )


def by_scipy(one: dict[str, object]) -> tuple[str, float | None]:
    """Status and best value by scipy."""
    a, b, sign = np.array(one["a"], float), np.array(one["b"], float), np.array(one["sign"])
    at_most = np.vstack([a[sign == -1], -a[sign == 1]])
    sides = np.concatenate([b[sign == -1], -b[sign == 1]])
    cost = np.array(one["c"], float) * (-1 if one["largest"] else 1)
    limits = [(0, upper if one["bounded"] else None) for upper in one["upper"]]
    found = linprog(cost, at_most, sides, a[sign == 0], b[sign == 0], limits)
    status = {0: "optimal", 2: "infeasible", 3: "unbounded"}[found.status]
    return status, None if found.status else float(found.fun) * (-1 if one["largest"] else 1)


def has_impossible_row(one: dict[str, object]) -> bool:
    """Whether a row without coefficients does not hold: such a row is refused before solving."""
    return any(
        not any(row) and not {-1: b >= 0, 0: b == 0, 1: b <= 0}[sign]
        for row, b, sign in zip(one["a"], one["b"], one["sign"], strict=True)
    )


@settings(max_examples=60, deadline=None)
@given(programmes().filter(lambda one: not has_impossible_row(one)))
def test_a_stated_programme_equals_its_matrix(one: dict[str, object]) -> None:
    """Status and best value are scipy's, and the prices add up to the objective (strong duality)."""
    status, value = by_scipy(one)
    with tempfile.TemporaryDirectory() as folder:
        plan = solved(Path(folder), as_yaml(one))
    assert plan.status == status
    if status == "optimal":
        assert abs(plan.objective - value) <= 1e-7 * (1 + abs(value))
        prices, limits = plan.solved.prices, plan.solved.row_limits
        sides = np.where(np.isfinite(limits[1]), limits[1], limits[0])
        total = (prices.row * sides).sum() + (prices.column * plan.solved.columns).sum()
        assert abs(total - plan.objective) <= 1e-7 * (1 + abs(value))
    elif status == "infeasible":
        assert plan.clash.limits
    else:
        assert plan.growth


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=3, max_size=6),
    st.integers(1, 3),
    st.floats(0.25, 1.0),
    st.integers(0, 20),
)
def test_lags_equal_a_loop(prices: list[int], lag: int, staying: float, before: int) -> None:
    """A store carried on over several steps equals a loop over the steps; values before the first are the stated."""
    text = f"""
model: store
sets: {{steps: {{range: [1, {len(prices)}]}}}}
parameters:
  price: {{index: [steps], values: {prices}}}
  before: {before}
  staying: {staying!r}
variables:
  stock: {{for: t in steps, before: {{steps: before}}}}
  sold: {{for: t in steps, upper: 5}}
constraints:
  carried: {{for: t in steps, rule: "stock[t] = staying * stock[t-{lag}] + 3 - sold[t]"}}
objectives: {{income: {{maximise: "sum(price[t] * sold[t] for t in steps)"}}}}
"""
    size = len(prices)
    a, b = np.zeros((size, 2 * size)), np.full(size, 3.0)
    for t in range(size):
        a[t, t] = a[t, size + t] = 1
        if t >= lag:
            a[t, t - lag] -= staying
        else:
            b[t] += staying * before
    cost = [0.0] * size + [-float(one) for one in prices]
    found = linprog(cost, A_eq=a, b_eq=b, bounds=[(0, None)] * size + [(0, 5)] * size)
    with tempfile.TemporaryDirectory() as folder:
        plan = solved(Path(folder), text)
    assert found.status == 0
    assert abs(plan.objective + found.fun) <= 1e-7 * (1 + abs(found.fun))
