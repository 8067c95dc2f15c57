"""Who probably infected whom: for each case the chance of every possible infector and of a source nobody has seen.

The chance that j infected i is its weight over the sum of all weights of i and the unseen source's:

    weight(i, j) = timing(i, j) · (area(i, j) + contact(i, j) + place(i, j))

`timing` is Wallinga and Teunis' (Am J Epidemiol 2004; 160: 509-16; see `Timing`). Contact, place, area and the unseen
source are our own weighing, each a named number of `EvidenceWeights`; nothing here is estimated from the outbreak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mutong.kernel.words import Words
from mutong.outbreak.infector_pairs import (
    CaseDays,
    Row,
    Spoken,
    area_pairs,
    case_days,
    contact_pairs,
    place_pairs,
)
from mutong.outbreak.infector_weights import NO_DAY, EvidenceWeights, Timing


@dataclass(frozen=True)
class Infectors:
    """Possible infectors as parallel arrays, by infectee and within it by falling probability (ties by id).

    `infectee` and `infector` are numbers of `ids`. `unseen[i]` is the probability of a source that is not in the data;
    with the probabilities of its infectors it sums to 1. `basis` of each pair: link, source_case, contact:rule, place
    or timing. `linked` cases have an infector somebody wrote down. `flat` counts pairs whose timing is not known.
    """

    ids: tuple[str, ...]
    infectee: np.ndarray
    infector: np.ndarray
    probability: np.ndarray
    basis: np.ndarray
    unseen: np.ndarray
    linked: np.ndarray
    imported: np.ndarray
    ill: np.ndarray
    flat: int
    weights: EvidenceWeights
    notes: tuple[Words, ...]

    def first_of(self) -> tuple[np.ndarray, np.ndarray]:
        """For each case the place of its first pair and how many pairs it has."""
        count = np.bincount(self.infectee, minlength=len(self.ids))
        return np.cumsum(count) - count, count


def find_infectors(
    known: Mapping[str, Row],
    written: Mapping[tuple[str, str], str],
    weights: EvidenceWeights,
    contacts: Sequence[Row] = (),
    stays: Sequence[Row] = (),
) -> Infectors:
    """Possible infectors of cases (`known`: rows of table cases by id), by the evidence of contacts and stays (rows of
    these tables).

    `written`: (infector, infectee) → link or source_case. Who has a written infector has no other source: several
    share the probability by the same weight (evenly where that is 0), without an unseen one. A case of imported
    origin without one was infected elsewhere: unseen 1. All others weigh the unseen source with `weights.unseen`. An
    infector is left out when the infectee's window of exposure lies outside the days on which it infects. Raises
    MutongError too_many_candidates.
    """
    cases = case_days(known, [one for pair in written for one in pair], weights)
    size, timing = len(cases), Timing(weights)
    number = {case_id: k for k, case_id in enumerate(cases.ids)}
    links = _written_pairs(written, number)
    linked = np.zeros(size, dtype=bool)
    linked[links.pair // max(size, 1)] = True
    contact, place = contact_pairs(cases, contacts, weights), place_pairs(cases, stays, weights)
    free = ~linked & ~cases.imported
    area = area_pairs(cases, free, timing) if weights.timing_alone else np.zeros(0, dtype=np.int64)
    pair = _all_pairs(cases, links, (contact, place), area, free)
    infectee, infector = pair // max(size, 1), pair % max(size, 1)
    kinds = cases.kind[infectee], cases.kind[infector]
    fits = timing.of(cases.day[infectee] - cases.day[infector], *kinds)
    by_contact, at_contact = contact.of(pair)
    by_place, _ = place.of(pair)
    in_area = _is_among(pair, area) * 1.0
    strangers = np.bincount(infectee, in_area * fits, size)
    share = np.minimum(1.0, weights.area / np.maximum(strangers, 1e-300))
    weight = fits * (np.where(linked[infectee], 1.0, in_area * share[infectee]) + by_contact + by_place)
    total = np.bincount(infectee, weight, size)
    none = linked & (total <= 0)
    weight[none[infectee]] = 1.0
    total = np.bincount(infectee, weight, size)
    unseen = np.where(linked, 0.0, np.where(cases.imported, 1.0, weights.unseen))
    unseen[total + unseen <= 0] = 1.0
    total = total + unseen
    probability = weight / total[infectee]
    basis = _basis(links, contact, by_place, pair, at_contact)
    kept = np.flatnonzero((probability > 0) | linked[infectee])
    order = kept[np.lexsort((infector[kept], -probability[kept], infectee[kept]))]
    flat = int(((kinds[0][order] == NO_DAY) | (kinds[1][order] == NO_DAY)).sum())
    return Infectors(
        ids=cases.ids,
        infectee=infectee[order],
        infector=infector[order],
        probability=probability[order],
        basis=basis[order],
        unseen=unseen / total,
        linked=linked,
        imported=cases.imported,
        ill=cases.ill,
        flat=flat,
        weights=weights,
        notes=_notes(cases, flat),
    )


def _written_pairs(written: Mapping[tuple[str, str], str], number: Mapping[str, int]) -> Spoken:
    found = sorted((number[b] * len(number) + number[a], basis) for (a, b), basis in written.items())
    pair = np.array([one for one, _ in found], dtype=np.int64)
    return Spoken(pair, np.ones(len(pair)), np.array([basis for _, basis in found], dtype=object))


def _all_pairs(
    cases: CaseDays, links: Spoken, spoken: Sequence[Spoken], area: np.ndarray, free: np.ndarray
) -> np.ndarray:
    """Each pair once: those written down, and of free infectees whatever evidence does not exclude; ascending."""
    evidence = np.unique(np.concatenate([one.pair for one in spoken]))
    infectee, infector = evidence // max(len(cases), 1), evidence % max(len(cases), 1)
    evidence = evidence[free[infectee] & ~cases.excluded(infectee, infector)]
    few = np.union1d(links.pair, evidence)
    return np.sort(np.concatenate([few, area[~_is_among(area, few)]]), kind="stable")


def _is_among(pair: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether each pair is among others (ascending)."""
    if not len(others):
        return np.zeros(len(pair), dtype=bool)
    at = np.minimum(np.searchsorted(others, pair), len(others) - 1)
    return others[at] == pair


def _basis(links: Spoken, contact: Spoken, by_place: np.ndarray, pair: np.ndarray, at_contact: np.ndarray):
    found = np.full(len(pair), "timing", dtype=object)
    found[by_place > 0] = "place"
    met = at_contact >= 0
    found[met] = [f"contact:{rule}" for rule in contact.words[at_contact[met]].tolist()]
    _, at_link = links.of(pair)
    found[at_link >= 0] = links.words[at_link[at_link >= 0]]
    return found


def _notes(cases: CaseDays, flat: int) -> tuple[Words, ...]:
    without = int((cases.kind == NO_DAY).sum())
    if not without:
        return ()
    return (
        Words(
            f"有 {without} 例的发病日不明，也没有可据以推算的间隔分布；其时间不作依据（{flat} 对）。",
            f"{without} cases have no day of onset and no delay to work it out from; their timing says nothing "
            f"({flat} pairs).",
        ),
    )
