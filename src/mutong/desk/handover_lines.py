"""How hand-overs show on a page: a line of the list, the words of states, acts and limits."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from mutong.desk.area_words import NOT_KNOWN, words_of_areas
from mutong.desk.bases import class_words
from mutong.desk.jobs import EMPTY_POST, rung_words
from mutong.desk.names import age_words, post_kind_words
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import instant_words
from mutong.duties.handovers import ACKNOWLEDGED, LETTER_DUE, LETTER_SENT, RETURNED, STATES, UNPLACED
from mutong.kernel.words import Words
from mutong.records.reads.handovers import LATE, NOBODY, TAKEN, HandOverRow, StepRow

TAKEN_WORDS = Words("已在管", "taken in hand")
FILTERS = {
    TAKEN: TAKEN_WORDS,
    LATE: Words("逾期", "overdue"),
    NOBODY: Words("没有人在办", "waiting on nobody"),
}
CHANGES = {
    "send": Words("发出", "sent"),
    "listed_again": Words("又一次判定，已在途", "listed again while on the way"),
    "acknowledge": Words("确认接收", "acknowledged"),
    "undo": Words("撤销确认", "acknowledgement taken back"),
    "return": Words("退回", "returned"),
    "pass_on": Words("转往正确的区划", "passed on to the right area"),
    "send_on": Words("改送", "sent on"),
    "withdraw": Words("撤回", "withdrawn"),
    "restore": Words("重新发出", "sent again"),
    "send_letter": Words("函已发出", "letter sent"),
    "answer": Words("对方已回复", "answered"),
    "come_back": Words("对方不认领", "refused by the other area"),
    "look": Words("交人查找", "given to somebody to look for"),
    "find": Words("在登记簿找到", "found in the register"),
    "by_deed": Words("随任务办结", "by a duty that was closed"),
    "raised_again": Words("任务已勾销但人未落实，再次下达", "ticked off but not settled: asked again"),
}
NO_LIMIT = Words("暂无时限", "no limit in force")
_TONES = {ACKNOWLEDGED: "good", RETURNED: "warn", UNPLACED: "warn", LETTER_DUE: "warn", LETTER_SENT: "unsure"}


@dataclass(frozen=True)
class HandOverLine:
    """One hand-over as a line."""

    id: str
    url: str
    name: Words
    about: Words
    case: Words
    klass: Words
    exposed_at: datetime | None
    origin: Words
    target: Words
    holder: Words
    holder_post: Words
    nobody: bool
    sent_at: datetime
    due_at: datetime | None
    owed: bool
    state: Words
    tone: str
    late: bool
    reason: str
    reported: tuple[Words, ...]


@dataclass(frozen=True)
class StepLine:
    """One change as a line of the history."""

    at: datetime
    change: Words
    state: Words
    between: Words
    by: str
    why: str


def lines_of(rows: tuple[HandOverRow, ...]) -> list[HandOverLine]:
    """The lines of some rows."""
    areas = words_of_areas({code for row in rows for code in (row.from_area, row.to_area)})
    return [_line(row, areas) for row in rows]


def step_lines(steps: tuple[StepRow, ...]) -> list[StepLine]:
    """The history of a hand-over as lines."""
    areas = words_of_areas({code for step in steps for code in (step.from_area, step.to_area)})
    return [
        StepLine(
            step.at,
            CHANGES.get(step.change, Words(step.change, step.change)),
            STATES[step.state].words,
            Words(
                f"{areas[step.from_area].zh} → {areas[step.to_area].zh}",
                f"{areas[step.from_area].en} → {areas[step.to_area].en}",
            ),
            step.post or step.actor,
            step.why or "",
        )
        for step in steps
    ]


def state_words(row: HandOverRow) -> Words:
    """What state a hand-over is in; once a first duty is done there, that."""
    return TAKEN_WORDS if row.taken else STATES[row.state].words


def limit_words(line: HandOverLine) -> Words:
    """The limit for a file: the instant, that there is none, or nothing where nothing is owed."""
    if not line.owed:
        return Words("", "")
    return instant_words(line.due_at) if line.due_at else NO_LIMIT


def _line(row: HandOverRow, areas: dict[str | None, Words]) -> HandOverLine:
    running = STATES[row.state].running
    sex, age = code_words(row.sex, "sex") if row.sex else None, age_words(row.birth_date)
    about = Words(f"{sex.zh}，{age.zh}", f"{sex.en}, {age.en}") if sex else age
    if row.person_id is None:
        about = Words("登记簿中未找到", "not found in the register")
    case = row.case_id or ""
    return HandOverLine(
        id=row.hand_over_id,
        url=reverse("handover", args=[row.hand_over_id]),
        name=Words(row.name, row.name),
        about=about,
        case=Words(case, case) if case else NOT_KNOWN,
        klass=class_words(row.contact_class) if row.contact_class else NOT_KNOWN,
        exposed_at=row.exposed_at,
        origin=Words(row.sender, row.sender) if row.sender else areas[row.from_area],
        target=areas[row.to_area],
        holder=Words(row.holder_name, row.holder_name) if row.holder_name else EMPTY_POST,
        holder_post=post_kind_words(row.holder_kind) if row.holder_kind else Words("没有岗位", "no post"),
        nobody=running and not row.holder_name,
        sent_at=row.sent_at,
        due_at=row.due_at,
        owed=running and row.state != ACKNOWLEDGED,
        state=state_words(row),
        tone="good" if row.taken else _TONES.get(row.state, ""),
        late=row.late,
        reason=row.reason or "",
        reported=tuple(rung_words(row.pack, level) for level in row.reported_to),
    )
