"""亲眷互助（虚构） / kin aid (made up)."""


@rule(of="person", service="kin_supplement", zh="赡养补差", en="Supplement for elders", clauses=["kin1"])
def kin_supplement(person):
    short = named(
        max(0, parameter.kin_line - sum(c.monthly_income for c in person.children if c.monthly_income < parameter.kin_line)),
        zh="差额",
        en="gap",
    )
    return finding(
        who=age(person) >= 60
        and not anyone(c.destitute_support for c in person.children)
        and everyone(p.disability_certificate for p in person.spouses if age(p) < 80),
        amount=round_up(short, 10000) if count(person.children) > 1 else round_half_up(short / 3, 10),
        unit="fen/month",
    )


@rule(of="household", service="kin_share", zh="同住份额", en="Household share", clauses=["kin2"])
def kin_share(household):
    return finding(
        who=anyone(finding_of.kin_supplement(m) for m in household.members),
        amount=parameter.kin_step + sum(amount_of.kin_supplement(m) for m in household.members) / 2,
        unit="fen/month",
    )


@rule(of="person", service="kin_term", zh="未满期限", en="Within the term", clauses=["kin3"])
def kin_term(person):
    return finding(
        who=months_between(person.birth_date, screening_day) < parameter.kin_months
        or add_months(person.birth_date, 12) > day(2014, 1, 1)
        or add_days(person.birth_date, 400) > screening_day,
        amount=lower_of(amount_of.kin_share(person.household), parameter.kin_step),
        unit="fen/month",
    )
