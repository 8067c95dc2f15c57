"""What a number in a rule may be when nothing at all is known of its subject: the widest ends it can have.

For a relative who is not in the Snapshot, and for those who may be missing from the record.
"""

import numpy as np

from mutong.standards.rules import nodes as n
from mutong.standards.rules import values as v

_NOT_NEGATIVE = (0.0, np.inf)
_ANYTHING = (-np.inf, np.inf)


def span(node: n.Node) -> tuple[float, float]:
    """The least and the greatest a number or day may be, whoever it is about; infinite where there is no end."""
    if isinstance(node, n.Fact) and node.kind.name == "number":
        low, high = node.spec.low, node.spec.high
        return (-np.inf if low is None else low, np.inf if high is None else high)
    if isinstance(node, n.Literal) and node.kind.name == "number":
        return float(node.value), float(node.value)
    if isinstance(node, n.Parameter | n.Age):
        return _NOT_NEGATIVE
    if isinstance(node, n.OverMembers | n.OverRelated):
        return _NOT_NEGATIVE if node.how == "count" else several(span(node.of))
    if isinstance(node, n.Lift | n.Named):
        return span(node.part)
    if isinstance(node, n.Choose):
        return _hull(span(node.then), span(node.otherwise))
    if isinstance(node, n.Rounded):
        return _ends(v.rounded(node.which, _numbers(node.part), node.step))
    if isinstance(node, n.Extreme):
        return _ends(v.extreme(node.which, [_numbers(part) for part in node.parts]))
    if isinstance(node, n.Arithmetic) and node.kind.name == "number":
        return _ends(v.calculate(node.sign, _numbers(node.left), _numbers(node.right)))
    return _ANYTHING


def several(ends: tuple[float, float]) -> tuple[float, float]:
    """The ends of a sum of nobody knows how many numbers, each between two ends."""
    low, high = ends
    return (-np.inf if low < 0 else 0.0, np.inf if high > 0 else 0.0)


def _numbers(node: n.Node) -> v.Numbers:
    low, high = span(node)
    return v.Numbers(np.float64(low), np.float64(high))


def _ends(numbers: v.Numbers) -> tuple[float, float]:
    return float(numbers.low), float(numbers.high)


def _hull(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return min(one[0], other[0]), max(one[1], other[1])
