"""Households with a disabled member, and why each does or does not get the two subsidies (the truth).

56 people in 53 households hold a certificate; 39 receive the care subsidy. The gap has the causes of
assistance-standards section 12, case F: level 3 or 4, destitute support, work-injury benefit, never applied.
"""

from datetime import date

from mutong.worlds.needs import (
    CARE,
    DESTITUTE,
    LAPSED,
    LIVING,
    LOW,
    NO,
    RECEIVING,
    UNCLAIMED,
    UNTOLD,
    earns,
    family,
    gets,
    home_of,
    property_checked,
    well_off,
)  # fmt: skip
from mutong.worlds.people import Household, Person, person

_FEDERATION_DAY = date(2022, 8, 3)
_KINDS = ("limb", "sight", "intellectual", "mental", "hearing", "multiple")


def certify(one: Person, level: int | None, kind: str, needs_care: bool | None = True) -> Person:
    """A certificate with its level and kind (None: not known) and whether long-term care is needed."""
    listed = {"source": "disabled_federation", "recorded": _FEDERATION_DAY}
    one.know("disability_certificate", value="yes", **listed)
    one.know("disability_kind", value=kind, **listed)
    if level is None:
        one.know("disability_level", reason="awaiting_office", **listed)
    else:
        one.know("disability_level", low=level, high=level, **listed)
    if needs_care is not None:
        one.know("long_term_care_needed", value="yes" if needs_care else "no")
    if level == 1:
        one.know("cannot_live_alone", value="yes", source="community_health")
    return one


def _household(i: int) -> tuple[Household, Person]:
    """A household that is well off, and the grown-up in it who will hold a certificate."""
    disabled = person("female" if i % 2 else "male", 28 + i % 30, "homemaker")
    helper = person("male" if i % 2 else "female", 38 + i % 15, "worker")
    household = well_off([helper, disabled])
    return household, disabled


def _destitute(i: int) -> tuple[Household, Person]:
    """An elder alone in the world, without income, on destitute support."""
    one = earns(person("male" if i % 2 else "female", 66 + i, "retired"), 0)
    one.know("relatives_recorded", value="yes", source="public_security")
    one.know("no_one_supports", value="yes", source="grid_ledger")
    gets(one, "destitute_support")
    household = property_checked(home_of([one]))
    return household.plant_for(one, DESTITUTE, RECEIVING, receiving=True), one


def _receives_care(household: Household, one: Person) -> None:
    gets(one, "receives_disability_care")
    household.plant_for(one, CARE, RECEIVING, receiving=True)


def care_received(i: int, both: bool = False) -> Household:
    """Level 1 or 2, long-term care needed, care subsidy received; `both` members of the couple when asked."""
    household, one = _household(i)
    certify(one, 1 + i % 2, _KINDS[i % 6])
    _receives_care(household, one)
    if both:
        certify(household.members[0], 2, _KINDS[(i + 1) % 6])
        _receives_care(household, household.members[0])
    return household


def care_on_support(i: int, living: str) -> Household:
    """Care subsidy received, household on the minimum guarantee; `living` is the living subsidy's status."""
    years = 9 + i % 6 if living == UNTOLD else 30 + i
    one = person("male" if i % 2 else "female", years, "child" if living == UNTOLD else "homemaker")
    household = property_checked(family(4 * i, 300))
    household.members.append(one)
    one.know("monthly_income", low=0, high=0)
    household.facts = [f for f in household.facts if f.key != "dwelling_m2"]
    household.know("dwelling_m2", low=52, high=52)
    gets(household, "receives_low_income_support")
    household.plant(LOW, RECEIVING, receiving=True)
    certify(one, 1 + i % 2, _KINDS[i % 6])
    _receives_care(household, one)
    if living == RECEIVING:
        gets(one, "receives_disability_living")
    if living == UNTOLD:
        one.know("orphan_benefit", reason="awaiting_office", source="civil_affairs")
    cause = "missing_fact:orphan_benefit:awaiting_office" if living == UNTOLD else ""
    return household.plant_for(one, LIVING, living, cause, receiving=living == RECEIVING)


def care_lapsed(i: int) -> Household:
    """Receives the care subsidy although level 3 was found at the last assessment."""
    household, one = _household(i)
    certify(one, 3, "limb")
    gets(one, "receives_disability_care")
    return household.plant_for(one, CARE, LAPSED, "level_3_4", receiving=True)


def care_not_due(i: int, cause: str) -> Household:
    """No care subsidy, rightly; `cause` is level_3_4, destitute_support or work_injury_benefit."""
    household, one = _destitute(i) if cause == "destitute_support" else _household(i)
    certify(one, 3 + i % 2 if cause == "level_3_4" else 1 + i % 2, _KINDS[i % 2])
    if cause == "work_injury_benefit":
        one.know("work_injury_nursing_benefit", value="yes", source="social_insurance")
    return household.plant_for(one, CARE, NO, cause)


def care_not_applied(i: int) -> Household:
    """Entitled to the care subsidy and nobody has applied."""
    household, one = _household(i)
    certify(one, 1 + i % 2, _KINDS[i % 6])
    return household.plant_for(one, CARE, UNCLAIMED, "not_applied")


def care_not_told(i: int, missing: str) -> Household:
    """The care subsidy hangs on the level, which the office has not given, or on the need, never asked."""
    household, one = _household(i)
    if missing == "disability_level":
        certify(one, None, "mental")
        reason = "awaiting_office"
    else:
        certify(one, 2, "intellectual", needs_care=None)
        reason = "never_asked"
    return household.plant_for(one, CARE, UNTOLD, f"missing_fact:{missing}:{reason}")


def living_lapsed(i: int) -> Household:
    """Receives the living subsidy although the household is not on the minimum guarantee; care is in order."""
    household = care_received(i)
    one = household.members[1]
    gets(one, "receives_disability_living")
    return household.plant_for(one, LIVING, LAPSED, "household_not_on_support", receiving=True)


def disability_households() -> list[Household]:
    """All but the boy's household: 52 households with 55 certificates; 38 of these people receive the care subsidy."""
    made = [care_on_support(i, RECEIVING) for i in range(7)]
    made += [care_on_support(i, UNTOLD) for i in range(7, 9)]
    made += [care_on_support(i, UNCLAIMED) for i in range(9, 12)]
    made += [care_received(i, both=True) for i in range(3)]
    made += [care_received(i) for i in range(3, 20)]
    made.append(living_lapsed(20))
    made += [care_lapsed(i) for i in range(2)]
    made += [care_not_due(i, "level_3_4") for i in range(4)]
    made += [care_not_due(i, "destitute_support") for i in range(3)]
    made += [care_not_due(i, "work_injury_benefit") for i in range(3)]
    made += [care_not_applied(i) for i in range(4)]
    made += [care_not_told(i, "disability_level") for i in range(2)]
    made.append(care_not_told(0, "long_term_care_needed"))
    return made
