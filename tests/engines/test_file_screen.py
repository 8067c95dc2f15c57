"""A screen from files in groups finds what a screen of everybody at once finds."""

from pathlib import Path

import pytest

from mutong.kernel.errors import MutongError
from mutong.standards.pack import load_packs
from mutong.standards.reach import steps_of_kinship
from mutong.standards.screening import screen
from mutong.standards.screening_files import FilesScreened, screen_files
from mutong.tables.snapshot import Snapshot
from tests.engines.conftest import KNOWN_AT, ON, ROOT
from tests.engines.findings import in_order


def test_groups_find_what_the_whole_finds(sample_register, screened_packs, sample_choices, tmp_path):
    """Whatever the size of a group, each subject has the same findings, relatives in other groups included."""
    whole = screen(Snapshot.read(sample_register, on=ON, known_at=KNOWN_AT), screened_packs, sample_choices)
    found = {}
    for people_at_once in (97, 700):
        output = tmp_path / f"{people_at_once}.parquet"
        done = screen_files(
            sample_register,
            screened_packs,
            sample_choices,
            output,
            on=ON,
            known_at=KNOWN_AT,
            refusals=True,
            people_at_once=people_at_once,
        )
        found[people_at_once] = in_order(output)
        assert done.findings == len(found[people_at_once]) == sum(done.by_verdict.values())

    assert found[97] == found[700] == in_order(whole)
    assert {row["verdict"] for row in found[97] if row["rule_id"].startswith("kin-aid")} >= {"no", "unknown"}


def test_without_refusals_only_plain_no_is_left_out(
    sample_register, screened_packs, sample_choices, tmp_path
):
    """The quick screen gives every yes and every unknown with the same amounts and reasons, and no plain no."""
    paths = [tmp_path / "all.parquet", tmp_path / "some.csv"]
    for path, refusals in zip(paths, (True, False), strict=True):
        screen_files(
            sample_register,
            screened_packs,
            sample_choices,
            path,
            on=ON,
            known_at=KNOWN_AT,
            refusals=refusals,
            people_at_once=400,
        )

    some = in_order(paths[1])
    assert some == [row for row in in_order(paths[0]) if row["verdict"] != "no"]
    assert {row["verdict"] for row in some} == {"yes", "unknown"}


def test_rules_about_relatives_reach_one_household_further(screened_packs):
    """A pack that asks about the household only needs nobody else's; one that asks about children needs theirs."""
    (other,) = load_packs(ROOT / "tests/packs/other", ["other-aid"])
    by_name = {pack.pack: pack for pack in screened_packs}

    assert steps_of_kinship([other]) == 0
    assert steps_of_kinship([other, by_name["kin-aid"]]) == 1


def test_an_interrupted_screen_leaves_what_was_there(sample_register, screened_packs, tmp_path):
    """Ctrl-C in the middle leaves the findings of the last run whole, and nothing half written beside them."""
    output = tmp_path / "findings.parquet"
    output.write_bytes(b"of yesterday")

    def interrupt(done: FilesScreened) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen_files(
            sample_register, screened_packs, None, output, on=ON, people_at_once=500, progress=interrupt
        )
    assert output.read_bytes() == b"of yesterday"
    assert [path.name for path in tmp_path.iterdir()] == ["findings.parquet"]


def test_a_register_without_its_tables_is_refused(screened_packs, tmp_path):
    """A folder without people or households is refused by the name of the table; no findings are written."""
    with pytest.raises(MutongError) as refused:
        screen_files(Path(tmp_path), screened_packs, None, tmp_path / "findings.csv", on=ON)

    assert refused.value.code == "table_missing"
    assert list(tmp_path.iterdir()) == []
