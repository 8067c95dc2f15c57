"""An explanation as a tree that lights up: each condition with its answer, its value and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from mutong.desk.bases import basis_of, grade_words
from mutong.desk.missing import fact_label
from mutong.desk.parts import Basis
from mutong.desk.vocabulary import code_words
from mutong.kernel.words import Words
from mutong.standards.explaining import Explanation
from mutong.standards.explanation_parts import UNCONFIRMED, Lack

ANSWERS = {
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "unknown": Words("未知", "not known"),
    "": Words("数值", "a value"),
}


@dataclass(frozen=True)
class Lit:
    """One condition: `truth` is yes, no, unknown or '' for a number; `answer` says it in words. `matters` is whether it
    carries the answer above it.
    """

    words: Words
    truth: str
    answer: Words
    matters: bool
    basis: Basis | None
    source: Words | None
    grade: Words | None
    children: "tuple[Lit, ...]"


def lit_tree(node: Explanation, names: Mapping[str, str] | None = None) -> Lit:
    """The tree of an explanation; `names` are said in place of ids of people."""
    truth = node.truth or ("unknown" if node.missing or node.null_standard else "")
    source = named(node.choice, names) if node.choice else None
    if node.null_standard:
        source = Words("标准没有查实：问办事部门", "standard not verified: ask the office")
    elif node.missing:
        asked = (
            Words("问办事部门", "ask the office")
            if node.to == "office"
            else Words("问这家人", "ask the family")
        )
        source = Words(f"还不知道：{asked.zh}", f"not known yet: {asked.en}")
    return Lit(
        words=_bare(named(node.words, names), truth),
        truth=truth,
        answer=ANSWERS[truth],
        matters=node.matters,
        basis=basis_of(node.clause) if node.clause else None,
        source=source,
        grade=grade_words(node.grade) if node.grade else None,
        children=tuple(lit_tree(child, names) for child in node.children),
    )


def named(words: Words, names: Mapping[str, str] | None) -> Words:
    """A text with names in place of the ids of people."""
    zh, en = words.zh, words.en
    for key, name in sorted((names or {}).items(), key=lambda pair: -len(pair[0])):
        zh, en = zh.replace(key, name), en.replace(key, name)
    return Words(zh, en)


def lack_words(lack: Lack, names: Mapping[str, str], label_of) -> tuple[Words, Words]:
    """What is lacking, and why with whom to ask; `label_of(name)` gives the words of a standard."""
    subject, _, key = lack.name.rpartition(".")
    ask = (
        Words("问办事部门", "ask the office") if lack.to == "office" else Words("问这家人", "ask the family")
    )
    if subject:
        who = names.get(subject.partition("/")[2], "")
        label = fact_label(key.rpartition(":")[2])
        what = Words(f"{who} {label.zh}".strip(), f"{who} {label.en}".strip())
    else:
        label = label_of(lack.name)
        what = Words(f"标准：{label.zh}", f"standard: {label.en}")
    if lack.reason == UNCONFIRMED:
        return what, Words("来源较弱或本地选定，待确认", "a weak source or a local choice, to be confirmed")
    why = code_words(lack.reason, "unknown_reason")
    return what, Words(f"{why.zh}，{ask.zh}", f"{why.en}; {ask.en}")


def _bare(words: Words, truth: str) -> Words:
    """The sentence without the answer at its end, which stands beside it."""
    answer = ANSWERS[truth]
    return Words(words.zh.removesuffix(f"：{answer.zh}"), words.en.removesuffix(f": {answer.en}"))
