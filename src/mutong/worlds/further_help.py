"""What else households get beside what they were planted for, worked out from how they were made (the truth).

Whoever is on the minimum guarantee or on destitute support has the medical-insurance contribution paid and, at school,
education aid; rented homes of people registered in the six urban districts hang on a standard nobody has.
"""

from collections.abc import Iterable
from datetime import date

from mutong.kernel.period import age_on
from mutong.worlds.needs import NO_STANDARD, RECEIVING, UNCLAIMED
from mutong.worlds.people import START, Household, Person

CONTRIBUTION, EDUCATION = "contribution_support", "education_aid"
REHABILITATION, RENTAL = "child_rehabilitation", "public_rental"
URBAN_DISTRICTS = ("140105", "140106", "140107", "140108", "140109", "140110")
RENTED = ("market_rented", "public_rental", "low_rent")
_LISTED_ON = date(2022, 8, 5)
_STAGES = ((6, "none"), (12, "primary"), (15, "junior"), (18, "senior"))
_REHABILITATED = ("sight", "hearing", "speech", "limb", "intellectual")


def plant_further_help(households: Iterable[Household]) -> None:
    """Write down school stages and receipts of whoever is on support, public tenancies, and what follows."""
    on_support = 0
    for household in households:
        if _lists(household, "receives_low_income_support"):
            on_support += 1
            _plant_for_members(household, household.members, unclaimed=on_support % 20 == 0)
        _plant_for_members(household, [m for m in household.members if _lists(m, "destitute_support")])
        _plant_rental(household)


def _lists(subject: Person | Household, key: str) -> bool:
    return any(fact.key == key and fact.value == "yes" for fact in subject.facts)


def _plant_for_members(household: Household, members: list[Person], unclaimed: bool = False) -> None:
    for one in members:
        _plant(household, one, CONTRIBUTION, "contribution_supported", "medical_security", unclaimed)
        stage = _stage(one)
        one.know("school_stage", value=stage, source="education_bureau", recorded=_LISTED_ON)
        if stage != "none":
            _plant(household, one, EDUCATION, "receives_education_aid", "education_bureau", unclaimed)
        if one.role in ("child", "infant") and any(
            fact.key == "disability_kind" and fact.value in _REHABILITATED for fact in one.facts
        ):
            cause = "missing_standard:rehabilitation_local_below"
            household.plant_for(one, REHABILITATION, NO_STANDARD, cause)


def _plant(
    household: Household, one: Person, service: str, receipt: str, office: str, unclaimed: bool
) -> None:
    if not unclaimed:
        one.know(receipt, value="yes", source=office, recorded=_LISTED_ON)
    household.plant_for(one, service, UNCLAIMED if unclaimed else RECEIVING, receiving=not unclaimed)


def _stage(one: Person) -> str:
    if one.role not in ("child", "student"):
        return "none"
    years = age_on(one.birth_date, START)
    return next((stage for below, stage in _STAGES if years < below), "none")


def _plant_rental(household: Household) -> None:
    tenant = household.tenure in ("public_rental", "low_rent")
    if tenant:
        household.know("in_public_rental", value="yes", source="housing_office", recorded=_LISTED_ON)
    if household.tenure in RENTED and household.hukou in URBAN_DISTRICTS:
        household.plant(RENTAL, NO_STANDARD, "missing_standard:local_disposable_income", tenant)
