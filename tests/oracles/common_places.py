"""Shared places worked out once more, slowly and from the words alone: plain Python, no code of the product.

`stays` are tuples (person, place, arrived, left or None, next arrival elsewhere or None) in whole seconds; `windows`
maps a case to (person, from, to); `group` maps a case to what counts once.
"""

from fractions import Fraction
from itertools import combinations


def end_of(stay: tuple, now: int) -> int:
    """The latest possible end of a stay: where nobody knows it, the next arrival elsewhere, else `now`."""
    _, _, arrived, left, following = stay
    if left is not None:
        return max(left, arrived + 1)
    return following if following is not None else now


def visits(stays: list[tuple], windows: dict[str, tuple]) -> list[tuple[str, str, int, int]]:
    """(case, place, from, to) of every stay of a case within its window, cut to it."""
    found = []
    for case, (person, start, end) in windows.items():
        for stay in stays:
            if stay[0] == person:
                first, last = max(stay[2], start), min(end_of(stay, end), end)
                if first < last:
                    found.append((case, stay[1], first, last))
    return found


def crowd(stays: list[tuple], place: str, start: int, end: int) -> int:
    """How many different people may have been at a place in a time."""
    return len(
        {stay[0] for stay in stays if stay[1] == place and stay[2] < end and end_of(stay, 1 << 33) > start}
    )


def shared(
    stays: list[tuple], windows: dict[str, tuple], group: dict[str, object], gap: int
) -> dict[str, dict[str, object]]:
    """For each place shared by two groups: cases, groups, expected, minutes, how; and by anchor visit how many other
    groups were there, the crowd, the expected number, and the chance of each other group that it was there too."""
    every = visits(stays, windows)
    people = len({stay[0] for stay in stays})
    seen = sorted({case for case, *_ in every})
    found = {}
    for place in sorted({place for _, place, *_ in every}):
        here = [one for one in every if one[1] == place]
        groups = {group[case] for case, *_ in here}
        if len(groups) < 2:
            continue
        minutes, close, together = 0, False, False
        for one, other in combinations(here, 2):
            if group[one[0]] == group[other[0]]:
                continue
            long = min(one[3], other[3]) - max(one[2], other[2])
            minutes += max(long, 0)
            together |= long > 0
            close |= long > -gap or long > 0
        anchors = []
        for one in here:
            others = {
                group[two[0]]
                for two in here
                if group[two[0]] != group[one[0]] and two[2] < one[3] + gap and two[3] > one[2] - gap
            }
            if others:
                number = crowd(stays, place, one[2] - gap, one[3] + gap)
                reached = [c for c in seen if windows[c][1] < one[3] + gap and windows[c][2] > one[2] - gap]
                expected = Fraction(number * (len(reached) - 1), people)
                apart: dict[object, Fraction] = {}
                for case in reached:
                    if group[case] != group[one[0]]:
                        missed = 1 - Fraction(number, people)
                        apart[group[case]] = apart.get(group[case], Fraction(1)) * missed
                anchors.append((len(others), number, expected, [1 - missed for missed in apart.values()]))
        found[place] = {
            "cases": sorted({case for case, *_ in here}),
            "groups": len(groups),
            "chances": [Fraction(crowd(stays, place, *windows[case][1:]), people) for case in seen],
            "minutes": minutes / 60,
            "how": "together" if together else "within_hours" if close else "apart",
            "anchors": anchors,
            "visits": len(here),
        }
    return found


def exact_tail(at_least: int, chances: list[Fraction]) -> Fraction:
    """The chance of so many or more successes among independent trials of these chances, exactly."""
    spread = [Fraction(1)]
    for p in chances:
        spread = [
            (spread[k] if k < len(spread) else 0) * (1 - p) + (spread[k - 1] * p if k else 0)
            for k in range(len(spread) + 1)
        ]
    return sum(spread[at_least:], Fraction(0))
