@rule(of="household", service="a", zh="甲", en="A", clauses=["a1"])
def a(household):
    if household.property_conforms:
        return finding(who=True)
    return finding(who=False)
