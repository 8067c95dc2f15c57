"""Where the events come from that a pack's protocols wait for: an event that nothing produces is refused.

`events.csv` beside pack.yaml lists the kinds that come from outside the protocols: kind, from, label_zh, label_en.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.csv_reading import read_csv_rows
from mutong.standards.pack import Pack
from mutong.standards.refusals import PackError, shown

SOURCES = ("case_form", "contact_rules", "import", "office", "screen", "household")
_COLUMNS = ("kind", "from", "label_zh", "label_en")


def outside_events(pack: Pack) -> dict[str, Words]:
    """The kinds of event of a pack, and of those it is within, that come from outside, with what they are called."""
    family = (*pack.ancestors, pack)
    # A protocol taken over from the version before brings that pack's events along.
    folders = [path.parent.parent for one in family for path, _ in one.raw_protocols]
    found: dict[str, Words] = {}
    for folder in dict.fromkeys((*folders, *(one.folder for one in family))):
        path = folder / "events.csv"
        if path.exists():
            found |= _read(path)
    return found


def produced_events(pack: Pack) -> frozenset[str]:
    """Every kind of event that something produces: events.csv, the steps of its protocols, and what they convert to."""
    found = set(outside_events(pack))
    for one in (*pack.ancestors, pack):
        for _, text in one.raw_protocols:
            found.update(_closing(text))
    return frozenset(found)


def check_awaited(awaited: Mapping[str, int], produced: frozenset[str], path: Path) -> None:
    """Raises PackError for the first kind of event that a protocol waits for and nothing produces."""
    for kind, line in awaited.items():
        if kind not in produced:
            raise PackError(
                "unknown_event",
                shown(path),
                line,
                Words(f"没有什么会产生事件“{kind}”", f"nothing produces the event “{kind}”"),
                Words(
                    f"请在 events.csv 里加一行，或写某一步骤 closed_by 的事件；现有：{'、'.join(sorted(produced))}",
                    "Add a row to events.csv, or name an event that closes a step; there are: "
                    + ", ".join(sorted(produced)),
                ),
            )


def _closing(part: object) -> Iterator[str]:
    """The kinds under every closed_by, and under convert: event."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key == "closed_by":
                yield from [value] if isinstance(value, str) else [str(one) for one in value or ()]
            elif key == "convert" and isinstance(value, Mapping):
                yield str(value.get("event"))
            else:
                yield from _closing(value)
    elif isinstance(part, list):
        for member in part:
            yield from _closing(member)


def _read(path: Path) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for row, line in read_csv_rows(path, _COLUMNS):
        kind, words = row["kind"], Words(row["label_zh"], row["label_en"])
        if row["from"] not in SOURCES or not (kind and words.zh and words.en) or kind in found:
            raise PackError(
                "not_an_event",
                shown(path),
                line,
                Words(
                    f"事件“{kind}”来自“{row['from']}”，名称“{words.zh}”“{words.en}”：不全或重复",
                    f"the event “{kind}” from “{row['from']}”, called “{words.en}”, is incomplete or twice",
                ),
                Words(
                    f"from 请写 {'、'.join(SOURCES)} 之一，名称写全中英文，每种一行",
                    f"Write one of {', '.join(SOURCES)} under from, both labels, and each kind once",
                ),
            )
        found[kind] = words
    return found
