"""平静（虚构） / calm (made up)."""


@rule(of="household", service="calm", zh="平静之户", en="calm household", clauses=["review"])
def calm(household):
    return finding(who=household.sheep_now < 3)
