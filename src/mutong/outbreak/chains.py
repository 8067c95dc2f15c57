"""Chains of infection: who infected whom as far as it is known, told apart by introduction.

A pair comes from a link somebody wrote down, from the source a case names, or from contact tracing. Without weights for
the evidence several possible infectors share the probability evenly; with them timing, contacts and places are weighed
(`infectors`), and a chain is what hangs on one introduction by the most probable infectors (`introductions`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import mean, median, stdev

import numpy as np

from mutong.kernel.words import Words
from mutong.outbreak.estimate import Estimate
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.infectors import find_infectors
from mutong.outbreak.introductions import AMBIGUOUS_FACTOR, MIN_PROBABILITY, Forest, forest_of
from mutong.outbreak.network import components
from mutong.outbreak.probable_pairs import ProbablePairs

Row = Mapping[str, object]


@dataclass(frozen=True)
class Chains:
    """`pairs`: infectee, infector (None: not known), probability, chain_id, basis. `chains`: chain_id (its first
    case), cases, first_onset, source, imported (yes, no, unknown). `clusters`: sizes of the chains of two or more.
    `longest` counts links, None when links run in a circle. `serial_intervals` are days from onset to onset.

    Where evidence was weighed (`chains_of` with weights), chains, degrees and intervals are those of the most
    probable infectors. `introductions`: how many cases a source outside the data infected, with its 95 % interval;
    `unlinked`: cases that hang on nobody and are not imported; `ambiguous`: those with a second infector nearly as
    likely as the first; `forest` says who hangs on whom. Otherwise these are None or empty."""

    pairs: Sequence[dict[str, object]]
    chains: list[dict[str, object]]
    out_degree: dict[str, int]
    in_degree: dict[str, int]
    clusters: list[int]
    longest: int | None
    serial_intervals: list[int]
    warnings: tuple[Words, ...]
    introductions: Estimate | None = None
    unlinked: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()
    forest: Forest | None = None


def chains_of(
    cases: Sequence[Row],
    links: Sequence[Row],
    contacts: Sequence[Row] = (),
    weights: EvidenceWeights | None = None,
    stays: Sequence[Row] = (),
    min_probability: float = MIN_PROBABILITY,
    ambiguous_factor: float = AMBIGUOUS_FACTOR,
) -> Chains:
    """Chains from rows of cases, links (case ids as infector, infectee) and contacts (where a contact became a
    case). Contacts speak only for cases whose infector nobody wrote down. An id in links that is no case is
    kept, with a warning; a link from a case to itself is left out, with a warning.

    With `weights`, possible infectors are weighed by timing, contacts, rows of stays and area (`find_infectors`):
    pairs hold several rows for a case, by falling probability, the source that is not in the data last; a case joins
    the chain of its most probable infector as `forest_of` says. Raises what find_infectors raises."""
    known = {str(case["case_id"]): case for case in cases}
    warnings: list[Words] = []
    if weights is None:
        candidates = _written(known, links, warnings)
        _add_contacts(candidates, known, contacts)
        return _joined(known, list(dict.fromkeys([*known, *_ends(candidates)])), candidates, warnings)
    written = _written(known, links, warnings)
    found = find_infectors(known, written, weights, contacts, stays)
    forest = forest_of(found, min_probability, ambiguous_factor)
    candidates = {
        (found.ids[forest.parent[k]], found.ids[k]): str(found.basis[forest.place[k]])
        for k in np.flatnonzero(forest.parent >= 0).tolist()
    }
    _warn_of_circles(found.ids, forest, warnings)
    chains = _joined(known, list(found.ids), candidates, warnings)
    chain_of = {str(row["infectee"]): str(row["chain_id"]) for row in chains.pairs}
    return replace(
        chains,
        pairs=ProbablePairs(found, tuple(chain_of[one] for one in found.ids)),
        introductions=forest.introductions,
        unlinked=tuple(found.ids[k] for k in forest.unlinked.tolist()),
        ambiguous=tuple(found.ids[k] for k in forest.ambiguous.tolist()),
        notes=found.notes,
        forest=forest,
    )


def _joined(
    known: Mapping[str, Row],
    ids: Sequence[str],
    candidates: Mapping[tuple[str, str], str],
    warnings: list[Words],
) -> Chains:
    """The connected parts of the pairs (infector, infectee) → basis, infectors of one case sharing evenly."""
    number = {case_id: k for k, case_id in enumerate(ids)}
    infector = np.array([number[a] for a, _ in candidates], dtype=np.int64)
    infectee = np.array([number[b] for _, b in candidates], dtype=np.int64)
    part = components(len(ids), infector, infectee)
    members: dict[int, list[str]] = {}
    for case_id, one in zip(ids, part.tolist(), strict=True):
        members.setdefault(one, []).append(case_id)
    infectors = Counter(b for _, b in candidates)
    name_of: dict[str, str] = {}
    chains = []
    for of_chain in members.values():
        ordered = sorted(of_chain, key=lambda case_id: _order(known.get(case_id), case_id))
        name_of |= dict.fromkeys(of_chain, ordered[0])
        roots = [case_id for case_id in ordered if not infectors[case_id]]
        chains.append(
            {
                "chain_id": ordered[0],
                "cases": len(of_chain),
                "first_onset": min((d for c in of_chain if (d := _onset(known.get(c)))), default=None),
                "source": ";".join(roots) or None,
                "imported": _imported([known.get(case_id, {}).get("origin") for case_id in roots]),
            }
        )
    chains.sort(key=lambda row: (row["first_onset"] or date.max, row["chain_id"]))
    pairs = [
        {
            "infectee": b,
            "infector": a,
            "probability": round(1 / infectors[b], 6),
            "chain_id": name_of[b],
            "basis": basis,
        }
        for (a, b), basis in candidates.items()
    ]
    pairs += [
        {
            "infectee": case_id,
            "infector": None,
            "probability": None,
            "chain_id": name_of[case_id],
            "basis": "imported" if known.get(case_id, {}).get("origin") == "imported" else "unlinked",
        }
        for case_id in ids
        if not infectors[case_id]
    ]
    longest = _longest(len(ids), infector, infectee)
    if longest is None:
        warnings.append(
            Words(
                "传播链接成了圈，有人被自己的下代感染；请核对链接方向。",
                "Links run in a circle: somebody is infected by a descendant; check their direction.",
            )
        )
    return Chains(
        pairs=pairs,
        chains=chains,
        out_degree=dict(Counter(a for a, _ in candidates)),
        in_degree=dict(infectors),
        clusters=sorted((row["cases"] for row in chains if row["cases"] > 1), reverse=True),
        longest=longest,
        serial_intervals=_serial_intervals(known, candidates),
        warnings=tuple(warnings),
    )


def summarise_chains(found: Chains) -> dict[str, object]:
    """The figures of a set of chains: ids in links, clusters, largest degrees, longest chain, serial interval; where
    evidence was weighed also introductions (mean and 95 % interval), chains, unlinked and ambiguous cases."""
    days = found.serial_intervals
    most = sorted(found.out_degree.items(), key=lambda one: (-one[1], one[0]))
    return {
        "cases": sum(row["cases"] for row in found.chains),
        "linked_cases": len({*found.out_degree, *found.in_degree}),
        "links": sum(found.out_degree.values()),
        "clusters": found.clusters,
        "largest_out_degrees": most[:5],
        "largest_in_degree": max(found.in_degree.values(), default=0),
        "longest_chain_links": found.longest,
        "serial_interval_n": len(days),
        "serial_interval_mean": mean(days) if days else None,
        "serial_interval_median": median(days) if days else None,
        "serial_interval_sd": stdev(days) if len(days) > 1 else None,
    } | _introductions(found)


def _introductions(found: Chains) -> dict[str, object]:
    if found.introductions is None:
        return {}
    return {
        "introductions": round(found.introductions.value, 3),
        "introductions_low": int(found.introductions.low),
        "introductions_high": int(found.introductions.high),
        "chains": len(found.chains),
        "chains_imported": sum(row["imported"] == "yes" for row in found.chains),
        "unlinked": len(found.unlinked),
        "ambiguous": len(found.ambiguous),
        "possible_pairs": len(found.pairs),
    }


def _ends(pairs: Mapping[tuple[str, str], str]) -> list[str]:
    return [one for pair in pairs for one in pair]


def _written(
    known: Mapping[str, Row], links: Sequence[Row], warnings: list[Words]
) -> dict[tuple[str, str], str]:
    """(infector, infectee) → basis of what somebody wrote down, without doubles."""
    found: dict[tuple[str, str], str] = {}
    written = [(str(row["infector"]), str(row["infectee"]), "link") for row in links]
    written += [
        (str(case["source_case_id"]), case_id, "source_case")
        for case_id, case in known.items()
        if case.get("source_case_id")
    ]
    for a, b, basis in written:
        if a == b:
            warnings.append(
                Words(f"“{a}”被写成感染自己，未计入。", f"“{a}” is written as infecting itself; left out.")
            )
        else:
            found.setdefault((a, b), basis)
    strangers = sorted(set(_ends(found)) - set(known))
    if strangers and known:
        shown = ", ".join(strangers[:5])
        warnings.append(
            Words(
                f"链接里有 {len(strangers)} 个编号不在病例一览表中：{shown}。",
                f"{len(strangers)} ids in links are not in the line list: {shown}.",
            )
        )
    return found


def _add_contacts(
    found: dict[tuple[str, str], str], known: Mapping[str, Row], contacts: Sequence[Row]
) -> None:
    """Contacts who became cases, from the earlier to the later, where nobody wrote down an infector."""
    linked = {b for _, b in found}
    case_of_person = {
        str(case["person_id"]): case_id for case_id, case in known.items() if "person_id" in case
    }
    for row in contacts:
        a, b = str(row["case_id"]), case_of_person.get(str(row["person_id"]))
        if (
            b
            and b not in linked
            and a != b
            and row["verdict"] == "yes"
            and _may_infect(known.get(a), known[b])
        ):
            found.setdefault((a, b), f"contact:{row['rule']}")


def _warn_of_circles(ids: Sequence[str], forest: Forest, warnings: list[Words]) -> None:
    if len(forest.cut):
        shown = ", ".join(ids[k] for k in forest.cut[:5].tolist())
        warnings.append(
            Words(
                f"最可能的传染者有 {len(forest.cut)} 处成圈，已在最早发病者处断开：{shown}；请核对。",
                f"The most probable infectors run in {len(forest.cut)} circles, cut at the one who fell ill first: "
                f"{shown}; check them.",
            )
        )


def _may_infect(infector: Row | None, infectee: Row) -> bool:
    # Both were in contact with each other; the one who fell ill first is taken as the source.
    first, second = _onset(infector), _onset(infectee)
    if first is None or second is None:
        return infector is not None and _order(infector, "") < _order(infectee, "")
    return first < second


def _onset(case: Row | None) -> date | None:
    return case.get("date_onset") if case else None


def _order(case: Row | None, case_id: str) -> tuple:
    reported = str((case or {}).get("reported_at") or "9")
    return (_onset(case) or date.max, reported, case_id)


def _imported(origins: Sequence[object]) -> str:
    if "imported" in origins:
        return "yes"
    return "no" if origins and all(origin == "local" for origin in origins) else "unknown"


def _serial_intervals(known: Mapping[str, Row], pairs: Mapping[tuple[str, str], str]) -> list[int]:
    found = []
    for a, b in pairs:
        first, second = _onset(known.get(a)), _onset(known.get(b))
        if first is not None and second is not None:
            found.append((second - first).days)
    return found


def _longest(size: int, infector: np.ndarray, infectee: np.ndarray) -> int | None:
    """The number of links on the longest way along the links; None when they run in a circle."""
    children: list[list[int]] = [[] for _ in range(size)]
    waiting = np.bincount(infectee, minlength=size) if len(infectee) else np.zeros(size, dtype=int)
    for a, b in zip(infector.tolist(), infectee.tolist(), strict=True):
        children[a].append(b)
    depth = [0] * size
    ready = np.flatnonzero(waiting == 0).tolist()
    seen = 0
    while ready:
        one = ready.pop()
        seen += 1
        for child in children[one]:
            depth[child] = max(depth[child], depth[one] + 1)
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    return max(depth, default=0) if seen == size else None
