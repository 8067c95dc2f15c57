"""The contacts of the first degree are those that plain SQL in DuckDB finds over the whole tables."""

from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from mutong.kernel.period import CHINA
from mutong.outbreak.stay_frames import stay_columns
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import trace_contacts
from mutong.standards.choices import load_choices
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import load_pack
from mutong.standards.parameters import parameters_of
from mutong.tables.frames import read_table, rows_of
from mutong.worlds.making import make_world
from tests.engines.contact_worlds import Tables, worlds_side_by_side
from tests.outbreak.small_worlds import AS_OF, COVID, ROOT, columns_of_rows
from tests.outbreak.test_trace_against_oracle import as_seconds, prepared

pytest.importorskip("duckdb", reason="DuckDB, of the test requirements")

from tests.oracles.duckdb_contacts import contacts_by_sql


def by_sql(text: dict, values: dict, candidates: dict, tables: Tables, as_of: datetime) -> set[tuple]:
    """What SQL finds in rows whose instants are datetimes."""
    plain = {name: as_seconds(rows) for name, rows in tables.items()}
    return contacts_by_sql(text, values, candidates, plain, int(as_of.timestamp()))


def as_told(traced) -> set[tuple]:
    """What the product found, as SQL tells it."""
    return {
        (
            row["case_id"], row["person_id"], row["class"], row["verdict"], row["rule"], row["place_id"],
            int(row["first_at"].timestamp()), int(row["last_at"].timestamp()), row["minutes"],
        )
        for row in traced
    }  # fmt: skip


@pytest.mark.parametrize("name", ["chosen", "null", "other disease"])
def test_sql_finds_the_same_contacts_on_random_worlds(name: str, tmp_path: Path) -> None:
    """Forty random worlds side by side: the same people, classes, verdicts, rules, places, times and minutes."""
    rules, text, values, candidates = prepared(name)
    world = worlds_side_by_side(range(40), people=20, stays=100)
    store = StayStore.build(tmp_path / "store", columns_of_rows(world["stays"]))
    traced = trace_contacts(
        world["cases"], store, world["places"], world["memberships"], rules, AS_OF, 1,
        columns_of_rows(world["encounters"]), relations=world["relations"],
    )  # fmt: skip
    found, expected = as_told(traced), by_sql(text, values, candidates, world, AS_OF)

    assert (sorted(found - expected, key=str), sorted(expected - found, key=str)) == ([], [])
    # Where every number is known hardly a class is missing; without numbers nearly all is unknown.
    assert len(found) > 100
    assert len({(row[3], row[4]) for row in found}) >= 5


def test_sql_finds_the_same_contacts_in_the_sample_world(tmp_path: Path) -> None:
    """In the sample world, by what the sample deployment chose, SQL finds the contacts that the store finds."""
    world = tmp_path / "world"
    make_world(2022, 4_000, world)
    as_of = datetime(2022, 8, 22, 8, tzinfo=CHINA)
    on = date(2022, 8, 22)
    pack, choices = load_pack(COVID), load_choices(ROOT / "deployment/sample/choices.csv")
    numbers = parameters_of(pack, choices, on, on, "140109901001")
    tables = {name: rows_of(read_table(world, name)) for name in ("stays", "places", "memberships")}
    tables["cases"] = rows_of(read_table(world / "inbox/cases.csv", "cases"))
    traced = trace_contacts(
        tables["cases"],
        StayStore.build(tmp_path / "store", stay_columns(read_table(world, "stays"))),
        tables["places"],
        tables["memberships"],
        contact_rules(pack, choices, on, "140109901001"),
        as_of,
        1,
    )
    text = yaml.safe_load((COVID / "contacts/rules.yaml").read_text(encoding="utf-8"))
    values = {name: numbers[name].value for name in numbers}
    candidates = {name: numbers[name].candidates for name in numbers}
    expected = by_sql(text, values, candidates, tables, as_of)

    assert len(expected) > 100
    assert as_told(traced) == expected
