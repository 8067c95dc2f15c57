"""Households planted with a need: what they get, what they should get, and what cannot be told (the truth).

Each function makes households whose answer is plain from the text of the standards in August 2022
(assistance-standards: 730 yuan for the minimum guarantee, 1,095 for an edge household, both strict). Amounts stay
well away from the lines.
"""

from datetime import date

from mutong.worlds.people import Household, Person, person

OFFICE_DAY = date(2022, 8, 5)
CHECKED_DAY = date(2022, 5, 20)
LOW, EDGE = "low_income_support", "edge_household"
LIVING, CARE, OLD = "disability_living", "disability_care", "old_age_allowance"
RENT, DESTITUTE = "rent_subsidy", "destitute_support"
RECEIVING, UNCLAIMED, LAPSED = "entitled_receiving", "entitled_not_receiving", "receiving_not_entitled"
UNTOLD, NO_STANDARD, NO = "cannot_tell_fact", "cannot_tell_standard", "not_entitled"


def earns(one: Person, yuan: int, high: int | None = None) -> Person:
    """A known monthly income in yuan, or a band."""
    return one.know("monthly_income", low=yuan * 100, high=(yuan if high is None else high) * 100)


def gets(subject: Person | Household, key: str) -> None:
    """An office lists the subject as receiving."""
    subject.know(key, value="yes", source="civil_affairs", recorded=OFFICE_DAY)


def home_of(
    members: list[Person], heads: int = 1, space: int = 22, tenure: str = "", label: str = ""
) -> Household:
    """A household of these people with so many square metres a head."""
    household = Household(members, heads=heads, tenure=tenure, label=label)
    household.know("dwelling_m2", low=space * len(members), high=space * len(members))
    return household


def property_checked(household: Household) -> Household:
    """The means check found the property in order."""
    return household.know("property_conforms", value="yes", source="civil_affairs", recorded=CHECKED_DAY)


def family(i: int, yuan: int) -> Household:
    """A household of one to four working-age people and children, `yuan` a head, all of it earned by the first."""
    shape = i % 4
    first = person("female" if i % 2 else "male", 34 + i % 17, "worker")
    if shape == 0:
        members, heads = [first], 1
    elif shape == 1:
        members, heads = [first, person("male", 6 + i % 8, "child")], 1
    elif shape == 2:
        members = [first, person("male" if i % 2 else "female", 33 + i % 15, "homemaker")]
        heads = 2
    else:
        members = [
            first,
            person("male" if i % 2 else "female", 33 + i % 15, "homemaker"),
            person("female", 4 + i % 11, "child"),
        ]
        heads = 2
    earns(first, yuan * len(members))
    for one in members[1:]:
        earns(one, 0)
    return home_of(members, heads)


def on_low_income_support(i: int) -> Household:
    """Receives the minimum guarantee and is entitled: 150 to 550 yuan a head."""
    household = property_checked(family(i, 150 + i % 9 * 50))
    gets(household, "receives_low_income_support")
    return household.plant(LOW, RECEIVING, receiving=True)


def crowded(household: Household, space: int = 10) -> Household:
    """A rented home of at most 13 square metres a head: the rent subsidy hangs on a standard nobody has."""
    size = len(household.members)
    household.tenure = "market_rented"
    household.facts = [f for f in household.facts if f.key != "dwelling_m2"]
    household.know("dwelling_m2", low=space * size, high=space * size)
    receiving = any(f.key == "receives_rent_subsidy" for f in household.facts)
    return household.plant(RENT, NO_STANDARD, "missing_standard:minimum_wage_last_year", receiving)


def on_support_no_longer_entitled(i: int) -> Household:
    """Receives the minimum guarantee although 1,900 yuan a head come in since June."""
    household = property_checked(family(i, 1_900))
    first = household.members[0]
    first.facts[0].valid_from = date(2022, 6, 1)
    first.know(
        "monthly_income", low=40_000, high=40_000, recorded=date(2022, 3, 2), valid_to=date(2022, 6, 1)
    )
    gets(household, "receives_low_income_support")
    return household.plant(LOW, LAPSED, "income_risen", receiving=True)


