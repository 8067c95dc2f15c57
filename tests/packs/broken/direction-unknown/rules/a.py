@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"], direction="up")
def a(person):
    return finding(who=person.alive)
