"""Why an answer is what it is, and a rule in words (A3)."""

from datetime import date

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.standards.choices import load_choices
from mutong.standards.explaining import Explanation, explain
from mutong.standards.pack import load_pack, load_packs
from mutong.standards.rule_cards import rule_card
from tests.standards.registers import OTHER_PACKS, PACKS, SAMPLE_CHOICES, snapshot

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
CHOICES = load_choices(SAMPLE_CHOICES)
GRID = "140109901001005"
CLEAR = {"destitute_support": False, "work_injury_nursing_benefit": False, "orphan_benefit": False}


def tree(rule: str, subject: str, *homes: dict, on: date = date(2022, 8, 22)) -> Explanation:
    """The explanation of a rule for a subject."""
    return explain(snapshot(homes, on), TAIYUAN, CHOICES, rule, subject)


def parts(explanation: Explanation) -> list[Explanation]:
    """Every part of an explanation, from the top."""
    return [explanation, *(below for child in explanation.children for below in parts(child))]


def test_a_comparison_is_a_sentence_with_both_values() -> None:
    """The first condition reads as the brief of a civil servant would: income per head against the line."""
    home = {"area_code": GRID, "property_conforms": True, "members": [{"monthly_income": 65_000, **CLEAR}]}
    root = tree("cn:low_income_support", "H1", home)
    line = next(part for part in parts(root) if part.grade == "B")

    assert root.words.zh == "最低生活保障：是"
    assert root.children[0].words.zh == "人均月收入 650 元/月，低于低保标准 730 元/月：是"
    assert root.children[0].words.en == (
        "monthly income per head 650 yuan a month, below low-income line 730 yuan a month: yes"
    )
    assert (line.clause, line.low) == ("cn-sx-ty:ty-760", 73_000)
    assert root.children[-1].words.zh == "金额：80 元/月"


def test_a_near_miss_shows_what_it_missed_by_and_what_does_hold() -> None:
    """Of a no, the conditions that carry it matter and those that hold do not."""
    home = {"area_code": GRID, "property_conforms": True, "members": [{"monthly_income": 74_000, **CLEAR}]}
    root = tree("cn:low_income_support", "H1", home)

    assert root.truth == "no"
    assert [(part.truth, part.matters) for part in root.children] == [
        ("no", True),
        ("yes", False),
        ("yes", False),
    ]


def test_an_unknown_fact_and_a_null_standard_are_told_apart() -> None:
    """A fact not known is named for the family to answer; a standard not verified is marked as such."""
    home = {"area_code": GRID, "property_conforms": True, "members": [{"destitute_support": False}]}
    fact = tree("cn:low_income_support", "H1", home)
    standard = tree("cn:low_income_support", "H1", home, on=date(2024, 5, 1))

    assert {part.missing for part in parts(fact) if part.missing} == {"person/P1.monthly_income"}
    assert not any(part.null_standard for part in parts(fact))
    assert "低保标准：标准未核实" in [part.words.zh for part in parts(standard) if part.null_standard]


def test_a_choice_tells_who_made_it_and_why() -> None:
    """An amount that rests on a choice is “to be confirmed” and says whose choice it is."""
    home = {"area_code": GRID, "receives_low_income_support": True,
            "members": [{"disability_certificate": True, **CLEAR}]}  # fmt: skip
    amount = tree("cn:disability_living", "P1", home).children[-1]

    assert amount.choice.en.startswith("Chosen by civil_affairs on 2022-06-01:")
    assert "待确认" in amount.children[0].words.zh


def test_every_lack_has_a_reason_and_somebody_to_ask() -> None:
    """T1, T4: what keeps an answer open is listed once, each with its reason and whether family or office can tell."""
    home = {"area_code": GRID, "hukou_area_code": "140106", "dwelling_m2": 10, "members": [{}]}
    income = tree("cn:low_income_support", "H1", home).lacks
    rent = tree("cn-sx-ty:rent_subsidy", "H1", home).lacks

    assert [(one.name, one.reason, one.to) for one in income] == [
        ("person/P1.monthly_income", "never_asked", "family"),
        ("household/H1.property_conforms", "never_asked", "office"),
        ("person/P1.destitute_support", "never_asked", "office"),
    ]
    assert [(one.name, one.reason, one.to) for one in rent] == [
        ("minimum_wage_last_year", "null_standard", "office"),
    ]


