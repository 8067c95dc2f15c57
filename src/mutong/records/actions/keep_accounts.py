"""Lines of members' accounts: contributions, the year's trade, and what a decided surplus books."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from mutong.records.access import Viewer
from mutong.records.actions.share_keeping import (
    keeper_of,
    log_keeping,
    new_id,
    reason_of,
    refused,
    stamp,
)
from mutong.records.village.share_models import AccountEntry, Decision, ShareMember, SurplusYear
from mutong.village.share_states import CONTRIBUTION, TRADE


def enter_line(
    viewer: Viewer,
    member_id: str,
    ledger: str,
    fen: int | None,
    on: date,
    *,
    key: str,
    purpose: str,
    form: str | None = None,
    what: str = "",
) -> str:
    """Write one contribution or one piece of trade (fen; None: not valued yet); the line's id.

    `key` is the form's own id: sent twice it makes one line. Raises AccessDenied; MutongError `member_not_found`,
    `not_a_ledger`, `amount_negative`.
    """
    return enter_lines(
        viewer, [(member_id, fen)], ledger, on, key=key, purpose=purpose, form=form, what=what
    )[0]


def enter_lines(
    viewer: Viewer,
    amounts: Sequence[tuple[str, int | None]],
    ledger: str,
    on: date,
    *,
    key: str,
    purpose: str,
    form: str | None = None,
    what: str = "",
) -> list[str]:
    """As `enter_line`, for several members (id, fen) of one organisation at once; the lines' ids."""
    members = {row.member_id: row for row in ShareMember.objects.filter(pk__in=[one for one, _ in amounts])}
    homes = {row.organisation_id for row in members.values()}
    holding = keeper_of(viewer, homes.pop() if len(homes) == 1 else "", purpose)
    if len(members) < len({one for one, _ in amounts}):
        raise refused("member_not_found", "没有这名成员。", "There is no such member.")
    if ledger not in (CONTRIBUTION, TRADE):
        raise refused(
            "not_a_ledger",
            "这里只登记出资和交易。",
            "Only contributions and trade are entered here.",
        )
    if any(fen is not None and fen < 0 for _, fen in amounts):
        raise refused(
            "amount_negative",
            "金额不能是负数；登记错了请撤回那一笔。",
            "An amount is not negative; take a wrong line back instead.",
        )
    ids = [f"E{key}.{number}" for number in range(len(amounts))]
    with transaction.atomic():
        log_keeping(viewer, holding, f"enter_{ledger}", purpose, "member", amounts[0][0], len(amounts))
        if not AccountEntry.objects.filter(pk__in=ids).exists():
            for entry_id, (member_id, fen) in zip(ids, amounts, strict=True):
                AccountEntry.objects.create(
                    entry_id=entry_id,
                    member_id=member_id,
                    ledger=ledger,
                    form=form,
                    what=what.strip() or None,
                    fen=fen,
                    on=on,
                    **stamp(holding, AccountEntry),
                )
    return ids


def take_line_back(viewer: Viewer, entry_id: str, reason: str, *, purpose: str) -> None:
    """Take a line back, with the reason; both stay on record. Taken back already, nothing happens.

    Raises AccessDenied; MutongError `line_not_found`, `line_is_booked` for a line that a booked year wrote,
    `reason_missing`.
    """
    line = AccountEntry.objects.filter(pk=entry_id).select_related("member").first()
    holding = keeper_of(viewer, line.member.organisation_id if line else "", purpose)
    why = reason_of(reason)
    if line.surplus_id is not None or line.withdraws_id is not None:
        raise refused(
            "line_is_booked",
            "这一笔是盈余分配入账的，不能单独撤回。",
            "A distribution of surplus booked this line; it cannot be taken back by itself.",
        )
    with transaction.atomic():
        log_keeping(viewer, holding, "take_line_back", purpose, "member", line.member_id)
        if not AccountEntry.objects.filter(withdraws=line).exists():
            AccountEntry.objects.create(
                entry_id=new_id("E"),
                member_id=line.member_id,
                ledger=line.ledger,
                on=line.on,
                withdraws=line,
                reason=why,
                **stamp(holding, AccountEntry),
            )


