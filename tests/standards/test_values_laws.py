"""Laws of three-valued logic and of intervals (T1, T2)."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.period import age_on
from mutong.kernel.truth import Truth
from mutong.standards.rules.values import (
    Codes,
    Numbers,
    calculate,
    choose,
    compare,
    counted,
    extreme,
    one_of,
    whole_years,
)
from mutong.tables.snapshot_columns import day_number

truths = st.sampled_from(list(Truth))
ends = st.integers(-5, 5)
signs = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
PLAIN = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
}  # fmt: skip


@st.composite
def intervals(draw: st.DrawFn) -> tuple[int, int]:
    """Both ends of a small interval."""
    low, high = sorted((draw(ends), draw(ends)))
    return low, high


def numbers(interval: tuple[float, float]) -> Numbers:
    """An interval as the engine's numbers."""
    return Numbers(np.array([float(interval[0])]), np.array([float(interval[1])]))


@given(a=truths, b=truths, c=truths)
def test_and_or_not_obey_kleene(a: Truth, b: Truth, c: Truth) -> None:
    """`min` and `max` over the three values commute, associate, distribute and follow De Morgan."""
    assert min(a, b) == min(b, a) and max(a, b) == max(b, a)
    assert min(a, min(b, c)) == min(min(a, b), c) and max(a, max(b, c)) == max(max(a, b), c)
    assert min(a, max(b, c)) == max(min(a, b), min(a, c))
    assert ~min(a, b) == max(~a, ~b) and ~~a == a


@given(left=intervals(), right=intervals(), sign=signs)
def test_a_comparison_says_yes_or_no_only_when_every_pair_agrees(left, right, sign: str) -> None:
    """Yes means that every pair of whole numbers in the intervals agrees, no that none does."""
    found = Truth(int(compare(sign, numbers(left), numbers(right))[0]))
    pairs = {PLAIN[sign](a, b) for a in range(left[0], left[1] + 1) for b in range(right[0], right[1] + 1)}

    if found == Truth.YES:
        assert pairs == {True}
    if found == Truth.NO:
        assert pairs == {False}
    if left[0] == left[1] and right[0] == right[1]:
        assert found != Truth.UNKNOWN


@given(left=intervals(), right=intervals(), sign=st.sampled_from("+-*/"))
def test_arithmetic_keeps_both_ends(left, right, sign: str) -> None:
    """The result of any pair of whole numbers in the intervals lies within the result's interval."""
    found = calculate(sign, numbers(left), numbers(right))
    for a in range(left[0], left[1] + 1):
        for b in range(right[0], right[1] + 1):
            if sign == "/" and b == 0:
                continue
            assert found.low[0] - 1e-9 <= PLAIN[sign](a, b) <= found.high[0] + 1e-9


def test_nought_times_an_unknown_number_is_nought() -> None:
    """An end without limit stands for numbers, and nought times each of them is nought."""
    found = calculate("*", numbers((0, 0)), numbers((0, np.inf)))

    assert (found.low[0], found.high[0]) == (0, 0)


def test_dividing_by_what_may_be_nought_says_nothing() -> None:
    """A quotient whose divisor may be nought may be anything."""
    found = calculate("/", numbers((1, 2)), numbers((0, 3)))

    assert (found.low[0], found.high[0]) == (-np.inf, np.inf)


@given(condition=truths, then=intervals(), otherwise=intervals(), picks=st.booleans())
def test_an_unknown_condition_allows_both_branches(condition: Truth, then, otherwise, picks: bool) -> None:
    """Where the condition is unknown the value lies between the two branches; where known it is the one."""
    found = choose(np.array([condition], dtype=np.int8), numbers(then), numbers(otherwise))
    taken = then if (condition == Truth.YES or (condition == Truth.UNKNOWN and picks)) else otherwise

    assert found.low[0] <= taken[0] and taken[1] <= found.high[0]
    if condition != Truth.UNKNOWN:
        assert (found.low[0], found.high[0]) == taken


@given(condition=truths, each=intervals())
def test_an_unknown_member_counts_or_not(condition: Truth, each) -> None:
    """T2: what a member adds to a sum holds both itself and nought where the condition is unknown."""
    found = counted(numbers(each), np.array([condition], dtype=np.int8))
    kept = [each] * (condition != Truth.NO) + [(0, 0)] * (condition != Truth.YES)

    assert (found.low[0], found.high[0]) == (min(k[0] for k in kept), max(k[1] for k in kept))


@given(parts=st.lists(intervals(), min_size=2, max_size=4), which=st.sampled_from(["min", "max"]))
def test_the_least_and_the_greatest_take_each_end(parts, which: str) -> None:
    """The least of several intervals has the least low end and the least high end; so for the greatest."""
    found = extreme(which, [numbers(part) for part in parts])
    work = min if which == "min" else max

    assert (found.low[0], found.high[0]) == (work(p[0] for p in parts), work(p[1] for p in parts))


def test_a_code_not_known_is_never_a_no() -> None:
    """T1: a code is one of some words, is not, or is not known."""
    codes = Codes(np.array([0, 1, -1]), ("sight", "mental"))

    assert one_of(codes, lambda word: word == "mental").tolist() == [Truth.NO, Truth.YES, Truth.UNKNOWN]


@given(
    birth=st.dates(date(1900, 1, 1), date(2022, 8, 22)),
    on=st.dates(date(2022, 8, 22), date(2030, 12, 31)),
)
def test_age_is_counted_as_the_kernel_counts_it(birth: date, on: date) -> None:
    """Ages worked out on arrays equal kernel.period.age_on, on leap days too."""
    found = whole_years(np.array([day_number(birth)]), int(day_number(on)))

    assert found[0] == age_on(birth, on)
    leap = whole_years(np.array([day_number(date(2000, 2, 29))]), int(day_number(date(2023, 2, 28))))
    assert leap[0] == age_on(date(2000, 2, 29), date(2023, 2, 28)) == 22
