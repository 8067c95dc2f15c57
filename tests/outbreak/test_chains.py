"""Chains: pairs, introductions, degrees, serial intervals and their odd inputs."""

from datetime import date, datetime

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.period import CHINA
from mutong.outbreak.chains import chains_of, summarise_chains


def case(case_id: str, onset: int | None = None, origin: str = "local", **more) -> dict:
    """A case who fell ill on a day of August 2022."""
    return {
        "case_id": case_id,
        "person_id": f"p-{case_id}",
        "date_onset": date(2022, 8, onset) if onset else None,
        "reported_at": datetime(2022, 8, onset or 30, 12, tzinfo=CHINA),
        "origin": origin,
        "source_case_id": None,
    } | more


def link(infector: str, infectee: str) -> dict:
    """A link."""
    return {"infector": infector, "infectee": infectee}


def test_two_introductions_are_told_apart() -> None:
    """Each introduction is a chain with its source; a case nobody is linked to is a chain of one."""
    cases = [
        case("A", 1, "imported"), case("B", 4), case("C", 9), case("X", 3, "imported"), case("Y", 6), case("Z", 8),
    ]  # fmt: skip
    found = chains_of(cases, [link("A", "B"), link("B", "C"), link("X", "Y")])

    assert [(row["chain_id"], row["cases"], row["source"], row["imported"]) for row in found.chains] == [
        ("A", 3, "A", "yes"),
        ("X", 2, "X", "yes"),
        ("Z", 1, "Z", "no"),
    ]
    assert (found.clusters, found.longest, sorted(found.serial_intervals)) == ([3, 2], 2, [3, 3, 5])
    unlinked = {row["infectee"]: row["basis"] for row in found.pairs if row["infector"] is None}
    assert unlinked == {"A": "imported", "X": "imported", "Z": "unlinked"}


def test_several_possible_infectors_share_the_probability() -> None:
    """Three candidates get a third each, and of each infectee the probabilities sum to one."""
    cases = [case(name, day) for name, day in (("A", 1), ("B", 1), ("C", 2), ("D", 5))]
    found = chains_of(cases, [link(one, "D") for one in "ABC"])

    assert [row["probability"] for row in found.pairs if row["infectee"] == "D"] == [0.333333] * 3
    assert found.in_degree == {"D": 3}


def test_a_contact_who_fell_ill_is_linked_where_nobody_wrote_a_link() -> None:
    """Contact tracing speaks only where the infector is not written down, from the earlier to the later onset."""
    cases = [case("A", 1), case("B", 4), case("C", 9)]
    row = {"verdict": "yes", "rule": "same_household"}
    contacts = [
        row | {"case_id": "A", "person_id": "p-B"},
        row | {"case_id": "B", "person_id": "p-A"},
        row | {"case_id": "A", "person_id": "p-C"},
        row | {"case_id": "B", "person_id": "p-C", "verdict": "unknown"},
    ]
    found = chains_of(cases, [link("B", "C")], contacts)

    linked = {(r["infector"], r["infectee"], r["basis"]) for r in found.pairs if r["infector"]}
    assert linked == {("A", "B", "contact:same_household"), ("B", "C", "link")}


def test_a_named_source_case_is_a_link() -> None:
    """The source a case names counts as a link."""
    found = chains_of([case("A", 1), case("B", 4, source_case_id="A")], [])

    assert [(r["infector"], r["basis"]) for r in found.pairs if r["infectee"] == "B"] == [
        ("A", "source_case")
    ]


def test_an_unknown_onset_gives_no_interval() -> None:
    """T1: where an onset is not known the pair counts as a link and gives no serial interval."""
    found = chains_of([case("A", 1), case("B")], [link("A", "B")])

    assert (found.serial_intervals, summarise_chains(found)["serial_interval_mean"]) == ([], None)


def test_odd_links_are_said_and_do_not_break_the_rest() -> None:
    """A link to oneself, an id nobody knows and links in a circle are each named; the rest is worked out."""
    cases = [case("A", 1), case("B", 2), case("C", 3)]
    found = chains_of(cases, [link("A", "A"), link("A", "B"), link("B", "A"), link("C", "stranger")])

    said = " ".join(one.en for one in found.warnings)
    assert "“A” is written as infecting itself" in said
    assert "stranger" in said
    assert "circle" in said
    assert found.longest is None
    assert found.clusters == [2, 2]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]), max_size=20))
@settings(max_examples=80, deadline=None)
def test_chains_agree_with_networkx(edges) -> None:
    """Clusters are the connected parts and the longest chain the longest path of the graph."""
    found = chains_of([case(str(k), k + 1) for k in range(10)], [link(str(a), str(b)) for a, b in edges])
    graph = networkx.DiGraph(edges)
    graph.add_nodes_from(range(10))

    sizes = sorted((len(p) for p in networkx.weakly_connected_components(graph) if len(p) > 1), reverse=True)
    assert found.clusters == sizes
    assert found.longest == networkx.dag_longest_path_length(graph, weight=None, default_weight=1)
    assert sum(row["cases"] for row in found.chains) == 10
