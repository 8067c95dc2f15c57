"""Letters to areas without a post here: who waits for one, what was sent and answered, and the letter to print."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mutong.desk.area_words import words_of_areas
from mutong.desk.bases import class_words
from mutong.desk.day_fields import day_or_problem
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.language import say
from mutong.desk.names import post_kind_words
from mutong.desk.pages.handovers import PURPOSE
from mutong.desk.parts import Empty, Tab, exports_of
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import day_words, instant_words
from mutong.duties.handovers import LETTER_SENT
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.reads.areas import posts_of_area
from mutong.records.reads.handover_letters import (
    LetterPerson,
    LetterRow,
    access_letter,
    letters_to_write,
    list_letters,
    next_number,
    rights_missing,
)
from mutong.workflows.handover_letters import answer_letter, send_letter, write_letter
from mutong.workflows.handovers import letter_refused

_HEADINGS = (
    Words("协查编号", "Reference"),
    Words("姓名", "Name"),
    Words("性别", "Sex"),
    Words("出生日期", "Date of birth"),
    Words("公民身份号码", "Resident number"),
    Words("电话", "Phone"),
    Words("类别", "Class"),
    Words("末次暴露", "Last exposure"),
)


@dataclass(frozen=True)
class Group:
    """People who wait for a letter to one area."""

    origin: Words
    target: Words
    ids: tuple[str, ...]
    number: str
    key: str


@dataclass(frozen=True)
class LetterLine:
    """One letter as a line."""

    url: str
    number: str
    target: Words
    people: int
    state: Words
    tone: str
    reply_by: object
    late: bool
    sent_at: object
    answer: str


@dataclass(frozen=True)
class PersonLine:
    """One person of a letter as a line."""

    id: str
    name: str
    cells: tuple[object, ...]
    waiting: bool

    @property
    def labelled(self) -> tuple[tuple[Words, object], ...]:
        """Each cell with its heading."""
        return tuple(zip(_HEADINGS, self.cells, strict=True))


@signed_in
@require_http_methods(["GET", "POST"])
def show_letters(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who waits for a letter, and the letters so far; a POST writes one."""
    problem = None
    if request.method == "POST":
        problems: list[Words] = []
        asked = request.POST
        reply_by = day_or_problem(asked.get("reply_by", ""), clock.today(), problems)
        try:
            if problems:
                raise MutongError("not_a_day", problems[0])
            number, ids = asked.get("number", ""), tuple(asked.getlist("id"))
            day = reply_by if asked.get("reply_by") else None
            return redirect("handover_letter", write_letter(viewer, ids, number, day, purpose=PURPOSE))
        except AccessDenied:
            raise
        except MutongError as refusal:
            problem = refusal.words
    letters, waiting = list_letters(viewer, PURPOSE), letters_to_write(viewer, PURPOSE)
    names = words_of_areas(
        {row.to_area for row in letters} | {a for one in waiting for a in (one.from_area, one.to_area)}
    )
    year = clock.today().year
    page = {
        "problem": problem,
        "tabs": (
            Tab(Words("收到的", "Received"), f"{reverse('handovers')}?side=received", False),
            Tab(Words("发出的", "Sent"), f"{reverse('handovers')}?side=sent", False),
            Tab(Words("协查函", "Letters"), request.path, True),
        ),
        "groups": [
            Group(
                names[one.from_area],
                names[one.to_area],
                one.ids,
                next_number(one.from_area, year),
                f"{one.from_area}-{one.to_area}",
            )
            for one in waiting
        ],
        "letters": [_letter_line(row, names[row.to_area]) for row in letters],
        "empty": Empty(
            "check",
            Words("没有协查函", "No letters"),
            Words(
                "要协查到本系统没有岗位的区划时，在这里写函。",
                "A letter is written here when people are handed over to an area without a post in this system.",
            ),
        ),
    }
    return show(request, "pages/handover_letters.html", "outbreak", status=400 if problem else 200, page=page)


