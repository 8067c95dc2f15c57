"""残疾人两项补贴（全国的底线） / the two subsidies for disabled persons (the national floor)."""


@rule(
    of="person",
    service="disability_living",
    receipt="receives_disability_living",
    zh="困难残疾人生活补贴",
    en="Hardship living subsidy for disabled persons",
    clauses=["52-living", "overlap"],
    valid_from="2016-01-01",
)
def disability_living(person):
    return finding(
        who=person.disability_certificate
        and person.household.receives_low_income_support
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
    clauses=["52-care", "overlap"],
    valid_from="2016-01-01",
)
def disability_care(person):
    return finding(
        who=person.disability_certificate
        and person.disability_level <= 2
        and person.long_term_care_needed
        and not person.destitute_support
        and not person.work_injury_nursing_benefit,
        amount=parameter.disability_care_amount,
        unit="fen/month",
    )
