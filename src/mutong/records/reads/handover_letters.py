"""Letters that hand people over, with only what the other side needs to find and reach them."""

from dataclasses import dataclass
from datetime import date, datetime

from mutong.duties.handovers import LETTER_DUE, WITHDRAWN
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Right, Viewer, check_anywhere, check_area, log_deed, right_of
from mutong.records.columns import area_range
from mutong.records.duties.models import HandOver, HandOverLetter

RIGHT = "write_letters"
_SECRETS = {"id_number": "read_id_number", "phone": "read_phone"}


@dataclass(frozen=True)
class LetterRow:
    """One letter; `people` are those still in it."""

    letter_id: str
    number: str
    from_area: str
    from_post: str
    to_area: str
    written_at: datetime
    reply_by: date | None
    sent_at: datetime | None
    sent_by: str | None
    channel: str | None
    answered_at: datetime | None
    answered_by: str | None
    answer_reference: str | None
    people: int


@dataclass(frozen=True)
class LetterPerson:
    """A person of a letter: what it takes to find and reach them, the class, the last exposure; no movements.

    `id_number` and `phone` are None also where the reader may not read them.
    """

    hand_over_id: str
    person_id: str
    name: str
    sex: str | None
    birth_date: date | None
    id_number: str | None
    phone: str | None
    contact_class: str | None
    exposed_at: datetime | None
    case_id: str | None
    state: str


@dataclass(frozen=True)
class ToWrite:
    """People who wait for a letter from one area to another."""

    from_area: str
    to_area: str
    ids: tuple[str, ...]


_LETTER = tuple(LetterRow.__dataclass_fields__)[:-1]


def list_letters(viewer: Viewer, purpose: str) -> tuple[LetterRow, ...]:
    """The letters of the viewer's areas, the newest first. Raises AccessDenied without write_letters."""
    holding = check_anywhere(viewer, RIGHT, purpose)
    found = [
        _letter_row(values)
        for area in viewer.areas_with(RIGHT)
        for values in HandOverLetter.objects.filter(area_range(area, "from_area")).values_list(*_LETTER)
    ]
    ordered = tuple(sorted(set(found), key=lambda row: (row.written_at, row.letter_id), reverse=True))
    log_deed(
        viewer, holding, "list_letters", purpose, count=len(ordered), ids=[row.letter_id for row in ordered]
    )
    return ordered


def letters_to_write(viewer: Viewer, purpose: str) -> tuple[ToWrite, ...]:
    """Who waits for a letter, by sending and receiving area. Raises AccessDenied without write_letters."""
    check_anywhere(viewer, RIGHT, purpose)
    groups: dict[tuple[str, str], list[str]] = {}
    for area in viewer.areas_with(RIGHT):
        rows = HandOver.objects.filter(
            area_range(area, "from_area"), state=LETTER_DUE, letter=None, person__isnull=False
        )
        for pk, sender, to_area in rows.order_by("pk").values_list("pk", "from_area", "to_area"):
            groups.setdefault((sender, to_area or ""), []).append(pk)
    return tuple(ToWrite(*areas, tuple(dict.fromkeys(ids))) for areas, ids in sorted(groups.items()))


def next_number(from_area: str, year: int) -> str:
    """A number that the sending area's letters do not have yet: the year and how many there are."""
    return f"{year}-{HandOverLetter.objects.filter(from_area=from_area).count() + 1:03d}"


def rights_missing(viewer: Viewer, letter: LetterRow) -> tuple[Right, ...]:
    """The rights without which the viewer sees no number or no phone in a letter of this sending area."""
    return tuple(right_of(name) for name in _SECRETS.values() if not viewer.may(name, letter.from_area))


def access_letter(viewer: Viewer, letter_id: str, purpose: str) -> tuple[LetterRow, tuple[LetterPerson, ...]]:
    """A letter and its people, with the numbers and phones that the viewer may read; one audit line that names them.

    Raises AccessDenied without write_letters in the sending area; MutongError `letter_not_found`.
    """
    values = HandOverLetter.objects.filter(pk=letter_id).values_list(*_LETTER).first()
    holding = check_area(viewer, RIGHT, values[2] if values else "0", purpose)
    if values is None:
        raise MutongError("letter_not_found", Words("没有这封函。", "There is no such letter."))
    letter = _letter_row(values)
    missing = {right.name for right in rights_missing(viewer, letter)}
    shown = {column: name not in missing for column, name in _SECRETS.items()}
    rows = HandOver.objects.filter(letter_id=letter_id).exclude(state=WITHDRAWN).select_related("person")
    people = tuple(
        LetterPerson(
            row.pk,
            row.person_id or "",
            row.person.name or "",
            row.person.sex,
            row.person.birth_date,
            row.person.id_number if shown["id_number"] else None,
            row.person.phone if shown["phone"] else None,
            row.contact_class,
            row.exposed_at,
            row.case_id,
            row.state,
        )
        for row in rows.order_by("person__name", "pk")
    )
    ids = [one.person_id for one in people]
    log_deed(viewer, holding, "read_letter", purpose, subject=("letter", letter_id), count=len(ids), ids=ids)
    return letter, people


def _letter_row(values: tuple) -> LetterRow:
    people = HandOver.objects.filter(letter_id=values[0]).exclude(state=WITHDRAWN).count()
    return LetterRow(*values, people)
