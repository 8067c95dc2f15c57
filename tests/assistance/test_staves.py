"""The barrel: coverage by area and service (A10)."""

from hypothesis import given
from hypothesis import strategies as st

from mutong.assistance.benefit_status import StatusRow
from mutong.assistance.staves import Stave, staves
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words

STATUSES = {
    (Truth.YES, Truth.YES): "entitled_receiving",
    (Truth.YES, Truth.NO): "entitled_not_receiving",
    (Truth.YES, Truth.UNKNOWN): "cannot_tell_fact",
    (Truth.NO, Truth.YES): "receiving_not_entitled",
}


def row(
    entitled: Truth, receiving: Truth, service: str = "a", amount: float | None = 100.0, n: int = 0
) -> StatusRow:
    """A status of a made-up service."""
    status = STATUSES.get(
        (entitled, receiving), "cannot_tell_fact" if entitled == Truth.UNKNOWN else "not_entitled"
    )
    return StatusRow(
        "person", f"P{n}", "H1", f"x:{service}", service, Words(service, service), status, entitled, receiving,
        amount, amount, "fen/month", False, (),
    )  # fmt: skip


def one(*rows: StatusRow) -> Stave:
    """The only stave of rows of one service in one area."""
    (stave,) = staves(rows, lambda kind, subject: "14")
    return stave


Y, N, U = Truth.YES, Truth.NO, Truth.UNKNOWN
pairs = st.lists(st.tuples(st.sampled_from(list(Truth)), st.sampled_from(list(Truth))), max_size=6)


@given(pairs=pairs, completion=st.data())
def test_true_coverage_lies_between_the_ends(pairs, completion) -> None:
    """However the open cases turn out, the share of the entitled who receive lies between the stave's ends."""
    if not pairs:
        return
    stave = one(*(row(e, r, n=i) for i, (e, r) in enumerate(pairs)))
    settled = [
        tuple(completion.draw(st.sampled_from([Y, N])) if answer == U else answer for answer in pair)
        for pair in pairs
    ]
    entitled = [receiving for entitled, receiving in settled if entitled == Y]
    if entitled:
        share = entitled.count(Y) / len(entitled)
        assert stave.coverage_low <= share <= stave.coverage_high


def test_counts_and_money_of_a_stave() -> None:
    """Two of three receive; the third waits for 100 fen a month; one receives who may no longer qualify."""
    stave = one(row(Y, Y), row(Y, Y), row(Y, N), row(N, Y), row(N, N))

    assert (stave.entitled, stave.receiving, stave.not_receiving, stave.receiving_not_entitled) == (
        3,
        2,
        1,
        1,
    )
    assert stave.coverage_low == stave.coverage_high == 2 / 3
    assert (stave.unpaid_low, stave.unpaid_high, stave.undecided) == (100, 100, 0)


def test_an_unknown_amount_leaves_the_sum_without_an_upper_end() -> None:
    """Money not received has no upper end while one amount is not known."""
    stave = one(row(Y, N), row(Y, N, amount=None))

    assert (stave.unpaid_low, stave.unpaid_high) == (100, None)


def test_the_shortest_stave_is_named_and_comes_first() -> None:
    """The service with the least sure coverage is the shortest; one that nobody may claim is never it."""
    rows = [row(Y, Y, "long"), row(Y, N, "short"), row(Y, Y, "short"), row(N, N, "nobody")]
    found = staves(rows, {("person", "P0"): "140109"})

    assert [(stave.service, stave.shortest) for stave in found] == [
        ("short", True), ("long", False), ("nobody", False),
    ]  # fmt: skip
    assert found[-1].coverage_low is None


def test_a_higher_area_gathers_the_lower_ones() -> None:
    """The same rows give one barrel for each area they are told to lie in."""
    rows = [row(Y, Y, n=1), row(Y, N, n=2)]
    by_grid = staves(rows, {("person", "P1"): "140109901001001", ("person", "P2"): "140109901001002"})
    above = staves(rows, lambda kind, subject: "140109901001")

    assert [(stave.area_code[-3:], stave.coverage_low) for stave in by_grid] == [("001", 1.0), ("002", 0.0)]
    assert [stave.coverage_low for stave in above] == [0.5]
