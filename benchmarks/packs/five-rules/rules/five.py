"""Five rules to be compared, made up: two of a household, three of a person."""


@rule(of="household", service="poor_home", zh="低收入户（虚构）", en="poor home (made up)", clauses=["t1"])
def poor_home(household):
    per_head = sum(m.monthly_income for m in household.members) / count(household.members)
    return finding(who=per_head < parameter.income_line and household.property_conforms)


@rule(of="household", service="edge_home", zh="边缘户（虚构）", en="edge home (made up)", clauses=["t1"])
def edge_home(household):
    per_head = sum(m.monthly_income for m in household.members) / count(household.members)
    return finding(
        who=per_head < parameter.income_line * parameter.edge_times
        and household.property_conforms
        and not finding_of.poor_home(household)
    )


@rule(of="person", service="living_subsidy", zh="生活补贴（虚构）", en="living subsidy (made up)", clauses=["t1"])
def living_subsidy(person):
    return finding(
        who=person.disability_certificate
        and (finding_of.poor_home(person.household) or finding_of.edge_home(person.household))
    )


@rule(of="person", service="care_subsidy", zh="护理补贴（虚构）", en="care subsidy (made up)", clauses=["t1"])
def care_subsidy(person):
    return finding(
        who=person.disability_certificate and person.disability_level <= 2 and person.long_term_care_needed
    )


@rule(of="person", service="very_old", zh="高龄（虚构）", en="very old (made up)", clauses=["t1"])
def very_old(person):
    return finding(who=age(person) >= parameter.very_old_from)
