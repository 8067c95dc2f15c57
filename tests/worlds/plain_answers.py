"""The services of August 2022 worked out anew, slowly, from the text, for one household at a time.

It shares no code with the product: its answers are held against what was planted. None stands for "cannot tell".
"""

from datetime import date

TODAY = date(2022, 8, 22)
LINE, EDGE_LINE = 73_000, 109_500
URBAN = ("140105", "140106", "140107", "140108", "140109", "140110")
RENTED = ("market_rented", "public_rental", "low_rent")
AT_SCHOOL = ("primary", "junior", "senior", "vocational", "college")
REHABILITATED = ("sight", "hearing", "speech", "limb", "intellectual")
STALE = {"monthly_income": 183, "property_conforms": 365}
Known = dict[str, object]


def known_facts(rows: list[dict[str, str]]) -> dict[str, Known]:
    """Subject -> fact -> value: (low, high), True or False, a code as text, None for not known."""
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
        value: object = {"yes": True, "no": False}.get(one["value"], one["value"])
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


def either(*answers: bool | None) -> bool | None:
    """Any of them, where None is not known."""
    return True if True in answers else None if None in answers else False


def household_answers(
    members: list[Known], household: Known, tenure: str, hukou: str
) -> dict[str, bool | None]:
    """Minimum guarantee, edge household, rent subsidy and public rental (the last two never yes: last year's minimum
    wage and disposable income are not known).
    """
    incomes = [m.get("monthly_income") or (0.0, float("inf")) for m in members]
    low = sum(i[0] for i in incomes) / len(members)
    high = sum(i[1] for i in incomes) / len(members)
    conforms = household.get("property_conforms")
    destitute = [bool(listed(m, "destitute_support")) for m in members]
    poor = both(below(low, high, LINE), conforms, not all(destitute))
    below_line = below(low, high, LINE)
    not_below = None if below_line is None else not below_line
    space = household["dwelling_m2"][1] / len(members)
    return {
        "low_income_support": poor,
        "edge_household": both(below(low, high, EDGE_LINE), conforms, not_below, not all(destitute)),
        "rent_subsidy": None if space <= 13 else False,
        "public_rental": None if tenure in RENTED and hukou in URBAN else False,
    }


def person_answers(person: Known, household: Known, years: int | None) -> dict[str, bool | None]:
    """The subsidies for disabled people and the old, destitute support, contribution, schooling, rehabilitation."""
    on_support = listed(household, "receives_low_income_support")
    supported, injured, orphan = (
        listed(person, f) for f in ("destitute_support", "work_injury_nursing_benefit", "orphan_benefit")
    )
    free = both(*(None if x is None else not x for x in (supported, injured)))
    certified = listed(person, "disability_certificate")
    level = person.get("disability_level")
    severe = None if level is None else level[1] <= 2
    no_orphan = None if orphan is None else not orphan
    helped = either(on_support, supported)
    minor = None if years is None else years < 18
    alone = both(listed(person, "no_one_supports"), person.get("relatives_recorded"))
    poor = both(
        below(*(person.get("monthly_income") or (0.0, float("inf"))), LINE),
        household.get("property_conforms"),
    )
    unable = either(None if years is None else years >= 60 or years < 16, severe if certified else False)
    curable = both(certified, person.get("disability_kind") in REHABILITATED, minor, helped)
    return {
        "destitute_support": both(alone, unable, poor, no_orphan),
        "contribution_support": either(helped, both(certified, severe, minor)),
        "education_aid": both(helped, person.get("school_stage") in AT_SCHOOL),
        # Seven and older: only where the place has gone further, and nobody knows whether it has.
        "child_rehabilitation": both(curable, True if years is not None and years < 7 else None),
        "disability_living": both(certified, on_support, free, no_orphan),
        "disability_care": both(certified, severe, person.get("long_term_care_needed"), free),
        "old_age_allowance": None if years is None else years >= 90 or (years >= 80 and on_support),
    }
