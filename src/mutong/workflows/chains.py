"""The chains of an area: worked out at once where that is quick, else in the background and kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.outbreak.chain_book import ChainBook
from mutong.outbreak.chain_weighing import WeighedBook, weigh_outbreak
from mutong.outbreak.estimate import Estimate
from mutong.records.access import Viewer, check_area, system_viewer
from mutong.records.outbreak.kept_chains import access_kept_chains, keep_chains
from mutong.records.reads.chain_rows import access_chain_rows, chain_stamp, count_cases
from mutong.standards.contacts import contact_rules
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now

# So many cases are read, weighed and counted in about half a second; beyond, nobody should wait for it.
AT_ONCE_CASES = 1000
PURPOSE = "推算传播链 / work out the chains"


@dataclass(frozen=True)
class AreaChains:
    """The chains of an area as they were `worked_out_at`; `book` is None where they were never worked out.

    `introductions`: how many cases a source outside the data infected, None where nothing was weighed. `cases` counts
    those of the area now. `kept`: they come from what was worked out before; `behind`: the register has changed since;
    `failed`: working them out anew broke off.
    """

    area_code: str
    cases: int
    book: ChainBook | None
    worked_out_at: datetime | None
    introductions: Estimate | None
    warnings: tuple[Words, ...]
    notes: tuple[Words, ...]
    kept: bool
    behind: bool
    failed: bool = False


def chains_of_area(viewer: Viewer, area_code: str, *, purpose: str) -> AreaChains:
    """The chains of an area: worked out now up to `AT_ONCE_CASES` cases, else as kept. Nothing is put into the queue.

    Raises AccessDenied without read_health over the area.
    """
    check_area(viewer, "read_health", area_code, purpose)
    cases = count_cases(area_code)
    if cases <= AT_ONCE_CASES:
        found = _weigh(viewer, area_code, purpose)
        return AreaChains(
            area_code, cases, found.book, clock.now(), found.introductions, found.warnings, found.notes, False, False
        )  # fmt: skip
    held = access_kept_chains(viewer, area_code, purpose=purpose)
    if held is None:
        return AreaChains(area_code, cases, None, None, None, (), (), True, True)
    notes = held.notes
    return AreaChains(
        area_code=area_code,
        cases=cases,
        book=held.book,
        worked_out_at=datetime.fromisoformat(str(notes["worked_out_at"])),
        introductions=Estimate(**notes["introductions"]) if notes["introductions"] else None,
        warnings=tuple(Words(**one) for one in notes["warnings"]),
        notes=tuple(Words(**one) for one in notes["notes"]),
        kept=True,
        behind=notes["stamp"] != chain_stamp(area_code),
    )


def work_out_chains(area_code: str) -> int:
    """Work out the chains of an area and keep them; how many cases they hold. Can be run again to the same end."""
    stamp = chain_stamp(area_code)  # before reading: what comes meanwhile makes them anew
    found = _weigh(system_viewer("chains"), area_code, PURPOSE)
    kept: Mapping[str, object] = {
        "worked_out_at": clock.now().isoformat(),
        "stamp": stamp,
        "introductions": asdict(found.introductions) if found.introductions else None,
        "warnings": [asdict(one) for one in found.warnings],
        "notes": [asdict(one) for one in found.notes],
    }
    keep_chains(area_code, found.book, kept)
    return len(found.book)


def _weigh(viewer: Viewer, area_code: str, purpose: str) -> WeighedBook:
    rows = access_chain_rows(viewer, area_code, purpose=purpose)
    return weigh_outbreak(rows.cases, rows.links, rows.contacts, _contact_classes(area_code))


def _contact_classes(area_code: str) -> tuple[str, ...]:
    """The classes of contact of every pack in force here, the strictest of each first."""
    ordered: list[tuple[int, str]] = []
    for pack in load_deployment().packs_of("health"):
        if not pack.raw_contacts or not pack.valid.holds(clock.today()):
            continue
        classes = contact_rules(pack, choices_now(), clock.today(), area_code).classes
        ordered += [(place, one.name) for place, one in enumerate(classes)]
    return tuple(dict.fromkeys(name for _, name in sorted(ordered)))
