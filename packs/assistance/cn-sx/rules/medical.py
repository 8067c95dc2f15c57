"""医疗救助（山西2022年9月起，施行日未核实） / medical aid (Shanxi from September 2022, exact start not verified)."""


@rule(
    of="person",
    service="medical_aid",
    receipt="receives_medical_aid",
    zh="医疗救助",
    en="Medical aid",
    clauses=["sx-medical"],
    valid_from="2022-09-15",
    valid_to="2026-07-01",
)
def medical_aid(person):
    share = person.inpatient_share_year
    edge_aid = named(
        min(
            parameter.medical_cap_edge,
            parameter.medical_rate_edge
            * max(0, share - parameter.medical_deductible_edge * parameter.provincial_income),
        ),
        zh="低保边缘的救助额",
        en="aid of an edge household's member",
    )
    illness_aid = named(
        min(
            parameter.medical_cap_illness,
            parameter.medical_rate_illness
            * max(0, share - parameter.medical_deductible_illness * parameter.provincial_income),
        ),
        zh="因病致贫的救助额",
        en="aid of whom illness impoverished",
    )
    returned_aid = min(parameter.medical_cap_returned, parameter.medical_rate_returned * share)
    low_income_aid = min(parameter.medical_cap_low_income, parameter.medical_rate_low_income * share)
    destitute_aid = min(parameter.medical_cap_destitute, parameter.medical_rate_destitute * share)
    edge_or_illness = edge_aid if person.household.recognised_edge_household else illness_aid
    returned_or_less = returned_aid if person.poverty_return_recognised else edge_or_illness
    low_income_or_less = low_income_aid if person.household.receives_low_income_support else returned_or_less
    return finding(
        who=parameter.medical_reform_in_force >= 1
        and share > 0
        and (
            person.destitute_support
            or person.household.receives_low_income_support
            or person.poverty_return_recognised
            or person.household.recognised_edge_household
            or person.illness_poverty_recognised
        ),
        amount=round_half_up(destitute_aid if person.destitute_support else low_income_or_less, 1),
        unit="fen/year",
    )


@rule(
    of="person",
    service="medical_burden_warning",
    zh="医疗费用负担达到监测标准",
    en="Medical burden above the warning line",
    clauses=["sx-warning"],
    valid_from="2022-11-15",
)
def medical_burden_warning(person):
    return finding(
        who=person.medical_burden_year > parameter.warning_other
        or (
            person.medical_burden_year > parameter.warning_hardship
            and (
                person.destitute_support
                or person.household.receives_low_income_support
                or person.household.recognised_edge_household
                or person.poverty_return_recognised
                or person.illness_poverty_recognised
            )
        )
    )
