"""How much hidden entitlement money the first three questions bring to light.

Made-up households, a made-up pack of twenty rules (benchmarks/packs/hidden-money), facts hidden at random. Hidden
money is what the whole truth entitles a household to and the register alone does not show. Each way of asking gets
three answers, of the family or an office; what has then become a certain yes is recovered.

    python -m benchmarks ask            (or: python -m benchmarks.ask [--households 200] [--seeds 3] [--alone])
"""

import argparse
import random
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.ask_register import hide, make_truth, register_of
from mutong.kernel.truth import Truth
from mutong.standards.experience import Experience, experience_of
from mutong.standards.pack import load_pack
from mutong.standards.prepared import Prepared, prepare
from mutong.standards.questions import TOPICS, chosen_facts
from mutong.standards.rules.subjects import Lot, Single, Subject
from mutong.standards.single_answers import SingleAnswer, answers_about
from mutong.tables.dictionary import fact_dictionary, fact_spec
from mutong.tables.snapshot import Snapshot

PACK = Path(__file__).parent / "packs/hidden-money"
QUESTIONS = 3
_KINDS = {"boolean": "truth", "code": "code", "text": "code", "date": "day", "number": "number"}
Asked = dict[tuple[str, str, str], Single]
Name = tuple[str, str, str]


class Interview:
    """One household: what the register knows of it, and the truth that answers."""

    def __init__(
        self, prepared: Prepared, known: Snapshot, whole: Snapshot, row: int, experience: Experience
    ) -> None:
        self.prepared, self.known, self.row, self.experience = prepared, known, row, experience
        self.whole = Lot(whole)
        self.truth = self.whole.household(row)
        self.entitled = self.money(self.answers_of(self.truth))

    def answers_of(self, home: Subject) -> tuple[SingleAnswer, ...]:
        """Every answer about the household as it was read."""
        return tuple(answers_about(self.prepared, home))

    def after(self, asked: Asked) -> tuple[Subject, tuple[SingleAnswer, ...]]:
        """The household and its answers once these facts are known."""
        home = Lot(self.known, facts=asked).household(self.row)
        return home, self.answers_of(home)

    @staticmethod
    def money(answers: tuple[SingleAnswer, ...]) -> dict[tuple[str, str], float]:
        """What each certain yes gives at the least, fen a month."""
        return {
            (one.version.rule.name, one.subject.id): one.amount[0]
            for one in answers
            if one.verdict == Truth.YES and one.amount is not None
        }

    def hidden(self) -> dict[tuple[str, str], float]:
        """What the truth entitles to and the register does not show."""
        shown = self.money(self.after({})[1])
        return {key: amount for key, amount in self.entitled.items() if key not in shown}

    def recovered(self, asked: Asked) -> float:
        """The hidden money that has become a certain yes."""
        shown = self.money(self.after(asked)[1])
        return sum(amount for key, amount in self.hidden().items() if key in shown)

    def ask(self, names: tuple[str, ...]) -> Asked:
        """The true answers to some facts written as person/P1.monthly_income."""
        found: Asked = {}
        for name in names:
            subject, key = name.rsplit(".", 1)
            kind, subject_id = subject.split("/", 1)
            people = (self.truth, *self.truth.people)
            one = next(each for each in people if (each.kind, each.id) == (kind, subject_id))
            found[kind, subject_id, key] = one.fact(key, _KINDS[fact_spec(key).type])
        return found


def missing_of(answers: tuple[SingleAnswer, ...]) -> list[str]:
    """The facts that open answers lack, each as often as an open answer lacks it."""
    return [name for one in answers if one.verdict == Truth.UNKNOWN for name in dict.fromkeys(one.missing)]


def as_a_set(interview: Interview, rng: random.Random) -> Asked:
    """Mutong's choice of three for one visit, nothing learnt in between."""
    home, answers = interview.after({})
    return interview.ask(chosen_facts(home, answers, QUESTIONS, QUESTIONS, interview.experience))


def as_a_set_unaided(interview: Interview, rng: random.Random) -> Asked:
    """The same without a register to learn from: what is unknown may be anything between the cut points."""
    home, answers = interview.after({})
    return interview.ask(chosen_facts(home, answers, QUESTIONS, QUESTIONS, None))


def one_by_one(interview: Interview, rng: random.Random) -> Asked:
    """Mutong's choice, made anew after every answer."""
    asked: Asked = {}
    for left in range(QUESTIONS, 0, -1):
        home, answers = interview.after(asked)
        asked |= interview.ask(chosen_facts(home, answers, left, left, interview.experience)[:1])
    return asked


