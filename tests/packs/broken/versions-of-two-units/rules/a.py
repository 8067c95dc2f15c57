@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"], valid_to="2022-01-01")
def a(person):
    return finding(who=person.alive, amount=parameter.line, unit="fen/month")


@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"], valid_from="2022-01-01")
def a(person):
    return finding(who=person.alive)
