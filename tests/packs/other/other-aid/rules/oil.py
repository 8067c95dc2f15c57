"""灯油补助（虚构） / lamp oil (made up)."""


@rule(of="household", service="lamp_oil", zh="灯油补助", en="lamp oil", clauses=["oil1"])
def lamp_oil(household):
    return finding(
        who=household.sheep_now < parameter.few_sheep,
        amount=parameter.oil_amount,
        unit="fen/month",
    )
