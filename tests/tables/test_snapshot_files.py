"""A Snapshot read from files is the Snapshot built from the same rows, whole or in groups of households."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.tables.frames import read_table, write_table
from mutong.tables.row_shelf import RowShelf
from mutong.tables.snapshot import ReadingPlan, Snapshot
from mutong.tables.snapshot_relations import RELATIONS
from tests.tables.snapshot_tables import DAYS, KNOWN_AT, ON, PEOPLE, tables
from tests.tables.test_snapshot_oracle import everything


def write_register(folder: Path, register: dict[str, dict[str, list]], suffix: str) -> Path:
    """A register folder of CSV or Parquet files."""
    for table, columns in register.items():
        rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
        write_table(rows, table, folder / f"{table}.csv")
        if suffix == ".parquet":
            write_table(read_table(folder, table), table, folder / f"{table}.parquet")
            (folder / f"{table}.csv").unlink()
    return folder


@st.composite
def relations(draw) -> dict[str, list]:
    """Rows of the table relations among the people of `tables`, and one who is on no other record."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(PEOPLE),
                st.sampled_from((*PEOPLE, "P9")),
                st.sampled_from(("parent", "guardian", "spouse", "carer")),
                st.sampled_from(DAYS),
                st.none() | st.sampled_from(DAYS),
            ),
            max_size=5,
        )
    )
    names = ("person_id", "other_id", "kind", "valid_from", "valid_to")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def relatives(snapshot: Snapshot, people: set[str]) -> set[tuple[str, str, str]]:
    """Who of these people is related to whom, by id; "" for somebody who is not there."""
    ids = [*snapshot.ids("person"), ""]
    return {
        (word, ids[one], ids[other])
        for word in RELATIONS
        for one, other in zip(*snapshot.related(word), strict=True)
        if ids[one] in people
    }


@settings(max_examples=40, deadline=None)
@given(tables(), relations(), st.sampled_from([".csv", ".parquet"]))
def test_files_read_whole_say_what_the_rows_say(register, related, suffix):
    """From CSV and from Parquet come the same facts, homes and relations as from rows in memory (T6, T9)."""
    built = Snapshot.build(**register, relations=related, on=ON, known_at=KNOWN_AT)
    with tempfile.TemporaryDirectory() as folder:
        write_register(Path(folder), {**register, "relations": related}, suffix)
        read = Snapshot.read(folder, on=ON, known_at=KNOWN_AT)

    assert everything(read) == everything(built)
    assert read.group.tolist() == built.group.tolist()
    assert relatives(read, set(PEOPLE)) == relatives(built, set(PEOPLE))


@settings(max_examples=40, deadline=None)
@given(tables(), relations(), st.integers(1, 2))
def test_groups_ask_about_everyone_once_and_bring_their_relatives(register, related, at_once):
    """In groups each person and household is asked about once, with the same facts and with relatives at hand."""
    built = Snapshot.build(**register, relations=related, on=ON, known_at=KNOWN_AT)
    whole, found, asked, homes = everything(built), {}, [], {}
    with tempfile.TemporaryDirectory() as folder:
        write_register(Path(folder), {**register, "relations": related}, ".parquet")
        plan = ReadingPlan(ON, KNOWN_AT, people_at_once=at_once, hops=1)
        for part in Snapshot.read_in_groups(folder, plan):
            own = {i for kind in ("person", "household") for i in part.ids(kind)[part.asked(kind)]}
            asked += sorted(own)
            found |= {key: answer for key, answer in everything(part).items() if key[0] in own}
            here = everything(part)
            assert here == {key: whole[key] for key in here}
            people = own & set(PEOPLE)
            homes |= {p: part.group[part.index_of("person", p)] >= 0 for p in people}
            assert relatives(part, people) == {
                (word, one, other if other in part.ids("person") else "")
                for word, one, other in relatives(built, people)
            }
            assert {other for _, _, other in relatives(built, people)} <= {*part.ids("person"), ""}

    assert sorted(asked) == sorted([*built.ids("person"), *built.ids("household")])
    assert found == whole
    assert homes == dict(zip(built.ids("person"), (built.group >= 0).tolist(), strict=True))


@given(tables())
@settings(max_examples=10, deadline=None)
def test_an_area_is_read_with_its_people_only(register):
    """A Snapshot of some areas has their households and whoever lives there, with the same facts."""
    built = everything(Snapshot.build(**register, on=ON, known_at=KNOWN_AT))
    areas = dict(
        zip(register["households"]["household_id"], register["households"]["area_code"], strict=True)
    )
    with tempfile.TemporaryDirectory() as folder:
        write_register(Path(folder), register, ".parquet")
        read = Snapshot.read(folder, on=ON, known_at=KNOWN_AT, areas=["140109"])

    assert set(read.ids("household")) == {home for home, area in areas.items() if area.startswith("140109")}
    assert (read.group >= 0).all()
    assert everything(read) == {key: built[key] for key in everything(read)}


def test_an_id_with_two_rows_is_refused(tmp_path):
    """Two rows for one person are refused by name: nobody is screened twice or mixed up."""
    rows = {"households": [{"household_id": "H1", "area_code": "14"}], "memberships": []}
    rows["people"] = [{"person_id": "P1"}, {"person_id": "P1"}]
    for table, content in rows.items():
        write_table(content, table, tmp_path / f"{table}.parquet")

    with pytest.raises(MutongError, match="P1") as refused:
        Snapshot.read(tmp_path, on=ON)
    assert refused.value.code == "rows_repeated"


def test_rows_that_do_not_fit_in_memory_wait_on_disk(tmp_path):
    """Each group gets its rows whether they waited in memory or on disk, and nothing is left behind."""
    kind = np.dtype([("spot", np.int32)])
    rows = np.array([(i,) for i in range(100)], dtype=kind)
    with RowShelf(7, kind, tmp_path / "rows", most_bytes=60) as shelf:
        for part in np.array_split(rows, 9):
            shelf.add(part["spot"] % 7, part)
        assert list((tmp_path / "rows").iterdir())
        taken = {group: sorted(shelf.take(group)["spot"].tolist()) for group in range(7)}

    assert taken == {group: list(range(group, 100, 7)) for group in range(7)}
    assert not (tmp_path / "rows").exists()
