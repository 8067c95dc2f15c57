@rule(of="household", service="a", zh="甲", en="A", clauses=["a7"])
def a(household):
    return finding(who=household.dwelling_m2 < 10)
