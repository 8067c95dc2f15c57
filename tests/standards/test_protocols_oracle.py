"""The protocols agree with a slow, plain second reading of docs/protocols.md, on random histories."""

from mutong.standards.protocols import Event, conversions, expected_steps
from tests.oracles.protocols import expected
from tests.standards.protocol_histories import History, all_protocols, histories

HISTORIES = 1_500
SEED = 20221111


def plain(event: Event) -> dict[str, object]:
    """An event as the oracle takes it."""
    return {
        "id": event.event_id, "kind": event.kind, "at": event.at, "recorded": event.recorded_at,
        "result": event.result, "class": event.class_,
        "linked": event.linked_id if event.linked_kind == "person" else "",
    }  # fmt: skip


def by_oracle(history: History) -> tuple[list[tuple], list[tuple]]:
    """The oracle's steps and conversions."""
    steps, converted = expected(
        history.folder,
        history.protocol.name,
        [plain(event) for event in history.events],
        history.as_of,
        day=history.day,
        chosen=history.chosen,
        linked={who: [plain(event) for event in theirs] for who, theirs in history.linked.items()},
        verdicts=[(f.status, f.rule_id, f.standards_missing, f.verdict) for f in history.findings],
        since=history.since,
        related=history.related,
    )
    told = [(s["step"], s["anchor"], s["opens"], s["due"], s["done"]) for s in steps]
    return sorted(told, key=str), sorted(converted)


def by_product(history: History) -> tuple[list[tuple], list[tuple]]:
    """The product's steps and conversions."""
    steps = expected_steps(history.protocol, history.subject, *history.told, **history.more)
    converted = conversions(history.protocol, history.subject, *history.told, related=history.related)
    told = [(s.step, s.anchor, s.not_before, s.due_at, s.done_event) for s in steps]
    return sorted(told, key=str), sorted((one.linked_id, one.because) for one in converted)


def test_many_histories_come_out_the_same() -> None:
    """Steps, their windows, what fulfilled them and who converts agree on 1,500 histories of every pack's protocols."""
    told = owed = converted = 0
    for number, history in enumerate(histories(HISTORIES, SEED)):
        found, wanted = by_product(history), by_oracle(history)
        assert found == wanted, (number, history.folder.name, history.protocol.name, history.as_of)
        told += bool(found[0])
        owed += len(found[0])
        converted += len(found[1])

    assert 3 * len(all_protocols()) <= HISTORIES
    assert told > 0.4 * HISTORIES and owed > HISTORIES and converted >= 3, (told, owed, converted)
