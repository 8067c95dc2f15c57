"""Who may do what where: area x role, default deny, in one place (DESIGN.md 8).

rights.csv says which kind of post holds a right, either over everything in its area (`own_area`) or over the
subjects of its own duties (`own_duty`). Whoever fills the post now, by the roster, holds its rights.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Q

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.audit.chain import Deed, append_line
from mutong.records.duties.models import Duty
from mutong.records.register.models import Account, Household, Membership, Organisation, Person, Place, Roster
from mutong.register.areas import covers

_FILE = Path(__file__).with_name("rights.csv")
EVERYONE = "everyone"
SYSTEM = "system"
ALL_AREAS = "0"


@dataclass(frozen=True)
class Right:
    """A right, its words, and the kinds of post that hold it over their area or over their duties' subjects."""

    name: str
    label: Words
    own_area: frozenset[str]
    own_duty: frozenset[str]


@dataclass(frozen=True)
class Holding:
    """A post that somebody fills at this moment."""

    post_id: str
    kind: str
    area_code: str


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks: the name they sign in with and the posts they fill at this moment."""

    name: str
    person_id: str | None
    holdings: tuple[Holding, ...]

    @property
    def is_system(self) -> bool:
        """Whether it is the system itself (a worker, a command on the machine) rather than a person."""
        return any(h.kind == SYSTEM for h in self.holdings)

    @property
    def post_ids(self) -> tuple[str, ...]:
        """The posts filled."""
        return tuple(h.post_id for h in self.holdings)

    def areas_with(self, right: str) -> tuple[str, ...]:
        """The area codes in which the right holds for everything; "0" is everywhere."""
        return tuple(h.area_code for h in self.holdings if _holds(h, right_of(right).own_area))

    def may(self, right: str, area_code: str | None = None) -> bool:
        """Whether the right holds somewhere (no area given) or over the whole of an area."""
        areas = self.areas_with(right)
        return bool(areas) if area_code is None else any(area_within(area_code, a) for a in areas)


class AccessDenied(MutongError):
    """The viewer's posts do not hold the right here; the refusal is on record."""


def area_within(area_code: str, outer: str) -> bool:
    """Whether an area is `outer` or lies in it; codes grow downward and every level has its own length."""
    return outer == ALL_AREAS or covers(outer, area_code)


