"""参保资助、门诊和住院医疗救助（太原2019年；2022年9月后看省里意见是否施行） / medical aid in Taiyuan."""


@rule(
    of="person",
    service="contribution_support",
    receipt="contribution_supported",
    zh="资助参加居民医保",
    en="Supported medical-insurance contribution",
    clauses=["ty-medical", "36-school"],
    valid_from="2019-11-01",
    valid_to="2026-07-01",
)
def contribution_support(person):
    return finding(
        who=person.destitute_support
        or person.orphan_benefit
        or person.household.receives_low_income_support
        or (
            person.disability_certificate
            and person.disability_level <= parameter.severe_level
            and age(person) < parameter.adult_age
        ),
        amount=parameter.insurance_contribution,
        unit="fen/year",
    )


@rule(
    of="person",
    service="medical_aid_outpatient",
    receipt="receives_outpatient_aid",
    zh="门诊医疗救助（长期用药）",
    en="Medical aid for long-term out-patient medication",
    clauses=["ty-medical"],
    valid_from="2019-11-01",
    valid_to="2026-07-01",
)
def medical_aid_outpatient(person):
    in_full = person.destitute_support or person.orphan_benefit
    return finding(
        who=person.outpatient_share_year > 0
        and parameter.medical_reform_in_force < 1
        and (
            in_full
            or person.household.receives_low_income_support
            or person.household.recognised_edge_household
            or person.illness_poverty_recognised
        ),
        amount=round_half_up(
            min(
                parameter.outpatient_cap,
                person.outpatient_share_year
                * (parameter.outpatient_rate_destitute if in_full else parameter.outpatient_rate),
            ),
            1,
        ),
        unit="fen/year",
    )


@rule(
    of="person",
    service="medical_aid",
    receipt="receives_medical_aid",
    zh="医疗救助（住院）",
    en="Medical aid (in-patient)",
    clauses=["ty-medical", "sx-medical"],
    valid_from="2019-11-01",
    valid_to="2026-07-01",
)
def medical_aid(person):
    share = person.inpatient_share_year
    older = named(
        min(parameter.inpatient_cap, parameter.inpatient_rate * share),
        zh="按太原2019年办法",
        en="by Taiyuan's measures of 2019",
    )
    edge_aid = min(
        parameter.medical_cap_edge,
        parameter.medical_rate_edge
        * max(0, share - parameter.medical_deductible_edge * parameter.provincial_income),
    )
    illness_aid = min(
        parameter.medical_cap_illness,
        parameter.medical_rate_illness
        * max(0, share - parameter.medical_deductible_illness * parameter.provincial_income),
    )
    returned_aid = min(parameter.medical_cap_returned, parameter.medical_rate_returned * share)
    low_income_aid = min(parameter.medical_cap_low_income, parameter.medical_rate_low_income * share)
    destitute_aid = min(parameter.medical_cap_destitute, parameter.medical_rate_destitute * share)
    edge_or_illness = edge_aid if person.household.recognised_edge_household else illness_aid
    returned_or_less = returned_aid if person.poverty_return_recognised else edge_or_illness
    low_income_or_less = low_income_aid if person.household.receives_low_income_support else returned_or_less
    newer = named(
        destitute_aid if person.destitute_support else low_income_or_less,
        zh="按山西2022年意见",
        en="by Shanxi's opinion of 2022",
    )
    return finding(
        who=share > 0
        and (
            person.destitute_support
            or person.household.receives_low_income_support
            or person.household.recognised_edge_household
            or person.illness_poverty_recognised
            or (person.orphan_benefit and parameter.medical_reform_in_force < 1)
            or (person.poverty_return_recognised and parameter.medical_reform_in_force >= 1)
        ),
        amount=round_half_up(newer if parameter.medical_reform_in_force >= 1 else older, 1),
        unit="fen/year",
    )
