@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=person.disability_level + 1 ** 2 > 3)
