"""The families that the assistance packs were worked through by hand on: cases A to F."""

from datetime import date

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.cases import snapshot_of_case
from mutong.standards.choices import NO_CHOICES, Choice, Choices
from mutong.standards.pack import load_packs
from mutong.standards.screening import screen
from mutong.tables.frames import rows_of
from tests.standards.registers import PACKS, on_no_list

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
GRID = "140109901001"
HOME = {
    **on_no_list("household"),
    "area_code": GRID,
    "hukou_area_code": "140109",
    "property_conforms": True,
    "tenure": "market_owned",
    "dwelling_m2": 60,
}
ONE = {**on_no_list("person"), "relatives_recorded": True}
AUGUST = date(2022, 8, 22)


def chosen(**values: str) -> Choices:
    """Numbers as a place has chosen them."""
    owners = {row.name: pack.pack for pack in TAIYUAN for row in pack.own_parameter_rows}
    return Choices(
        tuple(
            Choice(
                owners[name], name, "0", value, Words("试验", "test"), "tester", date(2020, 1, 1),
                Period(None, None), "test", 1,
            )
            for name, value in values.items()
        )
    )  # fmt: skip


def found(
    home: dict, members: list[dict], on: date = AUGUST, choices: Choices = NO_CHOICES, **more: list
) -> dict[tuple[str, str], dict]:
    """(rule, subject) -> finding, for a household H1 with members P1, P2 … and others who live elsewhere."""
    case = {"household": home, "members": members, "on": on, **more}
    return {
        (row["rule_id"].split(":")[1], row["subject_id"]): row
        for row in rows_of(screen(snapshot_of_case(case), TAIYUAN, choices))
    }


def yuan(row: dict) -> object:
    """A finding's amount in yuan: a number, or both ends."""
    low, high = (None if row[end] is None else row[end] / 100 for end in ("amount_low", "amount_high"))
    return low if low == high else (low, high)


BOY = ONE | {
    "birth_date": date(2014, 5, 1), "disability_certificate": True, "disability_kind": "limb", "disability_level": 1,
    "long_term_care_needed": True, "school_stage": "primary", "inpatient_share_year": 10_000, "monthly_income": 0,
}  # fmt: skip
CARER = ONE | {"birth_date": date(1985, 1, 1), "work_state": "jobless", "monthly_income": 600}
SICK_CHILD = {"home": HOME | {"receives_low_income_support": True}, "members": [BOY, CARER]}


def test_case_a_a_child_of_eight_with_a_muscle_disease_whose_mother_cannot_work() -> None:
    """Case A: on the guarantee, both subsidies, aid at school; rehabilitation only by a local extension."""
    answers = found(**SICK_CHILD)
    verdict = {rule: row["verdict"] for (rule, subject), row in answers.items() if subject in ("P1", "H1")}

    assert (verdict["low_income_support"], yuan(answers["low_income_support", "H1"])) == ("yes", 860)
    assert (verdict["disability_living"], verdict["disability_care"]) == ("yes", "yes")
    assert "disability_living_amount:null_standard" in answers["disability_living", "P1"]["standards_missing"]
    assert verdict["child_rehabilitation"] == "unknown"
    assert (
        answers["child_rehabilitation", "P1"]["standards_missing"]
        == "rehabilitation_local_below:null_standard"
    )
    assert verdict["education_aid"] == verdict["contribution_support"] == "yes"
    assert verdict["disabled_child_schooling"] == "yes"


def test_case_a_the_subsidies_at_the_provincial_level() -> None:
    """Case A: elsewhere in Shanxi 71 and 94 yuan a month; at level 3 there is no care subsidy."""
    home = HOME | {"area_code": "140201901001", "receives_low_income_support": True}
    answers = found(home, [BOY, CARER])
    third = found(home, [BOY | {"disability_level": 3}, CARER])

    assert (yuan(answers["disability_living", "P1"]), yuan(answers["disability_care", "P1"])) == (71, 94)
    assert third["disability_care", "P1"]["verdict"] == "no"


def test_case_a_medical_aid_before_and_after_september() -> None:
    """Case A: the measures of 2019 with a cap and no known rate; then, once known to be in force, 70 % up to 60,000."""
    before = found(**SICK_CHILD)["medical_aid", "P1"]
    after = found(**SICK_CHILD, on=date(2022, 10, 1), choices=chosen(medical_reform_in_force="1"))
    open_yet = found(**SICK_CHILD, on=date(2022, 10, 1))["medical_aid", "P1"]

    assert (before["verdict"], yuan(before)) == ("yes", (0, 80_000))
    assert yuan(after["medical_aid", "P1"]) == 7_000
    assert "medical_reform_in_force:null_standard" in open_yet["standards_missing"]


