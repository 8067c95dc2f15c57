"""Versions: what a successor inherits, replaces and removes, and which is in force."""

from datetime import date
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.choices import Choice, Choices
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import Pack, load_pack, load_packs
from mutong.standards.parameters import merge_parameters, parameters_of
from mutong.standards.protocols import protocols_of
from mutong.standards.succession import packs_in_force, succession
from tests.standards.made_packs import made_pack, number, protocol
from tests.standards.registers import PACKS

NUMBERS = (
    number("days", 7, "day")
    + number("tests", "1;4;7", "day_list")
    + number("day_one", "", "day")
    + number("line", 700)
)
RULE = """@rule(of="household", service="{name}", zh="补助", en="aid", clauses=["{clause}"])
def {name}(household):
    return finding(who=sum(m.monthly_income for m in household.members) < parameter.line)
"""


def versions(root: Path, more: str = "") -> tuple[Pack, Pack]:
    """A version and its successor, which shortens a protocol, writes a rule anew, and drops one of each."""
    old = made_pack(
        root,
        "old",
        "valid_from: 2022-01-01\nvalid_to: 2022-11-11\noutputs:\n  stay: {kinder: less, clause: a1}",
        domain="health",
        rows=NUMBERS,
        files={
            "protocols/stay.yaml": protocol("stay", "days"),
            "protocols/watch.yaml": protocol("watch", "days"),
            "rules/aid.py": RULE.format(name="aid", clause="a1")
            + "\n\n"
            + RULE.format(name="oil", clause="a2"),
        },
    )
    new = made_pack(
        root,
        "new",
        "valid_from: 2022-11-11\nsucceeds: old\ninherits: true\n"
        "removed: [{protocol: watch, clause: b1}, {rule: oil, clause: b1}]\n" + more,
        key="b",
        domain="health",
        rows=number("days", 5, "day", clause="b1"),
        files={"rules/aid.py": RULE.format(name="aid", clause="b2")},
    )
    return old, new


def test_a_successor_written_as_a_delta_has_everything_else(tmp_path: Path) -> None:
    """What is not replaced or removed holds on, under the new version's name, citing what it cited."""
    old, new = versions(tmp_path)
    (stay,) = protocols_of(new)

    assert (stay.pack, stay.name, stay.clause) == ("new", "stay", "old:a1")
    assert {name: rules[-1].rule_id for name, rules in new.rules.items()} == {"aid": "new:aid"}
    assert new.outputs["stay"].kinder == "less"
    assert [one.name for one in protocols_of(old)] == ["stay", "watch"]


def test_a_replaced_number_is_the_new_one_and_the_others_hold_on(tmp_path: Path) -> None:
    """All rows of a number that is written anew are replaced; a null that is inherited stays null."""
    old, new = versions(tmp_path)
    day = date(2022, 12, 1)
    found = parameters_of(new, None, day, day, "140109")

    assert (found["days"].value, found["days"].clause) == (5, "new:b1")
    assert (found["tests"].value, found["tests"].clause) == ((1, 4, 7), "old:a1")
    assert found["day_one"].state == "null"
    assert parameters_of(old, None, day, day, "140109")["days"].value == 7


def test_a_choice_on_an_inherited_number_holds_on(tmp_path: Path) -> None:
    """T4: who chose under the older version need not choose again; a choice under the newer one comes first."""
    _, new = versions(tmp_path)
    day, words = date(2022, 12, 1), Words("试", "try")

    def chosen(*packs: str) -> object:
        choices = Choices(
            tuple(
                Choice(
                    pack, "day_one", "0", str(i), words, "post", date(2022, 1, 1), Period(None, None), "", 1
                )
                for i, pack in enumerate(packs)
            )
        )
        return parameters_of(new, choices, day, day, "140109")["day_one"].value

    assert chosen("old") == 0
    assert chosen("old", "new") == 1
    assert chosen("other") is None


def test_on_a_day_one_version_is_in_force(tmp_path: Path) -> None:
    """The day of the change belongs to the newer version (T9), and the numbers of both can stand side by side."""
    packs = versions(tmp_path)

    assert [one.pack for one in packs_in_force(packs, date(2022, 11, 10))] == ["old"]
    assert [one.pack for one in packs_in_force(packs, date(2022, 11, 11))] == ["new"]
    both = merge_parameters(packs)
    for day, value in ((date(2022, 11, 10), 7), (date(2022, 11, 11), 5)):
        assert both.look_up("days", day, day, "14").value == value


def test_where_the_text_is_silent_on_people_in_flight_it_is_to_be_asked(tmp_path: Path) -> None:
    """A null transition is shown as a question; one that is written is shown with its clause."""
    _, new = versions(tmp_path)
    first, second = succession([new])

    assert (first.pack, second.pack, second.follows) == ("old", "new", "old")
    assert not second.settled and "ask" in second.transition.en
    _, new = versions(tmp_path, "transition: {words: {zh: 按新规, en: by the new rules}, clause: b1}")
    (_, second) = succession([new])
    assert (second.settled, second.transition.en, second.clause) == (True, "by the new rules", "new:b1")


def test_a_version_has_one_successor(tmp_path: Path) -> None:
    """Two packs that succeed the same one cannot be run by together."""
    versions(tmp_path)
    twins = [
        made_pack(tmp_path, name, "valid_from: 2022-11-11\nsucceeds: old", key=name, domain="health")
        for name in ("x", "y")
    ]
    with pytest.raises(MutongError) as refusal:
        packs_in_force(twins, date(2022, 12, 1))
    assert refusal.value.code == "two_successors"


def test_a_removed_class_of_contact_takes_its_rules_along() -> None:
    """The twenty measures judge no second degree: no rule of the inherited contact file leads to it any more."""
    old, new = load_pack(PACKS / "health/cn-covid-9"), load_pack(PACKS / "health/cn-20")
    gone = {one.name for one in new.removed if one.kind == "class"}
    on = date(2022, 11, 11)
    before = contact_rules(old, None, date(2022, 11, 10), "140109")
    after = contact_rules(new, None, on, "140109")

    assert gone and gone <= {one.name for one in before.classes}
    assert not gone & {one.name for one in after.classes}
    assert not gone & {one.contact_class for one in (*after.rules, *after.second_rules)}


def test_the_shipped_versions_follow_one_another_day_by_day() -> None:
    """From 2022-06-28 on exactly one version of the protection protocol is in force on every day."""
    chain = load_packs(PACKS, ["cn-b-b"])
    line = [one for one in succession(chain) if one.first == succession(chain)[0].first]

    assert line[0].valid.start == date(2022, 6, 28)
    assert [one.valid.end for one in line[:-1]] == [one.valid.start for one in line[1:]]
