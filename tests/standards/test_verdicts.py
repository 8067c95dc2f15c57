"""Compiled rules answer what the evaluator answers, for everybody at once."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.standards.choices import NO_CHOICES, Choices, load_choices
from mutong.standards.compiled import compiling
from mutong.standards.compiled.columns import BulkColumns
from mutong.standards.compiled.compiling import COMPILING, plain_run
from mutong.standards.compiled.family_run import CompiledFamily, Manner, roots_of
from mutong.standards.pack import Pack, load_packs
from mutong.standards.rules.family import families
from mutong.standards.screening import screen
from mutong.standards.verdicts import (
    NO_FINDING,
    Verdicts,
    compiled_verdicts,
    numpy_verdicts,
    open_households,
    open_people_alone,
)
from mutong.tables.compact_columns import CompactColumn, CompactSnapshot, missing_mark
from mutong.tables.frames import rows_of
from mutong.tables.snapshot import Snapshot
from mutong.tables.snapshot_columns import domain_of
from tests.standards.random_rules import random_packs
from tests.standards.registers import OTHER_PACKS, PACKS, SAMPLE_CHOICES, register, snapshot

CHOICES = load_choices(SAMPLE_CHOICES)
LINE = load_packs(PACKS, ["cn-sx-ty"])
ASSISTANCE = load_packs(PACKS, sorted(p.parent.name for p in (PACKS / "assistance").glob("*/pack.yaml")))
MADE_UP = load_packs(OTHER_PACKS, sorted(p.parent.name for p in OTHER_PACKS.glob("*/pack.yaml")))
days = st.sampled_from([date(2022, 8, 22), date(2023, 1, 1), date(2024, 5, 1), date(2026, 7, 1)])
people = st.sampled_from(["P1", "P2", "P3", "P4", "P5", "P99"])
kin = st.lists(st.tuples(people, people, st.sampled_from(["parent", "spouse", "guardian"])), max_size=8)


def by_python(snap: Snapshot, packs: tuple[Pack, ...], choices: Choices) -> Verdicts:
    """The generated loops, run by Python itself: what is compiled, without waiting for the compiler."""
    found: Verdicts = {}
    for family in families(packs, choices):
        compiled = CompiledFamily(BulkColumns(snap), family)
        asked = roots_of(compiled, None, True)
        roots = [root for _, verdict, amount in asked for root in (verdict, amount) if root is not None]
        results = iter(compiled.run(roots, Manner(1, made=plain_run)))
        for version, _, amount in asked:
            ends = (next(results)[0], *(next(results) if amount else (None, None)))
            found[version.rule.rule_id] = ends
    return found


def assert_same(found: dict, expected: Verdicts) -> None:
    """Every verdict and both ends of every amount are the same; who has no finding has none in both."""
    for rule_id, wanted in expected.items():
        if rule_id not in found:
            assert np.all(wanted.verdict == NO_FINDING), rule_id
            continue
        one = found[rule_id]
        verdict, low, high = one if isinstance(one, tuple) else (one.verdict, one.low, one.high)
        np.testing.assert_array_equal(verdict, wanted.verdict, err_msg=rule_id)
        assert (low is None) == (wanted.low is None)
        if low is not None:
            np.testing.assert_array_equal(low, wanted.low, err_msg=f"{rule_id} low")
            np.testing.assert_array_equal(high, wanted.high, err_msg=f"{rule_id} high")


def with_strangers(homes: list[dict], relations: list, on: date) -> Snapshot:
    """A register in which the last person lives in no household, and the people stand in another order."""
    whole = snapshot(homes, on, relations=relations)
    group = whole.group.copy()
    if len(group):
        group[-1] = -1
    whole.group = group
    return whole


@settings(max_examples=60, deadline=None)
@given(homes=register(), on=days)
def test_the_loops_answer_as_the_evaluator_for_every_shipped_pack(homes: list[dict], on: date) -> None:
    """T1: for each rule of each assistance pack verdicts and amounts agree on any register and day."""
    snap = snapshot(homes, on)
    assert_same(by_python(snap, ASSISTANCE, CHOICES), numpy_verdicts(snap, ASSISTANCE, CHOICES))


@settings(max_examples=60, deadline=None)
@given(homes=register(), on=days, relations=kin)
def test_the_loops_answer_as_the_evaluator_for_made_up_packs(
    homes: list[dict], on: date, relations: list
) -> None:
    """T1: rules about relatives, months and other rules' amounts agree too."""
    snap = snapshot(homes, on, relations=relations)
    assert_same(by_python(snap, MADE_UP, NO_CHOICES), numpy_verdicts(snap, MADE_UP, NO_CHOICES))


@settings(max_examples=150, deadline=None)
@given(homes=register(), on=days, relations=kin, seed=st.integers(0, 2**32), alone=st.booleans())
def test_the_loops_answer_as_the_evaluator_for_rules_nobody_wrote(
    homes: list[dict], on: date, relations: list, seed: int, alone: bool
) -> None:
    """T1: random trees over every kind of node, in packs within packs, with people in no household."""
    packs = random_packs(LINE, seed, 3, 3)
    snap = with_strangers(homes, relations, on) if alone else snapshot(homes, on, relations=relations)
    with np.errstate(all="ignore"):
        expected = numpy_verdicts(snap, packs, CHOICES)
    assert_same(by_python(snap, packs, CHOICES), expected)


