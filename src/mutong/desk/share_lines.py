"""What the pages on shares show alike: checks of the law with their clause, states as chips, the row of pages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from mutong.desk.bases import basis_of
from mutong.desk.parts import Basis, Tab
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_area
from mutong.records.reads.shares import KEEP
from mutong.village.decisions import BROKEN, DONE, OPEN, DecisionStep
from mutong.village.law_numbers import Check
from mutong.workflows.share_decisions import Course

PURPOSE = "登记股份和决定 / keep shares and decisions"
_ANSWERS = {
    Truth.YES: ("yes", "✓", Words("符合", "kept")),
    Truth.NO: ("alarm", "✗", Words("不符合", "not kept")),
    Truth.UNKNOWN: ("unknown", "?", Words("还不清楚", "not clear yet")),
}
STEP_WORDS = {
    DONE: Words("已办", "done"),
    OPEN: Words("未办", "to do"),
    BROKEN: Words("不合规定", "against the law"),
}
STEP_TONES = {DONE: "good", OPEN: "", BROKEN: "alarm"}
_UNCLEAR = Words("还不清楚", "not clear yet")
_PAGES = (
    ("share_organisation", Words("概况", "Overview")),
    ("share_members", Words("成员和账户", "Members and accounts")),
    ("share_decisions", Words("决定", "Decisions")),
    ("share_surpluses", Words("盈余分配", "Surplus")),
    ("share_contracts", Words("合同", "Contracts")),
    ("share_offers", Words("优先安排", "First offers")),
)


@dataclass(frozen=True)
class CheckLine:
    """One check of the law as a line."""

    tone: str
    mark: str
    said: Words
    words: Words
    basis: Basis


@dataclass(frozen=True)
class Chip:
    """A state in words, with the tone of its chip."""

    words: Words
    tone: str = ""


def check_line(check: Check) -> CheckLine:
    """A check with its clause."""
    tone, mark, said = _ANSWERS[check.answer]
    return CheckLine(tone, mark, said, check.words, basis_of(check.basis))


def tabs_of(organisation_id: str, current: str) -> tuple[Tab, ...]:
    """The pages of an organisation."""
    return tuple(Tab(label, reverse(name, args=[organisation_id]), name == current) for name, label in _PAGES)


def may_keep(viewer: Viewer, area_code: str) -> bool:
    """Whether the viewer writes here."""
    return viewer.may(KEEP, area_code)


def gate_of(viewer: Viewer, area_code: str) -> Callable[[], object]:
    """What a form that is sent must pass first: the right to write here. Raises AccessDenied, and logs it."""
    return lambda: check_area(viewer, KEEP, area_code, PURPOSE)


def step_chip(step: DecisionStep) -> Chip:
    """The state of a step of a decision."""
    return Chip(STEP_WORDS.get(step.state, _UNCLEAR), STEP_TONES.get(step.state, "unsure"))


def course_chip(course: Course) -> Chip:
    """Where a whole decision stands."""
    if course.state is None:
        return Chip(Words("没有施行中的法律可对照", "no law in force to hold it against"), "unsure")
    if course.stands is Truth.YES:
        return Chip(Words("已依法决定", "decided as the law asks"), "good")
    if course.stands is Truth.NO:
        return Chip(Words("不合规定，须重来", "against the law; to be done again"), "alarm")
    step = course.next_step
    return Chip(Words(f"待办：{step.title.zh}", f"next: {step.title.en}"), "warn")
