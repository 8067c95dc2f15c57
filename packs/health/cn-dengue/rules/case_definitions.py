"""登革热输入病例 / imported dengue."""


@rule(
    of="person",
    service="dengue_imported",
    zh="登革热输入病例（发病前15天内在流行区）",
    en="Imported dengue (in an endemic area within 15 days before onset)",
    clauses=["imported"],
    direction="burden",
)
def dengue_imported(person):
    before = named(
        person.symptom_onset_on - person.last_in_endemic_area_on,
        zh="离开流行区到发病的天数",
        en="days from the area to the onset",
    )
    return finding(who=before <= parameter.imported_within_days)
