"""The Snapshot against a second, plain way to the same answers."""

import random
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.truth import Truth
from mutong.tables.dictionary import fact_spec
from mutong.tables.snapshot import Snapshot
from tests.oracles.snapshot import answer_of, home_of
from tests.tables.snapshot_tables import KNOWN_AT, ON, VALUES, tables


def answer_in(snapshot: Snapshot, fact: str, row: int) -> tuple:
    """What a Snapshot says of one subject's fact, as the oracle writes it."""
    spec = fact_spec(fact)
    if not snapshot.known(fact)[row]:
        return "unknown", snapshot.reason(fact)[row], ""
    if spec.type in ("number", "date"):
        ends = snapshot.number(fact)
        content = (ends.low[row], ends.high[row]) if spec.type == "number" else ends.low[row]
    elif spec.type == "boolean":
        content = snapshot.truth(fact)[row] == Truth.YES
    else:
        coded = snapshot.code(fact)
        content = coded.words[coded.index[row]]
    return "known", content, snapshot.source(fact)[row]


def everything(snapshot: Snapshot) -> dict[tuple[str, str], tuple]:
    """Each subject's answer to each fact."""
    found = {}
    for fact in VALUES:
        kind = fact_spec(fact).subject_kind
        for row, name in enumerate(snapshot.ids(kind)):
            found[name, fact] = answer_in(snapshot, fact, row)
    return found


@settings(max_examples=150, deadline=None)
@given(tables(), st.sampled_from([KNOWN_AT, date(2022, 2, 28)]))
def test_a_snapshot_says_what_row_by_row_reading_says(register, known_at):
    """Every fact of every subject has the value, the reason and the source that T1, T6 and T9 give it."""
    found = everything(Snapshot.build(**register, on=ON, known_at=known_at))

    assert found == {
        (name, fact): answer_of(fact_spec(fact), name, register, ON, known_at) for name, fact in found
    }


@settings(max_examples=60, deadline=None)
@given(tables())
def test_people_live_where_row_by_row_reading_says(register):
    """Each person's household is the one whose life they share on the day (T9)."""
    snapshot = Snapshot.build(**register, on=ON)
    homes = [*snapshot.ids("household"), None]

    assert [homes[home] for home in snapshot.group] == [
        home_of(person, register["memberships"], set(homes) - {None}, ON) for person in snapshot.ids("person")
    ]


@settings(max_examples=60, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(register, shuffler: random.Random):
    """The same rows in any order give the same Snapshot, so that files and engines may order them as they like."""
    facts = register["facts"]
    order = list(range(len(facts["fact"])))
    shuffler.shuffle(order)
    shuffled = {**register, "facts": {name: [cells[i] for i in order] for name, cells in facts.items()}}

    assert everything(Snapshot.build(**register, on=ON, known_at=KNOWN_AT)) == everything(
        Snapshot.build(**shuffled, on=ON, known_at=KNOWN_AT)
    )


@settings(max_examples=30, deadline=None)
@given(tables())
def test_an_unknown_fact_spans_its_whole_domain(register):
    """What is unknown is the declared domain, UNKNOWN or no word; its confirmation is kept only when stale (T1)."""
    snapshot = Snapshot.build(**register, on=ON, known_at=KNOWN_AT)
    for fact in VALUES:
        spec, unknown = fact_spec(fact), ~snapshot.known(fact)
        if spec.type == "number":
            assert (snapshot.number(fact).low[unknown] == 0).all()
            assert np.isinf(snapshot.number(fact).high[unknown]).all()
        elif spec.type == "boolean":
            assert (snapshot.truth(fact)[unknown] == Truth.UNKNOWN).all()
        elif spec.type != "date":
            assert (snapshot.code(fact).index[unknown] == -1).all()
        forgotten = unknown & (snapshot.reason(fact) != "stale")
        assert np.isnan(snapshot.confirmed(fact)[forgotten]).all()