def test_case_a_heating_is_for_the_winter() -> None:
    """Case A: 85 % of the fee up to 60 m² of building area with a clear title; in August there is no finding."""
    home = SICK_CHILD["home"] | {"heating_kind": "central", "title_clear": True, "heating_fee_season": 1_500}
    winter = found(home, SICK_CHILD["members"], on=date(2022, 11, 15))

    assert yuan(winter["heating_aid", "H1"]) == 1_275
    assert ("heating_aid", "H1") not in found(home, SICK_CHILD["members"])


def test_case_a_both_parents_would_have_to_be_in_the_list() -> None:
    """Case A: a mother who cannot work because she cares for the child does not make the child unsupported."""
    relations = [{"person": 1, "other": 2, "kind": "parent"}, {"person": 1, "other": 3, "kind": "parent"}]
    alone = found(**SICK_CHILD, others=[ONE | {"alive": False}], relations=relations)
    ill = [BOY, CARER | {"disability_certificate": True, "disability_level": 2, "disability_kind": "limb"}]
    both = found(SICK_CHILD["home"], ill, others=[ONE | {"alive": False}], relations=relations)

    assert alone["orphan_support", "P1"]["verdict"] == "no"
    assert both["orphan_support", "P1"]["verdict"] == "yes"


def test_case_a_the_fall_back_when_the_income_rises() -> None:
    """Case A: between 730 and 1,095 yuan a head the child alone may go on as a household of one."""
    risen = [BOY, CARER | {"monthly_income": 1_800}]
    answers = found(HOME | {"receives_low_income_support": True}, risen)

    assert answers["low_income_support", "H1"]["verdict"] == "no"
    assert answers["edge_household", "H1"]["verdict"] == "yes"
    assert yuan(answers["single_person_support", "P1"]) == 730
    assert answers["single_person_support", "P2"]["verdict"] == "no"


def widow(**home: object) -> dict[tuple[str, str], dict]:
    """Case B: the breadwinner died after a transplant; a jobless wife, two small children."""
    members = [
        ONE | {"birth_date": date(1988, 3, 1), "work_state": "jobless", "monthly_income": 300, "sex": "female"},
        ONE | {"birth_date": date(2015, 3, 1), "monthly_income": 450, "school_stage": "primary"},
        ONE | {"birth_date": date(2018, 3, 1), "monthly_income": 450, "school_stage": "preschool"},
    ]  # fmt: skip
    relations = [
        {"person": child, "other": parent, "kind": "parent"} for child in (2, 3) for parent in (1, 4)
    ]
    late = ONE | {"alive": False, "birth_date": date(1986, 1, 1)}
    on, mother = home.pop("on", AUGUST), home.pop("mother", {})
    members[0] |= mother
    return found(HOME | home, members, on, others=[late], relations=relations)


def test_case_b_the_guarantee_is_worked_out_anew_for_three() -> None:
    """Case B: without the earner and with the survivor's benefit 1,200 yuan come in, 400 a head: entitled to 990."""
    assert yuan(widow()["low_income_support", "H1"]) == 990


def test_case_b_a_death_is_no_gradual_exit() -> None:
    """Case B: gradual exit needs a job; the delayed guarantee is a practice whose months nobody has verified."""
    for on in (AUGUST, date(2022, 11, 1)):
        answers = widow(receives_low_income_support=True, earner_died_recently=True, on=on)
        assert answers["gradual_exit", "H1"]["verdict"] == "no"
        assert answers["delayed_support", "H1"]["standards_missing"] == "delayed_support_months:null_standard"


def test_case_b_the_children_have_a_mother() -> None:
    """Case B: a jobless widow does not make her children unsupported; were she out of contact, it would."""
    answers, gone = widow(), widow(mother={"out_of_contact_six_months": True})

    assert answers["orphan_support", "P2"]["verdict"] == answers["orphan_support", "P3"]["verdict"] == "no"
    assert gone["orphan_support", "P2"]["verdict"] == gone["orphan_support", "P3"]["verdict"] == "yes"


def test_case_b_other_doors() -> None:
    """Case B: expenditure assistance hangs on a number not verified; the rigid-expenditure household is later."""
    answers = widow(sudden_necessary_spending=True)

    assert "local_disposable_income" in answers["temporary_expenditure", "H1"]["standards_missing"]
    assert ("rigid_expenditure_household", "H1") not in answers
    assert widow(receives_low_income_support=True)["education_aid", "P2"]["verdict"] == "yes"


