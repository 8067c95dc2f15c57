@rule(of="household", service="a", zh="甲", en="A", clauses=["b1"])
def a(household):
    return finding(who=sum(m.monthly_income for m in household.members) < parameter.line)


@rule(of="household", service="b", zh="乙", en="B", clauses=["b1"])
def b(household):
    return finding(who=household.receives_low_income_support)
