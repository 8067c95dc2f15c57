"""孤儿、事实无人抚养儿童和残疾儿童康复 / orphans, de facto unsupported children, rehabilitation of disabled children."""


@rule(
    of="person",
    service="orphan_support",
    receipt="orphan_benefit",
    zh="孤儿和事实无人抚养儿童基本生活费",
    en="Support of orphans and de facto unsupported children",
    clauses=["orphan-who", "62-who", "62-amount"],
)
def orphan_support(person):
    orphan = named(
        person.parents_not_found
        or (count(person.parents) >= 1 and everyone(not p.alive for p in person.parents)),
        zh="失去父母或查找不到生父母",
        en="has lost the parents, or they cannot be found",
    )
    unsupported = named(
        count(person.parents) >= 2
        and everyone(
            not p.alive
            or p.declared_missing
            or (
                p.disability_certificate
                and (
                    p.disability_level <= parameter.severe_level
                    or (
                        p.disability_kind in ("intellectual", "mental")
                        or (p.disability_kind == "multiple" and p.disability_includes_mind)
                    )
                )
            )
            or p.major_illness_recognised
            or p.custody_six_months
            or p.out_of_contact_six_months
            for p in person.parents
        )
        and anyone(
            p.alive
            and not p.declared_missing
            and (
                (
                    p.disability_certificate
                    and (
                        p.disability_level <= parameter.severe_level
                        or (
                            p.disability_kind in ("intellectual", "mental")
                            or (p.disability_kind == "multiple" and p.disability_includes_mind)
                        )
                    )
                )
                or p.major_illness_recognised
                or p.custody_six_months
                or p.out_of_contact_six_months
            )
            for p in person.parents
        ),
        zh="父母均重残、重病、服刑、戒毒、受限或失联，或一方死亡、失踪而另一方如此",
        en="both parents severely disabled, ill, held or out of contact, or one dead or missing and the other so",
    )
    standard = (
        parameter.orphan_institution_amount if person.lives_in_institution else parameter.orphan_home_amount
    )
    return finding(
        who=age(person) < parameter.adult_age and (orphan or unsupported),
        amount=max(0, standard - person.support_received_monthly),
        unit="fen/month",
    )


@rule(
    of="person",
    service="child_rehabilitation",
    receipt="receives_child_rehabilitation",
    zh="残疾儿童康复救助",
    en="Rehabilitation aid for disabled children",
    clauses=["20-rehabilitation"],
    valid_from="2018-10-01",
)
def child_rehabilitation(person):
    of_that_age = (
        age(person) < parameter.rehabilitation_below or age(person) < parameter.rehabilitation_local_below
    )
    of_that_kind = person.rehabilitation_diagnosed or (
        person.disability_certificate
        and person.disability_kind in ("sight", "hearing", "speech", "limb", "intellectual", "multiple")
    )
    return finding(
        who=of_that_kind
        and age(person) < parameter.adult_age
        and of_that_age
        and (
            person.household.receives_low_income_support
            or person.destitute_support
            or person.orphan_benefit
            or person.household.recognised_edge_household
        )
    )
