@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=person.alive, amount=amount_of.b(person), unit="fen/month")


@rule(of="person", service="s", zh="乙", en="B", clauses=["a1"])
def b(person):
    return finding(who=amount_of.a(person) > 0, amount=parameter.line, unit="fen/month")
