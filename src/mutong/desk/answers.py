"""Questions of the fact dictionary as form fields, and what was written there as values of facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from mutong.desk.parts import NO_WORDS, Option
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import money_words
from mutong.kernel.words import Words
from mutong.standards.questions import Question as OpenQuestion
from mutong.tables.dictionary import FactSpec
from mutong.workflows.closing import FactAnswer

DECLINED, NOT_KNOWN = "declined", "never_asked"
_REFUSALS = (
    Option("", Words("没问到", "not asked")),
    Option("=declined", Words("不愿回答", "would rather not say")),
    Option("=unknown", Words("也不知道", "does not know")),
)
_INTERVAL = re.compile(r"(\d+(?:\.\d+)?)\s*(?:[-~～—至到]|to)\s*(\d+(?:\.\d+)?)")
_FEN = {"fen": Words("元", "yuan"), "fen/month": Words("元/月", "yuan a month")}


@dataclass(frozen=True)
class Question:
    """One question of a stop: `key` is subject_kind.subject_id.fact, as the form's fields carry it."""

    key: str
    spec: FactSpec
    subject_id: str
    words: Words
    why: Words = NO_WORDS
    answer: str = ""
    state: str = ""
    problem: Words | None = None

    @property
    def kind(self) -> str:
        """Which field it takes: number, date, text or choice."""
        return "choice" if self.spec.type in ("boolean", "code") else self.spec.type

    @property
    def unit(self) -> Words:
        """The unit people answer in; money is asked in yuan."""
        return _FEN.get(self.spec.unit) or code_words(self.spec.unit, "unit")

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers of a choice."""
        codes = ("yes", "no") if self.spec.type == "boolean" else self.spec.codes
        return tuple(Option(code, code_words(code, self.spec.key), code == self.answer) for code in codes)

    @property
    def refusals(self) -> tuple[Option, ...]:
        """The three ways of having no answer; not asked is where one begins."""
        given = self.answer if self.kind == "choice" else self.state
        begun = given or ("" if not self.answer else None)
        return tuple(replace(option, chosen=option.value == begun) for option in _REFUSALS)


def question_of(spec: FactSpec, subject_id: str, name: str, why: Words = NO_WORDS) -> Question:
    """The dictionary's question about a subject, by name."""
    key = f"{spec.subject_kind}.{subject_id}.{spec.key}"
    return Question(key, spec, subject_id, spec.question.fill(name=name), why)


def settles_words(asked: OpenQuestion) -> Words:
    """Why it is asked: how many open answers hang on it, and the money they are about."""
    count = asked.settles
    words = Words(
        f"答了能弄清 {count} 项", f"would settle {count} open {'answer' if count == 1 else 'answers'}"
    )
    if not asked.worth_low and not asked.worth_high:
        return words
    worth = money_words(asked.worth_low, asked.worth_high)
    return Words(f"{words.zh}，每月关系到 {worth.zh}", f"{words.en}, about {worth.en} a month")


def read_answer(question: Question, form: Mapping[str, str]) -> tuple[Question, FactAnswer | None]:
    """What the form says: the question as filled in, and the fact to write; None where it was not asked or is wrong."""
    written = form.get(f"answer-{question.key}", "").strip()
    state = form.get(f"state-{question.key}", "")
    filled = replace(question, answer=written, state=state)
    chosen = written if written.startswith("=") else state
    about = (question.spec.subject_kind, question.subject_id, question.spec.key)
    if chosen == "=declined":
        return filled, FactAnswer(*about, unknown_reason=DECLINED)
    if chosen == "=unknown":
        return filled, FactAnswer(*about, unknown_reason=NOT_KNOWN)
    if not written:
        return filled, None
    if question.spec.type == "number":
        return _read_number(filled, written, about)
    if question.spec.type == "date":
        try:
            return filled, FactAnswer(*about, value=date.fromisoformat(written).isoformat())
        except ValueError:
            return replace(
                filled, problem=Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22")
            ), None
    if question.kind == "choice" and written not in {option.value for option in question.options}:
        return replace(
            filled, answer="", problem=Words("请从列出的答案中选", "Choose one of the answers listed")
        ), None
    return filled, FactAnswer(*about, value=written)


def _read_number(
    question: Question, written: str, about: tuple[str, str, str]
) -> tuple[Question, FactAnswer | None]:
    """A number, or two with a dash between where the family gives a range."""
    text = written.replace(",", "").replace("，", "")
    span = _INTERVAL.fullmatch(text)
    try:
        low, high = (float(span[1]), float(span[2])) if span else (float(text),) * 2
    except ValueError:
        words = Words("请写数字；说不准可写成 1000-1500", "Write a number; a range may be written 1000-1500")
        return replace(question, problem=words), None
    spec = question.spec
    scale = 100 if spec.unit in _FEN else 1
    low, high = round(low * scale, 6), round(high * scale, 6)
    least = -float("inf") if spec.low is None else spec.low
    most = float("inf") if spec.high is None else spec.high
    if not least <= low <= high <= most:
        ends = f"{least / scale:g}", "" if most == float("inf") else f"{most / scale:g}"
        words = Words(
            f"应在 {ends[0]}～{ends[1]} 之间，小的在前",
            f"It lies between {ends[0]} and {ends[1] or 'any'}; the smaller first",
        )
        return replace(question, problem=words), None
    return question, FactAnswer(*about, low=low, high=high)
