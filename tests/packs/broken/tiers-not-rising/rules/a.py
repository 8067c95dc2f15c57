@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=tiers(person.disability_level, (3, 1), (2, 2), 3) > 1)
