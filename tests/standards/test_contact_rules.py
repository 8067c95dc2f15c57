"""Contact rules read from packs: complete, in order, and refused with the line where a pack is wrong."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.standards.choices import Choices
from mutong.standards.contacts import choices_used, contact_rules, standards_missing
from mutong.standards.pack import load_pack
from mutong.standards.refusals import PackError
from mutong.tables.schema import load_schema
from tests.outbreak.small_worlds import COVID, LANTERN, chosen

ON = date(2022, 8, 22)
AREA = "140109901001"
HEAD = """\
classes:
  - {name: lamp_bearer, words: {zh: 甲, en: a}}
window:
  classifications: [confirmed]
  from: [date_onset]
  days_back: glow_days
  surely_from: reported_at
  to: isolated_at
  surely_to: reported_at
  cite: art2
seats:
  - {kinds: [classroom], pattern: 'B(?P<bench>\\d+)'}
rules:
"""
RULE = "  - {rule: r, relation: place, class: lamp_bearer, cite: art2, words: {zh: 甲, en: a}%s}\n"


def pack_with(tmp_path: Path, contacts: str) -> Path:
    """Lantern fever with other contact rules."""
    folder = tmp_path / "other" / "lantern-fever"
    shutil.copytree(LANTERN, folder)
    (folder / "contacts/rules.yaml").write_text(contacts, encoding="utf-8")
    return folder


def test_the_ninth_edition_lists_its_classes_strictest_first() -> None:
    """Classes, window and rules of the 9th edition are read, each rule with clause and words in both languages."""
    rules = contact_rules(load_pack(COVID), Choices(), ON, AREA)

    assert [one.name for one in rules.classes] == [
        "close_contact",
        "contact_of_contact",
        "venue_exposed",
        "general_contact",
    ]
    assert rules.strictness("contact_of_contact") == 1
    for rule in (*rules.rules, *rules.second_rules):
        assert rules.basis(rule).startswith("cn-covid-9:")
        assert rule.words.zh
        assert rule.words.en
    assert {rule.contact_class for rule in rules.second_rules} == {"contact_of_contact"}


def test_every_place_kind_but_none_is_spoken_for() -> None:
    """Whatever kind of place two people shared, some rule of the 9th edition looks at it."""
    rules = contact_rules(load_pack(COVID), Choices(), ON, AREA)
    spoken = {kind for rule in rules.rules if rule.relation == "place" for kind in rule.kinds}

    assert spoken == set(load_schema("places").column("kind").codes)


def test_a_null_number_makes_its_switch_unknown_and_a_choice_settles_it() -> None:
    """The vehicle table is open: unknown without a choice, yes with the 8th, no with another table."""
    answers = {}
    for name, choices in {
        "none": Choices(),
        "eighth": chosen("cn-covid-9", vehicle_table=8),
        "other": chosen("cn-covid-9", vehicle_table=7),
    }.items():
        rules = contact_rules(load_pack(COVID), choices, ON, AREA)
        coach = next(rule for rule in rules.rules if rule.name == "whole_coach")
        answers[name] = (coach.switch, choices_used(coach.parameters), standards_missing(coach.parameters))

    assert answers == {
        "none": (Truth.UNKNOWN, (), ("vehicle_table:null_standard",)),
        "eighth": (Truth.YES, ("vehicle_table",), ()),
        "other": (Truth.NO, ("vehicle_table",), ()),
    }


def test_a_choice_holds_in_its_area_only() -> None:
    """A look-back chosen for province 14 is not in force in province 15."""
    choices = chosen("cn-covid-9", look_back_days=2)
    pack = load_pack(COVID)

    found = [contact_rules(pack, choices, ON, area).window.days_back.state for area in (AREA, "150101")]
    assert found == ["chosen", "null"]


def test_a_pack_not_in_force_gives_no_rules() -> None:
    """T3: the day the 9th edition ends it no longer judges anybody; the day before it does."""
    pack = load_pack(COVID)

    assert contact_rules(pack, None, date(2022, 11, 10), AREA).rules
    with pytest.raises(MutongError) as refusal:
        contact_rules(pack, None, date(2022, 11, 11), AREA)
    assert refusal.value.code == "pack_not_in_force"


def test_a_seat_is_read_by_the_kind_of_its_place() -> None:
    """T05 is table 5 in a restaurant and nothing on a bus; a part left out is not known."""
    rules = contact_rules(load_pack(COVID), None, ON, AREA)

    assert rules.seat_parts("restaurant", "t05 ") == {"table": "05"}
    assert rules.seat_parts("bus", "T05") is None
    assert rules.seat_parts("bus", "07C") == {"row": "07", "letter": "C"}
    assert rules.seat_parts("restaurant", "STAFF") == {"staff": "STAFF"}
    assert rules.seat_parts("train", "C05")["bay"] is None


@pytest.mark.parametrize(
    ("contacts", "code", "line"),
    [
        (HEAD + RULE % ", kinds: [castle]", "unknown_word", 14),
        (HEAD + RULE % ", clas: x", "unknown_word", 14),
        (HEAD + RULE.replace("class: lamp_bearer", "class: bearer") % "", "unknown_word", 14),
        (HEAD + RULE.replace("art2", "art99") % "", "missing_clause", 14),
        (HEAD + RULE % ", minutes_at_least: 15", "unknown_parameter", 14),
        (HEAD + RULE % ", kinds: [classroom], seat: {part: table}", "unknown_word", 14),
        (HEAD + RULE % ", kinds: [bus], seat: {part: bench}", "unknown_word", 14),
        (HEAD.replace("'B(?P<bench>\\d+)'", "'B(?P<bench'") + RULE % "", "seat_pattern_unreadable", 12),
        (HEAD.replace("  days_back: glow_days\n", "") + RULE % "", "key_missing", 4),
        (HEAD.replace("isolated_at", "gone_at") + RULE % "", "unknown_word", 8),
        (HEAD + RULE.replace("{zh: 甲, en: a}", "{zh: 甲}") % "", "words_missing", 14),
        (HEAD + RULE % ", risk: high", "unknown_word", 14),
    ],
)
def test_a_slip_in_a_pack_is_pointed_at(tmp_path: Path, contacts: str, code: str, line: int) -> None:
    """Each fault is refused with its file and line, what stands there and what may stand there."""
    pack = load_pack(pack_with(tmp_path, contacts))

    with pytest.raises(PackError) as refusal:
        contact_rules(pack, None, ON, AREA)

    assert (refusal.value.code, refusal.value.line) == (code, line)
    assert refusal.value.file.endswith("lantern-fever/contacts/rules.yaml")


def test_a_pack_without_contact_rules_says_so(tmp_path: Path) -> None:
    """Tracing with a pack that judges nobody is refused in words, not answered with nobody."""
    folder = pack_with(tmp_path, "")
    shutil.rmtree(folder / "contacts")

    with pytest.raises(MutongError) as refusal:
        contact_rules(load_pack(folder), None, ON, AREA)
    assert refusal.value.code == "no_contact_rules"
