"""谁是需要检疫的麻疹接触者 / who among measles contacts is quarantined."""


@rule(
    of="person",
    service="measles_quarantine",
    zh="麻疹无免疫接触者（检疫）",
    en="Measles contact without immunity (quarantine)",
    clauses=["contact_definition", "quarantine"],
    direction="burden",
)
def measles_quarantine(person):
    return finding(who=person.measles_exposed and not person.measles_immune)
