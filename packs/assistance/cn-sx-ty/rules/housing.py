"""公共租赁住房（太原，待住房部门确认） / public rental housing (Taiyuan, to be confirmed)."""


@rule(
    of="household",
    service="public_rental",
    receipt="in_public_rental",
    zh="公共租赁住房",
    en="Public rental housing",
    clauses=["ty-rent-low", "ty-rent-middle"],
)
def public_rental(household):
    people = count(household.members)
    per_head = named(
        sum(m.monthly_income for m in household.members) / people,
        zh="人均月收入",
        en="monthly income per head",
    )
    area_per_head = named(household.dwelling_m2 / people, zh="人均建筑面积", en="floor area per head")
    settled = (
        in_area(household.hukou_area_code, "140105", "140106", "140107", "140108", "140109", "140110")
        and household.residence_years >= parameter.rental_residence_years
        and not household.has_homestead
    )
    without_home = (
        household.tenure in ("market_rented", "public_rental", "low_rent") and not household.owns_other_home
    )
    return finding(
        who=(
            settled
            and (
                (area_per_head <= parameter.rent_area_limit and per_head < parameter.minimum_wage_last_year)
                or (without_home and per_head < parameter.local_disposable_income)
            )
        )
        or (household.named_housing_group and without_home)
    )
