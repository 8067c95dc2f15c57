"""How a duty shows on a list: its drawing, a short name, its door, who owes it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from mutong.desk.bases import basis_of
from mutong.desk.names import post_kind_words
from mutong.desk.parts import Basis
from mutong.desk.vocabulary import code_words
from mutong.kernel.words import Words
from mutong.records.reads.duty_lists import ListedDuty
from mutong.workflows.deployment import load_deployment

EMPTY_POST = Words("岗位空缺", "the post stands empty")
NO_DOOR = Words("不在户内办的事", "Not at a door")


@dataclass(frozen=True)
class DutyLine:
    """A duty as a line of a list."""

    duty_id: str
    words: Words
    subject: Words
    subject_url: str
    person: Words
    post: Words
    due_at: datetime | None
    not_before: datetime | None
    basis: Basis
    reported: tuple[Words, ...]
    state: Words
    closed: bool


def duty_line(listed: ListedDuty) -> DutyLine:
    """The line of a duty."""
    duty = listed.duty
    return DutyLine(
        duty_id=duty.duty_id,
        words=listed.words,
        subject=subject_words(listed),
        subject_url=reverse("household", args=[listed.household_id]) if listed.household_id else "",
        person=Words(listed.assignee, listed.assignee) if listed.assignee else EMPTY_POST,
        post=post_kind_words(listed.post_kind),
        due_at=duty.due_at,
        not_before=duty.not_before,
        basis=basis_of(duty.basis, duty.choices_used),
        reported=tuple(rung_words(duty.pack, level) for level in listed.reported_to),
        state=code_words(duty.state, "state"),
        closed=not duty.is_open,
    )


def subject_words(listed: ListedDuty) -> Words:
    """Who or what a duty is about, with the door where a person lives."""
    name = listed.subject_name
    if listed.duty.subject_kind == "person" and listed.door_name:
        return Words(f"{name}（{listed.door_name}）", f"{name} ({listed.door_name})")
    return Words(name, name)


def rung_words(pack: str, level: int) -> Words:
    """What a level of the ladder is called."""
    for rung in load_deployment().ladder.of_pack(pack):
        if rung.level == level:
            return rung.words
    return Words(f"督办：第 {level} 级", f"reported to level {level}")


def job_icon(closed_by: tuple[str, ...], asks: bool = False) -> str:
    """The drawing of a duty, by the deed that fulfils it."""
    for deed, name in (
        ("test", "test"),
        ("visit", "visit"),
        ("notif", "notify"),
        ("told", "notify"),
        ("mov", "leave"),
    ):
        if any(deed in kind for kind in closed_by):
            return name
    return "question" if asks else "duty"
