"""Tracing against a second, slow and plain way of doing it."""

import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import trace_contacts
from mutong.standards.choices import Choices
from mutong.standards.contacts import ContactRules, contact_rules
from mutong.standards.pack import load_pack
from mutong.standards.parameters import parameters_of
from tests.oracles import tracing
from tests.outbreak.small_worlds import AS_OF, COVID, LANTERN, chosen, columns_of_rows, random_world

EVERYTHING_CHOSEN = chosen(
    "cn-covid-9",
    look_back_days=2, vehicle_table=8, higher_risk_minutes=240, long_contact_minutes=60, near_contact_m=1,
)  # fmt: skip
SETTINGS = {
    "chosen": (COVID, EVERYTHING_CHOSEN),
    "null": (COVID, Choices()),
    "other disease": (LANTERN, Choices()),
}


@cache
def prepared(name: str) -> tuple[ContactRules, dict, dict, dict]:
    """The rules as the product reads them, the YAML, and the numbers for the oracle."""
    folder, choices = SETTINGS[name]
    pack = load_pack(folder)
    on = AS_OF.date()
    numbers = parameters_of(pack, choices, on, on, "140109901001")
    text = yaml.safe_load((folder / "contacts/rules.yaml").read_text(encoding="utf-8"))
    values = {one: numbers[one].value for one in numbers}
    candidates = {one: numbers[one].candidates for one in numbers}
    return contact_rules(pack, choices, on, "140109901001"), text, values, candidates


def as_seconds(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows with their instants as whole seconds, for the oracle."""
    return [{k: int(v.timestamp()) if isinstance(v, datetime) else v for k, v in row.items()} for row in rows]


def both_ways(name: str, seed: int, degrees: int) -> tuple[set, set, list]:
    """What the product finds, what the oracle finds, and the product's rows."""
    rules, text, values, candidates = prepared(name)
    world = random_world(seed)
    with tempfile.TemporaryDirectory() as folder:
        store = StayStore.build(Path(folder), columns_of_rows(world["stays"]))
        traced = trace_contacts(
            world["cases"], store, world["places"], world["memberships"], rules, AS_OF, degrees,
            columns_of_rows(world["encounters"]), relations=world["relations"],
        )  # fmt: skip
    found = {
        (
            row["case_id"], row["person_id"], row["via_person_id"] or "", row["degree"], row["class"],
            row["verdict"], row["rule"], row["place_id"], int(row["first_at"].timestamp()),
            int(row["last_at"].timestamp()), row["minutes"],
        )
        for row in traced
    }  # fmt: skip
    expected = tracing.trace(
        text, values, candidates, world["cases"], as_seconds(world["stays"]), world["places"],
        world["memberships"], as_seconds(world["encounters"]), int(AS_OF.timestamp()), degrees,
        world["relations"],
    )  # fmt: skip
    return found, expected, traced.rows


@pytest.mark.parametrize("name", SETTINGS)
@given(seed=st.integers(0, 10**9), degrees=st.sampled_from((1, 2)))
@settings(max_examples=60, deadline=None)
def test_tracing_finds_what_the_plain_way_finds(name: str, seed: int, degrees: int) -> None:
    """On random worlds the arrays give the same contacts, classes, verdicts, times and minutes as plain loops do."""
    found, expected, _ = both_ways(name, seed, degrees)

    assert found == expected


@pytest.mark.parametrize("name", SETTINGS)
def test_whoever_is_unknown_says_what_is_missing(name: str) -> None:
    """Every row with verdict unknown names at least one missing fact or number."""
    rows = [row for seed in range(40) for row in both_ways(name, seed, 2)[2]]

    unknown = [row for row in rows if row["verdict"] == "unknown"]
    assert unknown
    assert [row for row in unknown if not row["facts_missing"]] == []


def test_the_random_worlds_reach_every_rule() -> None:
    """The worlds above are worth something: each rule of the shipped pack wins somewhere, surely or unsurely."""
    rules, _, _, _ = prepared("chosen")
    missed = {rule.name for rule in (*rules.rules, *rules.second_rules)}
    for seed in range(300):
        missed -= {row["rule"] for row in both_ways("chosen", seed, 2)[2]}
        if not missed:
            break

    assert missed == set()
