"""Cooperatives and collectives of a village: their charters, members and accounts, as far as the viewer may read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer, check_area, log_deed
from mutong.records.columns import area_range
from mutong.records.reads.subjects import subject_names
from mutong.records.register.models import Area, Organisation
from mutong.records.village.share_models import AccountEntry, Charter, MemberStep, ShareMember
from mutong.village.share_states import CANDIDATE, LEAVING, LEFT, MEMBER, STRUCK, TOLD

READ, KEEP = "read_village", "keep_shares"


@dataclass(frozen=True)
class CharterRow:
    """What a charter settles: columns of Charter."""

    law: str
    valid_from: date
    reserve_share: str | None
    return_share: str | None
    reserve_by: str | None
    notice_days: int | None
    exit_months: int | None
    trade_words: str | None
    founders: int | None
    agreed: int | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation, its area and the charter as last settled for today."""

    organisation_id: str
    name: str
    area_code: str
    charter: CharterRow


@dataclass(frozen=True)
class EntryRow:
    """A line of an account; `taken_back` is the reason why it counts no more, None while it counts."""

    entry_id: str
    ledger: str
    form: str | None
    what: str | None
    fen: int | None
    on: date
    surplus_id: str | None
    taken_back: str | None
    recorded_by: str


@dataclass(frozen=True)
class StepRow:
    """One step of a member's course."""

    step: str
    on: date
    reason: str | None
    recorded_by: str


@dataclass(frozen=True)
class MemberRow:
    """A member or somebody put forward: `state` is a word of share_states; what nobody has said is None.

    `name` is the person's or organisation's as it was confirmed, until then the household's door.
    """

    member_id: str
    household_id: str | None
    source: str
    state: str
    joined_on: date | None
    left_on: date | None
    person_id: str | None
    name: str
    door: str
    kind: str | None
    extra_votes: int
    quota: int | None
    steps: tuple[StepRow, ...]
    entries: tuple[EntryRow, ...]

    @property
    def is_member(self) -> bool:
        """Whether they are in today, also while they have asked to leave."""
        return self.state in (MEMBER, LEAVING)

    def was_member_on(self, day: date) -> bool:
        """Whether they were in on a day; `left_on` is the last day of membership, which the law ends with a year."""
        joined = self.joined_on is not None and self.joined_on <= day
        return joined and (self.left_on is None or day <= self.left_on)


def organisation_areas(viewer: Viewer) -> dict[str, str]:
    """The communities whose records the viewer keeps: code -> name."""
    found: dict[str, str] = {}
    for area in viewer.areas_with(KEEP):
        rows = Area.objects.filter(area_range(area), level="community").order_by("area_code")
        found |= dict(rows.values_list("area_code", "name"))
    return found


def list_organisations(viewer: Viewer, purpose: str) -> tuple[OrganisationRow, ...]:
    """The organisations of the areas whose village the viewer may read, by area and name; one audit line.

    Raises AccessDenied where there is no such area.
    """
    areas = {*viewer.areas_with(READ), *viewer.areas_with(KEEP)}
    if not areas:
        check_area(viewer, READ, "0", purpose)
    found: dict[str, OrganisationRow] = {}
    for area in sorted(areas):
        ids = Charter.objects.values("organisation_id")
        rows = Organisation.objects.filter(area_range(area), pk__in=ids).order_by("area_code", "name")
        for row in rows:
            found[row.pk] = _organisation(row)
    holding = next(h for h in viewer.holdings if h.area_code in areas)
    log_deed(viewer, holding, READ, purpose, query="organisations", count=len(found), ids=sorted(found))
    return tuple(found.values())


def access_organisation(viewer: Viewer, organisation_id: str, purpose: str) -> OrganisationRow:
    """One organisation. Raises AccessDenied, in the same words where there is none; one audit line."""
    row, holding = _readable(viewer, organisation_id, purpose)
    log_deed(viewer, holding, READ, purpose, subject=("organisation", organisation_id))
    return _organisation(row)


def access_members(
    viewer: Viewer, organisation_id: str, purpose: str
) -> tuple[OrganisationRow, tuple[MemberRow, ...]]:
    """An organisation with everybody who is, was or may become a member and their accounts; one audit line.

    Members stand in the order in which they were put forward. Raises AccessDenied.
    """
    row, holding = _readable(viewer, organisation_id, purpose)
    members = members_of(organisation_id)
    ids = [one.member_id for one in members]
    log_deed(viewer, holding, "read_members", purpose, query="members", count=len(ids), ids=ids)
    return _organisation(row), members


