"""A letter that hands people over to an area without a post here (协查函): written, sent, answered; each on record."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from mutong.duties.handovers import LETTER_DUE
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Holding, Viewer, check_area, log_deed
from mutong.records.duties.models import HandOver, HandOverLetter
from mutong.records.reads.handover_letters import RIGHT


def write_letter(
    viewer: Viewer,
    ids: Iterable[str],
    number: str,
    reply_by: date | None,
    *,
    purpose: str,
) -> str:
    """Put the hand-overs that wait for a letter under one letter; its id. All go from one area to one area.

    Raises AccessDenied without write_letters in the sending area; MutongError `nobody_to_write_of`, `letters_mixed`,
    `letter_number_missing`, `letter_number_taken`.
    """
    waiting = HandOver.objects.filter(pk__in=list(ids), state=LETTER_DUE, letter=None, person__isnull=False)
    # Asked before the transaction: a refusal stays on record.
    for area in sorted({row.from_area or "0" for row in waiting}):
        check_area(viewer, RIGHT, area, purpose)
    with transaction.atomic():
        rows = list(waiting.select_for_update())
        if not rows:
            raise _refused(
                "nobody_to_write_of",
                "没有待发函的人，或者已经写进别的函；请刷新。",
                "Nobody of these waits for a letter, or they stand in one already; load the page again.",
            )
        areas = {(row.from_area, row.to_area) for row in rows}
        if len(areas) > 1:
            raise _refused(
                "letters_mixed",
                "一封函只能从一个区划发往一个区划；请分开写。",
                "A letter goes from one area to one area; write one for each.",
            )
        ((from_area, to_area),) = areas
        holding = check_area(viewer, RIGHT, from_area or "0", purpose)
        if not number.strip():
            raise _refused("letter_number_missing", "请填写函号。", "Give the letter its number.")
        letter_id = f"L{uuid.uuid4().hex}"
        try:
            with transaction.atomic():
                letter = HandOverLetter.objects.create(
                    letter_id=letter_id,
                    number=number.strip(),
                    from_area=from_area,
                    from_post=holding.post_id,
                    to_area=to_area,
                    written_at=clock.now(),
                    reply_by=reply_by,
                )
        except IntegrityError as error:
            raise _refused(
                "letter_number_taken",
                f"函号“{number}”已经用过；请换一个。",
                f"The number “{number}” is taken; use another.",
            ) from error
        HandOver.objects.filter(pk__in=[row.pk for row in rows]).update(letter=letter)
        _log(viewer, holding, "write_letter", letter_id, purpose, len(rows))
    return letter_id


def note_sent(viewer: Viewer, letter_id: str, channel: str, *, purpose: str) -> list[str]:
    """Note that a letter went out and how; the hand-overs in it. Raises AccessDenied, MutongError."""
    letter, holding = _own(viewer, letter_id, purpose)
    if letter.sent_at is not None:
        raise _refused("letter_is_sent", "这封函已登记发出。", "This letter is noted as sent already.")
    if not channel.strip():
        raise _refused("channel_missing", "请填写发送方式。", "Say by which channel it went.")
    HandOverLetter.objects.filter(pk=letter_id).update(
        sent_at=clock.now(), sent_by=holding.post_id, channel=channel.strip()
    )
    return _noted(viewer, holding, "send_letter", letter_id, purpose)


def note_answer(viewer: Viewer, letter_id: str, by: str, reference: str, *, purpose: str) -> list[str]:
    """Note that a letter was answered: by whom, under which number; the hand-overs in it. Raises as `note_sent`."""
    letter, holding = _own(viewer, letter_id, purpose)
    if letter.sent_at is None:
        raise _refused("letter_not_sent", "这封函还没有登记发出。", "This letter is not noted as sent yet.")
    if not by.strip():
        raise _refused("answer_without_name", "请填写由谁确认。", "Say who has acknowledged it.")
    HandOverLetter.objects.filter(pk=letter_id).update(
        answered_at=clock.now(), answered_by=by.strip(), answer_reference=reference.strip() or None
    )
    return _noted(viewer, holding, "answer_letter", letter_id, purpose)


def check_letter(viewer: Viewer, letter_id: str, purpose: str) -> None:
    """Whether the viewer may settle a letter, asked before a transaction: a refusal stays on record."""
    area = HandOverLetter.objects.filter(pk=letter_id).values_list("from_area", flat=True).first()
    check_area(viewer, RIGHT, area or "0", purpose)


def _own(viewer: Viewer, letter_id: str, purpose: str) -> tuple[HandOverLetter, Holding]:
    letter = HandOverLetter.objects.select_for_update().filter(pk=letter_id).first()
    holding = check_area(viewer, RIGHT, letter.from_area if letter else "0", purpose)
    if letter is None:
        raise _refused("letter_not_found", "没有这封函。", "There is no such letter.")
    return letter, holding


def _noted(viewer: Viewer, holding: Holding, action: str, letter_id: str, purpose: str) -> list[str]:
    ids = list(HandOver.objects.filter(letter_id=letter_id).order_by("pk").values_list("pk", flat=True))
    _log(viewer, holding, action, letter_id, purpose, len(ids))
    return ids


def _log(viewer: Viewer, holding: Holding, action: str, letter_id: str, purpose: str, count: int) -> None:
    log_deed(viewer, holding, action, purpose, subject=("letter", letter_id), count=count, ids=[letter_id])


def _refused(code: str, zh: str, en: str) -> MutongError:
    return MutongError(code, Words(zh, en))
