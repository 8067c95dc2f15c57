"""临时救助：急难型、支出型和未参保失业 / temporary assistance: emergency, expenditure, uninsured jobless."""


@rule(
    of="household",
    service="temporary_emergency",
    receipt="receives_temporary_emergency",
    zh="临时救助（急难型）",
    en="Temporary assistance (emergency)",
    clauses=["18-who", "649-47", "18-amount"],
    valid_from="2018-01-23",
    valid_to="2026-07-01",
)
@rule(
    of="household",
    service="temporary_emergency",
    receipt="receives_temporary_emergency",
    zh="临时救助（急难型）",
    en="Temporary assistance (emergency)",
    clauses=["law-29", "law-50"],
    valid_from="2026-07-01",
)
def temporary_emergency(household):
    return finding(
        who=household.sudden_hardship and household.living_in_difficulty,
        amount=parameter.low_income_line * count(household.members) * parameter.temporary_emergency_months,
        unit="fen",
    )


@rule(
    of="household",
    service="temporary_expenditure",
    receipt="receives_temporary_expenditure",
    zh="临时救助（支出型）",
    en="Temporary assistance (expenditure)",
    clauses=["18-who", "18-how", "649-47", "18-amount"],
    valid_from="2018-01-23",
)
def temporary_expenditure(household):
    per_head = named(
        sum(m.monthly_income for m in household.members) / count(household.members),
        zh="人均月收入",
        en="monthly income per head",
    )
    return finding(
        who=household.sudden_necessary_spending
        and (
            household.receives_low_income_support
            or anyone(m.destitute_support for m in household.members)
            or (per_head < parameter.local_disposable_income and household.property_conforms)
        ),
        amount=parameter.low_income_line * count(household.members) * parameter.temporary_expenditure_months,
        unit="fen",
    )


@rule(
    of="person",
    service="temporary_uninsured_jobless",
    receipt="receives_uninsured_jobless_aid",
    zh="未参保失业人员一次性临时救助",
    en="One-off assistance for the uninsured jobless",
    clauses=["22-uninsured"],
    valid_from="2022-10-20",
)
def temporary_uninsured_jobless(person):
    return finding(
        who=person.unemployed_uninsured
        and person.months_without_income >= parameter.jobless_months_without_income
        and person.household.living_in_difficulty
        and not person.household.receives_low_income_support,
        amount=parameter.uninsured_jobless_amount,
        unit="fen",
    )
