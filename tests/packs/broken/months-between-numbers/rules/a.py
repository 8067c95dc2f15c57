@rule(of="person", service="s", zh="甲", en="A", clauses=["a1"])
def a(person):
    return finding(who=months_between(person.monthly_income, screening_day) > 3)
