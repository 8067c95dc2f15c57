"""What was planted is all there is, and it covers what the issue asks for."""

from collections import Counter
from datetime import date

from tests.worlds.conftest import WrittenWorld
from tests.worlds.plain_answers import TODAY, household_answers, known_facts, listed, person_answers

RECEIPTS = {
    "low_income_support": "receives_low_income_support",
    "edge_household": "recognised_edge_household",
    "rent_subsidy": "receives_rent_subsidy",
    "disability_living": "receives_disability_living",
    "disability_care": "receives_disability_care",
    "old_age_allowance": "receives_old_age_allowance",
    "destitute_support": "destitute_support",
    "contribution_support": "contribution_supported",
    "education_aid": "receives_education_aid",
    "child_rehabilitation": "receives_child_rehabilitation",
    "public_rental": "in_public_rental",
}


HANGING_ON_A_STANDARD = ("rent_subsidy", "public_rental", "child_rehabilitation")


def _years(birth: str) -> int | None:
    if not birth:
        return None
    born = date.fromisoformat(birth)
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


def _status(service: str, entitled: bool | None, receiving: bool) -> str:
    if entitled is None:
        return "cannot_tell_standard" if service in HANGING_ON_A_STANDARD else "cannot_tell_fact"
    if entitled:
        return "entitled_receiving" if receiving else "entitled_not_receiving"
    return "receiving_not_entitled" if receiving else "not_entitled"


def test_the_text_applied_slowly_gives_the_planted_truth_and_nothing_else(world: WrittenWorld) -> None:
    """Working the standards out by hand over every home of the sub-district finds exactly what was planted."""
    known = known_facts(world.rows("facts"))
    birth = {p["person_id"]: p["birth_date"] for p in world.rows("people")}
    worked_out = {}
    for row in world.rows("households"):
        if not row["area_code"].startswith("140109901"):
            continue
        household, members = known.get(row["household_id"], {}), world.members[row["household_id"]]
        answers = household_answers(
            [known.get(m, {}) for m in members], household, row["tenure"], row["hukou_area_code"]
        )
        subjects = [(row["household_id"], household, answers)]
        subjects += [
            (m, known.get(m, {}), person_answers(known.get(m, {}), household, _years(birth[m])))
            for m in members
        ]
        for subject, facts, found in subjects:
            for service, entitled in found.items():
                status = _status(service, entitled, bool(listed(facts, RECEIPTS[service])))
                if status != "not_entitled":
                    worked_out[service, subject] = status
    planted = {
        (r["service"], r["subject_id"]): r["status"]
        for r in world.rows("truth/benefits")
        if r["status"] != "not_entitled"
    }

    assert worked_out == planted


def test_enough_of_each_answer_over_enough_services(world: WrittenWorld) -> None:
    """At least 12 unclaimed, 5 lapsed, 30 open for a fact, 10 for a standard, over at least 5 services."""
    truth = world.rows("truth/benefits")
    subjects = {
        status: {r["subject_id"] for r in truth if r["status"] == status}
        for status in (
            "entitled_not_receiving", "receiving_not_entitled", "cannot_tell_fact", "cannot_tell_standard",
        )
    }  # fmt: skip
    least = {
        "entitled_not_receiving": 12, "receiving_not_entitled": 5, "cannot_tell_fact": 30, "cannot_tell_standard": 10,
    }  # fmt: skip

    assert {status for status, found in subjects.items() if len(found) < least[status]} == set()
    assert len({r["service"] for r in truth if r["status"] == "entitled_not_receiving"}) >= 5
    assert len({r["service"] for r in truth if r["status"] == "receiving_not_entitled"}) >= 5


def test_each_cause_of_a_missing_care_subsidy_occurs_twice(world: WrittenWorld) -> None:
    """Level 3 or 4, destitute support, work-injury benefit and never applied each explain at least two people."""
    causes = Counter(
        r["cause"]
        for r in world.rows("truth/benefits")
        if r["service"] == "disability_care" and r["receiving"] == "no"
    )

    for cause in ("level_3_4", "destitute_support", "work_injury_benefit", "not_applied"):
        assert causes[cause] >= 2


def test_each_reason_for_not_knowing_occurs(world: WrittenWorld) -> None:
    """Never asked, stale, conflicting, declined and waiting for an office each keep some answer open."""
    reasons = {
        r["cause"].split(":")[-1] for r in world.rows("truth/benefits") if "missing_fact" in r["cause"]
    }

    assert reasons >= {"never_asked", "stale", "conflicting", "declined", "awaiting_office"}
