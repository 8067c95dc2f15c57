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
