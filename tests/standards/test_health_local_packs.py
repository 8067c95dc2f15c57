"""A place's own pack beside the 9th edition: kinder is taken, harsher is refused with the clause it breaks (T7)."""

import shutil
from pathlib import Path

import pytest

from mutong.standards.pack import load_pack
from mutong.standards.refusals import PackError
from tests.standards.protocol_worlds import COVID

PACK = """pack: town-covid
version: "1"
title: {zh: 某地防控措施（虚构）, en: Measures of a town (made up)}
domain: health
area_code: "140109"
within: cn-covid-9
valid_from: 2022-06-28
valid_to: 2022-11-11
documents:
  town: {title: {zh: 某地通告（虚构）, en: Notice of a town (made up)}, grade: A, where: 虚构 / made up}
clauses:
  t1: {document: town, article: 第一条, words: {zh: 天数, en: The days}}
"""
HEADING = (
    "parameter,unit,area_code,valid_from,valid_to,known_from,value,candidates,clause,grade,"
    "note_zh,note_en,label_zh,label_en\n"
)


def town(folder: Path, name: str, unit: str, value: str) -> Path:
    """A town's pack that sets one number of the 9th edition for itself."""
    shutil.copytree(COVID, folder / COVID.name, ignore=shutil.ignore_patterns("cases"))
    own = folder / "town-covid"
    (own / "parameters").mkdir(parents=True)
    (own / "pack.yaml").write_text(PACK, encoding="utf-8")
    row = f"{name},{unit},140109,2022-06-28,,,{value},,t1,A,,,天数,days\n"
    (own / "parameters" / "own.csv").write_text(HEADING + row, encoding="utf-8")
    return own


@pytest.mark.parametrize(
    ("name", "unit", "same", "harsher"),
    [
        ("central_days", "day", "7", "8"),
        ("home_days", "day", "3", "4"),
        ("tests_central", "day_list", "1;2;3;5;7", "1;2;3;4;5;7"),
        ("second_degree_days", "day", "7", "8"),
        ("venue_tests", "times", "2", "3"),
        ("hist_high_days", "day", "7", "14"),
        ("high_clear_days", "day", "7", "10"),
        ("leave_city_certificate_h", "hour", "48", "24"),
    ],
)
def test_a_town_may_not_add_a_margin(name: str, unit: str, same: str, harsher: str, tmp_path: Path) -> None:
    """What the 9th edition says may be repeated; one day, one test or one clean day more is refused."""
    load_pack(town(tmp_path / "same", name, unit, same))

    with pytest.raises(PackError) as refused:
        load_pack(town(tmp_path / "harsher", name, unit, harsher))

    assert refused.value.code == "harsher_than_outer"


@pytest.mark.parametrize(
    ("name", "unit", "kinder"), [("central_days", "day", "5"), ("venue_days", "day", "1")]
)
def test_a_town_may_be_kinder(name: str, unit: str, kinder: str, tmp_path: Path) -> None:
    """Fewer days than the 9th edition's are taken as written."""
    pack = load_pack(town(tmp_path, name, unit, kinder))

    assert str(pack.own_parameter_rows[0].value) == kinder
