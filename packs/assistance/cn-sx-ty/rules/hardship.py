"""延迟低保、失能老人护理补贴、采暖补助 / delayed guarantee, disabled elders' allowance, heating relief."""


@rule(
    of="household",
    service="delayed_support",
    zh="延迟低保（做法，月数未核实）",
    en="Delayed guarantee (a practice, months not verified)",
    clauses=["ty-delayed"],
)
def delayed_support(household):
    return finding(
        who=household.receives_low_income_support
        and household.earner_died_recently
        and parameter.delayed_support_months > 0
    )


@rule(
    of="person",
    service="elder_care_allowance",
    receipt="receives_elder_care_allowance",
    zh="经济困难失能老人护理补贴",
    en="Care allowance for poor disabled elders",
    clauses=["ty-elder-care"],
    valid_from="2019-09-01",
)
def elder_care_allowance(person):
    return finding(
        who=in_area(person.household.hukou_area_code, "1401")
        and person.household.receives_low_income_support
        and age(person) >= parameter.elder_care_from
        and age(person) < parameter.elder_care_below
        and person.self_care_loss_assessed,
        amount=parameter.elder_care_amount,
        unit="fen/month",
    )


@rule(
    of="household",
    service="heating_aid",
    receipt="receives_heating_aid",
    zh="采暖补助",
    en="Heating relief",
    clauses=["ty-heating"],
    valid_from="2022-11-01",
)
def heating_aid(household):
    counted = named(
        max(0, min(1, parameter.heating_m2_most / household.dwelling_m2)),
        zh="补助面积占比",
        en="share of the floor area that counts",
    )
    return finding(
        who=in_area(household.hukou_area_code, "140105", "140106", "140107", "140108", "140109", "140110")
        and (
            household.receives_low_income_support
            or anyone(m.destitute_support and not m.lives_in_institution for m in household.members)
        )
        and household.heating_kind != "none",
        amount=round_half_up(
            parameter.heating_share * household.heating_fee_season * counted
            if household.heating_kind == "central" and household.title_clear
            else parameter.self_heating_amount,
            1,
        ),
        unit="fen",
    )