def test_a_reason_of_the_register_is_kept() -> None:
    """A fact that went stale, was declined or contradicts itself says so, wherever it stands in the tree."""
    whole = snapshot([{"area_code": GRID, "members": [{}]}])
    for reason in ("stale", "declined", "conflicting", "awaiting_office"):
        whole.reason("monthly_income")[0] = reason
        root = explain(whole, TAIYUAN, CHOICES, "cn:low_income_support", "H1")

        assert root.lacks[0].reason == reason
        assert reason in {part.reason for part in parts(root) if part.missing.endswith("monthly_income")}


def test_an_amount_that_is_not_sure_is_said_as_a_span() -> None:
    """Where an income is known as a span the amount has two ends; where it may come to nothing it is “up to”."""
    home = {"area_code": GRID, "property_conforms": True}
    span = tree(
        "cn:low_income_support", "H1", home | {"members": [{"monthly_income": (10_000, 40_000), **CLEAR}]}
    )
    unsure = tree(
        "cn:low_income_support", "H1", home | {"members": [{"monthly_income": (0, 90_000), **CLEAR}]}
    )

    assert span.children[-1].words == Words(
        "金额：在 330 元/月和 630 元/月之间", "Amount: between 330 yuan a month and 630 yuan a month"
    )
    assert unsure.children[-1].words == Words(
        "金额：最多约 730 元/月", "Amount: up to about 730 yuan a month"
    )


def test_each_member_of_a_sum_is_shown() -> None:
    """The income of each living member stands below the household's sum."""
    members = [
        {"monthly_income": 10_000},
        {"monthly_income": (0, 90_000)},
        {"monthly_income": 5, "alive": False},
    ]
    root = tree("cn:low_income_support", "H1", {"area_code": GRID, "members": members})
    said = [part.words.zh for part in parts(root)]

    assert "P1：月收入 100 元/月" in said and "P2：月收入 0–900 元/月" in said
    assert not any(text.startswith("P3") for text in said)


def test_a_rule_not_in_force_is_refused() -> None:
    """T3: there is nothing to explain where a rule does not hold, and nobody to explain it to who is not there."""
    home = {"area_code": GRID, "members": [{}]}
    with pytest.raises(MutongError, match="not in force"):
        tree("cn-sx:disability_living", "P1", home)
    with pytest.raises(MutongError, match="There is no “P9”"):
        tree("cn:disability_living", "P9", home)


def test_a_rule_card_has_conditions_amount_sources_and_standards() -> None:
    """The card of a rule names its clauses with their grade, each condition, and each dated standard."""
    card = rule_card(TAIYUAN[2], "old_age_allowance")

    assert "    one of these\n      · age ≥ age from which all receive it" in card.en
    assert "Amount: allowance at a hundred if age ≥" in card.en
    assert "标准：高龄津贴标准 [1401] 2019-09-01…2025-01-01 200 元/月（等级 C，" in card.zh
    assert "标准：高龄津贴标准 [1401] 2025-01-01… – 元/月（等级 U，" in card.zh


def test_both_dated_versions_stand_on_one_card() -> None:
    """A rule whose clause changes has both versions on its card, each with its own."""
    card = rule_card(TAIYUAN[0], "low_income_support").zh

    assert "（cn:low_income_support，2021-07-01…2026-07-01）" in card
    assert "《社会救助法》第十八条" in card


def test_a_rule_written_in_chinese_explains_itself() -> None:
    """A made-up pack whose rules use only Chinese words screens and explains like any other."""
    pack = load_pack(OTHER_PACKS / "hanzi-aid")
    home = {"area_code": "14", "sheep_now": 3, "members": [{"birth_date": "1950-01-01"}, {}]}
    root = explain(snapshot([home]), [pack], None, "hanzi-aid:井台帮手", "P1")

    assert root.truth == "yes"
    assert "现有羊只 ÷ 成员人数 1.50 只，低于人均羊数 2 只：是" in [part.words.zh for part in parts(root)]
