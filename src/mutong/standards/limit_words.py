"""Limits and amounts in words, as strict as their text: 低于 is below, 不高于 is not above (T5)."""

from math import isinf

from mutong.kernel.words import Words
from mutong.standards.rules import nodes as n
from mutong.standards.rules.single_numbers import Ends
from mutong.standards.rules.wording import say_day, say_number

_NUMBERS = {
    "<": Words("低于", "below"),
    "<=": Words("不高于", "not above"),
    ">": Words("高于", "above"),
    ">=": Words("不低于", "not below"),
    "==": Words("等于", "exactly"),
    "!=": Words("不等于", "other than"),
}
_DAYS = {
    "<": Words("早于", "before"),
    "<=": Words("不晚于", "not after"),
    ">": Words("晚于", "after"),
    ">=": Words("不早于", "not before"),
    "==": Words("就是", "exactly"),
    "!=": Words("不是", "other than"),
}
# What holds where the other does not, and what is said when the two sides change places.
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def sign_words(sign: str, kind: n.Kind) -> Words:
    """A comparison's sign in words."""
    return (_DAYS if kind == n.DAY else _NUMBERS)[sign]


def value_words(ends: Ends, kind: n.Kind) -> Words:
    """A number or day as it is known, with its unit."""
    return say_day(*ends) if kind == n.DAY else say_number(*ends, kind)


def limit_words(sign: str, limit: float, kind: n.Kind) -> Words:
    """A limit with its sign: 低于 730 元/月, below 730 yuan a month."""
    sign_said, value = sign_words(sign, kind), value_words((limit, limit), kind)
    return Words(f"{sign_said.zh} {value.zh}", f"{sign_said.en} {value.en}")


def amount_words(ends: Ends, kind: n.Kind) -> Words:
    """An amount: one number, between two, or up to about one where nothing is sure."""
    low, high = ends
    if low == high or isinf(high):
        return say_number(low, high, kind)
    most = say_number(high, high, kind)
    if low <= 0:
        return Words(f"最多约 {most.zh}", f"up to about {most.en}")
    least = say_number(low, low, kind)
    return Words(f"在 {least.zh}和 {most.zh}之间", f"between {least.en} and {most.en}")
