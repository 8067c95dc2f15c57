"""七天内的旅居史和离市证明 / travel history of seven days, and leaving the city."""


@rule(
    of="person",
    service="from_high_risk_area",
    zh="7天内有高风险区旅居史",
    en="Was in a high-risk area within 7 days",
    clauses=["hist_high_measure"],
    valid_from="2022-06-28",
    direction="burden",
)
def from_high_risk_area(person):
    return finding(who=person.was_in_high_risk_area)


@rule(
    of="person",
    service="from_medium_risk_area",
    zh="7天内有中风险区旅居史（无高风险区）",
    en="Was in a medium-risk area within 7 days, and in no high-risk one",
    clauses=["hist_medium_measure"],
    valid_from="2022-06-28",
    direction="burden",
)
def from_medium_risk_area(person):
    return finding(who=person.was_in_medium_risk_area and not person.was_in_high_risk_area)


@rule(
    of="person",
    service="may_leave_city",
    zh="低风险区人员可离开所在城市（48小时核酸阴性）",
    en="May leave the city from a low-risk area (negative test of 48 hours)",
    clauses=["area_low"],
    valid_from="2022-06-28",
)
def may_leave_city(person):
    return finding(who=person.negative_test_in_time)
