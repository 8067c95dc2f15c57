"""Chains nobody had: a star, a long line, a tree and random ones, as rows of tables cases and links."""

import random
from datetime import date, datetime, timedelta

from mutong.kernel.period import CHINA

FIRST = date(2022, 6, 1)
GRID = "140109901001001"
Rows = tuple[list[dict[str, object]], list[dict[str, object]]]


def case(
    case_id: str, day: int | None, origin: str = "local", area_code: str = GRID, **more
) -> dict[str, object]:
    """A case who fell ill so many days after 1 June 2022 (None: not known), reported two days later."""
    onset = None if day is None else FIRST + timedelta(days=day)
    reported = (onset or FIRST) + timedelta(days=2)
    return {
        "case_id": case_id,
        "person_id": f"P-{case_id}",
        "classification": "confirmed",
        "reported_at": datetime(reported.year, reported.month, reported.day, 9, tzinfo=CHINA),
        "date_onset": onset,
        "origin": origin,
        "area_code": area_code,
    } | more


def link(infector: str, infectee: str) -> dict[str, object]:
    """A link somebody wrote down."""
    return {"infector": infector, "infectee": infectee}


def star(size: int, name: str = "S") -> Rows:
    """One imported case who infected all the others, over some days."""
    cases = [case(f"{name}0", 0, "imported"), *(case(f"{name}{k}", 2 + k % 9) for k in range(1, size))]
    return cases, [link(f"{name}0", f"{name}{k}") for k in range(1, size)]


def line(size: int, name: str = "L") -> Rows:
    """Each infects the next, a day later; nobody knows where the first one got it."""
    cases = [case(f"{name}{k:04}", k, "local" if k else "unknown") for k in range(size)]
    return cases, [link(f"{name}{k:04}", f"{name}{k + 1:04}") for k in range(size - 1)]


def tree(levels: int, name: str = "B") -> Rows:
    """Each infects two, one of them three days and one five days later."""
    days = {1: 0}
    for number in range(2, 2**levels):
        days[number] = days[number // 2] + (5 if number % 2 else 3)
    cases = [case(f"{name}{k}", day, "local" if k > 1 else "imported") for k, day in days.items()]
    return cases, [link(f"{name}{k // 2}", f"{name}{k}") for k in days if k > 1]


def random_rows(seed: int, size: int) -> Rows:
    """Cases some of whose onsets are unknown, with links to anybody: circles, several infectors, to themselves, to
    ids that are no case."""
    draw = random.Random(seed)
    cases = [
        case(
            f"R{k:03}",
            draw.randrange(40) if draw.random() < 0.85 else None,
            draw.choice(("local", "local", "imported", "unknown")),
        )
        for k in range(size)
    ]
    ids = [str(row["case_id"]) for row in cases] + [f"X{k}" for k in range(max(1, size // 10))]
    hub = draw.choice(ids)
    links = {
        (hub if draw.random() < 0.4 else draw.choice(ids), draw.choice(ids))
        for _ in range(draw.randrange(2 * size + 1))
    }
    return cases, [link(a, b) for a, b in sorted(links)]
