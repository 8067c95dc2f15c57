@rule(of="household", service="a", zh="甲", en="A", clauses=["a1"])
def a(household):
    return finding(who=finding_of.b(household))


@rule(of="household", service="b", zh="乙", en="B", clauses=["a1"])
def b(household):
    return finding(who=not finding_of.a(household))
