"""Mu, jin and yuan, and numbers known within limits."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.village.measures import all_measures, convert
from mutong.village.spreads import NOT_KNOWN_AMOUNT, UNKNOWN, Spread, between, exactly, least, total

numbers = st.floats(-1e6, 1e6)


@st.composite
def spreads(draw) -> Spread:
    low, point, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    return Spread(low, high, draw(st.sampled_from((point, None))))


@pytest.mark.parametrize(
    ("value", "unit", "to", "wanted"),
    [
        (15, "mu", "ha", 1),
        (8321, "kg/ha", "kg/mu", 554.733),
        (22.5, "t/ha", "kg/mu", 1500),
        (1000, "jin/mu", "kg/mu", 500),
        (12.268, "yuan/jin", "yuan/kg", 24.536),
        (2, "jin", "kg", 1),
        (2600, "yuan/t", "yuan/kg", 2.6),
        (283.18, "kJ/kg075/day", "MJ/kg075/day", 0.28318),
        (1, "mu", "m2", 666.667),
    ],
)
def test_village_units_convert(value: float, unit: str, to: str, wanted: float) -> None:
    """Fifteen mu are a hectare, a jin is half a kilogram, and a price per jin doubles per kilogram."""
    assert convert(value, unit, to) == pytest.approx(wanted, abs=5e-4)
    assert convert(convert(value, unit, to), to, unit) == pytest.approx(value)


def test_unlike_units_are_refused() -> None:
    """Kilograms are no mu, and a bushel is no unit here; every unit has words."""
    for pair, code in ((("kg", "mu"), "not_the_same_kind"), (("bushel", "kg"), "unknown_measure")):
        with pytest.raises(MutongError) as refused:
            convert(1, *pair)
        assert refused.value.code == code and refused.value.words.zh
    assert all(one.words.zh or name in ("1",) for name, one in all_measures().items())


@given(spreads(), spreads(), st.floats(0, 1), st.floats(0, 1))
def test_what_is_worked_out_lies_within_the_ends(a: Spread, b: Spread, s: float, t: float) -> None:
    """For any values within two spreads, their sum, difference, product and lesser lie within the spread worked out."""
    x, y = a.low + s * (a.high - a.low), b.low + t * (b.high - b.low)
    slack = 1e-9 * (1 + max(map(abs, (a.low, a.high, b.low, b.high)))) ** 2
    assert (a + b).holds(x + y, slack) and (a - b).holds(x - y, slack)
    assert (a * b).holds(x * y, slack) and least(a, b).holds(min(x, y), slack)
    both = a.point is not None and b.point is not None
    assert ((a + b).point is not None) == ((a * b).point is not None) == both
    assert total((a, b)) == exactly(0) + a + b


def test_unknown_is_never_nought() -> None:
    """A sum with an unknown part has no upper end and no point; none of an unknown thing is nought (T1)."""
    found = exactly(3) + NOT_KNOWN_AMOUNT
    assert (found.low, found.high, found.point) == (3, math.inf, None)
    assert (NOT_KNOWN_AMOUNT * 0).point is None and (NOT_KNOWN_AMOUNT * 0).high == 0
    assert exactly(1).divided_by(Spread(0, 2)) == UNKNOWN
    assert exactly(1).divided_by(Spread(1, 2, 2)) == Spread(0.5, 1, 0.5)


def test_reaches_answers_only_what_is_certain() -> None:
    """Yes or no where no value could turn it, unknown otherwise."""
    assert Spread(5, 6).reaches(Spread(4, 5)) is Truth.YES
    assert Spread(1, 2).reaches(Spread(3, 4)) is Truth.NO
    assert Spread(1, 4).reaches(Spread(3, 5)) is Truth.UNKNOWN


def test_a_spread_holds_a_number() -> None:
    """Ends in the wrong order, a point outside or no number at all are refused."""
    for wrong in ((2, 1), (0, 1, 2), (math.nan, 1)):
        with pytest.raises(ValueError):
            Spread(*wrong)
    assert between(5, 0, exactly(0), 10, exactly(1)).point == 0.5