def unclaimed_low_income(i: int) -> Household:
    """Entitled to the minimum guarantee and nobody has applied: 200 to 500 yuan a head."""
    return property_checked(family(i, 200 + i % 4 * 100)).plant(LOW, UNCLAIMED)


def edge(i: int, status: str) -> Household:
    """An edge household (800 to 1,000 yuan a head), or one recognised that no longer is (1,900)."""
    household = property_checked(family(i, 1_900 if status == LAPSED else 800 + i % 5 * 50))
    if status != UNCLAIMED:
        gets(household, "recognised_edge_household")
    cause = "income_risen" if status == LAPSED else ""
    return household.plant(EDGE, status, cause, receiving=status != UNCLAIMED)


def property_not_known(i: int, yuan: int, reason: str) -> Household:
    """Poor enough, but the means check is missing; `reason` is a word of UNKNOWN_REASONS."""
    household = family(i, yuan)
    if reason != "never_asked":
        household.know("property_conforms", source="civil_affairs", recorded=CHECKED_DAY, reason=reason)
    cause = f"missing_fact:property_conforms:{reason}"
    return household.plant(LOW if yuan < 730 else EDGE, UNTOLD, cause)


def income_not_known(i: int, reason: str) -> Household:
    """Property in order; the income of the only earner is not known, for the reason given."""
    household = property_checked(family(i, 0))
    one = household.members[0]
    one.facts = [f for f in one.facts if f.key != "monthly_income"]
    if reason == "stale":
        one.know(
            "monthly_income", low=30_000, high=30_000, recorded=date(2021, 9, 15), valid_from=date(2021, 1, 1)
        )
    elif reason == "conflicting":
        earns(one, 300)
        one.know("monthly_income", low=480_000, high=480_000, source="employer")
    elif reason != "never_asked":
        one.know("monthly_income", reason=reason)
    cause = f"missing_fact:monthly_income:{reason}"
    return household.plant(LOW, UNTOLD, cause).plant(EDGE, UNTOLD, cause)


def not_asked_yet(household: Household) -> Household:
    """An ordinary household whose one earner's income nobody has asked, nor visited in August; property in order."""
    for one in household.members:
        one.facts = [f for f in one.facts if f.key != "monthly_income"]
    property_checked(household).visit_open = True
    cause = "missing_fact:monthly_income:never_asked"
    return household.plant(LOW, UNTOLD, cause).plant(EDGE, UNTOLD, cause)


def income_in_a_wide_band(i: int) -> Household:
    """900 to 1,300 yuan a head: not below the first line, on either side of the second."""
    household = property_checked(family(i, 0))
    one, size = household.members[0], len(household.members)
    one.facts = [f for f in one.facts if f.key != "monthly_income"]
    earns(one, 900 * size, 1_300 * size)
    return household.plant(EDGE, UNTOLD, "missing_fact:monthly_income:wide_band")


def well_off(members: list[Person], heads: int = 1) -> Household:
    """A household whose first member earns at least 2,400 yuan for each head."""
    earns(members[0], 2_400 * len(members))
    for one in members[1:]:
        if one.role not in ("child", "infant"):
            earns(one, 0)
    return home_of(members, heads)


def old_person(years: int, status: str, days: int = 120) -> Household:
    """An elder who lives with a grown-up child, with the old-age allowance in the status given."""
    elder = person("female" if years % 2 else "male", years, "retired", days)
    household = well_off([person("male", 55, "worker"), elder])
    if status == UNTOLD:
        elder.birth_date = None
        # Else it could not be told whether somebody so old is an orphan.
        elder.know("relatives_recorded", value="yes", source="public_security")
        return household.plant_for(elder, OLD, UNTOLD, "missing_fact:birth_date:never_asked")
    if status != UNCLAIMED:
        gets(elder, "receives_old_age_allowance")
    cause = "under_90_without_low_income_support" if status == LAPSED else ""
    return household.plant_for(elder, OLD, status, cause, receiving=status != UNCLAIMED)
