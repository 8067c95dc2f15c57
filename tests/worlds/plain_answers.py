"""The five services of August 2022 worked out anew, slowly, from the text, for one household at a time.

It shares no code with the product: its answers are held against what was planted. None stands for "cannot tell".
"""

from datetime import date

TODAY = date(2022, 8, 22)
LINE, EDGE_LINE = 73_000, 109_500
STALE = {"monthly_income": 183, "property_conforms": 365}
Known = dict[str, object]


def known_facts(rows: list[dict[str, str]]) -> dict[str, Known]:
    """Subject -> fact -> value: (low, high) for numbers, True or False for yes and no, None for not known."""
    latest: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        if row["valid_from"] > "2022-08-22" or (row["valid_to"] and row["valid_to"] <= "2022-08-22"):
            continue
        latest.setdefault((row["subject_id"], row["fact"]), []).append(row)
    found: dict[str, Known] = {}
    for (subject, fact), versions in latest.items():
        newest = max(v["recorded_at"] for v in versions)
        last = [v for v in versions if v["recorded_at"] == newest]
        contents = {(v["state"], v["low"], v["high"], v["value"]) for v in last}
        age = (TODAY - date.fromisoformat(newest[:10])).days
        if len(contents) > 1 or last[0]["state"] == "unknown" or age > STALE.get(fact, 10_000):
            found.setdefault(subject, {})[fact] = None
            continue
        one = last[0]
        value: object = one["value"] == "yes"
        if one["low"]:
            value = (float(one["low"]), float(one["high"]) if one["high"] else float("inf"))
        found.setdefault(subject, {})[fact] = value
    return found


def below(low: float, high: float, line: float) -> bool | None:
    """Whether a number between two ends lies below a line."""
    return True if high < line else False if low >= line else None


def both(*answers: bool | None) -> bool | None:
    """All of them, where None is not known."""
    return False if False in answers else None if None in answers else True


def listed(known: Known, fact: str) -> bool | None:
    """What a complete office list says: who is not on it, is not."""
    return known.get(fact, False)


def household_answers(members: list[Known], household: Known) -> dict[str, bool | None]:
    """Minimum guarantee, edge household and rent subsidy (never yes: last year's minimum wage is not known)."""
    incomes = [m.get("monthly_income") or (0.0, float("inf")) for m in members]
    low = sum(i[0] for i in incomes) / len(members)
    high = sum(i[1] for i in incomes) / len(members)
    conforms = household.get("property_conforms")
    poor = both(below(low, high, LINE), conforms)
    not_poor = None if poor is None else not poor
    space = household["dwelling_m2"][1] / len(members)
    return {
        "low_income_support": poor,
        "edge_household": both(below(low, high, EDGE_LINE), conforms, not_poor),
        "rent_subsidy": None if space <= 13 else False,
    }


def person_answers(person: Known, household: Known, years: int | None) -> dict[str, bool | None]:
    """The two subsidies for disabled people and the old-age allowance."""
    on_support = listed(household, "receives_low_income_support")
    supported, injured, orphan = (
        listed(person, f) for f in ("destitute_support", "work_injury_nursing_benefit", "orphan_benefit")
    )
    free = both(*(None if x is None else not x for x in (supported, injured)))
    certified = listed(person, "disability_certificate")
    level = person.get("disability_level")
    severe = None if level is None else level[1] <= 2
    no_orphan = None if orphan is None else not orphan
    return {
        "disability_living": both(certified, on_support, free, no_orphan),
        "disability_care": both(certified, severe, person.get("long_term_care_needed"), free),
        "old_age_allowance": None if years is None else years >= 90 or (years >= 80 and on_support),
    }
