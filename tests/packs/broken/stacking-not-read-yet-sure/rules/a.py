@rule(of="household", service="a", zh="甲", en="A", clauses=["a1"])
def a(household):
    return finding(who=household.property_conforms)


@rule(of="household", service="b", zh="乙", en="B", clauses=["a1"])
def b(household):
    return finding(who=household.receives_low_income_support)
