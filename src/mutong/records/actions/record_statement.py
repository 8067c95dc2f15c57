"""Keep what somebody said in an interview: a new row each time, never a change of an old one."""

import uuid
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, find_holding, log_deed
from mutong.records.actions.own_days import (
    OF_CASE,
    last_told,
    put_back,
    time_of_recording,
    value_before,
    write_own_day,
)
from mutong.records.encryption import index_of
from mutong.records.outbreak.interviewed_cases import check_interviewed
from mutong.records.outbreak.models import Case, Statement
from mutong.records.outbreak.told import WITHDRAWN, Told, told_now
from mutong.records.register.models import Place

INFORMANTS = ("case", "relative", "colleague", "other")
_PHONES_AT_MOST = 40


@dataclass(frozen=True)
class Said:
    """One thing said: columns of a statement. `statement_id` is the form's own, so that a form sent twice is one."""

    statement_id: str
    kind: str
    informant: str
    said_at: datetime
    replaces: str | None = None
    about: str | None = None
    place_id: str | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    seat: str | None = None
    mask: str | None = None
    sure: bool = True
    person_id: str | None = None
    name: str | None = None
    phone: str | None = None
    distance_m: float | None = None
    day: date | None = None
    at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True)
class Kept:
    """Where a statement was kept, and whether it had been there before: then nothing was written."""

    statement_id: str
    again: bool


def record_statement(viewer: Viewer, case_id: str, said: Said, *, purpose: str) -> Kept:
    """Keep one statement about an open case.

    The same form again, or the same thing said again by the same informant, writes nothing. A day of onset becomes the
    case's own where it has none, and stands beside another one; an isolation is the case's own from now on. Raises
    AccessDenied without the right interview in the case's area; MutongError `case_not_found`, `case_is_closed`, and,
    with the field it is about: `said_in_future`, `left_before_arrived`, `place_missing`, `time_missing`,
    `nobody_named`, `unknown_person`, `is_the_case`, `unknown_place`, `statement_replaced`, `unknown_word`.
    """
    with transaction.atomic():
        case, holding = check_interviewed(viewer, case_id, purpose)
        if there := Statement.objects.filter(pk=said.statement_id).first():
            return Kept(there.statement_id, True)
        _check(viewer, case, said)
        standing = told_now(case_id=case_id)
        if not said.replaces and (same := _same(standing, said)):
            return Kept(same.statement_id, True)
        old = _standing(said.replaces, case_id) if said.replaces else None
        if said.about and said.about not in {one.statement_id for one in standing}:
            raise _replaced()
        # The audit line comes first: its lock makes two savings about one case follow each other.
        log_deed(
            viewer, holding, "record_statement", purpose, subject=("case", case_id),
            query=f"kind={said.kind}", ids=[said.statement_id, *filter(None, [said.person_id])],
        )  # fmt: skip
        columns = {f.name: getattr(said, f.name) for f in fields(Said) if f.name not in ("replaces", "about")}
        kept = Statement.objects.create(
            **columns,
            case=case,
            replaces_id=said.replaces,
            about_id=said.about,
            asked_by=viewer.name,
            recorded_at=time_of_recording(case),
            phone_index=index_of(said.phone),
            before=old.before if old else value_before(case, said.kind),
        )
        write_own_day(case, kept, old)
    return Kept(said.statement_id, False)


def withdraw_statement(viewer: Viewer, case_id: str, statement_id: str, *, purpose: str) -> None:
    """Take a statement about a case back, with whoever was named at it.

    It stays on record; another row says that it counts no more. A case's own day that it gave goes back to what it
    was. Raises AccessDenied; MutongError `statement_replaced`, `case_not_found`, `case_is_closed`.
    """
    with transaction.atomic():
        case, holding = check_interviewed(viewer, case_id, purpose)
        old = _standing(statement_id, case_id)
        log_deed(
            viewer, holding, "withdraw_statement", purpose, subject=("case", case_id), ids=[statement_id]
        )
        now = time_of_recording(case)
        Statement.objects.create(
            statement_id=f"S{uuid.uuid4().hex}",
            case=case,
            kind=WITHDRAWN,
            informant=old.informant,
            asked_by=viewer.name,
            said_at=now,
            recorded_at=now,
            replaces=old,
        )
        put_back(case, old)


