"""低保与低保边缘 / the minimum living guarantee and the edge household."""


@rule(
    of="household",
    service="low_income_support",
    receipt="receives_low_income_support",
    zh="最低生活保障",
    en="Minimum living guarantee",
    clauses=["649-9", "57-7", "57-13", "57-14", "57-23"],
    valid_from="2021-07-01",
    valid_to="2026-07-01",
)
@rule(
    of="household",
    service="low_income_support",
    receipt="receives_low_income_support",
    zh="最低生活保障",
    en="Minimum living guarantee",
    clauses=["law-18"],
    valid_from="2026-07-01",
)
def low_income_support(household):
    per_head = named(
        sum(m.monthly_income for m in household.members) / count(household.members),
        zh="人均月收入",
        en="monthly income per head",
    )
    gap = named(max(0, parameter.low_income_line - per_head), zh="每人差额", en="gap per head")
    return finding(
        who=per_head < parameter.low_income_line
        and household.property_conforms
        and not everyone(m.destitute_support for m in household.members),
        amount=gap * count(m for m in household.members if not m.destitute_support),
        unit="fen/month",
    )


@rule(
    of="household",
    service="edge_household",
    receipt="recognised_edge_household",
    zh="低保边缘家庭",
    en="Edge household",
    clauses=["57-8", "43-4"],
    valid_from="2021-07-01",
    valid_to="2026-07-01",
)
@rule(
    of="household",
    service="edge_household",
    receipt="recognised_edge_household",
    zh="低保边缘家庭",
    en="Edge household",
    clauses=["law-21", "law-16"],
    valid_from="2026-07-01",
)
def edge_household(household):
    per_head = named(
        sum(m.monthly_income for m in household.members) / count(household.members),
        zh="人均月收入",
        en="monthly income per head",
    )
    edge_line = named(
        parameter.low_income_line * parameter.edge_multiple, zh="低保边缘标准", en="edge line"
    )
    return finding(
        who=per_head < edge_line
        and household.property_conforms
        and per_head >= parameter.low_income_line
        and not everyone(m.destitute_support for m in household.members)
    )
