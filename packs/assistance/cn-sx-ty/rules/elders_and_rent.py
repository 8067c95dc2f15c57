"""高龄津贴与租赁补贴（太原，待街道确认） / old-age allowance and rent subsidy (Taiyuan, to be confirmed)."""


@rule(
    of="person",
    service="old_age_allowance",
    receipt="receives_old_age_allowance",
    zh="高龄津贴",
    en="Old-age allowance",
    clauses=["ty-old-age"],
    valid_from="2019-09-01",
)
def old_age_allowance(person):
    return finding(
        who=in_area(person.household.hukou_area_code, "1401")
        and (
            age(person) >= parameter.old_age_all_from
            or (age(person) >= parameter.old_age_from and person.household.receives_low_income_support)
        ),
        amount=parameter.old_age_hundred_amount
        if age(person) >= parameter.old_age_hundred
        else parameter.old_age_amount,
        unit="fen/month",
    )


@rule(
    of="household",
    service="rent_subsidy",
    receipt="receives_rent_subsidy",
    zh="租赁补贴（低收入类）",
    en="Rent subsidy (low-income class)",
    clauses=["ty-rent-low"],
)
def rent_subsidy(household):
    people = count(household.members)
    per_head = named(
        sum(m.monthly_income for m in household.members) / people,
        zh="人均月收入",
        en="monthly income per head",
    )
    area_per_head = named(household.dwelling_m2 / people, zh="人均建筑面积", en="floor area per head")
    return finding(
        who=in_area(
            household.hukou_area_code, "140105", "140106", "140107", "140108", "140109", "140110"
        )
        and area_per_head <= parameter.rent_area_limit
        and per_head < parameter.minimum_wage_last_year,
        amount=parameter.rent_subsidy_amount,
        unit="fen/month",
    )
