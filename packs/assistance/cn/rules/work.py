"""就业援助、失业保险和法律援助 / employment help, unemployment benefit, legal aid."""


@rule(
    of="household",
    service="zero_employment_help",
    receipt="household_employment_helped",
    zh="零就业家庭援助",
    en="Help for families in which nobody has work",
    clauses=["employment-56"],
)
def zero_employment_help(household):
    return finding(
        who=anyone(m.registered_unemployed for m in household.members)
        and everyone(
            m.registered_unemployed or m.work_state in ("retired", "student", "child", "unable")
            for m in household.members
        )
    )


@rule(
    of="person",
    service="unemployment_benefit",
    receipt="receives_unemployment_benefit",
    zh="失业保险金",
    en="Unemployment benefit",
    clauses=["unemployment-14", "unemployment-18"],
)
def unemployment_benefit(person):
    return finding(
        who=person.registered_unemployed
        and person.left_job_unwillingly
        and person.unemployment_insured_years >= parameter.unemployment_years_least
        and screening_day
        < add_months(
            person.registered_unemployed_on,
            tiers(
                person.unemployment_insured_years,
                (parameter.unemployment_years_middle, parameter.unemployment_months_short),
                (parameter.unemployment_years_long, parameter.unemployment_months_middle),
                parameter.unemployment_months_long,
            ),
        ),
        amount=parameter.unemployment_amount,
        unit="fen/month",
    )


@rule(
    of="person",
    service="unemployment_months",
    zh="失业保险金最长月数",
    en="Months of unemployment benefit at most",
    clauses=["unemployment-17"],
)
def unemployment_months(person):
    return finding(
        who=person.registered_unemployed
        and person.unemployment_insured_years >= parameter.unemployment_years_least,
        amount=tiers(
            person.unemployment_insured_years,
            (parameter.unemployment_years_middle, parameter.unemployment_months_short),
            (parameter.unemployment_years_long, parameter.unemployment_months_middle),
            parameter.unemployment_months_long,
        ),
        unit="month",
    )


@rule(
    of="person",
    service="employment_aid",
    zh="就业救助",
    en="Employment help",
    clauses=["law-27"],
    valid_from="2026-07-01",
)
def employment_aid(person):
    return finding(
        who=person.registered_unemployed
        and person.able_and_willing_to_work
        and (
            person.household.receives_low_income_support
            or person.household.recognised_edge_household
            or person.household.recognised_rigid_household
        )
    )


@rule(
    of="person",
    service="legal_aid",
    zh="申请法律援助免予经济状况核查",
    en="Exempt from the means check for legal aid",
    clauses=["legalaid-42"],
    valid_from="2022-01-01",
)
def legal_aid_without_check(person):
    return finding(
        who=person.household.receives_low_income_support
        or person.destitute_support
        or person.household.receives_temporary_emergency
        or person.household.receives_temporary_expenditure
    )