AID = [pack for pack in MADE_UP if pack.pack == "hanzi-aid"]
NEXT_START = """
from mutong.standards.verdicts import compiled_verdicts
from tests.standards.test_verdicts import AID, CHOICES, HOMES, snapshot
heard = []
found = compiled_verdicts(snapshot(HOMES), AID, CHOICES, say=heard.append)
print("heard", len(heard), "families", len({one.version.rule.pack for one in found.values()}))
"""
HOMES = [
    {"area_code": "140109901001", "property_conforms": True, "members": [{"monthly_income": 40_000, "alive": True}]},
    {"area_code": "140106", "members": [{"monthly_income": (0, 90_000)}, {"alive": False}, {}]},
    {"area_code": "140122", "property_conforms": False, "members": [
        {"monthly_income": 300_000, "disability_certificate": False, "birth_date": "2014-02-28"},
    ]},
    {"members": [{"disability_certificate": True, "disability_level": 2, "birth_date": "1932-08-22"}]},
    {"area_code": "110101", "members": []},
]  # fmt: skip


def test_what_numba_makes_of_the_loops_answers_the_same(tmp_path: Path, monkeypatch) -> None:
    """Compiled, in the order of the households or in any other, over arrays or a compact Snapshot, once for all of
    them and kept for the next start: always the evaluator's answers.
    """
    pytest.importorskip("numba")
    monkeypatch.setenv("MUTONG_VAR", str(tmp_path))
    heard: list[str] = []
    relations = [("P1", "P2", "spouse"), ("P3", "P99", "parent")]
    said: list[int] = []
    for snap in (
        snapshot(HOMES, relations=relations),
        with_strangers(HOMES[::-1], relations, date(2022, 8, 22)),
    ):
        found = compiled_verdicts(snap, AID, CHOICES, threads=2, say=lambda words: heard.append(words.en))
        assert_same(found, numpy_verdicts(snap, AID, CHOICES))
        said.append(len(heard))
    assert set(heard) == {COMPILING.en} and said[0] == said[1]
    for kept in (tmp_path / "compiled-rules/__pycache__").glob("*.1.nbc"):
        kept.write_bytes(b"damaged")
    compiling._runs.clear()
    assert_same(compiled_verdicts(snap, AID, CHOICES), numpy_verdicts(snap, AID, CHOICES))
    again = subprocess.run([sys.executable, "-c", NEXT_START], capture_output=True, text=True, check=True)
    assert again.stdout.split() == ["heard", "0", "families", "1"]


@settings(max_examples=60, deadline=None)
@given(homes=register(), on=days)
def test_a_compact_snapshot_is_answered_as_the_whole_one(homes: list[dict], on: date) -> None:
    """T1: the same register in few bytes gives the same verdicts, by the loops and by the evaluator."""
    whole = snapshot([home for home in homes if home["members"]], on)
    small = compact(whole)
    expected = numpy_verdicts(whole, LINE, CHOICES)
    assert_same(by_python(small, LINE, CHOICES), expected)
    assert_same(numpy_verdicts(small, LINE, CHOICES), expected)


@settings(max_examples=40, deadline=None)
@given(homes=register(), on=days, alone=st.booleans())
def test_reasons_are_left_out_only_where_everything_is_refused(
    homes: list[dict], on: date, alone: bool
) -> None:
    """Whoever the screen does not refuse lives in an open household, or is open alone; nobody else is."""
    snap = with_strangers(homes, [], on) if alone else snapshot(homes, on)
    verdicts = numpy_verdicts(snap, LINE, CHOICES)
    found = {f"H{row + 1}" for row in open_households(snap, verdicts)}
    found |= {f"P{row + 1}" for row in open_people_alone(snap, verdicts)}
    expected = set()
    for row in rows_of(screen(snap, LINE, CHOICES)):
        if row["verdict"] != "no":
            subject = row["subject_id"]
            home = snap.group[int(subject[1:]) - 1] if subject[0] == "P" else -1
            expected.add(f"H{home + 1}" if home >= 0 else subject)
    assert found == expected


def compact(whole: Snapshot) -> CompactSnapshot:
    """A Snapshot whose people stand household by household, as a compact one; intervals stay intervals."""
    columns = {}
    for kind in ("person", "household"):
        for fact in whole.facts(kind):
            spec = whole.spec(fact)
            if spec.type == "boolean":
                columns[fact] = CompactColumn(whole.truth(fact))
            elif spec.type in ("number", "date"):
                ends = whole.number(fact)
                low, high = domain_of(spec)
                lacks = (ends.low == low) & (ends.high == high)
                if np.all(lacks | (ends.low == ends.high)):
                    columns[fact] = CompactColumn(
                        np.where(lacks, missing_mark(np.int32), ends.low).astype(np.int32)
                    )
                else:
                    columns[fact] = CompactColumn(ends.low, ends.high)
            else:
                codes = whole.code(fact)
                columns[fact] = CompactColumn(codes.index.astype(np.int16), words=codes.words)
    starts = np.concatenate([[0], np.cumsum(np.bincount(whole.group, minlength=whole.size("household")))])
    return CompactSnapshot(whole.on, whole.known_at, starts, columns)
