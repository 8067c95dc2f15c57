"""Stacking: two entitlements both met are shown as a choice, never silently dropped."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.standards.combining import combine
from mutong.standards.pack import Pack
from mutong.standards.stacking import RELATIONS
from tests.standards.made_packs import made_pack

RULES = """
@rule(of="{of}", service="{name}", zh="{name}补", en="{name} aid", clauses=["a1"])
def {name}({of}):
    return finding(who={of}.{fact}, amount=1, unit="1")
"""
PAIRS = """rule_a,rule_b,relation,clause,grade,note_zh,note_en
guarantee,upkeep,excludes,a1,A,,
elder,care,higher_of,a1,A,,
orphan,guarantee,topped_up,a1,A,先领孤儿补贴,orphan's benefit first
elder,orphan,one_of,a1,A,,
guarantee,care,stacks,a1,A,,
elder,upkeep,unknown,,U,未读到,not read
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A pack with two rules for households and three for people."""
    rules = "".join(
        RULES.format(of=of, name=name, fact=fact).replace(', amount=1, unit="1"', "")
        for of, name, fact in (
            ("household", "guarantee", "property_conforms"),
            ("household", "upkeep", "receives_rent_subsidy"),
            ("person", "elder", "long_term_care_needed"),
            ("person", "care", "disability_certificate"),
            ("person", "orphan", "orphan_benefit"),
        )
    )
    files = {"rules/all.py": rules.lstrip(), "stacking.csv": PAIRS}
    return made_pack(Path(tmp_path_factory.mktemp("packs")), "aid", files=files)


def row(
    rule: str, subject: str, low: float | None = None, high: float | None = None, verdict: str = "yes"
) -> dict:
    """A row of the table findings."""
    kind = "household" if subject.startswith("H") else "person"
    unit = None if low is None and high is None else "fen/month"
    return {"subject_kind": kind, "subject_id": subject, "rule_id": f"aid:{rule}", "verdict": verdict,
            "amount_low": low, "amount_high": high, "unit": unit}  # fmt: skip


def test_two_that_exclude_each_other_are_shown_with_both_amounts(pack: Pack) -> None:
    """Both entitlements stay, with the clause, and the higher is named where the amounts do not overlap."""
    (one,) = combine([row("upkeep", "H1", 900, 900), row("guarantee", "H1", 500, 700)], [pack])

    assert (one.rule_a, one.rule_b, one.relation) == ("aid:guarantee", "aid:upkeep", "excludes")
    assert (one.amount_a, one.amount_b, one.higher) == ((500, 700), (900, 900), "aid:upkeep")
    assert (one.clause, one.certain, one.ask_office) == ("aid:a1", True, False)
    assert one.words.zh == "享受“guarantee补”的，不能同时享受“upkeep补”"


@pytest.mark.parametrize(
    ("a", "b", "higher"),
    [
        ((100, 100), (99, 99), "aid:elder"),
        ((100, 100), (100, 100), ""),
        ((100, 200), (150, 300), ""),
        ((None, None), (100, 100), ""),
        ((100, None), (50, 99), "aid:elder"),
        ((100, None), (50, 101), ""),
        ((50, 99), (100, None), "aid:care"),
    ],
)
def test_the_higher_is_named_only_where_it_is_sure(pack: Pack, a: tuple, b: tuple, higher: str) -> None:
    """T1: intervals that overlap, and amounts that are not known, leave the choice open."""
    (one,) = combine([row("elder", "P1", *a), row("care", "P1", *b)], [pack])

    assert one.higher == higher


def test_a_top_up_is_what_the_second_adds(pack: Pack) -> None:
    """The difference is an interval and never below nought."""
    home = {"P1": "H1"}
    (one,) = combine([row("guarantee", "H1", 600, 800), row("orphan", "P1", 500, 500)], [pack], home)

    assert (one.rule_a, one.rule_b, one.subject_kind, one.subject_id) == (
        "aid:orphan",
        "aid:guarantee",
        "household",
        "H1",
    )
    assert one.top_up == (100, 300)
    assert one.note.en == "orphan's benefit first"


def test_what_nobody_has_read_is_to_be_asked(pack: Pack) -> None:
    """An unknown relation is shown as a question for the office, without a clause."""
    (one,) = combine([row("elder", "P1"), row("upkeep", "H1")], [pack], {"P1": "H1"})

    assert (one.ask_office, one.clause, one.grade) == (True, "", "U")
    assert "to be asked of the office" in one.words.en


def test_an_open_answer_may_still_meet(pack: Pack) -> None:
    """T1: where one of the two is unknown the choice is shown as not certain; a no is no choice."""
    (one,) = combine([row("elder", "P1"), row("care", "P1", verdict="unknown")], [pack])

    assert not one.certain
    assert combine([row("elder", "P1"), row("care", "P1", verdict="no")], [pack]) == []


def test_two_people_of_one_household_do_not_meet(pack: Pack) -> None:
    """One member's benefit says nothing of another's; and what stacks, or stands in no row, is no choice."""
    home = {"P1": "H1", "P2": "H1"}

    assert combine([row("elder", "P1"), row("care", "P2")], [pack], home) == []
    assert combine([row("guarantee", "H1"), row("care", "P1")], [pack], home) == []
    assert combine([row("upkeep", "H1"), row("care", "P1")], [pack], home) == []


@given(st.lists(st.sampled_from(["elder", "care", "orphan"]), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_the_findings_does_not_matter(pack: Pack, rules: list[str], dice) -> None:
    """However the findings are ordered, the same pairs come out, each once."""
    rows = [row(rule, "P1", 100, 100) for rule in rules]
    mixed = list(rows)
    dice.shuffle(mixed)
    pairs = [(one.rule_a, one.rule_b, one.relation) for one in combine(rows, [pack])]

    assert sorted(pairs) == sorted((one.rule_a, one.rule_b, one.relation) for one in combine(mixed, [pack]))
    assert len(set(pairs)) == len(pairs)
    assert all(relation in RELATIONS for _, _, relation in pairs)


def test_an_inner_pack_may_restate_a_pair_only_kinder(tmp_path: Path) -> None:
    """T7: what the outer pack makes a choice, an inner pack may let stack."""
    rules = RULES.format(of="person", name="elder", fact="long_term_care_needed").replace(
        ', amount=1, unit="1"', ""
    )
    rules += RULES.format(of="person", name="care", fact="disability_certificate").replace(
        ', amount=1, unit="1"', ""
    )
    made_pack(
        tmp_path,
        "aid",
        files={
            "rules/all.py": rules.lstrip(),
            "stacking.csv": PAIRS.splitlines()[0] + "\nelder,care,one_of,a1,A,,\n",
        },
    )
    inner = made_pack(tmp_path, "inner", "within: aid", key="b", area="14",
                      files={"stacking.csv": PAIRS.splitlines()[0] + "\ncare,elder,stacks,b1,A,,\n"})  # fmt: skip

    assert combine([row("elder", "P1"), row("care", "P1")], [inner]) == []
    assert len(combine([row("elder", "P1"), row("care", "P1")], inner.ancestors)) == 1