def elder(years: int, **facts: object) -> dict[tuple[str, str], dict]:
    """Case C: an old man alone."""
    home = HOME | {"receives_low_income_support": bool(facts.pop("on_support", False))}
    return found(home, [ONE | {"birth_date": date(2022 - years, 1, 1), "monthly_income": 0, **facts}])


def test_case_c_the_old_age_allowance_by_age() -> None:
    """Case C: 80 to 89 on the guarantee 200, from 90 without a means test 200, from a hundred 500."""
    assert yuan(elder(85, on_support=True)["old_age_allowance", "P1"]) == 200
    assert elder(85)["old_age_allowance", "P1"]["verdict"] == "no"
    assert yuan(elder(92)["old_age_allowance", "P1"]) == 200
    assert yuan(elder(100)["old_age_allowance", "P1"]) == 500


def test_case_c_six_tasks_a_certificate_and_no_children() -> None:
    """Case C: the elders' care allowance, the care subsidy at level 2, and destitute support where nobody supports."""
    able = elder(85, on_support=True, self_care_loss_assessed=True)
    blind = elder(
        85,
        disability_certificate=True,
        disability_kind="sight",
        disability_level=2,
        long_term_care_needed=True,
    )
    alone = elder(85, no_one_supports=True, care_tasks_not_done=0)

    assert yuan(able["elder_care_allowance", "P1"]) == 100
    assert blind["disability_care", "P1"]["verdict"] == "yes"
    assert yuan(alone["destitute_support", "P1"]) == 1_049
    assert elder(85)["destitute_support", "P1"]["verdict"] == "no"


def test_case_d_households_just_above_the_line() -> None:
    """Case D: from 730 to below 1,095 an edge household; its disabled member gains the living subsidy on 2023-01-01."""
    disabled = ONE | {"monthly_income": 0, "birth_date": date(1970, 1, 1), "disability_certificate": True,
                      "disability_level": 3, "disability_kind": "limb"}  # fmt: skip
    for income, edge in ((730, "yes"), (1_094.99, "yes"), (1_095, "no")):
        answers = found(HOME, [disabled | {"monthly_income": income}])
        assert answers["edge_household", "H1"]["verdict"] == edge
        assert answers["disability_living", "P1"]["verdict"] == "no"
    eve, day = (found(HOME, [disabled | {"monthly_income": 800}], on)["disability_living", "P1"]
                for on in (date(2022, 12, 31), date(2023, 1, 1)))  # fmt: skip

    assert (eve["verdict"], day["verdict"]) == ("no", "yes")


def test_case_e_bereaved_parents_each_for_themselves() -> None:
    """Case E: from July 2022 850 yuan for each parent, to be confirmed, and it does not count as income."""
    parent = ONE | {"birth_date": date(1965, 1, 1), "monthly_income": 700, "only_child_died": True}
    answers = found(HOME, [parent, parent])

    for who in ("P1", "P2"):
        row = answers["bereaved_support", who]
        assert yuan(row) == 850
        assert row["standards_missing"] == "bereaved_died_amount:unconfirmed_standard"
    assert answers["low_income_support", "H1"]["verdict"] == "yes"
    assert ("bereaved_support", "P1") not in found(HOME, [parent], on=date(2022, 6, 30))


def test_case_f_why_fewer_receive_the_care_subsidy_than_hold_certificates() -> None:
    """Case F: level, destitute support, a work-injury benefit and not having applied are told apart."""
    holder = ONE | {"birth_date": date(1980, 1, 1), "disability_certificate": True, "disability_kind": "limb",
                    "disability_level": 2, "long_term_care_needed": True, "monthly_income": 3_000}  # fmt: skip
    members = [
        holder,
        holder | {"disability_level": 3},
        holder | {"destitute_support": True},
        holder | {"work_injury_nursing_benefit": True},
        holder | {"disability_level": 4, "disability_kind": "mental"},
    ]
    before, after = (found(HOME, members, on) for on in (AUGUST, date(2023, 1, 1)))

    assert [before["disability_care", f"P{i}"]["verdict"] for i in range(1, 6)] == [
        "yes",
        "no",
        "no",
        "no",
        "no",
    ]
    assert [after["disability_care", f"P{i}"]["verdict"] for i in range(1, 6)] == [
        "yes",
        "no",
        "no",
        "no",
        "yes",
    ]
    assert "特困人员供养" in before["disability_care", "P3"]["reasons"]
    assert "工伤生活护理费" in before["disability_care", "P4"]["reasons"]
