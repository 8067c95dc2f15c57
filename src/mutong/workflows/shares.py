"""Members and accounts as the law sees them: who may be one, whose vote counts how much, what is on each account."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_accounts import enter_lines
from mutong.records.actions.keep_members import open_organisation, put_forward, settle_charter, step_member
from mutong.records.reads.shares import MemberRow, OrganisationRow, access_members, access_organisation
from mutong.records.reads.village import village_answers
from mutong.village.law_numbers import Check, LawNumbers
from mutong.village.leaving import Leaving, Refund, leaving_of, refund_of
from mutong.village.members import Contribution, Member, check_members, percent
from mutong.village.share_states import CONTRIBUTION, LEAVING, MEMBER, RESERVE, TRADE
from mutong.village.shares import RESERVE_BASES
from mutong.village.voting import Votes, check_founding, check_votes, votes_of
from mutong.workflows.share_law import LEAST_BY_TRADE, body, law_of, refuse_check, shares_by_trade

OFFERED = (
    "willing", "land_offered_mu", "yard_m2", "pen_m2", "sheep_now", "labour_days_month", "cash_offered",
)  # fmt: skip
_SURVEY = "survey"
_WANTED = ("yes", "maybe")


@dataclass(frozen=True)
class Willing:
    """A household that said in the survey that it is willing or undecided and stands on no list yet; its answers."""

    household_id: str
    door: str
    willing: str
    answers: Mapping[str, object]


@dataclass(frozen=True)
class Standing:
    """An organisation with its members as the law sees them today.

    `law` is None where its law is not in force today. `labels` names each member once (member id -> name).
    """

    organisation: OrganisationRow
    law: LawNumbers | None
    rows: tuple[MemberRow, ...]
    labels: Mapping[str, str]
    checks: tuple[Check, ...]
    votes: Votes | None

    @property
    def members(self) -> tuple[MemberRow, ...]:
        """Those who are members today."""
        return tuple(row for row in self.rows if row.is_member)


def labels_of(rows: Iterable[MemberRow]) -> dict[str, str]:
    """Member id -> name, made different where two have the same: refusals name members, and so do lists on paper."""
    known = list(rows)
    times = Counter(row.name for row in known)
    found: dict[str, str] = {}
    for row in known:
        label = row.name if times[row.name] == 1 else f"{row.name}（{row.door or row.member_id}）"
        found[row.member_id] = label if label not in found.values() else f"{label} {len(found) + 1}"
    return found


def law_member(row: MemberRow, label: str, year: int, on: date) -> Member:
    """A member as the law counts it for a year: what was put in till a day, the year's trade, the reserve so far.

    Trade nobody has entered is not known; no trade is a line of nought.
    """
    lines = [one for one in row.entries if one.taken_back is None]
    before = [one for one in lines if one.surplus_id is None or int(one.what or 0) < year]
    trade = [one.fen for one in lines if one.ledger == TRADE and one.on.year == year]
    return Member(
        label,
        row.kind,
        tuple(
            Contribution(one.form or "", one.fen, one.what or "")
            for one in before
            if one.ledger == CONTRIBUTION and one.on <= on
        ),
        None if not trade or None in trade else sum(trade),
        sum(one.fen or 0 for one in before if one.ledger == RESERVE),
    )


def standing_of(viewer: Viewer, organisation_id: str, purpose: str) -> Standing:
    """An organisation, its members, whether they may be one together, and their votes. Raises AccessDenied."""
    organisation, rows = access_members(viewer, organisation_id, purpose)
    return _standing(organisation, rows)


def _standing(organisation: OrganisationRow, rows: tuple[MemberRow, ...]) -> Standing:
    today, charter = clock.today(), organisation.charter
    labels = labels_of(rows)
    members = [row for row in rows if row.is_member]
    if not in_force_today(organisation):
        return Standing(organisation, None, rows, labels, (), None)
    law = law_of(charter.law, organisation.area_code)
    if not members:
        return Standing(organisation, law, rows, labels, (), None)
    counted = [law_member(row, labels[row.member_id], today.year, today) for row in members]
    votes = votes_of(counted, {labels[row.member_id]: row.extra_votes for row in members}, law)
    agreed = (
        check_founding(charter.founders, charter.agreed, law)
        if charter.founders is not None and charter.agreed is not None
        else ()
    )
    checks = (*check_members(counted, law), *agreed, *check_votes(votes, len(counted), law))
    return Standing(organisation, law, rows, labels, checks, votes)


def in_force_today(organisation: OrganisationRow) -> bool:
    """Whether the law of an organisation is in force today."""
    return body(organisation.charter.law).valid.holds(clock.today())


def found(viewer: Viewer, name: str, law: str, area_code: str, *, purpose: str) -> str:
    """Enter an organisation that lives by a law in force today; its id. Raises as `open_organisation`, `law_of`."""
    numbers = law_of(law, area_code)
    kind = "cooperative" if shares_by_trade(numbers) else "other"
    return open_organisation(viewer, name, kind, law, area_code, purpose=purpose)


def settle(
    viewer: Viewer, organisation_id: str, valid_from: date, terms: dict[str, object], *, purpose: str
) -> None:
    """Write down what the charter settles. Raises AccessDenied; MutongError with the clause for a share returned by
    trade below the law's least, `bad_terms` for a word that says no way of quantifying the reserve.
    """
    organisation = access_organisation(viewer, organisation_id, purpose)
    if terms.get("reserve_by") not in (None, *RESERVE_BASES):
        raise MutongError(
            "bad_terms", Words("请选择公积金按什么量化。", "Choose what the reserve is quantified by.")
        )
    law = law_of(organisation.charter.law, organisation.area_code)
    least, wanted = law.share(LEAST_BY_TRADE), terms.get("return_share")
    if least is not None and wanted is not None and Fraction(str(wanted)) < least:
        words = Words(
            f"按交易量返还不得低于 {percent(least)}", f"at least {percent(least)} is returned by trade"
        )
        raise refuse_check(law.check(LEAST_BY_TRADE, LEAST_BY_TRADE, Truth.NO, words))
    settle_charter(viewer, organisation_id, organisation.charter.law, valid_from, terms, purpose=purpose)


def willing_households(viewer: Viewer, organisation_id: str, purpose: str) -> tuple[Willing, ...]:
    """Households of the survey that are willing or undecided and stand on no list yet, the willing first.

    Raises AccessDenied without the right to read the survey.
    """
    organisation, rows = access_members(viewer, organisation_id, purpose)
    listed = {row.household_id for row in rows}
    said = village_answers(viewer, organisation.area_code, OFFERED, purpose)
    homes = [
        Willing(
            home, door, str(said.answers[home, "willing"]),
            {key: said.answers[home, key] for key in OFFERED[1:] if (home, key) in said.answers},
        )
        for home, door in said.doors.items()
        if said.answers.get((home, "willing")) in _WANTED and home not in listed
    ]  # fmt: skip
    return tuple(sorted(homes, key=lambda one: _WANTED.index(one.willing)))


def put_forward_willing(
    viewer: Viewer, organisation_id: str, household_ids: Sequence[str], *, purpose: str
) -> int:
    """Put households of the survey forward as members, to be confirmed one by one; how many are new on the list."""
    added = put_forward(
        viewer, organisation_id, household_ids, clock.today(), source=_SURVEY, purpose=purpose
    )
    return len(added)


def confirm_member(
    viewer: Viewer,
    organisation_id: str,
    member_id: str,
    on: date,
    *,
    kind: str | None,
    name: str,
    person_id: str | None,
    purpose: str,
) -> None:
    """Make somebody put forward a member from a day. Raises AccessDenied; MutongError with the clause where the law
    bars this kind; what `step_member` raises.
    """
    standing = standing_of(viewer, organisation_id, purpose)
    refuse_barred(standing, name, kind)
    said = {"kind": kind, "name": name.strip() or None, "person_id": person_id or None}
    step_member(viewer, member_id, MEMBER, on, purpose=purpose, **said)


def tell_kind(
    viewer: Viewer, organisation_id: str, member_id: str, kind: str | None, *, purpose: str
) -> None:
    """Say anew what kind of member somebody is. Raises as `confirm_member`."""
    standing = standing_of(viewer, organisation_id, purpose)
    refuse_barred(standing, standing.labels.get(member_id, ""), kind)
    step_member(viewer, member_id, "told", clock.today(), purpose=purpose, kind=kind)


def refuse_barred(standing: Standing, name: str, kind: str | None) -> None:
    """Raise a refusal with its clause where the law bars members of this kind."""
    if standing.law is None:
        return
    for check in check_members([Member(name.strip(), kind)], standing.law):
        if check.name == "member_kinds_barred" and check.answer is Truth.NO:
            raise refuse_check(check)


def give_votes(viewer: Viewer, organisation_id: str, member_id: str, extra: int, *, purpose: str) -> None:
    """Give a member so many extra votes by charter. Raises MutongError with the clause above the law's cap."""
    standing = standing_of(viewer, organisation_id, purpose)
    if standing.law is not None and standing.votes is not None:
        extras = {
            standing.labels[row.member_id]: extra if row.member_id == member_id else row.extra_votes
            for row in standing.members
        }
        counted = [Member(label) for label in extras]
        for check in check_votes(votes_of(counted, extras, standing.law), len(counted), standing.law):
            if check.answer is Truth.NO:
                raise refuse_check(check)
    step_member(viewer, member_id, "told", clock.today(), purpose=purpose, extra_votes=extra)


