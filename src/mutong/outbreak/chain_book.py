"""The chains of an outbreak as columns: who hangs on whom, how many hang below, one line for each chain.

A book of a hundred thousand cases is opened, sorted and looked up in without making an object for each case, and can
be kept as a folder of arrays (`tables/array_store`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

import numpy as np

from mutong.kernel.period import civil_day
from mutong.outbreak.chains import Chains, Row, chains_of
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.introductions import first_in_circles

KEPT_INFECTORS = 5  # of a case's possible infectors the likeliest; the others together are worth little
STATED = ("link", "source_case")
SURE = 0.9995  # what a page would write as 100 %
ORIGINS = ("unknown", "local", "imported")
IMPORTED = ("unknown", "no", "yes")
_LATEST = np.iinfo(np.int32).max


@dataclass(frozen=True)
class ChainBook:
    """Cases by number, in ascending order of `ids`; days are ordinals, 0 where none is known.

    `known`: False for an id that only links name. `day` stands for the onset where that is not known (specimen, then
    report). `parent` is the case it hangs on (-1: none), with the `probability` and the `basis` (a number of `words`)
    of that; `unseen` the probability of a source that is not in the data (NaN where nothing was weighed). `unlinked`:
    hangs on nobody and is not imported; `ambiguous`: a second infector is nearly as likely. `depth`: links from the
    case at the top; `below`: how many hang on it, itself included. Children of case k are `child[child_start[k] :
    child_start[k + 1]]`, whoever has most below first; its possible infectors in the same way `other_…`, the likeliest
    first, at most `KEPT_INFECTORS`.

    Chains by number: `chain_first` is the case a chain is named by, `chain_cases` counts known cases,
    `chain_strangers` the others; first and last onset; `chain_origin` a number of IMPORTED; `chain_generations`,
    `chain_probable` links that are not certain, `chain_ambiguous`, `chain_unlinked`, `chain_most` the most children
    that one case has.
    """

    ids: np.ndarray
    known: np.ndarray
    onset: np.ndarray
    day: np.ndarray
    origin: np.ndarray
    parent: np.ndarray
    probability: np.ndarray
    basis: np.ndarray
    unseen: np.ndarray
    unlinked: np.ndarray
    ambiguous: np.ndarray
    chain: np.ndarray
    depth: np.ndarray
    below: np.ndarray
    child_start: np.ndarray
    child: np.ndarray
    other_start: np.ndarray
    other_infector: np.ndarray
    other_probability: np.ndarray
    other_basis: np.ndarray
    words: np.ndarray
    chain_first: np.ndarray
    chain_cases: np.ndarray
    chain_strangers: np.ndarray
    chain_first_onset: np.ndarray
    chain_last_onset: np.ndarray
    chain_origin: np.ndarray
    chain_generations: np.ndarray
    chain_probable: np.ndarray
    chain_ambiguous: np.ndarray
    chain_unlinked: np.ndarray
    chain_most: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def columns(self) -> dict[str, np.ndarray]:
        """Every column by name, to be kept; `ChainBook(**columns)` is the book again."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def number_of(self, case_id: str) -> int:
        """The number of a case; -1 where the book has none of that id."""
        at = int(np.searchsorted(self.ids, case_id))
        return at if at < len(self.ids) and self.ids[at] == case_id else -1

    def children(self, case: int) -> np.ndarray:
        """Who hangs on a case, whoever has most below first."""
        return self.child[self.child_start[case] : self.child_start[case + 1]]

    def roots_of(self, chain: int) -> np.ndarray:
        """The cases of a chain that hang on nobody, the first to fall ill first."""
        found = np.flatnonzero((self.chain == chain) & (self.parent < 0))
        return found[np.lexsort((found, _missing_last(self.day[found])))]

    def subtree(self, tops: Sequence[int]) -> np.ndarray:
        """These cases and all that hang below them, generation by generation."""
        found, level = [], np.asarray(tops, dtype=np.int64)
        while len(level):
            found.append(level)
            level = gathered(self.child_start, self.child, level)
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def infectors_of(self, case: int) -> list[tuple[int, float, str]]:
        """Possible infectors of a case with probability and basis, the likeliest first."""
        kept = slice(int(self.other_start[case]), int(self.other_start[case + 1]))
        rows = zip(
            self.other_infector[kept].tolist(), self.other_probability[kept].tolist(), self.other_basis[kept].tolist(),
            strict=True,
        )  # fmt: skip
        return [(infector, chance, str(self.words[basis])) for infector, chance, basis in rows]

    def is_certain(self, case: int) -> bool:
        """Whether the link by which a case hangs was written down and has no other beside it."""
        return bool(self.probability[case] >= SURE) and str(self.words[self.basis[case]]) in STATED


