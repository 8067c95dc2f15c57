"""truth/: what was planted, as files that no command reads."""

from collections import Counter
from pathlib import Path

from mutong.worlds.doubles import SecondRecord
from mutong.worlds.names import SUB_DISTRICT
from mutong.worlds.outbreak_scenes import (
    FIRST,
    LOOK_BACK_DAYS,
    MOTHER,
    SECOND_INDEX,
    SPOUSE,
    Script,
    TrueContact,
)
from mutong.worlds.people import Household
from mutong.worlds.settlement import Settlement
from mutong.worlds.village_survey import VillageSurvey
from mutong.worlds.world_files import write_csv

_README = f"""# The truth of this world

Planted while the world was made; never worked out by anything that screens or traces.

- `benefits.csv`: every person or household of sub-district {SUB_DISTRICT[0]} whose status for a service on
  2022-08-22 is anything but plainly "not entitled": entitled_receiving, entitled_not_receiving,
  receiving_not_entitled, cannot_tell_fact (cause missing_fact:<fact>:<reason>), cannot_tell_standard (cause
  missing_standard:<number>); and the not_entitled whose cause is worth telling apart. Nobody else there is near a
  line. Outside the sub-district nothing is planted: the lines of the other counties are not verified.
- `contacts.csv`: every contact of each case, looking back {LOOK_BACK_DAYS} days (4 finds the same). Degree 2
  follows contacts of a shared household, room or table who are not cases themselves; one person may stand there
  through several people. `already_case` marks contacts of one case who are another.
- `not_contacts.csv`: people who shared a place with a case, but not the time.
- `chains.csv`: which importation each case belongs to, and who infected whom.
- `visits.csv`: households not yet visited in August.
- `same_people.csv`: second records of people, from a workplace's list, and how they can be told to be one person;
  `no` are look-alikes. They live in no household, and nothing else is said of them.
- `stories.csv`: the households with a story.
"""

_SURVEY_README = """# The truth of the survey workbook

Planted for `inbox/village-survey.xlsx`, the second round in the village; the gaps were drawn before the rows were
written around them.

- `coverage.csv`: every household: asked, partly, not_asked (nobody called yet, or nobody was at home) or refused; what
  it said to taking part, empty where nobody knows; its open questions, of those that it is asked.
- `totals.csv`: what willing households surely offer: land and land with water (mu), yards and sheds (m2), sheep (head),
  cash (yuan), and labour in each month (day). Of the sheds the barns would count too; there are none.
- `counts.csv`: households by state, and how many are willing.

Plots, crops, yields and willingness are those of the register and of `inbox/survey.csv`, the first round, where the
workbook says them. Land offered differs: the first round named an area, the second offers whole plots.
"""


def write_truth(
    folder: Path,
    settlement: Settlement,
    script: Script,
    waiting: list[Household],
    doubles: list[SecondRecord],
) -> dict[str, int]:
    """Write truth/; gives counts by status and by contact class."""
    truth = folder / "truth"
    truth.mkdir()
    (truth / "README.md").write_text(_README, encoding="utf-8")
    benefits = list(_benefits([*settlement.full, *settlement.neighbours]))
    write_csv(
        truth / "benefits.csv",
        (
            "subject_kind",
            "subject_id",
            "household_id",
            "area_code",
            "service",
            "status",
            "receiving",
            "cause",
        ),
        benefits,
    )
    heading = (
        "case_id", "person_id", "degree", "class", "verdict", "rule_kind", "place_id", "via_person_id",
        "first_at", "last_at", "area_code", "already_case",
    )  # fmt: skip
    cases = {one.person_id for one in script.case_people.values()}
    write_csv(truth / "contacts.csv", heading, (_contact_row(c, cases) for c in script.contacts))
    write_csv(
        truth / "not_contacts.csv",
        ("case_id", "person_id", "place_id", "why"),
        ((case, one.person_id, place, why) for case, one, place, why in script.not_contacts),
    )
    write_csv(
        truth / "chains.csv",
        ("case_id", "chain", "source_case_id", "origin"),
        ((FIRST, "A", "", "imported"), (SPOUSE, "A", FIRST, "local"), (SECOND_INDEX, "B", "", "imported"),
         (MOTHER, "B", SECOND_INDEX, "local")),
    )  # fmt: skip
    write_csv(
        truth / "visits.csv", ("household_id", "area_code"), ((h.household_id, h.area_code) for h in waiting)
    )
    write_csv(
        truth / "same_people.csv",
        ("person_id", "second_record", "same", "how"),
        ((d.of.person_id, d.row[0], "yes" if d.same else "no", d.how) for d in doubles),
    )
    told = [h for h in settlement.full if h.label]
    write_csv(truth / "stories.csv", ("story", "household_id"), ((h.label, h.household_id) for h in told))
    counts = Counter(f"benefits {row[5]}" for row in benefits)
    counts.update(f"contacts {c.contact_class} {c.verdict}" for c in script.contacts)
    return dict(counts) | {"households waiting for a visit": len(waiting)}


def write_survey_truth(folder: Path, survey: VillageSurvey) -> dict[str, int]:
    """Write truth/village/, beside what `write_truth` wrote; gives counts by state."""
    truth = folder / "truth" / "village"
    truth.mkdir()
    (truth / "README.md").write_text(_SURVEY_README, encoding="utf-8")
    write_csv(
        truth / "coverage.csv",
        ("household_id", "group", "willing", "state", "open"),
        ((h.household_id, h.group, h.willing, h.state, "|".join(h.open)) for h in survey.households),
    )
    write_csv(truth / "totals.csv", ("total", "surely"), survey.surely.items())
    counts = {state: survey.count(state) for state in ("asked", "partly", "not_asked", "refused")}
    counts["willing"] = sum(h.willing == "yes" for h in survey.households)
    write_csv(truth / "counts.csv", ("what", "households"), counts.items())
    return {f"survey {what}": count for what, count in counts.items()}


def _benefits(households: list[Household]):
    for household in households:
        for one in household.planted:
            subject = (
                ("person", one.person.person_id) if one.person else ("household", household.household_id)
            )
            receiving = "yes" if one.receiving else "no"
            yield (
                *subject, household.household_id, household.area_code, one.service, one.status, receiving, one.cause,
            )  # fmt: skip


def _contact_row(contact: TrueContact, case_people: set[str]) -> tuple:
    via = contact.via.person_id if contact.via else ""
    return (
        contact.case_id, contact.person.person_id, contact.degree, contact.contact_class, contact.verdict,
        contact.rule_kind, contact.place_id, via,
        contact.first.isoformat() if contact.first else "", contact.last.isoformat() if contact.last else "",
        contact.person.household.area_code, "yes" if contact.person.person_id in case_people else "no",
    )  # fmt: skip
