@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=add_months(person.birth_date, parameter.line) < screening_day)
