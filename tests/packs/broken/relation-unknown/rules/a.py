@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=count(person.cousins) > 0)
