"""参保资助与医疗救助（全国） / supported contributions and medical aid (national)."""


@rule(
    of="person",
    service="contribution_support",
    receipt="contribution_supported",
    zh="资助参加居民医保",
    en="Supported medical-insurance contribution",
    clauses=["36-school"],
    valid_to="2026-07-01",
)
def contribution_support(person):
    return finding(
        who=person.disability_certificate
        and person.disability_level <= parameter.severe_level
        and age(person) < parameter.adult_age,
        amount=parameter.insurance_contribution,
        unit="fen/year",
    )


@rule(
    of="person",
    service="contribution_support",
    receipt="contribution_supported",
    zh="资助参加居民医保",
    en="Supported medical-insurance contribution",
    clauses=["law-24", "law-42", "36-school"],
    valid_from="2026-07-01",
)
def contribution_support(person):
    return finding(
        who=person.destitute_support
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
    service="medical_aid",
    receipt="receives_medical_aid",
    zh="医疗救助",
    en="Medical aid",
    clauses=["law-24", "law-42"],
    valid_from="2026-07-01",
)
def medical_aid(person):
    return finding(
        who=(
            person.destitute_support
            or person.household.receives_low_income_support
            or person.household.recognised_edge_household
            or person.household.recognised_rigid_household
        )
        and person.inpatient_share_year > 0,
        amount=person.inpatient_share_year * parameter.medical_rate,
        unit="fen/year",
    )
