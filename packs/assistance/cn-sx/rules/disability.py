"""山西自2023年起扩围的两项补贴 / the two subsidies as Shanxi widened them from 2023."""


@rule(
    of="person",
    service="disability_living",
    receipt="receives_disability_living",
    zh="困难残疾人生活补贴",
    en="Hardship living subsidy for disabled persons",
    clauses=["sx-living", "52-living", "overlap"],
    valid_from="2023-01-01",
)
def disability_living(person):
    return finding(
        who=person.disability_certificate
        and (
            person.household.receives_low_income_support
            or person.household.recognised_edge_household
            or finding_of.edge_household(person.household)
        )
        and not person.destitute_support
        and not person.work_injury_nursing_benefit
        and not person.orphan_benefit,
        amount=parameter.disability_living_amount,
        unit="fen/month",
    )


@rule(
    of="person",
    service="disability_care",
    receipt="receives_disability_care",
    zh="重度残疾人护理补贴",
    en="Severe care subsidy for disabled persons",
    clauses=["sx-care", "52-care", "overlap", "sx-care-share"],
    valid_from="2023-01-01",
)
def disability_care(person):
    widened = person.disability_kind in ("intellectual", "mental") or (
        person.disability_kind == "multiple" and person.disability_includes_mind
    )
    return finding(
        who=person.disability_certificate
        and (person.disability_level <= 2 or widened)
        and person.long_term_care_needed
        and not person.destitute_support
        and not person.work_injury_nursing_benefit,
        amount=parameter.disability_care_amount
        if person.disability_level <= 2
        else parameter.disability_care_amount * parameter.care_share_level_3_4,
        unit="fen/month",
    )
