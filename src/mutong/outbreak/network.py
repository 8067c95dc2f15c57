"""Who met whom: encounters merged into episodes, how many each person met, and who hangs together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.columns import UNKNOWN_END, codes_of, seconds_of


@dataclass(frozen=True)
class Network:
    """Episodes as parallel arrays, and the people they are between.

    `people` are ids (text, ascending); `a` and `b` count in them (a < b unless directed). Instants are whole
    seconds, -1 unknown; `seconds` is the time together in the episode, -1 where its end is not known; `records`
    how many rows were merged into it.
    """

    people: np.ndarray
    a: np.ndarray
    b: np.ndarray
    start: np.ndarray
    end: np.ndarray
    seconds: np.ndarray
    records: np.ndarray


def network_of_encounters(encounters: Mapping[str, Sequence], gap_seconds: int = 0) -> Network:
    """Encounters (columns person_a, person_b, start_at, end_at) merged into episodes.

    Two records of one pair belong to one episode when the later starts at most `gap_seconds` after the end of
    what came before; time covered twice counts once. A record without an end makes an episode of unknown length.
    Raises MutongError for somebody who met himself or for a record that ends before it starts.
    """
    people, a, b = _ends(encounters["person_a"], encounters["person_b"])
    start, end = seconds_of(encounters["start_at"]), seconds_of(encounters["end_at"])
    if ((end != UNKNOWN_END) & (end < start)).any():
        at = int(np.flatnonzero((end != UNKNOWN_END) & (end < start))[0]) + 1
        raise MutongError(
            "encounter_ends_before_it_starts",
            Words(
                f"第 {at} 条接触的结束早于开始；请更正。",
                f"Encounter {at} ends before it starts; correct it.",
            ),
        )
    a, b = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((start, b, a))
    a, b, start, end = a[order], b[order], start[order], end[order]
    if not len(a):
        return Network(people, a, b, start, end, start, start)
    new_pair = np.append(True, (a[1:] != a[:-1]) | (b[1:] != b[:-1]))
    # Each pair gets a span of time of its own, so that one running maximum serves all pairs.
    least, span = int(start.min()), int(max(end.max(), start.max()) - start.min()) + gap_seconds + 2
    shift = (np.cumsum(new_pair) - 1) * span - least
    known = np.maximum(np.where(end == UNKNOWN_END, start, end), start)
    reached = np.maximum.accumulate(known + shift) - shift
    before = np.append(start[0], reached[:-1])
    first = new_pair | (start > before + gap_seconds)
    starts = np.flatnonzero(first)
    covered = np.maximum(known - np.where(first, start, np.maximum(start, before)), 0)
    open_ended = np.maximum.reduceat(end == UNKNOWN_END, starts)
    return Network(
        people=people,
        a=a[starts],
        b=b[starts],
        start=start[starts],
        end=np.where(open_ended, UNKNOWN_END, np.maximum.reduceat(known, starts)),
        seconds=np.where(open_ended, UNKNOWN_END, np.add.reduceat(covered, starts)),
        records=np.diff(np.append(starts, len(a))),
    )


def network_of_pairs(from_: Sequence[str], to: Sequence[str]) -> Network:
    """Directed pairs without times (infector and infectee, case and contact), each different pair one episode."""
    people, a, b = _ends(from_, to)
    pairs, records = np.unique(np.column_stack([a, b]), axis=0, return_counts=True)
    unknown = np.full(len(pairs), UNKNOWN_END)
    return Network(people, pairs[:, 0], pairs[:, 1], unknown, unknown, unknown, records)


def degrees(network: Network) -> dict[str, np.ndarray]:
    """For each person: degree (different people met), out_degree, in_degree, episodes, seconds (known time)."""
    size = len(network.people)
    out = np.unique(np.column_stack([network.a, network.b]), axis=0)
    either = np.unique(np.sort(out, axis=1), axis=0)
    known = np.maximum(network.seconds, 0)
    return {
        "degree": np.bincount(either.ravel(), minlength=size),
        "out_degree": np.bincount(out[:, 0], minlength=size),
        "in_degree": np.bincount(out[:, 1], minlength=size),
        "episodes": np.bincount(network.a, minlength=size) + np.bincount(network.b, minlength=size),
        "seconds": np.bincount(network.a, known, size).astype(np.int64)
        + np.bincount(network.b, known, size).astype(np.int64),
    }


def components(size: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """For each of `size` nodes the number of its connected part, 0 for the largest; ties by the first node."""
    parent = list(range(size))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        first, second = root(one), root(other)
        if first != second:
            parent[max(first, second)] = min(first, second)
    roots = np.array([root(node) for node in range(size)], dtype=np.int64)
    firsts, part, sizes = np.unique(roots, return_inverse=True, return_counts=True)
    rank = np.empty(len(firsts), dtype=np.int64)
    rank[np.lexsort((firsts, -sizes))] = np.arange(len(firsts))
    return rank[part] if size else roots


def summarise_network(network: Network, at_least_minutes: float | None = None) -> dict[str, int]:
    """People, pairs, records, episodes, seconds together, parts, the largest part; and how many pairs were
    together at least so many minutes in all, when asked."""
    pair = np.unique(np.column_stack([network.a, network.b]), axis=0, return_inverse=True)[1].ravel()
    part = components(len(network.people), network.a, network.b)
    seconds = np.bincount(pair, np.maximum(network.seconds, 0)) if len(pair) else np.zeros(0)
    found = {
        "people": len(network.people),
        "pairs": len(seconds),
        "records": int(network.records.sum()),
        "episodes": len(network.a),
        "seconds": int(seconds.sum()),
        "unknown_ends": int(((network.start != UNKNOWN_END) & (network.end == UNKNOWN_END)).sum()),
        "components": len(np.unique(part)),
        "largest_component": int(np.bincount(part).max()) if len(part) else 0,
    }
    if at_least_minutes is not None:
        found["pairs_of_at_least_minutes"] = int((seconds >= at_least_minutes * 60).sum())
    return found


def _ends(from_: Sequence[str], to: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    dictionary, codes = codes_of([*from_, *to])
    a, b = codes[: len(from_)].astype(np.int64), codes[len(from_) :].astype(np.int64)
    same = np.flatnonzero(a == b)
    if len(same):
        who = dictionary[a[same[0]]].decode()
        raise MutongError(
            "met_himself",
            Words(
                f"第 {same[0] + 1} 行两端是同一人“{who}”；请更正。",
                f"Row {same[0] + 1} has the same person, “{who}”, on both sides; correct it.",
            ),
        )
    return np.array([one.decode() for one in dictionary.tolist()], dtype=object), a, b
