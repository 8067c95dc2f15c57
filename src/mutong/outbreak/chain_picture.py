"""What of a chain is drawn: some cases one by one, the others as a number beside the case on which they hang.

Nothing is lost and nothing drawn twice: the cases drawn and the numbers together are all that hang below the tops.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from mutong.outbreak.chain_book import ChainBook

# Nobody can take in more, a page of 2,000 stays below a megabyte, and a browser lays it out within a second.
MOST_DRAWN = 2000
FIRST_DRAWN = 240  # what a screen or two hold; the rest is one press away
MORE_DRAWN = 120  # what one press adds at most
FAMILY = 60  # children of one case that are drawn together: of a superspreader's 3,000 the first 60


@dataclass(frozen=True)
class Unfolded:
    """What is drawn: `cases` by number, generation by generation. `hidden` counts, for a case drawn, those below it
    that are not. `unasked`: cases that were to be opened and did not fit within the limit. `tops_left`: cases below
    tops that did not fit."""

    cases: tuple[int, ...]
    hidden: dict[int, int]
    unasked: tuple[int, ...] = ()
    tops_left: int = 0

    @property
    def drawn(self) -> int:
        """Marks on the page: a dot for each case, and one for each number."""
        return len(self.cases) + len(self.hidden)


def unfold(
    book: ChainBook,
    tops: Sequence[int],
    opened: Iterable[int] = (),
    way: Sequence[int] = (),
    first: int = FIRST_DRAWN,
    most: int = MOST_DRAWN,
) -> Unfolded:
    """What is drawn below `tops`, generation by generation until about `first` marks stand there.

    `way`: a case under the top with those between, from the top down; it is drawn, and what hangs beside it waits.
    `opened`: cases, in the order in which somebody pressed their numbers; each time the next `FAMILY` of its children
    and what fits below them is drawn, as long as all marks stay within `most`. A case that is not drawn opens nothing.
    """
    growing = _Growing(book, most)
    left = [top for top in tops if not growing.add_top(top, first)]
    start = list(growing.shown)
    for above, case in pairwise(way):
        if above in growing.shown and growing.show(above, [case]):
            start = [case]
    growing.grow(start, first)
    unasked = []
    for case in opened:
        room = min(most, growing.marks + MORE_DRAWN)
        if growing.has_more(case) and not growing.grow([case], room, asked=True):
            unasked.append(case)
    order = sorted(growing.shown, key=lambda case: (int(book.depth[case]), growing.place[case]))
    return Unfolded(
        tuple(order), growing.hidden(), tuple(unasked), int(book.below[left].sum()) if left else 0
    )


@dataclass
class _Growing:
    """A drawing on its way. `shown`: each case drawn → its children drawn; `marks` counts a number for every case with
    children not drawn, so that the limit holds whatever comes next."""

    book: ChainBook
    most: int
    shown: dict[int, list[int]] = field(default_factory=dict)
    place: dict[int, int] = field(default_factory=dict)
    marks: int = 0

    def add_top(self, top: int, limit: int) -> bool:
        """Draw a case that hangs on nobody here; whether it fits."""
        if self.marks + self._cost(top) > min(limit, self.most):
            return False
        self._put(top)
        return True

    def show(self, above: int, children: Sequence[int]) -> bool:
        """Draw these children of a case; whether they fit."""
        of_all = len(self.book.children(above))
        closes = 1 if of_all and len(self.shown[above]) + len(children) == of_all else 0
        if self.marks + sum(map(self._cost, children)) - closes > self.most:
            return False
        for child in children:
            self._put(child)
        self.shown[above] += children
        self.marks -= closes
        return True

    def grow(self, start: Sequence[int], limit: int, asked: bool = False) -> bool:
        """Draw the next children of these cases, then children of those, while the marks stay within the limit; whether
        anything was drawn. Of a case that was asked for as many as fit, else the whole family or none."""
        before = len(self.shown)
        waiting = deque(start)
        while waiting:
            case = waiting.popleft()
            family = self._next_of(case)
            while family and self.marks + sum(map(self._cost, family)) > limit:
                family = family[: len(family) // 2] if asked and case in start else []
            if family and self.show(case, family):
                waiting.extend(family)
        return len(self.shown) > before

    def hidden(self) -> dict[int, int]:
        """How many below each case drawn are not."""
        below = self.book.below
        left = {
            case: int(below[case]) - 1 - sum(int(below[child]) for child in children)
            for case, children in self.shown.items()
        }
        return {case: count for case, count in left.items() if count}

    def has_more(self, case: int) -> bool:
        """Whether a case is drawn and some of its children are not."""
        return case in self.shown and bool(self._next_of(case))

    def _next_of(self, case: int) -> list[int]:
        there = set(self.shown[case])
        children = self.book.children(case)
        # As many more as are there already: a star of thousands is not gone through for each press.
        some = children[: len(there) + FAMILY].tolist()
        return [child for child in some if child not in there][:FAMILY]

    def _cost(self, case: int) -> int:
        return 2 if self.book.below[case] > 1 else 1

    def _put(self, case: int) -> None:
        self.place[case] = len(self.place)
        self.shown[case] = []
        self.marks += self._cost(case)


def way_down(book: ChainBook, case: int, generations: int) -> list[int]:
    """A case under at most so many of those above it, the highest first."""
    way = [case]
    while len(way) <= generations and book.parent[way[0]] >= 0:
        way.insert(0, int(book.parent[way[0]]))
    return way


def above_and_beside(book: ChainBook, top: int) -> tuple[int, int]:
    """How many generations stand above a case, and how many cases of its chain neither hang on it nor are it."""
    return int(book.depth[top]), int(np.count_nonzero(book.chain == book.chain[top])) - int(book.below[top])
