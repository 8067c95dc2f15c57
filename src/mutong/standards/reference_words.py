"""The words that a pack's parts are read in: values, periods, grades, areas, relations."""

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.comparing import shown_value
from mutong.standards.parameter_rows import Value
from mutong.standards.stacking import EXCLUDES, HIGHER_OF, ONE_OF, STACKS, TOPPED_UP, UNKNOWN

GRADES = {
    "A": Words("原文核实", "text read"),
    "B": Words("官方报道", "official report"),
    "C": Words("转述，待确认", "second hand; to be confirmed"),
    "D": Words("弱来源或推算，待确认", "weak source or derived; to be confirmed"),
    "U": Words("未查实", "not verified"),
    "L": Words("本地工作规则", "local working rule"),
}
DOMAINS = {
    "health": Words("疫情防控", "Outbreak"),
    "assistance": Words("社会救助", "Assistance"),
    "village": Words("乡村产业", "Village"),
}
LEVELS = {
    "country": Words("国家", "country"),
    "province": Words("省", "province"),
    "city": Words("市", "city"),
    "county": Words("县（区）", "county"),
    "place": Words("基层", "a place"),
}
SUBJECTS = {
    "person": Words("个人", "a person"),
    "household": Words("家庭", "a household"),
    "area": Words("区域", "an area"),
    "place": Words("场所", "a place"),
    "organisation": Words("单位", "an organisation"),
}
TOGETHER = {
    EXCLUDES: Words("前者排除后者", "the first excludes the second"),
    ONE_OF: Words("二选一", "one of the two"),
    HIGHER_OF: Words("就高不重复", "the higher of the two"),
    TOPPED_UP: Words("后者补足到前者", "the first is topped up by the second"),
    STACKS: Words("可以同时享受", "both together"),
    UNKNOWN: Words("没有读到规定", "no text read"),
}
CHECKS = {
    "person": Words("由人判断", "a person judges"),
    "longer_than_standard": Words("措施比标准长", "a measure longer than the standard"),
    "wider_than_standard": Words("措施比标准宽", "a measure wider than the standard"),
    "outside_listed_areas": Words("措施超出所列区域", "a measure outside the areas listed"),
    "area_held_longer": Words("区域管控超过天数", "an area held longer than its days"),
    "without_standard": Words("措施没有标准依据", "a measure that no standard asks for"),
    "other_purpose": Words("用于其他目的", "used for another purpose"),
    "lacks": Words("措施没有写明应写的内容", "a measure that does not say what it must"),
}
KINDER = {"more": Words("越多越宽", "more is kinder"), "less": Words("越少越宽", "less is kinder")}
VERDICTS = {
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "unknown": Words("未知", "not known"),
    "not in force": Words("无效力", "not in force"),
}
_OPEN = Words("", "")


def value_words(value: Value, unit: str) -> Words | None:
    """A value in its base unit as people read it; None for a null."""
    return None if value is None else shown_value(value, unit)


def period_words(valid: Period) -> Words:
    """From when to when, the last day not included; '' without an end on either side."""
    start, end = valid.start, valid.end
    if start and end:
        return Words(f"{start} 起，{end} 前", f"from {start} to before {end}")
    if start:
        return Words(f"{start} 起", f"from {start}")
    return Words(f"{end} 前", f"before {end}") if end else _OPEN


def grade_words(grade: str) -> Words:
    """A source's grade with its letter."""
    said = GRADES[grade]
    return Words(f"{grade} {said.zh}", f"{grade} {said.en}")


def level_of(area_code: str) -> str:
    """The level of an area by the length of its code: a word of LEVELS."""
    return {1: "country", 2: "province", 4: "city", 6: "county"}.get(len(area_code), "place")


def area_words(area_code: str) -> Words:
    """An area by its code; 0 is the whole country."""
    return Words("全国", "the whole country") if area_code == "0" else Words(area_code, area_code)
