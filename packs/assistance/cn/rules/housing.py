"""住房救助（法律） / housing assistance (the law)."""


@rule(
    of="household",
    service="housing_assistance",
    zh="住房救助",
    en="Housing assistance",
    clauses=["law-26", "law-42"],
    valid_from="2026-07-01",
)
def housing_assistance(household):
    return finding(
        who=(
            household.receives_low_income_support
            or household.recognised_edge_household
            or household.recognised_rigid_household
            or anyone(m.destitute_support and not m.lives_in_institution for m in household.members)
        )
        and household.dwelling_m2 / count(household.members) <= parameter.housing_poor_area
    )
