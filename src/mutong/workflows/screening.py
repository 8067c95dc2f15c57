"""The nightly screen: facts in an area, every rule in force, findings, and the duties they oblige (A2).

Killed half way it has written nothing, or all findings of the area; run again it comes to the same end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from mutong.assistance.benefit_status import NOT_ENTITLED, StatusRow, benefit_status
from mutong.kernel import clock
from mutong.records.access import Viewer
from mutong.records.actions.write_findings import write_findings
from mutong.records.reads.obligation_rows import households_of_area
from mutong.records.reads.snapshot_tables import snapshot_tables
from mutong.standards.pack import Pack
from mutong.standards.protocols import FindingStatus, Protocol
from mutong.standards.screening import screen
from mutong.tables.frames import rows_of
from mutong.tables.snapshot import Snapshot
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now
from mutong.workflows.obligations import Obliged, oblige

PURPOSE = "政策找人：筛查 / screen for entitlements"
_NULL = ":null_standard"


@dataclass
class ScreenReport:
    """What a screen found: subjects looked at, findings kept, how many of each (rule, status), what it obliged."""

    subjects: int = 0
    findings: int = 0
    by_status: dict[tuple[str, str], int] = field(default_factory=dict)
    obliged: Obliged = field(default_factory=Obliged)


def read_snapshot(
    viewer: Viewer,
    area_code: str,
    *,
    on: date | None = None,
    known_at: date | None = None,
    household_ids: Sequence[str] | None = None,
    purpose: str = PURPOSE,
) -> Snapshot:
    """The Snapshot of an area (or some of its households) on a day as known at a day; today by default. Of some
    households only, it is about them (Snapshot.asked), and relatives' households of the area come along.
    """
    on = on or clock.today()
    known_at = known_at or on
    tables = snapshot_tables(viewer, area_code, on, known_at, purpose, household_ids=household_ids)
    snapshot = Snapshot.build(
        tables.people,
        tables.households,
        tables.memberships,
        tables.facts,
        tables.completeness,
        on=on,
        known_at=known_at,
        relations=tables.relations,
    )
    if household_ids is None:
        return snapshot
    here = set(snapshot.ids("household"))
    return snapshot.pick([one for one in household_ids if one in here])


def screen_area(viewer: Viewer, area_code: str) -> ScreenReport:
    """Screen everyone of an area as of today, keep what was found, and bring the duties in line."""
    return _screen(viewer, area_code, None)


def screen_households(viewer: Viewer, area_code: str, household_ids: Sequence[str]) -> ScreenReport:
    """Screen some households at once, after something happened to them (A8); nobody else is touched."""
    return _screen(viewer, area_code, tuple(household_ids))


def assistance_packs() -> tuple[Pack, ...]:
    """The assistance packs of this place that are in force today."""
    today = clock.today()
    return tuple(pack for pack in load_deployment().packs_of("assistance") if pack.valid.holds(today))


def _screen(viewer: Viewer, area_code: str, household_ids: tuple[str, ...] | None) -> ScreenReport:
    packs, choices, today = assistance_packs(), choices_now(), clock.today()
    snapshot = read_snapshot(viewer, area_code, household_ids=household_ids)
    found = rows_of(screen(snapshot, packs, choices))
    statuses = benefit_status(found, snapshot, packs)
    # A limit that depends on a rule needs its answer, also a plain no.
    guards = {rule for protocol in load_deployment().protocols for rule in protocol.guard_rules}
    of = {(row.rule_id, row.subject_kind, row.subject_id): row for row in statuses}
    kept = []
    for row in found:
        status = of.get((row["rule_id"], row["subject_kind"], row["subject_id"]))
        told = row["verdict"] != "no" if status is None else status.status != NOT_ENTITLED
        if told or row["rule_id"] in guards:
            kept.append({**row, "status": status.status if status else None})
    homes, people = (tuple(snapshot.ids(kind)[snapshot.asked(kind)]) for kind in ("household", "person"))
    with transaction.atomic():
        write_findings(
            viewer,
            kept,
            area_code=area_code,
            packs=[f"{pack.pack}@{pack.version}" for pack in packs],
            rule_ids=sorted({row["rule_id"] for row in found}),
            as_of=today,
            known_at=today,
            subjects=len(people) + len(homes),
            purpose=PURPOSE,
            subject_ids=None if household_ids is None else (*homes, *people),
        )
        obliged = _oblige_findings(viewer, area_code, statuses, homes, whole=household_ids is None)
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for row in statuses:
        if row.status != NOT_ENTITLED:
            counted[row.rule_id, row.status] += 1
    return ScreenReport(len(people) + len(homes), len(kept), dict(sorted(counted.items())), obliged)


def _oblige_findings(
    viewer: Viewer, area_code: str, statuses: Iterable[StatusRow], homes: Sequence[str], *, whole: bool
) -> Obliged:
    by_home: dict[str, list[FindingStatus]] = defaultdict(list)
    standards: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in statuses:
        if row.status == NOT_ENTITLED:
            continue
        nulls = (
            tuple(name.removesuffix(_NULL) for name in row.missing) if row.status.endswith("standard") else ()
        )
        standards[row.rule_id, row.status].update(nulls)
        if row.household_id:
            by_home[row.household_id].append(FindingStatus(row.status, row.rule_id, nulls))
    total = oblige(
        viewer,
        "household",
        homes,
        purpose=PURPOSE,
        protocols=_protocols("household", from_findings=True),
        findings=by_home,
    )
    total += oblige(viewer, "household", homes, purpose=PURPOSE)
    if whole:
        # A standard that is missing is asked of the office once for the area, not once for each family.
        asked: Mapping[str, list[FindingStatus]] = {
            area_code: [
                FindingStatus(s, rule, tuple(sorted(names))) for (rule, s), names in standards.items()
            ]
        }
        total += oblige(
            viewer,
            "area",
            [area_code],
            purpose=PURPOSE,
            protocols=_protocols("area", from_findings=True),
            findings=asked,
        )
    return total


def _protocols(kind: str, *, from_findings: bool) -> tuple[Protocol, ...]:
    return tuple(
        protocol
        for protocol in load_deployment().protocols
        if protocol.subject_kind == kind and (protocol.on_finding is not None) == from_findings
    )


def oblige_visits(viewer: Viewer, area_code: str) -> Obliged:
    """Bring what comes round for households (the monthly visit) in line, without screening."""
    return oblige(viewer, "household", households_of_area(area_code), purpose=PURPOSE)