@cache
def rights() -> dict[str, Right]:
    """Every right by name, from rights.csv."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["right"]: Right(
                row["right"],
                Words(row["label_zh"], row["label_en"]),
                frozenset(filter(None, row["own_area"].split("|"))),
                frozenset(filter(None, row["own_duty"].split("|"))),
            )
            for row in csv.DictReader(lines)
        }


def right_of(name: str) -> Right:
    """The right of that name; KeyError for one that rights.csv lacks, so that a misspelt right never passes."""
    return rights()[name]


def load_viewer(account: Account) -> Viewer:
    """The viewer behind an account: the posts its person fills at `clock.now()`; an inactive one fills none."""
    if not account.is_active or account.person_id is None:
        return Viewer(account.get_username(), account.person_id, ())
    now = clock.now()
    rows = (
        Roster.objects.filter(Q(to_at=None) | Q(to_at__gt=now), person_id=account.person_id, from_at__lte=now)
        .order_by("post_id")
        .values_list("post_id", "post__kind", "post__area_code")
    )
    return Viewer(account.get_username(), account.person_id, tuple(Holding(*row) for row in rows))


def system_viewer(name: str = "worker") -> Viewer:
    """The system acting by itself under a name; it holds every right and everything it does is on record too."""
    return Viewer(f"{SYSTEM}:{name}", None, (Holding(SYSTEM, SYSTEM, ALL_AREAS),))


def check_area(viewer: Viewer, right: str, area_code: str, purpose: str) -> Holding:
    """The holding by which the viewer has the right over the whole area. Raises AccessDenied, and logs it."""
    for holding in viewer.holdings:
        if _holds(holding, right_of(right).own_area) and area_within(area_code, holding.area_code):
            return holding
    raise _refuse(viewer, right, purpose, "area", area_code)


def check_anywhere(viewer: Viewer, right: str, purpose: str) -> Holding:
    """The first holding that has the right, wherever. Raises AccessDenied, and logs it."""
    for holding in viewer.holdings:
        if _holds(holding, right_of(right).own_area):
            return holding
    raise _refuse(viewer, right, purpose, None, None)


def check_subject(viewer: Viewer, right: str, kind: str, subject_id: str, purpose: str) -> Holding:
    """The holding by which the viewer has the right over one subject. Raises AccessDenied, and logs it.

    `kind` is person, household, place, area or organisation. A subject that does not exist is refused in the same
    words as one of another area, so that a refusal tells nothing.
    """
    holding = find_holding(viewer, right, kind, subject_id)
    if holding is None:
        raise _refuse(viewer, right, purpose, kind, subject_id)
    return holding


def check_duty(viewer: Viewer, right: str, duty_id: str, purpose: str) -> Holding:
    """The holding by which the viewer has the right over a duty: its own post's, or the area's. Raises AccessDenied."""
    row = Duty.objects.filter(pk=duty_id).values_list("post_id", "area_code").first()
    wanted = right_of(right)
    for holding in viewer.holdings if row else ():
        if holding.post_id == row[0] and _holds(holding, wanted.own_duty | wanted.own_area):
            return holding
        if _holds(holding, wanted.own_area) and area_within(row[1], holding.area_code):
            return holding
    raise _refuse(viewer, right, purpose, "duty", duty_id)


def find_holding(viewer: Viewer, right: str, kind: str, subject_id: str) -> Holding | None:
    """As `check_subject`, but None where there is no right, and nothing is logged: to leave out a part of a page."""
    wanted = right_of(right)
    areas = areas_of_subject(kind, subject_id)
    if areas is None:
        return None
    for holding in viewer.holdings:
        if _holds(holding, wanted.own_area) and (
            holding.area_code == ALL_AREAS or any(area_within(a, holding.area_code) for a in areas)
        ):
            return holding
    for holding in viewer.holdings:
        if _holds(holding, wanted.own_duty) and _owes(holding, kind, subject_id):
            return holding
    return None


def holdings_over_duties(viewer: Viewer, right: str) -> tuple[Holding, ...]:
    """The holdings that have the right over what lies with their own post."""
    return tuple(h for h in viewer.holdings if _holds(h, right_of(right).own_duty))


def areas_of_subject(kind: str, subject_id: str) -> tuple[str, ...] | None:
    """The areas a subject belongs to now, none where nobody wrote any; None where there is no such subject."""
    if kind == "area":
        return (subject_id,)
    if kind == "person":
        if not Person.objects.filter(pk=subject_id).exists():
            return None
        found = Person.objects.filter(pk=subject_id).values_list("area_code", flat=True)
        homes = Household.objects.filter(pk__in=_living_now(person_id=subject_id).values("household_id"))
        codes = {*found, *homes.values_list("area_code", flat=True)} - {None}
        return tuple(sorted(codes))
    model = {"household": Household, "place": Place, "organisation": Organisation}[kind]
    return tuple(model.objects.filter(pk=subject_id).values_list("area_code", flat=True)) or None


def log_deed(
    viewer: Viewer,
    holding: Holding | None,
    action: str,
    purpose: str,
    *,
    subject: tuple[str, str] | None = None,
    query: str | None = None,
    count: int = 1,
    ids: Iterable[str] = (),
) -> int:
    """Put what the viewer did on record; the line's number. `subject` is (kind, id); no value may be in `query`."""
    if not purpose.strip():
        raise MutongError(
            "purpose_missing",
            Words(
                "请写明查看或登记的目的；没有目的的操作不能进行。",
                "Say what it is for; nothing is read or written without a purpose.",
            ),
        )
    kind, subject_id = subject or (None, None)
    return append_line(
        Deed(
            actor=viewer.name,
            post=holding.post_id if holding else None,
            action=action,
            purpose=purpose,
            subject_kind=kind,
            subject_id=subject_id,
            query=query,
            count=count,
            ids=tuple(ids),
        )
    )


def _holds(holding: Holding, kinds: frozenset[str]) -> bool:
    return holding.kind == SYSTEM or holding.kind in kinds or EVERYONE in kinds


def _living_now(**of: str):
    today = clock.today()
    return Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), kind="living", valid_from__lte=today, **of
    )


def _owes(holding: Holding, kind: str, subject_id: str) -> bool:
    """Whether the post has a running duty about the subject, about the person's household, or about a member."""
    about = Q(subject_kind=kind, subject_id=subject_id)
    if kind == "person":
        homes = _living_now(person_id=subject_id).values("household_id")
        about |= Q(subject_kind="household", subject_id__in=homes)
    if kind == "household":
        members = _living_now(household_id=subject_id).values("person_id")
        about |= Q(subject_kind="person", subject_id__in=members)
    return Duty.objects.filter(about, post_id=holding.post_id, state__in=("open", "acknowledged")).exists()


def _refuse(
    viewer: Viewer, right: str, purpose: str, kind: str | None, subject_id: str | None
) -> AccessDenied:
    append_line(
        Deed(
            actor=viewer.name,
            action=right,
            purpose=purpose,
            outcome="refused",
            subject_kind=kind,
            subject_id=subject_id,
            count=0,
        )
    )
    label = right_of(right).label
    where = "、".join(f"{h.post_id}（{h.area_code}）" for h in viewer.holdings) or "（无岗位）"
    where_en = ", ".join(f"{h.post_id} ({h.area_code})" for h in viewer.holdings) or "no post at this moment"
    return AccessDenied(
        "access_denied",
        Words(
            f"您的岗位无权在此{label.zh}。您现在的岗位：{where}。如确需办理，请联系该辖区的负责人；本次请求已记录。",
            f"Your post may not {label.en} here. Your posts now: {where_en}. If you need it, ask whoever leads that "
            "area; this request is on record.",
        ),
        right=right,
    )
