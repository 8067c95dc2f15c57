@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=anyone(person.household.dwelling_m2 > 9 for p in person.parents))
