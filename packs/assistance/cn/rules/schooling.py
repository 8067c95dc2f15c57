"""教育救助 / education aid."""


@rule(
    of="person",
    service="education_aid",
    receipt="receives_education_aid",
    zh="教育救助",
    en="Education aid",
    clauses=["649-33"],
    valid_to="2026-07-01",
)
def education_aid(person):
    return finding(
        who=(person.household.receives_low_income_support or person.destitute_support)
        and person.school_stage in ("primary", "junior", "senior", "vocational", "college"),
        amount=parameter.education_aid_amount,
        unit="fen/year",
    )


@rule(
    of="person",
    service="education_aid",
    receipt="receives_education_aid",
    zh="教育救助",
    en="Education aid",
    clauses=["law-25", "law-42"],
    valid_from="2026-07-01",
)
def education_aid(person):
    return finding(
        who=(
            person.household.receives_low_income_support
            or person.destitute_support
            or person.household.recognised_edge_household
            or person.household.recognised_rigid_household
        )
        and person.school_stage in ("preschool", "primary", "junior", "senior", "vocational", "college"),
        amount=parameter.education_aid_amount,
        unit="fen/year",
    )


@rule(
    of="person",
    service="disabled_child_schooling",
    zh="困难残疾儿童12年免费教育",
    en="Twelve years of free schooling for poor disabled children",
    clauses=["36-school"],
)
def disabled_child_schooling(person):
    return finding(
        who=person.disability_certificate
        and age(person) < parameter.adult_age
        and (person.household.receives_low_income_support or person.destitute_support)
        and person.school_stage in ("primary", "junior", "senior", "vocational")
    )
