@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=round_up(person.monthly_income, 0) < parameter.line)
