@rule(of="household", service="a", zh="甲", en="A", clauses=["a1"])
def a(household):
    return finding(who=household.property_conforms & household.receives_rent_subsidy)
