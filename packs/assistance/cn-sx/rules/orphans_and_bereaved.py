"""计划生育特殊家庭扶助、高龄津贴下限 / special family-planning support, the floor of the old-age allowance."""


@rule(
    of="person",
    service="bereaved_support",
    receipt="receives_bereaved_support",
    zh="计划生育家庭特别扶助金",
    en="Special support of bereaved parents",
    clauses=["sx-bereaved"],
    valid_from="2022-07-01",
    known_from="2022-07-18",
)
def bereaved_support(person):
    complication = tiers(
        person.family_planning_complication_level,
        (2, parameter.complication_1_amount),
        (3, parameter.complication_2_amount),
        parameter.complication_3_amount,
    )
    disabled_or_complication = parameter.bereaved_disabled_amount if person.only_child_disabled else complication
    return finding(
        who=person.only_child_died
        or person.only_child_disabled
        or person.family_planning_complication_level >= 1,
        amount=parameter.bereaved_died_amount if person.only_child_died else disabled_or_complication,
        unit="fen/month",
    )


@rule(
    of="person",
    service="old_age_allowance_floor",
    zh="高龄津贴（全省最低）",
    en="Old-age allowance (the province's floor)",
    clauses=["sx-elders"],
    valid_from="2023-01-01",
)
def old_age_allowance_floor(person):
    return finding(
        who=person.household.receives_low_income_support
        and age(person) >= parameter.old_age_floor_from
        and age(person) < parameter.old_age_floor_below,
        amount=parameter.old_age_floor_amount,
        unit="fen/month",
    )