def _in_turn(pick: Callable[[list[str], random.Random], str]) -> Callable[[Interview, random.Random], Asked]:
    def way(interview: Interview, rng: random.Random) -> Asked:
        asked: Asked = {}
        for _ in range(QUESTIONS):
            names = missing_of(interview.after(asked)[1])
            if names:
                asked |= interview.ask((pick(names, rng),))
        return asked

    return way


def _form_order(name: str) -> tuple:
    key = name.rsplit(".", 1)[1]
    return TOPICS.index(fact_spec(key).topic), list(fact_dictionary()).index(key), name


def _first(names: list[str], rng: random.Random) -> str:
    return min(names, key=_form_order)


def _random(names: list[str], rng: random.Random) -> str:
    return rng.choice(sorted(set(names)))


def _most_open(names: list[str], rng: random.Random) -> str:
    return min(set(names), key=lambda name: (-names.count(name), _form_order(name)))


def all_knowing(interview: Interview, rng: random.Random) -> Asked:
    """The best three there are, knowing every answer beforehand: no way of asking can do better."""
    hidden = interview.hidden()
    answers = [one for one in interview.after({})[1] if (one.version.rule.name, one.subject.id) in hidden]
    names = sorted(set(missing_of(tuple(answers))))
    best: Asked = {}
    most = 0.0
    for size in range(1, QUESTIONS + 1):
        for some in combinations(names, size):
            asked = interview.ask(some)
            money = interview.recovered(asked)
            if money > most + 1e-9:
                best, most = asked, money
    return best


WAYS: dict[str, Callable[[Interview, random.Random], Asked]] = {
    "all-knowing (upper bound)": all_knowing,
    "Mutong, one by one": one_by_one,
    "Mutong, a set of three": as_a_set,
    "Mutong, a set, no register": as_a_set_unaided,
    "most open answers": _in_turn(_most_open),
    "random": _in_turn(_random),
    "fixed order": _in_turn(_first),
}


def measure(
    share: float, households: int, seed: int, neighbours: int, alone: bool = False
) -> dict[str, tuple[float, float]]:
    """For each way of asking the money recovered and the money hidden, in fen a month, over all households."""
    rng = np.random.default_rng(seed)
    homes, truth = make_truth(neighbours, rng, alone)
    known, whole = register_of(homes, truth, hide(truth, share, rng)), register_of(homes, truth, set())
    prepared, experience = prepare((load_pack(PACK),)), experience_of(known)
    found = {name: (0.0, 0.0) for name in WAYS}
    for row in range(households):
        interview = Interview(prepared, known, whole, row, experience)
        hidden = sum(interview.hidden().values())
        if not hidden:
            continue
        for name, way in WAYS.items():
            got = interview.recovered(way(interview, random.Random(seed * 100_000 + row)))
            found[name] = (found[name][0] + got, found[name][1] + hidden)
    return found


def main(argv: list[str] | None = None) -> int:
    """Print the share recovered for each way of asking and each share of unknown facts."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--households", type=int, default=150, help="interviews for each seed")
    reader.add_argument("--neighbours", type=int, default=1500, help="households in the register")
    reader.add_argument("--seeds", type=int, default=3)
    reader.add_argument("--unknown", type=float, nargs="*", default=[0.1, 0.3, 0.6, 1.0])
    reader.add_argument("--alone", action="store_true", help="households of one person: fifteen facts")
    options = reader.parse_args(argv)
    begun = time.perf_counter()
    table: dict[str, list[str]] = {name: [] for name in WAYS}
    for share in options.unknown:
        runs = [
            measure(share, options.households, seed, options.neighbours, options.alone)
            for seed in range(1, options.seeds + 1)
        ]
        for name in WAYS:
            got, hidden = (sum(run[name][place] for run in runs) for place in (0, 1))
            each = [100 * run[name][0] / run[name][1] for run in runs if run[name][1]]
            table[name].append(f"{100 * got / hidden:5.1f} % ({min(each):.0f}-{max(each):.0f})")
    print(f"hidden entitlement money recovered by {QUESTIONS} questions, {options.households} households x "
          f"{options.seeds} seeds (least and most of the seeds in brackets)")  # fmt: skip
    print(f"{'unknown facts':30}" + "".join(f"{share:>20.0%}" for share in options.unknown))
    for name, cells in table.items():
        print(f"{name:30}" + "".join(f"{cell:>20}" for cell in cells))
    print(f"took {time.perf_counter() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
