"""二十项补助（虚构） / twenty benefits (made up)."""


@rule(of="household", service="base_support", zh="补助 base_support", en="base support", clauses=["money"])
def base_support(household):
    return finding(
        who=sum(m.monthly_income for m in household.members) / count(household.members) < parameter.line
        and household.property_conforms,
        amount=max(
            0, parameter.line - sum(m.monthly_income for m in household.members) / count(household.members)
        )
        * count(household.members),
        unit="fen/month",
    )


@rule(of="household", service="edge_help", zh="补助 edge_help", en="edge help", clauses=["money"])
def edge_help(household):
    return finding(
        who=sum(m.monthly_income for m in household.members) / count(household.members) < parameter.edge
        and household.property_conforms
        and anyone(m.disability_certificate for m in household.members),
        amount=parameter.edge_help,
        unit="fen/month",
    )


@rule(of="household", service="rent_help", zh="补助 rent_help", en="rent help", clauses=["money"])
def rent_help(household):
    return finding(
        who=sum(m.monthly_income for m in household.members) / count(household.members) < parameter.wage
        and household.tenure == "market_rented"
        and household.dwelling_m2 / count(household.members) <= 15,
        amount=parameter.rent_help,
        unit="fen/month",
    )


@rule(of="household", service="debt_relief", zh="补助 debt_relief", en="debt relief", clauses=["money"])
def debt_relief(household):
    return finding(
        who=household.debts > 3000000
        and sum(m.monthly_income for m in household.members) / count(household.members) < parameter.edge,
        amount=parameter.debt_relief,
        unit="fen/month",
    )


@rule(of="household", service="crowded_home", zh="补助 crowded_home", en="crowded home", clauses=["money"])
def crowded_home(household):
    return finding(
        who=household.dwelling_m2 / count(household.members) < 10 and count(household.members) >= 3,
        amount=parameter.crowded_home,
        unit="fen/month",
    )


@rule(
    of="household", service="young_children", zh="补助 young_children", en="young children", clauses=["money"]
)
def young_children(household):
    return finding(
        who=anyone(age(m) < 3 for m in household.members) and household.property_conforms,
        amount=parameter.young_children,
        unit="fen/month",
    )


@rule(of="household", service="no_earner", zh="补助 no_earner", en="no earner", clauses=["money"])
def no_earner(household):
    return finding(
        who=everyone(
            m.work_state in ("jobless", "retired", "student", "child", "unable") for m in household.members
        )
        and household.property_conforms,
        amount=parameter.no_earner,
        unit="fen/month",
    )


@rule(of="household", service="heating_help", zh="补助 heating_help", en="heating help", clauses=["money"])
def heating_help(household):
    return finding(
        who=household.tenure in ("self_built", "low_rent")
        and sum(m.monthly_income for m in household.members) / count(household.members) < parameter.edge,
        amount=parameter.heating_help,
        unit="fen/month",
    )


@rule(
    of="household",
    service="public_rent_cut",
    zh="补助 public_rent_cut",
    en="public rent cut",
    clauses=["money"],
)
def public_rent_cut(household):
    return finding(
        who=household.tenure in ("public_rental", "low_rent")
        and anyone(m.long_term_care_needed for m in household.members),
        amount=parameter.public_rent_cut,
        unit="fen/month",
    )


@rule(of="household", service="two_carers", zh="补助 two_carers", en="two carers", clauses=["money"])
def two_carers(household):
    return finding(
        who=count(m for m in household.members if m.cannot_live_alone) >= 2,
        amount=parameter.two_carers,
        unit="fen/month",
    )


@rule(of="person", service="living_subsidy", zh="补助 living_subsidy", en="living subsidy", clauses=["money"])
def living_subsidy(person):
    return finding(
        who=person.disability_certificate and person.household.property_conforms,
        amount=parameter.living_subsidy,
        unit="fen/month",
    )


@rule(of="person", service="care_subsidy", zh="补助 care_subsidy", en="care subsidy", clauses=["money"])
def care_subsidy(person):
    return finding(
        who=person.disability_certificate and person.disability_level <= 2 and person.long_term_care_needed,
        amount=parameter.care_subsidy,
        unit="fen/month",
    )


@rule(of="person", service="mind_subsidy", zh="补助 mind_subsidy", en="mind subsidy", clauses=["money"])
def mind_subsidy(person):
    return finding(
        who=person.disability_certificate and person.disability_kind in ("intellectual", "mental"),
        amount=parameter.mind_subsidy,
        unit="fen/month",
    )


@rule(of="person", service="old_age", zh="补助 old_age", en="old age", clauses=["money"])
def old_age(person):
    return finding(
        who=age(person) >= 80,
        amount=parameter.old_age,
        unit="fen/month",
    )


@rule(of="person", service="very_old", zh="补助 very_old", en="very old", clauses=["money"])
def very_old(person):
    return finding(
        who=age(person) >= 90 or (age(person) >= 75 and person.cannot_live_alone),
        amount=parameter.very_old,
        unit="fen/month",
    )


@rule(of="person", service="sight_help", zh="补助 sight_help", en="sight help", clauses=["money"])
def sight_help(person):
    return finding(
        who=person.sees_poorly and age(person) >= 60,
        amount=parameter.sight_help,
        unit="fen/month",
    )


@rule(of="person", service="jobless_help", zh="补助 jobless_help", en="jobless help", clauses=["money"])
def jobless_help(person):
    return finding(
        who=person.work_state == "jobless" and person.monthly_income < parameter.line and age(person) >= 45,
        amount=parameter.jobless_help,
        unit="fen/month",
    )


@rule(of="person", service="child_support", zh="补助 child_support", en="child support", clauses=["money"])
def child_support(person):
    return finding(
        who=age(person) < 16 and finding_of.base_support(person.household),
        amount=parameter.child_support,
        unit="fen/month",
    )


@rule(of="person", service="pregnancy_help", zh="补助 pregnancy_help", en="pregnancy help", clauses=["money"])
def pregnancy_help(person):
    return finding(
        who=person.pregnant and person.monthly_income < parameter.wage,
        amount=parameter.pregnancy_help,
        unit="fen/month",
    )


@rule(of="person", service="unaided_elder", zh="补助 unaided_elder", en="unaided elder", clauses=["money"])
def unaided_elder(person):
    return finding(
        who=age(person) >= 60 and person.cannot_live_alone and not person.work_injury_nursing_benefit,
        amount=parameter.unaided_elder,
        unit="fen/month",
    )
