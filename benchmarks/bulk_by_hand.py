"""The twenty rules of packs/bulk-rules as one writes them by hand for numba: the peer of the bulk screen.

One walk over the members for what the household's rules need, the household's rules, a second walk for the person's
rules. Three values throughout, the same columns, the same answers; ages are turned into days of birth beforehand, and
comparisons with quotients into comparisons with products. This text knows its twenty rules and nothing else.
"""

import numpy as np
from numba import njit, prange

HOUSEHOLDS_A_TURN = 4096
PERSON_RULES = ("living_subsidy", "care_subsidy", "very_old", "old_and_poor", "care_visit", "work_found",
                "mother_care", "child_aid", "mind_care", "small_income")  # fmt: skip
HOUSEHOLD_RULES = ("poor_home", "edge_home", "rent_help", "poor_tenant", "old_home", "many_children",
                   "many_dependants", "deep_debt", "no_earner", "alone_and_old")  # fmt: skip
_I4, _I2, _I1 = -(2**31), -(2**15), -(2**7)


@njit(inline="always")
def both(a, b):
    """Kleene and."""
    return min(a, b)


@njit(inline="always")
def either(a, b):
    """Kleene or."""
    return max(a, b)


@njit(inline="always")
def born_by(birth, day):
    """Whether somebody was born on a day or before."""
    if birth == _I4:
        return 1
    return 2 if birth <= day else 0


@njit(inline="always")
def is_one(code, word):
    """Whether a code is a word."""
    if code < 0:
        return 1
    return 2 if code == word else 0


@njit(inline="always")
def total_below(least, open_, limit):
    """Whether a sum is below a limit; `open_`: part of it is not known."""
    if least >= limit:
        return 0
    return 1 if open_ else 2


@njit(parallel=True, nogil=True)
def screen_by_hand(
    starts, birth, income, level, alive, certificate, care, destitute, injury, orphan, unaided, eyes, pregnant,
    sex, work, kind, low_income, edge, property_, dwelling, debts, tenure, hukou, area,
    line_of_area, in_1401, born, words, people, homes,
):  # fmt: skip
    """Fill `people` (10 arrays by person) and `homes` (10 arrays by household) with 2, 1, 0; -1 for no finding.

    `born` has the days of birth that make 18, 60, 65, 70 and 80 years; `words` the codes of jobless, student, employed,
    female, intellectual, mental and market_rented.
    """
    by_18, by_60, by_65, by_70, by_80 = born
    jobless, student, employed, female, intellectual, mental, market_rented = words
    households = len(starts) - 1
    turns = (households + HOUSEHOLDS_A_TURN - 1) // HOUSEHOLDS_A_TURN
    for turn in prange(turns):
        for h in range(turn * HOUSEHOLDS_A_TURN, min((turn + 1) * HOUSEHOLDS_A_TURN, households)):
            first, last = starts[h], starts[h + 1]
            count = 0
            least = 0
            open_ = False
            any_destitute = 0
            all_old = 2
            children = children_at_most = 0
            dependants = dependants_at_most = 0
            any_employed = 0
            any_70 = 0
            for p in range(first, last):
                if alive[p] == 0:
                    continue
                count += 1
                if income[p] == _I4:
                    open_ = True
                else:
                    least += income[p]
                any_destitute = either(any_destitute, destitute[p])
                old = born_by(birth[p], by_65)
                child = 2 - born_by(birth[p], by_18)
                all_old = both(all_old, old)
                any_70 = either(any_70, born_by(birth[p], by_70))
                any_employed = either(any_employed, is_one(work[p], employed))
                children += child == 2
                children_at_most += child >= 1
                dependant = either(either(child, old), certificate[p])
                dependants += dependant == 2
                dependants_at_most += dependant >= 1
            line = line_of_area[area[h]]
            support = low_income[h]
            poor = both(both(total_below(least, open_, line * count), property_[h]), 2 - any_destitute)
            near = both(both(total_below(least, open_, line * 1.5 * count), property_[h]), 2 - poor)
            if count == 0:
                for r in range(10):
                    homes[r][h] = -1
            else:
                homes[0][h] = poor
                homes[1][h] = near
                room = 1 if dwelling[h] == _I2 else (2 if dwelling[h] <= 15 * count else 0)
                here = 1 if hukou[h] < 0 else in_1401[hukou[h]]
                homes[2][h] = both(both(here, room), total_below(least, open_, line * 2 * count))
                homes[3][h] = both(is_one(tenure[h], market_rented), poor)
                homes[4][h] = all_old
                homes[5][h] = 2 if children >= 3 else (0 if children_at_most < 3 else 1)
                homes[6][h] = 2 if dependants * 2 > count else (0 if dependants_at_most * 2 <= count else 1)
                if debts[h] == _I4:
                    homes[7][h] = 1
                elif debts[h] <= least * 12:
                    homes[7][h] = 0
                else:
                    homes[7][h] = 1 if open_ else 2
                homes[8][h] = 2 - any_employed
                homes[9][h] = both(2 if count == 1 else 0, any_70)
            for p in range(first, last):
                if alive[p] == 0:
                    for r in range(10):
                        people[r][p] = -1
                    continue
                old = born_by(birth[p], by_65)
                grown_up = born_by(birth[p], by_18)
                kept = both(2 - destitute[p], 2 - injury[p])
                people[0][p] = both(both(both(certificate[p], support), kept), 2 - orphan[p])
                severe = 1 if level[p] == _I1 else (2 if level[p] <= 2 else 0)
                people[1][p] = both(both(both(certificate[p], severe), care[p]), kept)
                people[2][p] = born_by(birth[p], by_80)
                people[3][p] = both(old, either(support, poor))
                people[4][p] = both(either(unaided[p], eyes[p]), old)
                can_work = both(grown_up, 2 - born_by(birth[p], by_60))
                people[5][p] = both(both(is_one(work[p], jobless), can_work), either(poor, near))
                people[6][p] = both(is_one(sex[p], female), pregnant[p])
                people[7][p] = both(2 - grown_up, either(orphan[p], any_destitute))
                mind = 1 if kind[p] < 0 else (2 if kind[p] == intellectual or kind[p] == mental else 0)
                people[8][p] = both(certificate[p], mind)
                earns = 1 if income[p] == _I4 else (2 if income[p] < line else 0)
                if income[p] == _I4 and line <= 0:
                    earns = 0
                people[9][p] = both(earns, 2 - is_one(work[p], student))


