"""特殊困难老年人探访 / visits to elders in special difficulty."""


@rule(
    of="person",
    service="elder_visits",
    zh="特殊困难老年人（探访）",
    en="Elder in special difficulty (to be visited)",
    clauses=["73-visit"],
    valid_from="2022-10-27",
)
def elder_in_difficulty(person):
    return finding(
        who=age(person) >= parameter.elder_from
        and (
            count(person.household.members) <= 1
            or everyone(age(m) >= parameter.elder_from for m in person.household.members)
            or person.left_behind_elder
            or person.self_care_loss_assessed
            or person.cannot_live_alone
            or (person.disability_certificate and person.disability_level <= parameter.severe_level)
            or person.only_child_died
            or person.only_child_disabled
        )
    )


@rule(
    of="person",
    service="elder_visit_due",
    zh="特殊困难老年人满一个月未走访",
    en="Elder in special difficulty not visited for a month",
    clauses=["73-visit"],
    valid_from="2022-10-27",
)
def elder_visit_due(person):
    return finding(
        who=finding_of.elder_in_difficulty(person)
        and add_months(person.household.last_home_visit, parameter.elder_visit_months) <= screening_day
    )
