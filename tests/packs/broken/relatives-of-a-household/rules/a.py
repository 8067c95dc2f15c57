@rule(of="household", service="s", zh="甲", en="A", clauses=["a1"])
def a(household):
    return finding(who=count(household.parents) > 0)
