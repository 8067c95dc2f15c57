"""Who met whom: encounters merged into episodes, how many each person met, and who hangs together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.outbreak.columns import UNKNOWN_END
from mutong.outbreak.encounter_episodes import episodes_of, pair_codes


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


def network_of_encounters(
    encounters: Mapping[str, Sequence], gap_seconds: int = 0, directed: bool = False
) -> Network:
    """Encounters (columns person_a, person_b, start_at, end_at) merged into episodes, as `episodes_of` says.

    Time covered twice counts once, pauses do not count. Raises what episodes_of raises.
    """
    found = episodes_of(encounters, gap_seconds, directed)
    return Network(found.people, found.a, found.b, found.start, found.end, found.covered, found.records)


def network_of_lengths(
    person_a: Sequence[str], person_b: Sequence[str], seconds: Sequence[float | None], directed: bool = False
) -> Network:
    """Encounters of which only the length is known (seconds, None: not known), each an episode of its own.

    Raises MutongError `met_himself`.
    """
    people, a, b = pair_codes(person_a, person_b)
    if not directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    unknown = np.full(len(a), UNKNOWN_END)
    lengths = np.array([UNKNOWN_END if one is None else round(one) for one in seconds], dtype=np.int64)
    return Network(people, a, b, unknown, unknown, lengths, np.ones(len(a), dtype=np.int64))


def network_of_pairs(from_: Sequence[str], to: Sequence[str], directed: bool = True) -> Network:
    """Pairs without times (infector and infectee, case and contact), each different pair one episode."""
    people, a, b = pair_codes(from_, to)
    if not directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
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
