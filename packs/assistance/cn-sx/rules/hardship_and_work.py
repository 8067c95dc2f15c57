"""疫情期间急难救助、就业困难人员 / emergency assistance in the epidemic, persons in employment difficulty."""


@rule(
    of="household",
    service="temporary_emergency",
    receipt="receives_temporary_emergency",
    zh="临时救助（急难型）",
    en="Temporary assistance (emergency)",
    clauses=["sx-isolation", "18-who", "649-47", "18-amount"],
    valid_from="2022-04-11",
    valid_to="2026-07-01",
)
def temporary_emergency(household):
    return finding(
        who=household.hardship_by_isolation or (household.sudden_hardship and household.living_in_difficulty),
        amount=parameter.low_income_line * count(household.members) * parameter.temporary_emergency_months,
        unit="fen",
    )


@rule(
    of="person",
    service="employment_difficulty",
    receipt="receives_employment_help",
    zh="就业困难人员（援助、公益性岗位）",
    en="Person in employment difficulty (help, public-welfare post)",
    clauses=["sx-jobs"],
    valid_from="2024-06-14",
)
def employment_difficulty(person):
    a_year = months_between(person.registered_unemployed_on, screening_day) >= parameter.jobs_registered_months
    older = (person.sex == "female" and age(person) >= parameter.jobs_age_women) or (
        person.sex == "male" and age(person) >= parameter.jobs_age_men
    )
    return finding(
        who=in_area(person.household.hukou_area_code, "14")
        and person.registered_unemployed
        and person.able_and_willing_to_work
        and (
            (older and parameter.jobs_age_conditions_met >= 1)
            or (a_year and person.household.receives_low_income_support)
            or (a_year and person.disability_certificate)
            or (a_year and person.landless_farmer)
            or finding_of.zero_employment_help(person.household)
        )
    )
