@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"], known_from="soon")
def a(person):
    return finding(who=person.alive)
