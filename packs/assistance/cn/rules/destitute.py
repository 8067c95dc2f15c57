"""特困人员供养 / support for destitute persons."""


@rule(
    of="person",
    service="unable_to_support",
    zh="法定义务人无履行义务能力",
    en="Legal supporter unable to support",
    clauses=["43-8"],
    valid_from="2021-07-01",
)
def unable_to_support(person):
    low_means = (
        person.monthly_income < parameter.local_disposable_income and person.household.property_conforms
    )
    severely_disabled = person.disability_certificate and (
        person.disability_level <= parameter.severe_level
        or (
            person.disability_level <= parameter.severe_level_mind
            and (
                person.disability_kind in ("intellectual", "mental")
                or (person.disability_kind == "multiple" and person.disability_includes_mind)
            )
        )
    )
    return finding(
        who=person.destitute_support
        or (
            person.household.receives_low_income_support and age(person) >= parameter.supporter_on_support_age
        )
        or (age(person) >= parameter.supporter_old_age and low_means)
        or (severely_disabled and low_means)
        or (
            (person.lacks_civil_capacity or person.declared_missing or person.in_prison)
            and person.household.property_conforms
        )
    )


@rule(
    of="person",
    service="destitute_support",
    receipt="destitute_support",
    zh="特困人员供养",
    en="Destitute support",
    clauses=["43-4", "43-11", "43-5", "43-6", "43-8", "43-9", "43-21", "43-22", "43-24"],
    valid_from="2021-07-01",
    valid_to="2026-07-01",
)
@rule(
    of="person",
    service="destitute_support",
    receipt="destitute_support",
    zh="特困人员供养",
    en="Destitute support",
    clauses=["law-16", "law-17"],
    valid_from="2026-07-01",
)
def destitute_support(person):
    unable_to_work = named(
        age(person) >= parameter.destitute_old_from
        or age(person) < parameter.destitute_young_below
        or (
            person.destitute_support
            and (
                age(person) < parameter.adult_age
                or person.school_stage in ("primary", "junior", "senior", "vocational")
            )
        )
        or (
            person.disability_certificate
            and (
                (
                    (
                        person.disability_kind in ("intellectual", "mental")
                        or (person.disability_kind == "multiple" and person.disability_includes_mind)
                    )
                    and person.disability_level <= parameter.destitute_level_mind
                )
                or (
                    person.disability_kind == "limb"
                    and person.disability_level <= parameter.destitute_level_limb
                )
                or (
                    person.disability_kind == "sight"
                    and person.disability_level <= parameter.destitute_level_sight
                )
            )
        ),
        zh="无劳动能力",
        en="no ability to work",
    )
    no_source = named(
        person.monthly_income < parameter.low_income_line and person.household.property_conforms,
        zh="无生活来源",
        en="no source of living",
    )
    able_relative = named(
        anyone(r.alive and not finding_of.unable_to_support(r) for r in person.spouses)
        or anyone(r.alive and not finding_of.unable_to_support(r) for r in person.parents)
        or anyone(
            r.alive and age(r) >= parameter.adult_age and not finding_of.unable_to_support(r)
            for r in person.children
        ),
        zh="有履行义务能力的法定义务人",
        en="a legal supporter who is able",
    )
    care = tiers(
        person.care_tasks_not_done,
        (parameter.care_partly_from, parameter.care_institution_self),
        (parameter.care_fully_from, parameter.care_institution_partly),
        parameter.care_institution_fully,
    )
    care_at_home = tiers(
        person.care_tasks_not_done,
        (parameter.care_partly_from, parameter.care_home_self),
        (parameter.care_fully_from, parameter.care_home_partly),
        parameter.care_home_fully,
    )
    a_year = parameter.destitute_base + (care if person.lives_in_institution else care_at_home)
    return finding(
        who=person.no_one_supports
        and unable_to_work
        and no_source
        and not able_relative
        and not person.orphan_benefit,
        amount=a_year / parameter.months_a_year,
        unit="fen/month",
    )
