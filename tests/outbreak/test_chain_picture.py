"""The picture of the chains: everybody once, days to the right, nothing left out unsaid."""

from mutong.outbreak.chain_picture import chain_picture
from tests.outbreak.situations import at
from tests.outbreak.test_chains import case, link


def contact(case_id: str, person: str, degree: int = 1, via: str | None = None, verdict: str = "yes") -> dict:
    """A row of table contacts."""
    return {
        "case_id": case_id, "person_id": person, "via_person_id": via, "degree": degree, "class": "k",
        "verdict": verdict, "rule": "r", "first_at": at("05 10:00"),
    }  # fmt: skip


CASES = [case("A", 1, "imported"), case("B", 4), case("X", 3, "imported")]
CONTACTS = [
    contact("A", "w"),
    contact("A", "w", verdict="unknown"),
    contact("A", "v", degree=2, via="w"),
    contact("A", "p-B"),
    contact("X", "u", verdict="unknown"),
]


def test_everybody_stands_once_in_the_band_of_the_chain() -> None:
    """Cases and contacts are drawn once each, in rows of their own, inside the band of their chain."""
    found = chain_picture(CASES, CONTACTS, [link("A", "B")])

    kinds = {node.id: (node.kind, node.parent) for node in found.nodes}
    assert kinds == {
        "A": ("case", ""),
        "A/w": ("contact", "A"),
        "A/v": ("contact", "A/w"),
        "B": ("case", "A"),
        "X": ("case", ""),
        "X/u": ("unsure", "X"),
    }
    assert len({node.y for node in found.nodes}) == len(found.nodes) == found.rows
    band = {one.chain_id: one for one in found.bands}
    assert all(band[n.chain_id].top <= n.y < band[n.chain_id].bottom for n in found.nodes)
    assert (found.left_out, band["A"].imported, band["A"].contacts) == (0, "yes", 2)


def test_days_run_to_the_right() -> None:
    """A case stands at the days since the first onset; a contact stands right of its case, from the day they met."""
    found = chain_picture(CASES, CONTACTS, [link("A", "B")])
    x = {node.id: node.x for node in found.nodes}

    assert (x["A"], x["X"], x["B"]) == (0, 2, 3)
    assert x["A/w"] == 4.6
    assert x["X/u"] > x["X"]


def test_edges_say_what_is_sure() -> None:
    """Infection carries its probability; an exposure that is only possible is drawn as such."""
    edges = {
        (e.source, e.target): (e.kind, e.probability)
        for e in chain_picture(CASES, CONTACTS, [link("A", "B")]).edges
    }

    assert edges["A", "B"] == ("infected", 1.0)
    assert edges["A", "A/w"] == ("exposed", None)
    assert edges["X", "X/u"] == ("exposed_unsure", None)


def test_too_many_contacts_become_one_node_that_counts_them() -> None:
    """Over the limit each case keeps one node for its contacts, and the summary says how many are not drawn."""
    contacts = [contact("A", f"p{k}") for k in range(30)]
    found = chain_picture(CASES, contacts, [link("A", "B")], limit=10)

    assert [node.label for node in found.nodes if node.kind == "more"] == ["+30"]
    assert found.left_out == 30
    assert "30" in found.summary.zh
    assert len(found.nodes) <= 10


def test_too_many_cases_keep_the_chains_of_several() -> None:
    """When even the cases are too many, single cases go first and the limit still holds."""
    cases = [case(f"S{k}", 1 + k % 28) for k in range(40)] + CASES
    found = chain_picture(cases, [], [link("A", "B")], limit=20)

    assert {node.id for node in found.nodes} == {"A", "B"}


def test_nothing_to_draw_is_no_error() -> None:
    """No cases give an empty picture with words for it."""
    found = chain_picture([], [], [])

    assert (found.nodes, found.first_day, found.days, found.rows) == ((), None, 0, 0)
    assert "0 cases" in found.summary.en


def test_links_in_a_circle_still_draw_every_case() -> None:
    """Cases whose links run in a circle are drawn all the same, each once."""
    found = chain_picture([case("A", 1), case("B", 2)], [], [link("A", "B"), link("B", "A")])

    assert sorted(node.id for node in found.nodes) == ["A", "B"]
