@rule(of="household", service="a", zh="甲", en="A", clauses=["a1"])
def a(household):
    total = 0
    for m in household.members:
        total = total + m.monthly_income
    return finding(who=total < parameter.line)
