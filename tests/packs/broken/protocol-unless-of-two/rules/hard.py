"""难 / hard."""


@rule(of="household", service="hard", zh="难", en="hard", clauses=["a1"])
def hard(household):
    return finding(who=household.sheep_now < 3)
