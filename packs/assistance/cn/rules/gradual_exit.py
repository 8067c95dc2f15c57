"""渐退期：只因成员就业，不因死亡 / gradual exit: only where a member took a job, never after a death."""


@rule(
    of="household",
    service="gradual_exit",
    zh="低保渐退期",
    en="Gradual exit from the guarantee",
    clauses=["57-33"],
    valid_from="2021-07-01",
    valid_to="2022-10-20",
)
@rule(
    of="household",
    service="gradual_exit",
    zh="低保渐退期（原则上不超过六个月）",
    en="Gradual exit from the guarantee (at most six months in principle)",
    clauses=["22-exit", "57-33"],
    valid_from="2022-10-20",
)
def gradual_exit(household):
    per_head = named(
        sum(m.monthly_income for m in household.members) / count(household.members),
        zh="人均月收入",
        en="monthly income per head",
    )
    return finding(
        who=household.receives_low_income_support
        and per_head > parameter.low_income_line
        and anyone(
            m.work_state == "employed"
            and m.job_started_on <= screening_day
            and screening_day < add_months(m.job_started_on, parameter.gradual_exit_months)
            for m in household.members
        )
    )


@rule(
    of="household",
    service="stable_circumstances",
    zh="短期内经济状况变化不大",
    en="Circumstances that change little",
    clauses=["57-31"],
    valid_from="2021-07-01",
)
def stable_circumstances(household):
    return finding(who=not household.income_unstable and not household.has_able_worker)
