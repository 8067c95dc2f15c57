"""Twenty rules to be timed, made up: ten of a household, ten of a person. bulk_by_hand.py has them by hand."""


@rule(of="household", service="poor_home", zh="低收入户（虚构）", en="poor home (made up)", clauses=["t1"])
def poor_home(household):
    per_head = sum(m.monthly_income for m in household.members) / count(household.members)
    return finding(
        who=per_head < parameter.income_line
        and household.property_conforms
        and not anyone(m.destitute_support for m in household.members)
    )


@rule(of="household", service="edge_home", zh="边缘户（虚构）", en="edge home (made up)", clauses=["t1"])
def edge_home(household):
    per_head = sum(m.monthly_income for m in household.members) / count(household.members)
    return finding(
        who=per_head < parameter.income_line * parameter.edge_times
        and household.property_conforms
        and not finding_of.poor_home(household)
    )


@rule(of="household", service="rent_help", zh="租补（虚构）", en="rent help (made up)", clauses=["t1"])
def rent_help(household):
    per_head = sum(m.monthly_income for m in household.members) / count(household.members)
    return finding(
        who=in_area(household.hukou_area_code, "1401")
        and household.dwelling_m2 / count(household.members) <= parameter.rent_space
        and per_head < parameter.income_line * parameter.rent_times
    )


@rule(of="household", service="poor_tenant", zh="低收入租户（虚构）", en="poor tenant (made up)", clauses=["t1"])
def poor_tenant(household):
    return finding(who=household.tenure == "market_rented" and finding_of.poor_home(household))


@rule(of="household", service="old_home", zh="纯老户（虚构）", en="home of the old (made up)", clauses=["t1"])
def old_home(household):
    return finding(who=everyone(age(m) >= 65 for m in household.members))


@rule(of="household", service="many_children", zh="多子女（虚构）", en="many children (made up)", clauses=["t1"])
def many_children(household):
    return finding(who=count(m for m in household.members if age(m) < 18) >= 3)


@rule(of="household", service="many_dependants", zh="负担重（虚构）", en="many dependants (made up)", clauses=["t1"])
def many_dependants(household):
    dependants = count(
        m for m in household.members if age(m) < 18 or age(m) >= 65 or m.disability_certificate
    )
    return finding(who=dependants * 2 > count(household.members))


@rule(of="household", service="deep_debt", zh="重债户（虚构）", en="deep debt (made up)", clauses=["t1"])
def deep_debt(household):
    return finding(
        who=household.debts > sum(m.monthly_income for m in household.members) * parameter.debt_months
    )


@rule(of="household", service="no_earner", zh="无人就业（虚构）", en="no earner (made up)", clauses=["t1"])
def no_earner(household):
    return finding(who=not anyone(m.work_state == "employed" for m in household.members))


@rule(of="household", service="alone_and_old", zh="独居老人（虚构）", en="alone and old (made up)", clauses=["t1"])
def alone_and_old(household):
    return finding(who=count(household.members) == 1 and anyone(age(m) >= 70 for m in household.members))


@rule(of="person", service="living_subsidy", zh="生活补贴（虚构）", en="living subsidy (made up)", clauses=["t1"])
def living_subsidy(person):
    return finding(
        who=person.disability_certificate
        and person.household.receives_low_income_support
        and not person.destitute_support
        and not person.work_injury_nursing_benefit
        and not person.orphan_benefit
    )


@rule(of="person", service="care_subsidy", zh="护理补贴（虚构）", en="care subsidy (made up)", clauses=["t1"])
def care_subsidy(person):
    return finding(
        who=person.disability_certificate
        and person.disability_level <= 2
        and person.long_term_care_needed
        and not person.destitute_support
        and not person.work_injury_nursing_benefit
    )


@rule(of="person", service="very_old", zh="高龄（虚构）", en="very old (made up)", clauses=["t1"])
def very_old(person):
    return finding(who=age(person) >= 80)


@rule(of="person", service="old_and_poor", zh="贫困老人（虚构）", en="old and poor (made up)", clauses=["t1"])
def old_and_poor(person):
    return finding(
        who=age(person) >= 65
        and (person.household.receives_low_income_support or finding_of.poor_home(person.household))
    )


@rule(of="person", service="care_visit", zh="照护探访（虚构）", en="care visit (made up)", clauses=["t1"])
def care_visit(person):
    return finding(who=(person.cannot_live_alone or person.sees_poorly) and age(person) >= 65)


@rule(of="person", service="work_found", zh="就业援助（虚构）", en="work found (made up)", clauses=["t1"])
def work_found(person):
    return finding(
        who=person.work_state == "jobless"
        and age(person) >= 18
        and age(person) < 60
        and (finding_of.poor_home(person.household) or finding_of.edge_home(person.household))
    )


@rule(of="person", service="mother_care", zh="孕产关怀（虚构）", en="mother care (made up)", clauses=["t1"])
def mother_care(person):
    return finding(who=person.sex == "female" and person.pregnant)


@rule(of="person", service="child_aid", zh="儿童关爱（虚构）", en="child aid (made up)", clauses=["t1"])
def child_aid(person):
    return finding(
        who=age(person) < 18
        and (person.orphan_benefit or anyone(m.destitute_support for m in person.household.members))
    )


@rule(of="person", service="mind_care", zh="精神关爱（虚构）", en="mind care (made up)", clauses=["t1"])
def mind_care(person):
    return finding(
        who=person.disability_certificate and person.disability_kind in ("intellectual", "mental")
    )


@rule(of="person", service="small_income", zh="收入低（虚构）", en="small income (made up)", clauses=["t1"])
def small_income(person):
    return finding(who=person.monthly_income < parameter.income_line and not person.work_state == "student")
