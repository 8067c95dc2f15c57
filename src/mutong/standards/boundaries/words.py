"""What a pair of households on either side of a limit says to a person, and to a table.

There are words for the values, for whom they are about, and for why a limit has no pair.
"""

from collections.abc import Iterator
from datetime import date
from math import floor

from mutong.kernel.words import Words
from mutong.standards.limit_words import amount_words
from mutong.standards.probe_households import ELSEWHERE, Home
from mutong.standards.rules import nodes as n
from mutong.standards.units import Dimension, all_units, dimension
from mutong.tables.code_words import code_label
from mutong.tables.dictionary import FactSpec, fact_spec
from mutong.tables.snapshot_relations import RELATIONS

_YES_NO = {True: Words("是", "yes"), False: Words("否", "no")}
# What somebody is to the person who names them by a word of RELATIONS.
_KIN = {
    "parents": Words("父母", "parent"),
    "children": Words("子女", "child"),
    "spouses": Words("配偶", "spouse"),
    "guardians": Words("监护人", "guardian"),
    "wards": Words("被监护人", "ward"),
    "carers": Words("照护人", "carer"),
    "cared_for": Words("被照护人", "person cared for"),
}
# Why a limit has no pair.
NULL, NULL_BESIDE, STANDARD_ALONE, NOT_FOUND = "null", "null_beside", "standard_alone", "not_found"
_WHY = {
    NULL: Words("这里的标准还是空的（T4）：{standards}", "its own number is null (T4): {standards}"),
    NULL_BESIDE: Words(
        "规则里别的标准还是空的（T4），两边答不成是和否：{standards}",
        "numbers beside it in the rule are null (T4), so that the answer stays open: {standards}",
    ),
    STANDARD_ALONE: Words("只看标准，没有哪个事实能改变它", "it rests on a standard alone; no fact turns it"),
    NOT_FOUND: Words("试过的家庭中没有一户只因它而变", "of the households tried none turns by it alone"),
}


def relation_spec(word: str) -> FactSpec:
    """How many people are so related to somebody, told like a fact: the rows of the table relations are counted."""
    return FactSpec(
        key=word, subject_kind="person", type="number", unit="", low=0.0, high=None, codes=(), absent="",
        label=Words(f"在册的{_KIN[word].zh}人数", f"number of people on record as {_KIN[word].en}"),
        question=Words("", ""), to="family", topic="people", staleness_days=None, sensitivity="personal", purposes=(),
    )  # fmt: skip


def measure_words(number: float, powers: Dimension, aged: bool = False) -> Words:
    """A number with its unit: 729.99 元/月. A year is one of age only where an age is meant."""
    if powers == dimension("year") and not aged:
        return Words(f"{number:g} 年", f"{number:g} {'year' if number == 1 else 'years'}")
    if powers == dimension("level"):
        return Words(f"{number:g} 级", f"level {number:g}")
    if powers == dimension("celsius"):
        return Words(f"{number:.1f} ℃", f"{number:.1f} ℃")
    return amount_words((number, number), n.Kind("number", powers))


def value_words(spec: FactSpec, value: object) -> Words:
    """A value of a fact as a person reads it."""
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, date):
        return Words(value.isoformat(), value.isoformat())
    if isinstance(value, str):
        return Words("别处", "elsewhere") if value == ELSEWHERE else code_label(spec.key, value)
    return measure_words(float(value), dimension(spec.unit))


def value_and_unit(spec: FactSpec, value: object) -> tuple[str, str]:
    """A value as a table holds it, with the unit as packs write it: money in yuan."""
    if isinstance(value, bool):
        return ("yes" if value else "no"), ""
    if not isinstance(value, float):
        return str(value), ""
    shown = [one for one in all_units().values() if one.base == spec.unit and one.factor == 100]
    factor, unit = (shown[0].factor, shown[0].name) if shown else (1.0, spec.unit)
    number = value / factor
    return (f"{floor(number)}" if number == floor(number) else f"{number:.2f}".rstrip("0")), unit


def subject_words(home: Home, subject: str, about: str) -> Words:
    """Whose fact it is: the household, the person in question, another member, a relative."""
    if subject == about:
        return Words("本户", "the household") if subject == "H1" else Words("本人", "the person")
    if subject == "H1":
        return Words("所在家庭", "the household")
    number = int(subject[1:])
    kin = _kin(home, number)
    if subject.startswith("H"):
        whose = kin or Words("亲属", "relative")
        return Words(f"{whose.zh}（P{number}）的家庭", f"the household of the {whose.en} P{number}")
    if number <= len(home.members) and about == "H1":
        return Words(f"成员 P{number}", f"member P{number}")
    if kin is not None:
        return Words(f"{kin.zh} P{number}", f"{kin.en} P{number}")
    return Words(f"成员 P{number}", f"member P{number}")


def _kin(home: Home, number: int) -> Words | None:
    for person, other, kind in home.relations:
        for word, (of, backwards) in RELATIONS.items():
            if of == kind and number == (person if backwards else other):
                return _KIN[word]
    return None


def plain_facts(home: Home) -> Iterator[tuple[str, str, object]]:
    """Everything that is known of a household: (subject, fact, value); relations as (P1, parent, P2)."""
    yield from (("H1", key, value) for key, value in home.facts.items())
    for number, person in enumerate((*home.members, *home.others), 1):
        for key, value in person.items():
            if key != "household":
                yield f"P{number}", key, value
        yield from ((f"H{number}", key, value) for key, value in person.get("household", {}).items())
    yield from ((f"P{person}", kind, f"P{other}") for person, other, kind in home.relations)


def fact_text(subject: str, key: str, value: object, specs: dict[str, FactSpec]) -> str:
    """One fact of a household as a table holds it: P1.monthly_income=730 yuan/month."""
    if isinstance(value, float):
        number, unit = value_and_unit(specs.get(key) or fact_spec(key), value)
        return f"{subject}.{key}={number} {unit}".rstrip()
    return f"{subject}.{key}={'yes' if value is True else 'no' if value is False else value}"


def why_words(why: str, standards: dict[str, Words]) -> Words:
    """Why a limit has no pair, with the numbers that are null."""
    zh = "、".join(f"{label.zh}（{name}）" for name, label in standards.items())
    en = ", ".join(f"{label.en} ({name})" for name, label in standards.items())
    words = _WHY[why]
    return Words(words.zh.format(standards=zh), words.en.format(standards=en))
