"""渡口互助（虚构） / ferry aid (made up)."""


@rule(of="person", service="orphan", zh="渡口孤儿补助", en="Orphan's aid of the ferry", clauses=["f1"])
def ferry_orphan(person):
    return finding(
        who=age(person) < parameter.child_age and everyone(not p.alive for p in person.parents),
        amount=parameter.orphan_aid_amount,
        unit="fen/month",
    )


@rule(of="household", service="fares", zh="船费补助", en="Aid with fares", clauses=["f2"])
def fare_aid(household):
    fares = household.fares_of_a_year
    return finding(
        who=fares > 0,
        amount=round_down(
            bands(
                fares,
                (0, parameter.first_band, parameter.first_rate),
                (parameter.first_band, parameter.second_band, parameter.second_rate),
            ),
            100,
        ),
        unit="fen",
    )


@rule(of="household", service="size", zh="人口补助", en="Aid by size", clauses=["f3"])
def size_aid(household):
    return finding(
        who=count(household.members) > 1,
        amount=tiers(
            count(household.members),
            (parameter.small_family, parameter.small_amount),
            parameter.large_amount,
        ),
        unit="fen/month",
    )


@rule(of="person", service="higher", zh="取高补助", en="The higher aid", clauses=["f3"])
def higher_aid(person):
    best = higher_of(amount_of.ferry_orphan(person), amount_of.size_aid(person.household))
    return finding(who=best > 0, amount=best, unit="fen/month")


@rule(of="person", service="boarding", zh="可以上船", en="May board", clauses=["f4"])
def may_board(person):
    return finding(who=person.lantern_checked or person.crossings >= 3)


@rule(of="household", service="visit", zh="该走访", en="To be visited", clauses=["f5"], direction="burden")
def to_be_visited(household):
    return finding(who=add_months(household.last_visit, parameter.visit_months) <= screening_day)


@rule(
    of="person",
    service="drying",
    zh="晾船",
    en="Drying the boat",
    clauses=["f6"],
    direction="burden",
    valid_from="2022-08-01",
    known_from="2022-08-15",
)
def drying(person):
    return finding(who=person.on_a_flooded_reach)
