"""密接中谁可以考虑居家、谁不能陪护 / who among contacts may be handled at home, and who cannot be a carer."""


@rule(
    of="person",
    service="home_isolation_considered",
    zh="密接中的特殊人群（可考虑居家隔离）",
    en="Close contact who may be handled at home",
    clauses=["special_children", "special_dependent", "special_pregnant"],
    valid_from="2022-06-28",
)
def home_isolation_considered(person):
    child = age(person) <= parameter.child_age_sure or (
        age(person) == parameter.child_age_disputed and parameter.child_age_last >= parameter.child_age_disputed
    )
    return finding(
        who=child or person.cannot_live_alone or person.severe_underlying_disease or person.pregnant
    )


@rule(
    of="person",
    service="carer_unfit",
    zh="不能作为陪护人员",
    en="Cannot be a carer in isolation",
    clauses=["carers"],
    valid_from="2022-06-28",
    direction="burden",
)
def carer_unfit(person):
    return finding(who=person.chronic_disease or age(person) >= parameter.carer_elderly_from)
