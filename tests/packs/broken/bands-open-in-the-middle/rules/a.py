@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=bands(person.monthly_income, (0, 0.1), (100, 0.2)) > parameter.line)