def members_of(organisation_id: str) -> tuple[MemberRow, ...]:
    """Everybody of an organisation with steps and accounts; whoever calls has checked the right and logs."""
    rows = list(ShareMember.objects.filter(organisation_id=organisation_id).order_by("recorded_at"))
    ids = [row.pk for row in rows]
    doors = subject_names({("household", row.household_id) for row in rows if row.household_id})
    steps = defaultdict(list)
    for step in MemberStep.objects.filter(member_id__in=ids).order_by("recorded_at"):
        steps[step.member_id].append(step)
    entries = _entries(ids)
    return tuple(_member(row, steps[row.pk], entries[row.pk], doors) for row in rows)


def readable_area(viewer: Viewer, area_code: str, purpose: str) -> Holding:
    """The holding by which an area's village is read: read_village, or keep_shares. Raises AccessDenied."""
    right = KEEP if viewer.may(KEEP, area_code) and not viewer.may(READ, area_code) else READ
    return check_area(viewer, right, area_code, purpose)


def readable_organisation(viewer: Viewer, organisation_id: str, purpose: str) -> Holding:
    """As `readable_area`, for the area of an organisation; one that does not exist is refused in the same words."""
    return _readable(viewer, organisation_id, purpose)[1]


def _readable(viewer: Viewer, organisation_id: str, purpose: str) -> tuple[Organisation, Holding]:
    row = Organisation.objects.filter(pk=organisation_id).first()
    holding = readable_area(viewer, row.area_code if row else "0", purpose)
    if row is None:
        # Only whoever reads every area comes here: to others nothing is told.
        raise MutongError("organisation_not_found", Words("没有这个组织。", "There is no such organisation."))
    return row, holding


def _organisation(row: Organisation) -> OrganisationRow:
    charters = Charter.objects.filter(organisation=row).order_by("recorded_at")
    charter = charters.filter(valid_from__lte=clock.today()).last() or charters.first()
    said = CharterRow(*(getattr(charter, name) for name in CharterRow.__dataclass_fields__))
    return OrganisationRow(row.pk, row.name, row.area_code, said)


def _entries(member_ids: Iterable[str]) -> Mapping[str, list[EntryRow]]:
    found: dict[str, list[EntryRow]] = defaultdict(list)
    rows = AccountEntry.objects.filter(member_id__in=list(member_ids)).order_by("on", "recorded_at")
    lines = list(rows)
    back = {row.withdraws_id: row.reason for row in lines if row.withdraws_id}
    for row in lines:
        if row.withdraws_id is None:
            found[row.member_id].append(
                EntryRow(
                    row.entry_id, row.ledger, row.form, row.what, row.fen, row.on, row.surplus_id,
                    back.get(row.entry_id), row.recorded_by,
                )
            )  # fmt: skip
    return found


def _member(
    row: ShareMember, steps: list[MemberStep], entries: list[EntryRow], doors: Mapping[tuple[str, str], str]
) -> MemberRow:
    said: dict[str, object] = {}
    state, joined, left = CANDIDATE, None, None
    for step in steps:
        for name in ("person_id", "name", "kind", "extra_votes", "quota"):
            if getattr(step, name) is not None:
                said[name] = getattr(step, name)
        if step.step == TOLD:
            continue
        if step.step == MEMBER and state != LEAVING:
            joined, left = step.on, None
        if step.step == LEFT:
            left = step.on
        if step.step == STRUCK:
            joined = None
        state = step.step
    door = doors.get(("household", row.household_id or ""), "")
    return MemberRow(
        member_id=row.pk,
        household_id=row.household_id,
        source=row.source,
        state=state,
        joined_on=joined,
        left_on=left,
        person_id=said.get("person_id"),
        name=said.get("name") or door or row.pk,
        door=door,
        kind=said.get("kind"),
        extra_votes=said.get("extra_votes", 0),
        quota=said.get("quota"),
        steps=tuple(StepRow(one.step, one.on, one.reason, one.recorded_by) for one in steps),
        entries=tuple(entries),
    )
