"""What differs between two standards is named in words, never by the names that packs use inside."""

from datetime import date

from mutong.desk.change_parts import PartWords
from mutong.standards.choices import NO_CHOICES
from mutong.standards.comparing import PackChange, compare_packs
from mutong.standards.pack import load_pack
from tests.standards.registers import PACKS

OLD, NEW = (load_pack(PACKS / "health" / name) for name in ("cn-covid-9", "cn-20"))


def part(name: str, part_of: str) -> tuple[str, str]:
    """The words of one part of a protocol."""
    found = PartWords(OLD, NEW).of(PackChange("protocol", name, part_of, *[None] * 5))
    return found.zh, found.en


def test_a_phase_and_what_is_done_in_it_are_named() -> None:
    """central.days and central.test are days of central isolation and how often one is tested there."""
    assert part("close_contact", "central.days") == ("集中隔离医学观察：天数", "Central isolation: days")
    zh, en = part("close_contact", "central.test")
    assert zh == "集中隔离医学观察：采样检测次数" and en.startswith("Central isolation: times of ")
    assert part("close_contact", "days") == ("天数合计", "days in all")


def test_no_inner_name_is_shown_in_chinese() -> None:
    """Whatever differs between the 9th edition and the twenty measures is named without a Latin letter."""
    days = date(2022, 11, 10), date(2022, 11, 11)
    changes = compare_packs(OLD, NEW, *days, "140109", NO_CHOICES, known_old=None, known_new=None)
    words = PartWords(OLD, NEW)
    shown = {words.of(one).zh for one in changes if one.what != "clause"}

    assert len(shown) > 10
    assert [zh for zh in shown if any(c.isascii() and c.isalpha() for c in zh)] == []
