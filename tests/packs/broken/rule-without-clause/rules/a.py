@rule(of="household", service="a", zh="甲", en="A", clauses=[])
def a(household):
    return finding(who=household.dwelling_m2 < 10)
