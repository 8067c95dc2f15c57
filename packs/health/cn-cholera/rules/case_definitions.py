"""霍乱病例定义 / case definitions of cholera."""


@rule(
    of="person",
    service="cholera_suspected",
    zh="霍乱疑似病例",
    en="Suspected case of cholera",
    clauses=["suspected"],
    direction="burden",
)
def cholera_suspected(person):
    return finding(
        who=(person.household.cholera_outbreak_here and person.watery_diarrhoea)
        or (
            age(person) >= parameter.suspected_age
            and ((person.watery_diarrhoea and person.severe_dehydration) or person.died_of_watery_diarrhoea)
        )
    )


@rule(
    of="person",
    service="cholera_confirmed",
    zh="霍乱确诊病例",
    en="Confirmed case of cholera",
    clauses=["confirmed"],
    direction="burden",
)
def cholera_confirmed(person):
    return finding(who=person.cholera_culture_positive or person.cholera_pcr_positive)
