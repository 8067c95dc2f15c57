"""What is not known, as sets of bits: one number for each meeting or contact instead of a list of words."""

from collections.abc import Iterable, Sequence

import numpy as np

from mutong.standards.contacts import ContactRule, ContactRules, standards_missing

_BITS = 62


class BitSets:
    """Sets of some named things as whole numbers; the order of the names is the order in which they are told."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._bit = {name: 1 << place for place, name in enumerate(self.names)}
        # Beyond 62 names Python's own numbers, which have no end, take the place of machine words.
        self.kind: type = np.int64 if len(self.names) <= _BITS else object

    def set_of(self, names: Iterable[str]) -> int:
        """The set of these names."""
        found = 0
        for name in names:
            found |= self._bit[name]
        return found

    def names_in(self, found: int) -> list[str]:
        """The names in a set, in order."""
        return [name for place, name in enumerate(self.names) if found >> place & 1]

    def empty(self, size: int) -> np.ndarray:
        """So many empty sets."""
        return np.zeros(size, dtype=self.kind) if self.kind is not object else np.full(size, 0, dtype=object)

    def where(self, answer: np.ndarray, sets: int | np.ndarray) -> np.ndarray:
        """These sets where the answer is yes, else empty ones."""
        return np.where(answer, sets, 0).astype(self.kind)


def causes_of(rules: ContactRules) -> BitSets:
    """Every cause the rules can leave open, in the order in which a contact tells them."""
    every: Sequence[ContactRule] = (*rules.rules, *rules.second_rules)
    window = rules.window
    numbers = [number for rule in every for number in rules.numbers(rule)]
    risks = [rule.higher_from_minutes for rule in every if rule.higher_from_minutes is not None]
    return BitSets(
        [
            *standards_missing(numbers),
            "place_kind", "ventilation", "seat", "distance_m", "protection",
            *(fact for rule in every for fact in rule.needs),
            "left_at", "certainty",
            *window.anchors, f"{window.days_back.name}:null_standard", window.until, "minutes",
            *standards_missing(risks), "via_verdict",
        ]
    )  # fmt: skip
