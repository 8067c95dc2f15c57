@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=person.alive)


@rule(of="person", service="s", zh="乙", en="B", clauses=["a1"])
def b(person):
    return finding(who=amount_of.a(person) > 0)