def keep_surplus(
    viewer: Viewer, organisation_id: str, decision_id: str, worked: Mapping[str, object], *, purpose: str
) -> str:
    """Keep a year's surplus as it was worked out, under the decision that it is put to; its id.

    `worked` are columns of SurplusYear. Raises AccessDenied; MutongError `decision_not_found`, `year_is_booked`.
    """
    holding = keeper_of(viewer, organisation_id, purpose)
    with transaction.atomic():
        surplus_id = new_id("Y")
        log_keeping(viewer, holding, "keep_surplus", purpose, "organisation", organisation_id)
        if not Decision.objects.filter(pk=decision_id, organisation_id=organisation_id).exists():
            raise refused("decision_not_found", "没有这项决定。", "There is no such decision.")
        _refuse_booked(organisation_id, worked["year"])
        SurplusYear.objects.create(
            surplus_id=surplus_id,
            organisation_id=organisation_id,
            decision_id=decision_id,
            **worked,
            **stamp(holding, SurplusYear),
        )
    return surplus_id


def book_surplus(
    viewer: Viewer,
    surplus_id: str,
    lines: Sequence[tuple[str, str, int]],
    on: date,
    *,
    purpose: str,
    form: str | None = None,
) -> int:
    """Write a decided surplus to the accounts, once: lines are (member, ledger, fen); how many were written.

    Whether the decision stands is for the caller to have checked. Booked already it writes nothing; a booking that was
    taken back is not made again from the same working. Raises AccessDenied; MutongError `booking_was_taken_back`.
    """
    year = SurplusYear.objects.filter(pk=surplus_id).first()
    holding = keeper_of(viewer, year.organisation_id if year else "", purpose)
    with transaction.atomic():
        log_keeping(
            viewer, holding, "book_surplus", purpose, "organisation", year.organisation_id, len(lines)
        )
        booked = AccountEntry.objects.filter(surplus=year)
        if booked.filter(taken_back=None).exists():
            return 0
        if booked.exists():
            raise refused(
                "booking_was_taken_back",
                "这次测算的入账已经撤回，请重新测算、重新决定。",
                "The booking of this working was taken back; work the year out and decide it anew.",
            )
        _refuse_booked(year.organisation_id, year.year)
        for member_id, ledger, fen in lines:
            AccountEntry.objects.create(
                entry_id=new_id("E"),
                member_id=member_id,
                ledger=ledger,
                form=form if ledger == CONTRIBUTION else None,
                what=str(year.year),
                fen=fen,
                on=on,
                surplus=year,
                **stamp(holding, AccountEntry),
            )
    return len(lines)


def take_booking_back(viewer: Viewer, surplus_id: str, reason: str, *, purpose: str) -> int:
    """Take all that a year booked back, with the reason; how many lines. The year may then be worked out anew.

    Raises AccessDenied; MutongError `reason_missing`.
    """
    year = SurplusYear.objects.filter(pk=surplus_id).first()
    holding = keeper_of(viewer, year.organisation_id if year else "", purpose)
    why = reason_of(reason)
    with transaction.atomic():
        log_keeping(viewer, holding, "take_booking_back", purpose, "organisation", year.organisation_id)
        lines = list(AccountEntry.objects.filter(surplus=year, taken_back=None))
        for line in lines:
            AccountEntry.objects.create(
                entry_id=new_id("E"),
                member_id=line.member_id,
                ledger=line.ledger,
                on=line.on,
                withdraws=line,
                reason=why,
                **stamp(holding, AccountEntry),
            )
    return len(lines)


def _refuse_booked(organisation_id: str, year: object) -> None:
    booked = AccountEntry.objects.filter(
        surplus__organisation_id=organisation_id, surplus__year=year, taken_back=None
    )
    if booked.exists():
        raise refused(
            "year_is_booked",
            f"{year} 年的分配已经入账，不能再算。",
            f"The distribution of {year} is booked already and is not worked out again.",
        )
