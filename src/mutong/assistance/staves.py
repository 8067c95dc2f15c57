"""The barrel: how far each kind of help reaches in each area, and which stave is the shortest (A10)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from mutong.assistance.benefit_status import (
    CANNOT_TELL_FACT,
    CANNOT_TELL_STANDARD,
    ENTITLED_NOT_RECEIVING,
    ENTITLED_RECEIVING,
    RECEIVING_NOT_ENTITLED,
    StatusRow,
)
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words


@dataclass(frozen=True)
class Stave:
    """One service in one area.

    `entitled` and `receiving` count subjects known to be entitled and, of them, those known to receive it;
    `receipt_unknown` those of whom receipt is not known. `undecided_fact` and `undecided_standard` count those whose
    entitlement is open, `undecided_receiving` those among them who receive it. Coverage is the share of the entitled
    who receive: between `coverage_low` (whoever is open and does not receive is entitled after all) and
    `coverage_high` (whoever is open and receives is); None where nobody may be entitled. `unpaid_low`/`unpaid_high`
    is what the entitled do not receive, in `unit` (None: not known). `to_confirm` counts entitled rows that rest on a
    weak source or a choice.
    """

    area_code: str
    service: str
    title: Words
    entitled: int
    receiving: int
    not_receiving: int
    receipt_unknown: int
    undecided_fact: int
    undecided_standard: int
    undecided_receiving: int
    receiving_not_entitled: int
    coverage_low: float | None
    coverage_high: float | None
    unpaid_low: float
    unpaid_high: float | None
    unit: str
    to_confirm: int
    shortest: bool = False

    @property
    def undecided(self) -> int:
        """How many cannot be told, for whatever reason."""
        return self.undecided_fact + self.undecided_standard + self.receipt_unknown


def staves(
    rows: Iterable[StatusRow], area_of: Callable[[str, str], str] | Mapping[tuple[str, str], str]
) -> list[Stave]:
    """Coverage by area and service, areas in order of code, in each the shortest stave first.

    `area_of` gives the area of a subject by (subject_kind, subject_id): a grid, a community or any level above; give
    the same subject's higher area to get the picture one level up. The shortest stave of an area is the one with the
    least sure coverage, more people waiting first where it is equal; a service nobody is known to be entitled to is
    never the shortest.
    """
    area = area_of if callable(area_of) else lambda kind, subject: area_of[(kind, subject)]
    groups: dict[tuple[str, str], list[StatusRow]] = {}
    for row in rows:
        groups.setdefault((area(row.subject_kind, row.subject_id), row.service), []).append(row)
    found: dict[str, list[Stave]] = {}
    for (code, service), members in groups.items():
        found.setdefault(code, []).append(_stave(code, service, members))
    return [stave for code in sorted(found) for stave in _shortest_first(found[code])]


def _stave(code: str, service: str, rows: list[StatusRow]) -> Stave:
    receiving = [row for row in rows if row.status == ENTITLED_RECEIVING]
    waiting = [row for row in rows if row.status == ENTITLED_NOT_RECEIVING]
    receipt_unknown = [row for row in rows if row.entitled == Truth.YES and row.receiving == Truth.UNKNOWN]
    undecided = [row for row in rows if row.entitled == Truth.UNKNOWN]
    held = [row for row in undecided if row.receiving == Truth.YES]
    without = [row for row in undecided if row.receiving == Truth.NO]
    entitled = len(receiving) + len(waiting) + len(receipt_unknown)
    unsure = len(undecided) - len(held) - len(without)
    low = _share(len(receiving), entitled + len(without) + unsure)
    high = _share(len(receiving) + len(receipt_unknown) + len(held) + unsure, entitled + len(held) + unsure)
    # Where one end has nobody to count, the other end is the only coverage there can be.
    low, high = (high if low is None else low), (low if high is None else high)
    return Stave(
        area_code=code,
        service=service,
        title=rows[0].title,
        entitled=entitled,
        receiving=len(receiving),
        not_receiving=len(waiting),
        receipt_unknown=len(receipt_unknown),
        undecided_fact=sum(row.status == CANNOT_TELL_FACT for row in undecided),
        undecided_standard=sum(row.status == CANNOT_TELL_STANDARD for row in undecided),
        undecided_receiving=len(held),
        receiving_not_entitled=sum(row.status == RECEIVING_NOT_ENTITLED for row in rows),
        coverage_low=low,
        coverage_high=high,
        unpaid_low=sum(row.amount_low or 0.0 for row in waiting),
        unpaid_high=_total([row.amount_high for row in waiting]),
        unit=next((row.unit for row in rows if row.unit), ""),
        to_confirm=sum(row.to_confirm and row.entitled == Truth.YES for row in rows),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _total(amounts: list[float | None]) -> float | None:
    return None if any(amount is None for amount in amounts) else sum(amounts)


def _shortest_first(of_area: list[Stave]) -> list[Stave]:
    def length(stave: Stave) -> tuple:
        known = stave.entitled > 0
        return (not known, stave.coverage_low if known else 1.0, -stave.not_receiving, stave.service)

    ordered = sorted(of_area, key=length)
    if ordered and ordered[0].entitled:
        ordered[0] = replace(ordered[0], shortest=True)
    return ordered
