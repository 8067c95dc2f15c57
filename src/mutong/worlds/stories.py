"""Three households whose stories a reader can follow through the whole system, and the lists of planted needs."""

from datetime import date

from mutong.worlds.disability_needs import care_received, certify, disability_households
from mutong.worlds.needs import (
    CARE,
    LAPSED,
    LIVING,
    LOW,
    OLD,
    RECEIVING,
    UNCLAIMED,
    UNTOLD,
    crowded,
    earns,
    edge,
    gets,
    home_of,
    income_in_a_wide_band,
    income_not_known,
    old_person,
    on_low_income_support,
    on_support_no_longer_entitled,
    property_checked,
    property_not_known,
    unclaimed_low_income,
    well_off,
)  # fmt: skip
from mutong.worlds.people import Household, person

EARNER_DIED = date(2022, 7, 18)
LOW_INCOME_HOUSEHOLDS = 55


def boy_of_eight() -> Household:
    """A boy of 8 whose muscles waste; his mother cares for him and cannot work; the father earns little."""
    father, mother = person("male", 40, "worker"), person("female", 36, "homemaker")
    boy = person("male", 8, "child")
    earns(father, 1_500)
    earns(mother, 0).know("work_state", value="unable")
    earns(boy, 0)
    household = property_checked(
        home_of([father, mother, boy], heads=2, tenure="public_rental", label="boy_of_eight")
    )
    gets(household, "receives_low_income_support")
    certify(boy, 2, "limb")
    gets(boy, "receives_disability_care")
    gets(boy, "receives_disability_living")
    household.visit_note = "孩子八岁，肌肉越来越没力气，母亲要一直守着，没法上班。"
    household.plant(LOW, RECEIVING, receiving=True)
    household.plant_for(boy, CARE, RECEIVING, receiving=True)
    return household.plant_for(boy, LIVING, RECEIVING, receiving=True)


def earner_died() -> Household:
    """The earner died this July: a jobless wife, two small children, debts; nobody has applied for anything."""
    earner, wife = person("male", 37, "worker"), person("female", 33, "homemaker")
    older, younger = person("female", 5, "child"), person("male", 2, "infant")
    earner.left_household = EARNER_DIED
    earner.know("monthly_income", low=650_000, high=650_000, recorded=date(2022, 3, 4), valid_to=EARNER_DIED)
    earner.know(
        "alive", value="no", source="public_security", valid_from=EARNER_DIED, recorded=date(2022, 7, 25)
    )
    earner.know("disability_certificate", value="no", source="disabled_federation")
    for one in (wife, older, younger):
        earns(one, 0)
    wife.know("work_state", value="jobless")
    household = property_checked(
        home_of([earner, wife, older, younger], heads=2, tenure="affordable", label="earner_died")
    )
    household.know("debts", low=18_000_000, high=18_000_000)
    household.visit_note = "男主人上月去世，换肾借了十几万；妻子没有工作，两个孩子还小。"
    return household.plant(LOW, UNCLAIMED, "income_gone")


def old_man_alone() -> Household:
    """A man of 82, alone, on the minimum guarantee, whose eyes fail; he never asked for the old-age allowance."""
    man = earns(person("male", 82, "retired"), 320)
    household = property_checked(home_of([man], tenure="low_rent", label="old_man_alone"))
    gets(household, "receives_low_income_support")
    household.visit_note = "老人独自住，一直揉眼睛，说看东西模糊，字看不清。"
    household.plant(LOW, RECEIVING, receiving=True)
    return household.plant_for(man, OLD, UNCLAIMED, "not_applied")


def _elder_on_support(i: int, status: str) -> Household:
    elder = earns(person("female", 83 + i, "retired"), 380)
    household = property_checked(home_of([elder]))
    gets(household, "receives_low_income_support")
    household.plant(LOW, RECEIVING, receiving=True)
    if status == RECEIVING:
        gets(elder, "receives_old_age_allowance")
    return household.plant_for(elder, OLD, status, receiving=status == RECEIVING)


def _rent_subsidy(i: int) -> Household:
    household = on_low_income_support(i)
    household.know("receives_rent_subsidy", value="yes", source="housing_office", recorded=date(2022, 8, 5))
    return crowded(household)


def _seriously_ill(household: Household) -> Household:
    return household.know(
        "receives_serious_illness_aid", value="yes", source="medical_security", recorded=date(2022, 8, 5)
    )


def full_community_needs() -> list[Household]:
    """All households with a planted need in the full-detail community; 55 of them are on the minimum guarantee."""
    made = [boy_of_eight(), earner_died(), old_man_alone()]
    made += disability_households()
    made += [_elder_on_support(i, RECEIVING) for i in range(2)]
    made.append(_elder_on_support(2, UNCLAIMED))
    made += [on_support_no_longer_entitled(i) for i in range(3)]
    made += [_rent_subsidy(i) for i in (1, 3)]
    made += [crowded(on_low_income_support(i)) for i in range(8)]
    made += [_seriously_ill(on_low_income_support(i)) for i in range(3)]
    made += [_seriously_ill(well_off([person("male", 50 + i, "worker"), person("female", 48, "homemaker")], 2))
             for i in range(4)]  # fmt: skip
    on_support = sum(any(p.service == LOW and p.receiving for p in h.planted) for h in made)
    made += [on_low_income_support(i) for i in range(LOW_INCOME_HOUSEHOLDS - on_support)]
    made += [unclaimed_low_income(i) for i in range(3)]
    made += [edge(i, RECEIVING) for i in range(6)]
    made += [edge(i, UNCLAIMED) for i in range(3)]
    made += [crowded(edge(i, UNCLAIMED)) for i in range(3, 5)]
    made.append(edge(5, LAPSED))
    made += [
        property_not_known(i, 300 + 50 * i, r) for i, r in enumerate(("never_asked", "awaiting_office") * 3)
    ]
    made += [property_not_known(i, 850, "never_asked") for i in range(4)]
    reasons = ("stale", "conflicting", "declined") * 2
    made += [income_not_known(i, reason) for i, reason in enumerate(reasons)]
    made += [income_in_a_wide_band(i) for i in range(5)]
    made += [old_person(years, UNCLAIMED) for years in (91, 94)]
    made.append(old_person(84, LAPSED))
    made += [old_person(88 + i, UNTOLD) for i in range(5)]
    return made


def neighbour_needs(i: int) -> list[Household]:
    """The planted needs of the i-th neighbouring community (0 to 16): three or four low-income households."""
    made = [on_low_income_support(4 * i + k) for k in range(4 if i % 17 < 4 else 3)]
    made.append(care_received(i))
    if i % 6 == 0:
        made.append(unclaimed_low_income(i))
    if i % 5 == 0:
        made.append(edge(i, UNCLAIMED))
    return made


def pregnant_women(households: list[Household], every: int) -> None:
    """Mark every so-many-th suitable woman of ordinary households as pregnant, as the health centre lists her."""
    women = [
        p
        for h in households
        for p in h.members
        if p.sex == "female" and p.role in ("worker", "homemaker") and 1982 <= p.birth_date.year <= 1999
    ]
    for one in women[::every]:
        one.know("pregnant", value="yes", source="community_health", recorded=date(2022, 8, 1))
