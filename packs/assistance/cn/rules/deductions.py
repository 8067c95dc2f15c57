"""按规定扣减刚性支出后的低保 / the guarantee after documented costs are deducted."""


@rule(
    of="household",
    service="low_income_support_after_deductions",
    zh="扣减必要支出后符合低保",
    en="Minimum living guarantee after deductions",
    clauses=["57-13", "649-9"],
    valid_from="2021-07-01",
    valid_to="2026-07-01",
)
def low_income_after_deductions(household):
    income = sum(m.monthly_income for m in household.members)
    deducted = named(
        household.documented_costs * parameter.deduction_share,
        zh="按规定扣减的支出",
        en="costs deducted as prescribed",
    )
    per_head = named(
        (income - deducted) / count(household.members),
        zh="扣减后人均月收入",
        en="monthly income per head after deductions",
    )
    return finding(
        who=household.deductions_documented
        and not finding_of.low_income_support(household)
        and household.property_conforms
        and per_head < parameter.low_income_line
        and not everyone(m.destitute_support for m in household.members),
        amount=max(0, parameter.low_income_line - per_head)
        * count(m for m in household.members if not m.destitute_support),
        unit="fen/month",
    )
