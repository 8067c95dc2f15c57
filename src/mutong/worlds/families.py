"""Ordinary households: who lives together, how old they are, and an income that leaves no doubt.

Nobody here is near any line: the known incomes alone come to at least FIRM_INCOME yuan a head, and the home
has at least FIRM_SPACE square metres a head, so whoever was not planted is decidably not entitled.
"""

from datetime import date, timedelta

import numpy as np

from mutong.kernel.period import age_on
from mutong.worlds.people import START, Fact, Household, Person

FIRM_INCOME = 1_600
FIRM_SPACE = 18
OLDEST_YEARS = 99

# (share, members); a member is (role, least age, greatest age); the first two of a couple head the household.
_KINDS: tuple[tuple[float, int, tuple[tuple[str, int, int], ...]], ...] = (
    (0.07, 1, (("retired", 61, 92),)),
    (0.13, 1, (("worker", 22, 57),)),
    (0.14, 2, (("retired", 61, 91), ("retired", 60, 90))),
    (0.11, 2, (("worker", 23, 58), ("worker", 22, 55))),
    (0.04, 1, (("worker", 30, 48), ("child", 4, 15))),
    (0.16, 2, (("worker", 28, 45), ("worker", 27, 44), ("child", 3, 15))),
    (0.07, 2, (("worker", 24, 38), ("homemaker", 23, 37), ("infant", 0, 2))),
    (0.06, 2, (("worker", 44, 57), ("worker", 43, 54), ("student", 16, 22))),
    (0.03, 2, (("worker", 35, 58), ("homemaker", 34, 55), ("retired", 63, 93))),
    (0.08, 2, (("worker", 30, 45), ("worker", 29, 43), ("child", 7, 15), ("child", 3, 6))),
    (0.06, 2, (("worker", 30, 45), ("worker", 29, 43), ("child", 3, 15), ("retired", 61, 79))),
    (0.05, 2, (("worker", 32, 45), ("worker", 31, 43), ("child", 3, 15), ("retired", 61, 79), ("retired", 61, 79))),
)  # fmt: skip
_HUKOU = (
    ("140105", 0.12),
    ("140106", 0.13),
    ("140107", 0.13),
    ("140108", 0.10),
    ("140109", 0.42),
    ("140110", 0.10),
)


def make_families(people: int, rng: np.random.Generator, oldest: int = OLDEST_YEARS) -> list[Household]:
    """Ordinary households of exactly so many people in all; nobody older than `oldest` years."""
    shares = np.array([kind[0] for kind in _KINDS])
    sizes = np.array([len(kind[2]) for kind in _KINDS])
    drawn = rng.choice(len(_KINDS), size=people, p=shares / shares.sum())
    ends = np.cumsum(sizes[drawn])
    full = int(np.searchsorted(ends, people, side="right"))
    left = people - (int(ends[full - 1]) if full else 0)
    kinds = [*(int(k) for k in drawn[:full]), *([1] * left)]
    total = int(sizes[kinds].sum())
    share, extra = rng.random(total), rng.integers(0, 365, total)
    women = rng.random(total) < 0.5
    households, i = [], 0
    for kind in kinds:
        _, heads, roles = _KINDS[kind]
        members = []
        for at, (role, low, high) in enumerate(roles):
            # The old are fewer than the merely elderly.
            spread = share[i] ** 1.8 if role == "retired" else share[i]
            years = min(low + int(spread * (high - low + 1)), oldest)
            sex = "female" if women[i] else "male"
            if at == 1 and heads == 2:
                sex = "female" if members[0].sex == "male" else "male"
            born = START - timedelta(days=int(years * 365.25) + int(extra[i]))
            members.append(Person(sex, born, role))
            i += 1
        households.append(Household(members, heads=heads))
    return households


def settle_families(households: list[Household], rng: np.random.Generator, light: bool = False) -> None:
    """Write down incomes, dwelling and registration of ordinary households.

    `light` writes one income in each household and no more, which settles the questions all the same.
    """
    count = len(households)
    head = 2_700 + rng.gamma(1.6, 1_500, count)
    exact = rng.random(count) < 0.4
    space = FIRM_SPACE + 1 + rng.gamma(2.0, 5.0, count)
    recorded = rng.integers(0, 45, count)
    hukou = rng.choice([code for code, _ in _HUKOU], size=count, p=[p for _, p in _HUKOU]).tolist()
    for i, household in enumerate(households):
        size = len(household.members)
        household.hukou = household.hukou or hukou[i]
        household.know("dwelling_m2", low=round(space[i] * size), high=round(space[i] * size))
        day = date(2022, 6, 20) + timedelta(days=int(recorded[i]))
        _give_incomes(household, int(head[i] * size), bool(exact[i]), day, light)
        if not light:
            _say_what_they_do(household, day)


def _give_incomes(household: Household, yuan: int, exact: bool, day: date, light: bool) -> None:
    earners = [p for p in household.members if p.role in ("worker", "retired")]
    if light:
        low, high = income_band(yuan)
        earners[0].facts.append(Fact("monthly_income", low, high, recorded=day))
        return
    each = yuan // len(earners)
    for one in household.members:
        if one.role in ("worker", "retired"):
            low, high = (each * 100, each * 100) if exact else income_band(each)
            one.facts.append(Fact("monthly_income", low, high, recorded=day))
        elif one.role == "homemaker":
            one.facts.append(Fact("monthly_income", 0, 0, recorded=day))


def income_band(yuan: int) -> tuple[int, int | None]:
    """The band of a survey that holds an income: both ends in fen; the top band has no upper end."""
    if yuan >= 20_000:
        return 2_000_000, None
    low = yuan // 1_000 * 1_000
    return low * 100, (low + 1_000) * 100


_WORK_STATE = {"worker": "employed", "retired": "retired", "homemaker": "jobless", "student": "student"}


def _say_what_they_do(household: Household, day: date) -> None:
    for one in household.members:
        if one.role in _WORK_STATE:
            one.facts.append(Fact("work_state", value=_WORK_STATE[one.role], recorded=day))


def plant_old_age(households: list[Household]) -> None:
    """Ordinary people of 90 and more: each receives the old-age allowance, and is planted as such."""
    for household in households:
        for one in household.members:
            if one.birth_date and one.role == "retired" and age_on(one.birth_date, START) >= 90:
                one.know(
                    "receives_old_age_allowance",
                    value="yes",
                    source="civil_affairs",
                    recorded=date(2022, 8, 5),
                )
                household.plant_for(one, "old_age_allowance", "entitled_receiving", receiving=True)
