"""单人保：可以单独申请低保的人 / who may apply for the guarantee alone, as a household of one."""


@rule(
    of="person",
    service="single_person_support",
    receipt="receives_single_person_support",
    zh="单人户低保",
    en="Guarantee as a household of one",
    clauses=["57-8", "649-9", "57-23"],
    valid_from="2021-07-01",
    valid_to="2022-10-20",
)
def single_person_support(person):
    in_edge_household = person.household.recognised_edge_household or finding_of.edge_household(
        person.household
    )
    severely_disabled = named(
        person.disability_certificate
        and (
            person.disability_level <= parameter.severe_level
            or (
                person.disability_level <= parameter.severe_level_mind
                and (
                    person.disability_kind in ("intellectual", "mental")
                    or (person.disability_kind == "multiple" and person.disability_includes_mind)
                )
            )
        ),
        zh="一、二级残疾或三级智力、精神残疾",
        en="disability level 1 or 2, or level 3 intellectual or mental",
    )
    own_means = person.monthly_income < parameter.low_income_line and person.household.property_conforms
    return finding(
        who=(
            (in_edge_household and (severely_disabled or person.major_illness_recognised))
            or person.religious_staff_three_years
            or person.single_person_special_case
        )
        and own_means
        and not finding_of.low_income_support(person.household)
        and not person.destitute_support,
        amount=max(0, parameter.low_income_line - person.monthly_income),
        unit="fen/month",
    )


@rule(
    of="person",
    service="single_person_support",
    receipt="receives_single_person_support",
    zh="单人户低保",
    en="Guarantee as a household of one",
    clauses=["22-single", "22-edge", "57-8", "649-9", "57-23"],
    valid_from="2022-10-20",
    valid_to="2026-07-01",
)
def single_person_support(person):
    in_edge_household = person.household.recognised_edge_household or finding_of.edge_household(
        person.household
    )
    severely_disabled = named(
        person.disability_certificate
        and (
            person.disability_level <= parameter.severe_level
            or (
                person.disability_level <= parameter.severe_level_mind
                and (
                    person.disability_kind in ("intellectual", "mental")
                    or (person.disability_kind == "multiple" and person.disability_includes_mind)
                )
            )
        ),
        zh="一、二级残疾或三级智力、精神残疾",
        en="disability level 1 or 2, or level 3 intellectual or mental",
    )
    adult_without_work = age(person) >= parameter.adult_age and person.work_state in ("jobless", "unable")
    own_means = person.monthly_income < parameter.low_income_line and person.household.property_conforms
    return finding(
        who=(
            (in_edge_household and (severely_disabled or person.major_illness_recognised))
            or (severely_disabled and adult_without_work)
            or person.religious_staff_three_years
            or person.single_person_special_case
        )
        and own_means
        and not finding_of.low_income_support(person.household)
        and not person.destitute_support,
        amount=max(0, parameter.low_income_line - person.monthly_income),
        unit="fen/month",
    )


@rule(
    of="person",
    service="single_person_support",
    receipt="receives_single_person_support",
    zh="低保边缘家庭中单独纳入低保",
    en="Taken in from an edge household",
    clauses=["law-21", "law-18"],
    valid_from="2026-07-01",
)
def single_person_support(person):
    in_edge_household = person.household.recognised_edge_household or finding_of.edge_household(
        person.household
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
        who=in_edge_household
        and (severely_disabled or person.major_illness_recognised or person.single_person_special_case)
        and person.monthly_income < parameter.low_income_line
        and not finding_of.low_income_support(person.household)
        and not person.destitute_support,
        amount=max(0, parameter.low_income_line - person.monthly_income),
        unit="fen/month",
    )
