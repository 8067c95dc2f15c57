"""Entitled and receiving, entitled and not receiving, receiving and no longer entitled, cannot tell (A2).

A status is a lead for a person to decide, never a decision.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.pack import Pack
from mutong.tables.frames import Frame, columns_of
from mutong.tables.snapshot import Snapshot

ENTITLED_RECEIVING = "entitled_receiving"
ENTITLED_NOT_RECEIVING = "entitled_not_receiving"
RECEIVING_NOT_ENTITLED = "receiving_not_entitled"
CANNOT_TELL_FACT = "cannot_tell_fact"
CANNOT_TELL_STANDARD = "cannot_tell_standard"
NOT_ENTITLED = "not_entitled"
STATUS_WORDS = {
    ENTITLED_RECEIVING: Words("应享已享", "entitled and receiving"),
    ENTITLED_NOT_RECEIVING: Words("应享未享", "entitled, not receiving"),
    RECEIVING_NOT_ENTITLED: Words("已享待核（可能不再符合）", "receiving, may no longer qualify"),
    CANNOT_TELL_FACT: Words("缺情况，待询问", "cannot tell: a fact is missing"),
    CANNOT_TELL_STANDARD: Words("缺标准，待核实", "cannot tell: a standard is missing"),
    NOT_ENTITLED: Words("不符合", "not entitled"),
}


class StatusRow(NamedTuple):
    """Where one person or household stands with one service.

    `entitled` and `receiving` are Truth; `amount_low`/`amount_high` (None: not known, or none) are in `unit`, of what
    the subject is or would be entitled to. `to_confirm` is true where the answer rests on a weak source or a local
    choice. `household_id` is '' for a person who lives in no household. `missing` names the facts, or the standards,
    that keep the status open.
    """

    subject_kind: str
    subject_id: str
    household_id: str
    rule_id: str
    service: str
    title: Words
    status: str
    entitled: Truth
    receiving: Truth
    amount_low: float | None
    amount_high: float | None
    unit: str
    to_confirm: bool
    missing: tuple[str, ...]


class _Finding(NamedTuple):
    subject_kind: str
    subject_id: str
    rule_id: str
    verdict: str
    amount_low: float | None
    amount_high: float | None
    unit: str | None
    facts_missing: str | None
    standards_missing: str | None


_WEAK = ":unconfirmed_standard"
_TRUTHS = tuple(Truth)
_ANSWERS = {truth.word: truth for truth in Truth}


@dataclass(frozen=True)
class _Service:
    service: str
    title: Words
    receipt: str


def benefit_status(
    findings: Frame | Iterable[Mapping[str, object]], snapshot: Snapshot, packs: Iterable[Pack]
) -> list[StatusRow]:
    """A status for each row of the table findings (a frame or rows) whose rule has a fact of receipt.

    Receipt not known (T1) is never read as not receiving: an entitled subject whose receipt is not known cannot be
    told (a fact is missing), and neither can a receiving one whose entitlement is open. Passed over are findings of
    rules without a receipt, of packs that are not given, and of subjects who are not in the Snapshot or have died.
    """
    services = _services(packs)
    rows = _read(findings)
    places = {
        kind: {name: i for i, name in enumerate(snapshot.ids(kind))} for kind in ("person", "household")
    }
    receipts = {
        one.receipt: [_TRUTHS[answer] for answer in snapshot.truth(one.receipt).tolist()]
        for one in services.values()
        if one.receipt
    }
    dead = snapshot.truth("alive") == Truth.NO
    homes, group, found = snapshot.ids("household"), snapshot.group.tolist(), []
    for row in rows:
        service, kind = services.get(row.rule_id), row.subject_kind
        place = places[kind].get(row.subject_id)
        if service is None or not service.receipt or place is None or (kind == "person" and dead[place]):
            continue
        home = place if kind == "household" else group[place]
        household = homes[home] if home >= 0 else ""
        found.append(_status(row, service, household, receipts[service.receipt][place]))
    return found


def _services(packs: Iterable[Pack]) -> dict[str, _Service]:
    found = {}
    for pack in packs:
        for one in (*pack.ancestors, pack):
            for versions in one.rules.values():
                for rule in versions:
                    found[rule.rule_id] = _Service(rule.service, rule.title, rule.receipt)
    return found


def _read(findings: Frame | Iterable[Mapping[str, object]]) -> Iterator[_Finding]:
    if not isinstance(findings, Frame):
        return (_Finding(*(row.get(name) for name in _Finding._fields)) for row in findings)
    columns = columns_of(findings)
    return map(_Finding, *(columns[name] for name in _Finding._fields))


def _status(row: _Finding, service: _Service, household: str, receiving: Truth) -> StatusRow:
    entitled = _ANSWERS[row.verdict]
    facts, standards = _listed(row.facts_missing), _listed(row.standards_missing)
    nulls = tuple(name for name in standards if not name.endswith(_WEAK))
    status = _judge(entitled, receiving, facts, nulls)
    missing: tuple[str, ...] = ()
    if status == CANNOT_TELL_STANDARD:
        missing = nulls
    elif status == CANNOT_TELL_FACT:
        receipt = f"{row.subject_kind}/{row.subject_id}.{service.receipt}"
        missing = facts if entitled == Truth.UNKNOWN else (receipt,)
    return StatusRow(
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        household_id=household,
        rule_id=row.rule_id,
        service=service.service,
        title=service.title,
        status=status,
        entitled=entitled,
        receiving=receiving,
        amount_low=row.amount_low,
        amount_high=row.amount_high,
        unit=row.unit or "",
        to_confirm=len(nulls) < len(standards),
        missing=missing,
    )


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _judge(entitled: Truth, receiving: Truth, facts: tuple[str, ...], nulls: tuple[str, ...]) -> str:
    if entitled == Truth.NO:
        # Whether they receive it is not known: nothing says that anyone receives what they should not.
        return RECEIVING_NOT_ENTITLED if receiving == Truth.YES else NOT_ENTITLED
    if entitled == Truth.UNKNOWN:
        return CANNOT_TELL_STANDARD if nulls and not facts else CANNOT_TELL_FACT
    if receiving == Truth.UNKNOWN:
        return CANNOT_TELL_FACT
    return ENTITLED_RECEIVING if receiving == Truth.YES else ENTITLED_NOT_RECEIVING