def give_quota(viewer: Viewer, member_id: str, quota: int, *, purpose: str) -> None:
    """Write how many income-right shares a member holds."""
    step_member(viewer, member_id, "told", clock.today(), purpose=purpose, quota=quota)


def ask_to_leave(viewer: Viewer, member_id: str, on: date, *, purpose: str) -> None:
    """Note that a member asked in writing to leave."""
    step_member(viewer, member_id, LEAVING, on, purpose=purpose)


def contribute(
    viewer: Viewer,
    organisation_id: str,
    member_id: str,
    form: str,
    fen: int | None,
    what: str,
    on: date,
    *,
    key: str,
    purpose: str,
) -> None:
    """Enter a contribution. Raises AccessDenied; MutongError with the clause for a form that the law bars."""
    standing = standing_of(viewer, organisation_id, purpose)
    if standing.law is not None:
        label = standing.labels.get(member_id, "")
        given = Member(label, contributions=(Contribution(form, fen, what),))
        for check in check_members([given], standing.law):
            if check.name == "contribution_forms" and check.answer is Truth.NO:
                raise refuse_check(check)
    enter_lines(viewer, [(member_id, fen)], CONTRIBUTION, on, key=key, purpose=purpose, form=form, what=what)


def no_trade_for_the_rest(viewer: Viewer, organisation_id: str, year: int, *, key: str, purpose: str) -> int:
    """Write that the members without any line of trade in a year had none; how many lines of nought."""
    standing = standing_of(viewer, organisation_id, purpose)
    last = min(date(year, 12, 31), clock.today())
    rest = [
        (row.member_id, 0)
        for row in standing.rows
        if row.was_member_on(last) and law_member(row, row.name, year, last).trade_fen is None
    ]
    if rest:
        enter_lines(viewer, rest, TRADE, last, key=key, purpose=purpose, what="")
    return len(rest)


def leaving_words(standing: Standing, row: MemberRow) -> tuple[Leaving, Refund] | None:
    """When a member who asked to leave is out and what the account pays back; None where nobody asked."""
    asked = next((step.on for step in reversed(row.steps) if step.step == LEAVING), None)
    if row.state != LEAVING or asked is None or standing.law is None:
        return None
    member = law_member(row, standing.labels[row.member_id], asked.year + 1, clock.today())
    months = standing.organisation.charter.exit_months
    return leaving_of(member, asked, date(asked.year, 12, 31), standing.law, months), refund_of(member)