def _check(viewer: Viewer, case: Case, said: Said) -> None:
    now = clock.now()
    for field in ("said_at", "arrived_at", "left_at", "at"):
        value = getattr(said, field)
        if value is not None and value > now:
            raise _wrong(
                "said_in_future", field, "这个时间还没有到，请核对。", "That time is yet to come; check it."
            )
    if said.day is not None and said.day > clock.today():
        raise _wrong(
            "said_in_future", "day", "这一天还没有到，请核对。", "That day is yet to come; check it."
        )
    if said.informant not in INFORMANTS:
        raise _wrong("unknown_word", "informant", "请选择是谁说的。", "Choose who said so.")
    if said.arrived_at and said.left_at and said.left_at < said.arrived_at:
        raise _wrong(
            "left_before_arrived", "left_at", "离开早于到达，请核对这两个时间。",
            "Left before arriving; check the two times.",
        )  # fmt: skip
    if said.place_id and not Place.objects.filter(pk=said.place_id).exists():
        raise _wrong("unknown_place", "place_id", "登记簿里没有这个场所。", "The register has no such place.")
    if said.kind == "stay" and not said.place_id:
        raise _wrong("place_missing", "place_id", "请选择或新增场所。", "Choose the place, or add it.")
    if said.kind in ("stay", "met", "nobody_else") and not (said.arrived_at or said.about):
        raise _wrong("time_missing", "arrived_at", "请填写到达时间。", "Fill in when it began.")
    _check_day(said)
    _check_person(viewer, case, said)


def _check_day(said: Said) -> None:
    if said.kind in OF_CASE and getattr(said, OF_CASE[said.kind][0]) is None:
        field = OF_CASE[said.kind][0]
        raise _wrong("time_missing", field, "请填写日期或时间。", "Fill in the day or the time.")
    if said.kind == "note" and not said.note:
        raise _wrong("nothing_said", "note", "请写下所说的内容。", "Write down what was said.")


def _check_person(viewer: Viewer, case: Case, said: Said) -> None:
    if said.kind == "met" and not (said.person_id or said.name or said.phone or said.note):
        raise _wrong(
            "nobody_named", "person_id", "请选择登记簿里的人，或描述这个不认识的人。",
            "Choose the person, or describe whoever it was.",
        )  # fmt: skip
    if said.kind == "lives_with" and not said.person_id:
        raise _wrong("nobody_named", "person_id", "请选择同住的人。", "Choose who lives there.")
    if said.phone and len(said.phone) > _PHONES_AT_MOST:
        raise _wrong("bad_phone", "phone", "电话太长，请核对。", "The phone number is too long; check it.")
    if said.person_id == case.person_id:
        raise _wrong("is_the_case", "person_id", "这就是病例本人。", "That is the case itself.")
    if said.person_id and find_holding(viewer, "read_person", "person", said.person_id) is None:
        raise _wrong(
            "unknown_person", "person_id", "您的辖区里没有这个人；请按不认识的人描述。",
            "Nobody of that id in your area; describe the person as unknown.",
        )  # fmt: skip


def _standing(statement_id: str, case_id: str) -> Statement:
    found = Statement.objects.filter(pk=statement_id, case_id=case_id).exclude(kind=WITHDRAWN).first()
    if found is None or Statement.objects.filter(replaces_id=statement_id).exists():
        raise _replaced()
    return found


def _replaced() -> MutongError:
    return MutongError(
        "statement_replaced",
        Words(
            "这条陈述已被更正或撤回；请刷新页面后再试。",
            "This statement was corrected or taken back meanwhile; reload the page and try again.",
        ),
        field="replaces",
    )


def _same(standing: tuple[Told, ...], said: Said) -> Told | None:
    """What the informant has said before in the same words and still counts.

    Of the case's own days only the last answer: to go back to an earlier one is an answer of its own.
    """
    if said.kind in OF_CASE:
        last = last_told(standing, said.kind)
        standing = (last,) if last else ()
    stay = next((one for one in standing if one.statement_id == said.about), None)
    said = replace(said, sure=said.sure and (stay is None or stay.sure))
    return next((one for one in standing if _says(one, said)), None)


def _says(one: Told, said: Said) -> bool:
    shared = (
        "kind", "informant", "seat", "mask", "sure", "person_id", "name", "phone", "distance_m", "day", "at", "note",
    )  # fmt: skip
    if any(getattr(one, name) != getattr(said, name) for name in shared):
        return False
    if said.about:
        return one.about == said.about
    return (one.place_id, one.arrived_at, one.left_at) == (said.place_id, said.arrived_at, said.left_at)


def _wrong(code: str, field: str, zh: str, en: str) -> MutongError:
    return MutongError(code, Words(zh, en), field=field)
