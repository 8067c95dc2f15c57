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
    in_term = person.days_since_measles_exposure <= parameter.follow_up_days
    return finding(who=in_term and not person.measles_immune)
