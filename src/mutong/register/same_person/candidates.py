"""Pairs of records that may be one person: by exact keys, then by likeness, the most certain first."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.register.same_person.columns import PeopleColumns, TidyPeople, tidy_people
from mutong.register.same_person.comparing import Compared, compare
from mutong.register.same_person.exact_keys import RULES, pairs_by_key
from mutong.register.same_person.likeness import LIKELY, can_weigh, likely_pairs

MOST_SHARING = 10
FEWEST_TO_WEIGH = 100
Progress = Callable[[Words], None]


@dataclass(frozen=True)
class Candidate:
    """Two records that may be one person; `first` is the smaller id.

    `rules` are the exact keys that hold, `keys_only` those that agree though the rest does not settle it.
    `probability` is that of the model of likeness, None where it did not weigh the pair. `fields` and `doubts` are
    words of `comparing`.
    """

    first: str
    second: str
    rules: tuple[str, ...]
    keys_only: tuple[str, ...]
    probability: float | None
    fields: dict[str, str]
    doubts: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether an exact key holds and nothing speaks against it."""
        return bool(self.rules) and not self.doubts

    @property
    def rank(self) -> tuple:
        """The most certain first: nothing against it, an exact key, the probability; then the ids."""
        return (bool(self.doubts), not self.rules, -(self.probability or 0.0), self.first, self.second)


@dataclass(frozen=True)
class FoundCandidates:
    """The pairs, the most certain first, and what the reader must know besides.

    `shared` counts by column the values left out because too many records carry them; `weighed` says whether
    likeness was looked at too, `notes` why not or how.
    """

    pairs: tuple[Candidate, ...]
    people: int
    shared: dict[str, int]
    weighed: bool
    notes: tuple[Words, ...] = field(default=())


def find_candidates(
    people: PeopleColumns,
    min_probability: float = LIKELY,
    exact_only: bool = False,
    most_sharing: int = MOST_SHARING,
    progress: Progress | None = None,
) -> FoundCandidates:
    """Compare everybody with everybody who shares a key; the order of the records makes no difference.

    By likeness come pairs of at least `min_probability`. Where the optional extra is missing, or the records are too
    few to learn from, exact keys alone are looked at and a note says so.
    """
    say = progress or (lambda words: None)
    _refuse_repeated(people)
    say(Words("整理姓名、号码和电话", "making names, numbers and phones comparable"))
    tidy = tidy_people(people, most_sharing)
    say(Words("按精确键查找", "looking by exact keys"))
    found, left_out = _by_keys(tidy, most_sharing)
    notes = []
    if left_out:
        notes.append(
            Words(
                f"{left_out} 组记录同键者过多（超过 {most_sharing} 条），未逐对比较。",
                f"{left_out} groups share a key among more than {most_sharing} records and were not compared.",
            )
        )
    weighed = False
    if not exact_only:
        if not can_weigh():
            notes.append(NOT_INSTALLED)
        elif len(tidy) < FEWEST_TO_WEIGH:
            notes.append(
                Words(
                    f"不足 {FEWEST_TO_WEIGH} 条记录，无从学习相似度，只用精确键。",
                    f"Fewer than {FEWEST_TO_WEIGH} records: too few to learn likeness from, exact keys only.",
                )
            )
        else:
            weighed = True
            sure = sum(one.is_sure for one in found.values())
            likely = likely_pairs(tidy, min_probability, sure, say)
            found = _with_likeness(tidy, found, likely, min_probability)
    pairs = tuple(sorted(found.values(), key=lambda one: one.rank))
    return FoundCandidates(pairs, len(tidy), tidy.shared, weighed, tuple(notes))


NOT_INSTALLED = Words(
    "未安装相似度比较（可选组件 linkage），只用了精确键；安装：sh tools/bootstrap test，或 "
    "pip install 'mutong[linkage]'。",
    "Likeness is not installed (the optional extra linkage); exact keys only. To add it: sh tools/bootstrap test, or "
    "pip install 'mutong[linkage]'.",
)


def _refuse_repeated(people: PeopleColumns) -> None:
    for person_id, count in Counter(people.person_id).items():
        if count > 1:
            raise MutongError(
                "person_id_twice",
                Words(
                    f"人员编号 {person_id} 出现了 {count} 次；请先让编号各不相同。",
                    f"The person id {person_id} stands there {count} times; make ids differ first.",
                ),
            )


def _by_keys(people: TidyPeople, most: int) -> tuple[dict[tuple[int, int], Candidate], int]:
    seen: dict[tuple[int, int], Compared] = {}
    held: dict[tuple[int, int], dict[str, Truth]] = {}
    left_out = 0
    for rule in RULES:
        pairs, many = pairs_by_key(people, rule.columns, most)
        left_out += many
        for one, other in map(tuple, pairs.tolist()):
            compared = seen.get((one, other)) or compare(people, one, other)
            seen[one, other] = compared
            held.setdefault((one, other), {})[rule.name] = rule.holds(compared)
    return {pair: _candidate(people, pair, seen[pair], rules, None) for pair, rules in held.items()}, left_out


def _with_likeness(
    people: TidyPeople,
    found: dict[tuple[int, int], Candidate],
    likely: dict[tuple[int, int], float],
    min_probability: float,
) -> dict[tuple[int, int], Candidate]:
    both = dict(found)
    for pair, probability in likely.items():
        there = found.get(pair)
        if there is None and probability < min_probability:
            continue
        held: dict[str, Truth] = {}
        if there is not None:
            held = {name: Truth.YES for name in there.rules} | {n: Truth.UNKNOWN for n in there.keys_only}
        both[pair] = _candidate(people, pair, compare(people, *pair), held, probability)
    return both


def _candidate(
    people: TidyPeople,
    pair: tuple[int, int],
    compared: Compared,
    held: dict[str, Truth],
    probability: float | None,
) -> Candidate:
    return Candidate(
        people.person_id[pair[0]],
        people.person_id[pair[1]],
        tuple(name for name, truth in held.items() if truth == Truth.YES),
        tuple(name for name, truth in held.items() if truth != Truth.YES),
        probability,
        compared.fields,
        compared.doubts,
    )