def by_hand(snapshot) -> dict[str, np.ndarray]:
    """The verdicts of the twenty rules by name."""
    column = {fact: snapshot.compact(fact).values for fact in (
        "birth_date", "monthly_income", "disability_level", "alive", "disability_certificate",
        "long_term_care_needed", "destitute_support", "work_injury_nursing_benefit", "orphan_benefit",
        "cannot_live_alone", "sees_poorly", "pregnant", "sex", "work_state", "disability_kind",
        "receives_low_income_support", "recognised_edge_household", "property_conforms", "dwelling_m2", "debts",
        "tenure", "hukou_area_code", "area_code",
    )}  # fmt: skip
    codes = snapshot.compact("area_code").words
    lines = {"1401": 73_000.0, "1404": 68_000.0}
    line_of_area = np.array([lines.get(code[:4], 60_000.0) for code in codes])
    in_1401 = np.array([2 if code.startswith("1401") else 0 for code in codes], dtype=np.int8)
    on = snapshot.on
    born = tuple(
        np.int32((on.replace(year=on.year - years) - type(on)(1970, 1, 1)).days)
        for years in (18, 60, 65, 70, 80)
    )
    places = {
        fact: snapshot.compact(fact).words for fact in ("work_state", "sex", "disability_kind", "tenure")
    }
    words = (
        *(places["work_state"].index(word) for word in ("jobless", "student", "employed")),
        places["sex"].index("female"),
        *(places["disability_kind"].index(word) for word in ("intellectual", "mental")),
        places["tenure"].index("market_rented"),
    )
    people = tuple(np.empty(snapshot.size("person"), dtype=np.int8) for _ in PERSON_RULES)
    homes = tuple(np.empty(snapshot.size("household"), dtype=np.int8) for _ in HOUSEHOLD_RULES)
    screen_by_hand(snapshot.starts, *column.values(), line_of_area, in_1401, born, words, people, homes)
    return dict(zip((*PERSON_RULES, *HOUSEHOLD_RULES), (*people, *homes), strict=True))
