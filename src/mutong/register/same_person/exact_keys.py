"""Exact keys: records that agree in what hardly two people share. Four rules, each three-valued."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.register.same_person.columns import TidyPeople, codes_of
from mutong.register.same_person.comparing import BORROWED, Compared

Pairs = np.ndarray  # two columns of places in TidyPeople, the smaller first


@dataclass(frozen=True)
class ExactRule:
    """One key: the columns that must agree, and what else the pair must say for the rule to hold.

    `holds` takes what was compared and gives YES, or UNKNOWN where the key alone does not tell.
    """

    name: str
    words: Words
    columns: tuple[str, ...]
    holds: Callable[[Compared], Truth]


def _number(seen: Compared) -> Truth:
    # A number says its bearer's birth. Another name and another birth: somebody gave the number of another.
    return Truth.UNKNOWN if BORROWED in seen.doubts else Truth.YES


def _with_one_name(seen: Compared) -> Truth:
    # Twins have their parents' phone and home and may sound alike: without one name the key does not tell. A name in
    # letters beside one in characters is one spelling of it.
    return Truth.YES if seen.same_name else Truth.UNKNOWN


def _never_by_itself(_seen: Compared) -> Truth:
    # In a whole township two people may bear one name and be born on one day: worth a look, no more.
    return Truth.UNKNOWN


RULES = (
    ExactRule("number", Words("公民身份号码相同", "same resident number"), ("number",), _number),
    ExactRule(
        "phone_birth",
        Words("电话和出生日期相同", "same phone and birth date"),
        ("phone", "birth"),
        _with_one_name,
    ),
    ExactRule(
        "name_birth_home",
        Words("姓名、出生日期和住处相同", "same name, birth date and home"),
        ("sound", "birth", "home"),
        _with_one_name,
    ),
    ExactRule(
        "name_birth_area",
        Words("姓名、出生日期和居住区划相同", "same name, birth date and area"),
        ("written", "birth", "area"),
        _never_by_itself,
    ),
)


def rule_of(name: str) -> ExactRule:
    """The rule of that name. Raises KeyError."""
    return next(rule for rule in RULES if rule.name == name)


def pairs_by_key(people: TidyPeople, columns: Sequence[str], most: int) -> tuple[Pairs, int]:
    """All pairs that agree in every column, nothing missing; and how many groups of more than `most` were left out."""
    codes = [codes_of(getattr(people, column)) for column in columns]
    whole = np.flatnonzero(np.all([code >= 0 for code in codes], axis=0))
    if len(whole) < 2:
        return np.zeros((0, 2), dtype=np.int64), 0
    key = np.zeros(len(whole), dtype=np.int64)
    for code in codes:
        # Numbered anew after each column, so that the product of two never leaves 64 bits.
        key = np.unique(key * (int(code.max()) + 1) + code[whole], return_inverse=True)[1]
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    found = [
        whole[order[starts[sizes == size][:, None] + np.array([first, second])]]
        for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]).tolist()
        for first in range(size)
        for second in range(first + 1, size)
    ]
    pairs = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
    return np.sort(pairs, axis=1), int((sizes > most).sum())
