"""流感样病例 / influenza-like illness."""


@rule(
    of="person",
    service="influenza_like_illness",
    zh="流感样病例",
    en="Influenza-like illness",
    clauses=["ili"],
    direction="burden",
)
def influenza_like_illness(person):
    return finding(
        who=person.body_temperature >= parameter.fever_from and (person.cough or person.sore_throat)
    )