@signed_in
@require_http_methods(["GET", "POST"])
def show_letter(request: HttpRequest, viewer: Viewer, letter_id: str) -> HttpResponse:
    """The letter as it is printed, as a file of its people, and what becomes of it."""
    problem = None
    if request.method == "POST":
        try:
            _settle(request, viewer, letter_id)
            return redirect("handover_letter", letter_id)
        except AccessDenied:
            raise
        except MutongError as refusal:
            problem = refusal.words
    letter, people = access_letter(viewer, letter_id, PURPOSE)
    lines = [_person_line(letter, number, one) for number, one in enumerate(people, 1)]
    if kind := wanted_format(request):
        return send_list(kind, f"letter-{letter.letter_id}", _HEADINGS, [line.cells for line in lines])
    names = words_of_areas({letter.from_area, letter.to_area})
    page = {
        "problem": problem,
        "letter": letter,
        "reply_by": day_words(letter.reply_by),
        "sender": _sender(letter, names[letter.from_area]),
        "target": names[letter.to_area],
        "state": _state(letter)[0],
        "headings": _HEADINGS,
        "rows": lines,
        "missing": [right.label for right in rights_missing(viewer, letter)],
        "exports": exports_of(request),
    }
    return show(request, "pages/handover_letter.html", "outbreak", status=400 if problem else 200, page=page)


def _settle(request: HttpRequest, viewer: Viewer, letter_id: str) -> None:
    asked = request.POST
    act = asked.get("act", "")
    if act == "send":
        done = send_letter(viewer, letter_id, asked.get("channel", ""), purpose=PURPOSE)
        told = Words("已登记发出，{n} 人待对方回复。", "Noted as sent; {n} people wait for the answer.")
    elif act == "answer":
        by, reference = asked.get("by", ""), asked.get("reference", "")
        done = answer_letter(viewer, letter_id, by, reference, purpose=PURPOSE)
        told = Words("已登记回复，{n} 人由对方接收。", "Answer noted; {n} people are taken over there.")
    elif act == "refused":
        done = letter_refused(viewer, asked.getlist("id"), asked.get("why", ""), purpose=PURPOSE)
        told = Words("{n} 人对方不认领，已回到本单位。", "{n} people were refused there and are ours again.")
    else:
        raise MutongError("no_such_act", Words("请选择要办什么。", "Choose what to do."))
    messages.success(request, say(told.fill(n=len(done))))


def _sender(letter: LetterRow, area: Words) -> Words:
    kinds = {post.post_id: post.kind for post in posts_of_area(letter.from_area)}
    kind = kinds.get(letter.from_post)
    if kind is None:
        return area
    post = post_kind_words(kind)
    return Words(f"{area.zh} {post.zh}", f"{post.en}, {area.en}")


def _state(letter: LetterRow) -> tuple[Words, str]:
    if letter.answered_at:
        return Words("对方已回复", "answered"), "good"
    if letter.sent_at:
        return Words("已发出，待回复", "sent, no answer yet"), "unsure"
    return Words("已写，未发出", "written, not sent"), "warn"


def _letter_line(letter: LetterRow, target: Words) -> LetterLine:
    state, tone = _state(letter)
    late = bool(letter.reply_by and letter.reply_by < clock.today() and not letter.answered_at)
    answer = " ".join(filter(None, (letter.answered_by, letter.answer_reference)))
    return LetterLine(
        reverse("handover_letter", args=[letter.letter_id]),
        letter.number,
        target,
        letter.people,
        state,
        tone,
        letter.reply_by,
        late,
        letter.sent_at,
        answer,
    )


def _person_line(letter: LetterRow, number: int, one: LetterPerson) -> PersonLine:
    return PersonLine(
        one.hand_over_id,
        one.name,
        (
            f"{letter.number}-{number:02d}",
            one.name,
            code_words(one.sex, "sex") if one.sex else "",
            day_words(one.birth_date) if one.birth_date else "",
            one.id_number or "",
            one.phone or "",
            class_words(one.contact_class) if one.contact_class else "",
            instant_words(one.exposed_at) if one.exposed_at else "",
        ),
        one.state == LETTER_SENT,
    )
