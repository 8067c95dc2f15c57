"""流脑病例定义 / case definitions of meningococcal disease."""


@rule(
    of="person",
    service="meningococcal_confirmed",
    zh="流脑确诊病例",
    en="Confirmed meningococcal disease",
    clauses=["definitions"],
    direction="burden",
)
def meningococcal_confirmed(person):
    return finding(who=person.meningococcus_isolated or person.meningococcus_pcr_positive)


@rule(
    of="person",
    service="meningococcal_probable",
    zh="流脑可能病例",
    en="Probable meningococcal disease",
    clauses=["definitions"],
    direction="burden",
)
def meningococcal_probable(person):
    return finding(
        who=(person.meningococcus_antigen or person.meningococcus_stained)
        and not finding_of.meningococcal_confirmed(person)
    )