@dataclass(frozen=True)
class _Links:
    """Who hangs on whom, before anything is counted; `others` are infectee, infector, probability, basis."""

    ids: tuple[str, ...]
    parent: np.ndarray
    probability: np.ndarray
    basis: np.ndarray
    unseen: np.ndarray
    ambiguous: np.ndarray
    chain_of: Sequence[str]
    others: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def chain_book(
    cases: Sequence[Row],
    links: Sequence[Row],
    contacts: Sequence[Row] = (),
    weights: EvidenceWeights | None = None,
) -> tuple[ChainBook, Chains]:
    """The book of cases (rows of table cases) with links, and the chains it was made from.

    With `weights` possible infectors are weighed as `chains_of` does. Without, only what somebody wrote down counts:
    of several infectors named for one case it hangs on the one who fell ill first, and a circle is cut at whoever
    fell ill first. Raises what chains_of raises.
    """
    found = chains_of(cases, links, contacts if weights else (), weights)
    known = {str(case["case_id"]): case for case in cases}
    linked = _stated(found, known) if weights is None else _weighed(found)
    return _counted(linked, known, found), found


def gathered(start: np.ndarray, values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The values of some rows one after the other, where row k holds values[start[k] : start[k + 1]]."""
    count = start[rows + 1] - start[rows]
    total = np.cumsum(count)
    at = np.arange(int(total[-1]) if len(total) else 0)
    return values[at - np.repeat(total - count, count) + np.repeat(start[rows], count)]


def _weighed(found: Chains) -> _Links:
    pairs, forest = found.pairs.found, found.forest
    size = len(pairs.ids)
    first, count = pairs.first_of()
    kept = np.minimum(count, KEPT_INFECTORS)
    total = np.cumsum(kept)
    at = np.arange(int(total[-1]) if size else 0) - np.repeat(total - kept, kept) + np.repeat(first, kept)
    hangs = np.flatnonzero(forest.parent >= 0)
    probability, basis = np.ones(size), np.full(size, "", dtype=object)
    probability[hangs] = pairs.probability[forest.place[hangs]]
    basis[hangs] = pairs.basis[forest.place[hangs]]
    ambiguous = np.zeros(size, dtype=bool)
    ambiguous[forest.ambiguous] = True
    others = pairs.infectee[at], pairs.infector[at], pairs.probability[at], pairs.basis[at]
    return _Links(
        pairs.ids, forest.parent, probability, basis, pairs.unseen, ambiguous, found.pairs.chain_of, others
    )


def _stated(found: Chains, known: Mapping[str, Row]) -> _Links:
    chain_of = {str(row["infectee"]): str(row["chain_id"]) for row in found.pairs}
    ids = tuple(sorted(chain_of))
    number = {case_id: k for k, case_id in enumerate(ids)}
    ill = np.array([_day_of(known.get(one)) or _LATEST for one in ids], dtype=np.int64)
    rows = sorted(
        (number[str(row["infectee"])], int(ill[number[str(row["infector"])]]), number[str(row["infector"])],
         float(row["probability"]), str(row["basis"]))
        for row in found.pairs
        if row["infector"] is not None
    )  # fmt: skip
    infectee, _, infector, chance, basis = (
        [np.array(one) for one in zip(*rows, strict=True)] if rows else [np.zeros(0, dtype=np.int64)] * 5
    )
    parent, probability = np.full(len(ids), -1, dtype=np.int64), np.ones(len(ids))
    words = np.full(len(ids), "", dtype=object)
    for k in range(len(rows) - 1, -1, -1):  # backwards, so that the first of a case's rows stays
        parent[infectee[k]], probability[infectee[k]], words[infectee[k]] = infector[k], chance[k], basis[k]
    cut = first_in_circles(parent, ill)
    parent[cut], probability[cut], words[cut] = -1, 1.0, ""
    return _Links(
        ids=ids,
        parent=parent,
        probability=probability,
        basis=words,
        unseen=np.full(len(ids), np.nan),
        ambiguous=np.bincount(infectee.astype(np.int64), minlength=len(ids)) > 1,
        chain_of=[chain_of[one] for one in ids],
        others=(infectee, infector, chance, basis),
    )


def _counted(linked: _Links, known: Mapping[str, Row], found: Chains) -> ChainBook:
    ids, parent = linked.ids, linked.parent.astype(np.int32)
    size = len(ids)
    rows = [known.get(one) for one in ids]
    onset = np.array([_ordinal(row, "date_onset") for row in rows], dtype=np.int32)
    day = np.array([_day_of(row) for row in rows], dtype=np.int32)
    origin = np.array(
        [ORIGINS.index(o) if row and (o := row.get("origin")) in ORIGINS else 0 for row in rows], dtype=np.int8
    )  # fmt: skip
    depth, below = _generations(parent)
    children = np.flatnonzero(parent >= 0)
    children = children[
        np.lexsort((children, _missing_last(day[children]), -below[children], parent[children]))
    ]
    words = np.array(sorted({"", *linked.basis.tolist(), *(str(one) for one in linked.others[3].tolist())}))
    of_infectee = linked.others[0].astype(np.int64)
    is_known = np.array([row is not None for row in rows], dtype=bool)
    names = sorted({str(row["chain_id"]) for row in found.chains})
    columns = {
        "ids": np.array(ids, dtype=str) if size else np.zeros(0, dtype="U1"),
        "known": is_known,
        "onset": onset,
        "day": day,
        "origin": origin,
        "parent": parent,
        "probability": linked.probability.astype(np.float32),
        "basis": np.searchsorted(words, linked.basis.astype(str)).astype(np.int16),
        "unseen": linked.unseen.astype(np.float32),
        "unlinked": (parent < 0) & (origin != ORIGINS.index("imported")) & is_known,
        "ambiguous": linked.ambiguous,
        "chain": np.searchsorted(np.array(names, dtype=str), np.array(linked.chain_of, dtype=str)).astype(np.int32),
        "depth": depth,
        "below": below,
        "child_start": _starts(parent[children], size),
        "child": children.astype(np.int32),
        "other_start": _starts(of_infectee, size),
        "other_infector": linked.others[1].astype(np.int32),
        "other_probability": linked.others[2].astype(np.float32),
        "other_basis": np.searchsorted(words, linked.others[3].astype(str)).astype(np.int16),
        "words": words,
    }  # fmt: skip
    imported = {str(row["chain_id"]): IMPORTED.index(str(row["imported"])) for row in found.chains}
    origins = np.array([imported[name] for name in names], dtype=np.int8)
    return ChainBook(**columns, **_of_chains(columns, np.array(names, dtype=str), origins))


def _of_chains(
    columns: Mapping[str, np.ndarray], names: np.ndarray, origins: np.ndarray
) -> dict[str, np.ndarray]:
    chain, known, parent, onset = (columns[name] for name in ("chain", "known", "parent", "onset"))
    size = len(names)

    def count(which: np.ndarray) -> np.ndarray:
        return np.bincount(chain[which], minlength=size).astype(np.int32)

    certain = (columns["probability"] >= SURE) & np.isin(columns["words"][columns["basis"]], STATED)
    first, last = np.full(size, _LATEST, dtype=np.int32), np.zeros(size, dtype=np.int32)
    told = np.flatnonzero(onset > 0)
    np.minimum.at(first, chain[told], onset[told])
    np.maximum.at(last, chain[told], onset[told])
    generations, most = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    np.maximum.at(generations, chain, columns["depth"] + 1)
    np.maximum.at(most, chain, np.diff(columns["child_start"]).astype(np.int32))
    return {
        "chain_first": np.searchsorted(columns["ids"], names).astype(np.int32),
        "chain_cases": count(known),
        "chain_strangers": count(~known),
        "chain_first_onset": np.where(first == _LATEST, 0, first).astype(np.int32),
        "chain_last_onset": last,
        "chain_origin": origins,
        "chain_generations": generations,
        "chain_probable": count((parent >= 0) & ~certain),
        "chain_ambiguous": count(columns["ambiguous"]),
        "chain_unlinked": count(columns["unlinked"]),
        "chain_most": most,
    }


def _generations(parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Links from the top, and how many hang on each case with itself, of a forest."""
    size = len(parent)
    depth, below = np.zeros(size, dtype=np.int32), np.ones(size, dtype=np.int32)
    hanging = np.flatnonzero(parent >= 0)
    order = hanging[np.argsort(parent[hanging], kind="stable")]
    start = _starts(parent[order], size)
    levels = [np.flatnonzero(parent < 0)]
    while len(levels[-1]):
        level = gathered(start, order, levels[-1])
        depth[level] = len(levels)
        levels.append(level)
    for level in reversed(levels[1:]):
        np.add.at(below, parent[level], below[level])
    return depth, below


def _starts(ascending: np.ndarray, size: int) -> np.ndarray:
    """Where the values of each number from 0 to `size` begin among ascending numbers."""
    return np.append(0, np.cumsum(np.bincount(ascending, minlength=size))).astype(np.int64)


def _missing_last(days: np.ndarray) -> np.ndarray:
    return np.where(days > 0, days, _LATEST)


def _day_of(case: Row | None) -> int:
    """The day that stands for a case's onset: onset, else specimen, else report; 0 where none is known."""
    found = (_ordinal(case, column) for column in ("date_onset", "date_specimen", "reported_at"))
    return next((day for day in found if day), 0)


def _ordinal(case: Row | None, column: str) -> int:
    value: date | datetime | None = case.get(column) if case else None
    if value is None:
        return 0
    return (civil_day(value) if isinstance(value, datetime) else value).toordinal()
