"""世卫组织埃博拉病例定义 / WHO's case definitions of Ebola disease."""


@rule(
    of="person",
    service="ebola_suspected",
    zh="埃博拉疑似病例",
    en="Suspected case of Ebola disease",
    clauses=["suspected"],
    direction="burden",
)
def ebola_suspected(person):
    symptoms = named(
        (1 if person.headache else 0)
        + (1 if person.lethargy else 0)
        + (1 if person.no_appetite else 0)
        + (1 if person.muscle_aches else 0)
        + (1 if person.stomach_pain else 0)
        + (1 if person.hard_to_swallow else 0)
        + (1 if person.vomiting else 0)
        + (1 if person.hard_to_breathe else 0)
        + (1 if person.diarrhoea else 0)
        + (1 if person.hiccups else 0),
        zh="所列症状数",
        en="symptoms of the list",
    )
    return finding(
        who=(person.sudden_high_fever and (person.ebola_contact or symptoms >= parameter.symptoms_needed))
        or person.unexplained_bleeding
        or person.sudden_unexplained_death
    )


@rule(
    of="person",
    service="ebola_probable",
    zh="埃博拉可能病例",
    en="Probable case of Ebola disease",
    clauses=["probable"],
    direction="burden",
)
def ebola_probable(person):
    died_untested = person.died_of_illness and person.linked_to_confirmed_case and not person.sample_taken
    return finding(
        who=finding_of.ebola_suspected(person) and (person.clinician_evaluated_ebola or died_untested)
    )


@rule(
    of="person",
    service="ebola_confirmed",
    zh="埃博拉确诊病例",
    en="Confirmed case of Ebola disease",
    clauses=["confirmed"],
    direction="burden",
)
def ebola_confirmed(person):
    return finding(who=person.ebola_pcr_positive or person.ebola_igm_positive)
