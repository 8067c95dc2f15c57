"""刚性支出困难家庭 / households in hardship through necessary spending."""


@rule(
    of="household",
    service="rigid_expenditure_household",
    receipt="recognised_rigid_household",
    zh="刚性支出困难家庭",
    en="Rigid-expenditure household",
    clauses=["rigid-4", "rigid-5"],
    valid_from="2025-01-01",
    valid_to="2026-07-01",
)
@rule(
    of="household",
    service="rigid_expenditure_household",
    receipt="recognised_rigid_household",
    zh="刚性支出困难家庭",
    en="Rigid-expenditure household",
    clauses=["law-22"],
    valid_from="2026-07-01",
)
def rigid_expenditure_household(household):
    income = sum(m.monthly_income for m in household.members)
    per_head = named(income / count(household.members), zh="人均月收入", en="monthly income per head")
    return finding(
        who=per_head < parameter.local_disposable_income
        and household.property_conforms
        and household.rigid_spending_12_months
        > income * parameter.rigid_window_months * parameter.rigid_spending_share
        and not household.receives_low_income_support
        and not household.recognised_edge_household
        and not finding_of.low_income_support(household)
        and not finding_of.edge_household(household)
        and not anyone(m.destitute_support for m in household.members)
    )
