"""Units of a model: what may be added to what. A unit is a product of names, such as yuan/mu/year or kg*head.

Each name stands for itself: kg and t are different, so that a sum of both is refused until a parameter in kg/t stands
between them. Where nothing is stated nothing is checked.
"""

import re

from mutong.standards.units import Dimension, multiply, unit_name

# A number written in a rule: without dimension in a product, of any unit in a sum.
PLAIN = "plain"
# None: nobody stated a unit, so that nothing follows and nothing is checked.
UnitOf = Dimension | str | None

_PART = re.compile(r"([*·/]?)([^*·/^\s]+)(?:\^([-+]?\d+))?")


def read_unit(text: object) -> Dimension | None:
    """The powers of each name in a unit; None where the text is no unit. `1` and `` have none."""
    written = re.sub(r"\s+", "", "" if text is None else str(text))
    powers: dict[str, int] = {}
    at = 0
    while at < len(written):
        found = _PART.match(written, at)
        if found is None or (at == 0) == bool(found[1]):
            return None
        sign = -1 if found[1] == "/" else 1
        if found[2] != "1":
            powers[found[2]] = powers.get(found[2], 0) + sign * int(found[3] or 1)
        at = found.end()
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def unit_text(unit: UnitOf) -> str:
    """A unit as people read it; '' where none is known, 1 where it has no dimension."""
    return unit_name(unit) if isinstance(unit, tuple) else ""


def unit_of_sum(left: UnitOf, right: UnitOf) -> tuple[UnitOf, bool]:
    """The unit of a sum, and whether its two parts clash."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left, left != right
    if isinstance(left, tuple) or isinstance(right, tuple):
        return (left if isinstance(left, tuple) else right), False
    return (PLAIN if left == right == PLAIN else None), False


def unit_of_product(left: UnitOf, right: UnitOf, sign: int = 1) -> UnitOf:
    """The unit of a product (`sign` 1) or of a quotient (−1); None where one side states none."""
    if left is None or right is None:
        return None
    if left == PLAIN and right == PLAIN:
        return PLAIN
    over = left if isinstance(left, tuple) else ()
    return multiply(over, right if isinstance(right, tuple) else (), sign)
