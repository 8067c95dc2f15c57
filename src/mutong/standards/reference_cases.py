"""The worked cases of a pack in a few words: of what, on which facts, what comes out."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from mutong.kernel.words import Words
from mutong.standards.cases import CaseResult, check_cases
from mutong.standards.choices import NO_CHOICES
from mutong.standards.pack_form import Pack
from mutong.standards.reference_parts import WorkedCase
from mutong.standards.reference_rules import titles_seen
from mutong.standards.reference_words import VERDICTS
from mutong.standards.refusals import shown
from mutong.standards.rules.wording import code_words, join_words
from mutong.standards.yaml_reading import line_of
from mutong.tables.dictionary import fact_dictionary

_YES_NO = {True: VERDICTS["yes"], False: VERDICTS["no"]}
_MORE = (
    ("others", Words("另有亲属 {n} 人", "{n} relatives elsewhere")),
    ("events", Words("事件 {n} 件", "{n} events")),
    ("choices", Words("本地选定 {n} 项", "{n} local choices")),
)


def cases_family(pack: Pack, among: Iterable[Pack]) -> tuple[Pack, ...]:
    """The packs that a pack's worked cases are written for: what it is within, itself, and what lies within it."""
    inner = [one for one in among if pack.pack in {outer.pack for outer in one.ancestors}]
    return (*pack.ancestors, pack, *inner)


def worked_cases(pack: Pack, among: Iterable[Pack] = (), check: bool = True) -> tuple[WorkedCase, ...]:
    """Every worked case of a pack; with `check` those of rules are worked out, which takes a moment for each."""
    results: dict[tuple[str, int], CaseResult] = {}
    if check:
        found = check_cases(pack, cases_family(pack, among), NO_CHOICES)
        results = {(one.file, one.line): one for one in found}
    return tuple(_cases(pack, results))


def _cases(pack: Pack, results: Mapping[tuple[str, int], CaseResult]) -> Iterator[WorkedCase]:
    titles = titles_seen(pack)
    courses = {str(text.get("protocol")): text.get("title") for _, text in pack.raw_protocols}
    for path, text in pack.cases:
        of = str(text.get("rule") or text.get("protocol") or text.get("surplus") or "")
        title = titles.get(of) or _title(courses.get(of), of)
        for case in text.get("cases") or ():
            result = results.get((shown(path), line_of(case)))
            yield WorkedCase(
                of=of,
                title=title,
                name=str(case.get("name") or case.get("case") or ""),
                on=str(case.get("on") or case.get("as_of") or ""),
                facts=_facts(case) if "rule" in text else _course(case),
                expected=_expected(case) if "rule" in text else _steps(case),
                passes=result.passed if result else None,
                source=case if "rule" in text else {},
            )


def _title(raw: object, name: str) -> Words:
    return Words(str(raw["zh"]), str(raw["en"])) if isinstance(raw, Mapping) else Words(name, name)


def _facts(case: Mapping) -> Words:
    parts = [_said(key, value) for key, value in (case.get("household") or {}).items()]
    for place, member in enumerate(case.get("members") or (), 1):
        told = [_said(key, value) for key, value in member.items()]
        said = join_words(told, "、", ", ") if told else Words("情况不详", "nothing known")
        parts.append(Words(f"成员{place}：{said.zh}", f"member {place}: {said.en}"))
    parts += [words.fill(n=len(case[key])) for key, words in _MORE if case.get(key)]
    return join_words(parts, "；", "; ") if parts else Words("—", "—")


def _said(key: str, value: object) -> Words:
    spec = fact_dictionary().get(key)
    label = spec.label if spec else Words(key, key.replace("_", " "))
    if isinstance(value, bool):
        said = _YES_NO[value]
    elif isinstance(value, list):
        text = "–".join(str(end) for end in value)
        said = Words(text, text)
    elif isinstance(value, str) and spec is not None and spec.type == "code" and not value[:1].isdigit():
        said = code_words(key, (value,))
    else:
        said = Words(str(value), str(value))
    return Words(f"{label.zh} {said.zh}", f"{label.en} {said.en}")


def _expected(case: Mapping) -> Words:
    verdict = case.get("verdict")
    word = verdict if isinstance(verdict, str) else {True: "yes", False: "no"}.get(verdict, "")
    parts = [VERDICTS.get(word, Words(word, word))] if word else []
    if "amount" in case:
        parts.append(Words(f"金额 {case['amount']}", f"amount {case['amount']}"))
    for key, words in (
        ("missing", Words("缺事实", "facts missing")),
        ("standards", Words("缺标准", "standards")),
    ):
        if case.get(key):
            listed = ", ".join(str(one) for one in case[key])
            parts.append(Words(f"{words.zh} {listed}", f"{words.en} {listed}"))
    return join_words(parts, "，", ", ")


def _course(case: Mapping) -> Words:
    events = [f"{_instant(one.get('at'))} {one.get('kind')}" for one in case.get("events") or ()]
    text = "; ".join(events)
    return Words(text, text)


def _steps(case: Mapping) -> Words:
    parts = []
    for one in case.get("expect") or ():
        due = f" → {_instant(one['due'])}" if one.get("due") else ""
        done = " ✓" if one.get("done_by") else ""
        parts.append(Words(f"{one.get('step')}{due}{done}", f"{one.get('step')}{due}{done}"))
    if case.get("absent"):
        names = ", ".join(str(one) for one in case["absent"])
        parts.append(Words(f"没有 {names}", f"no {names}"))
    if "ends" in case:
        at = _instant(case["ends"]) if case["ends"] else "–"
        parts.append(Words(f"结束于 {at}", f"ends {at}"))
    return join_words(parts, "；", "; ") if parts else Words("见案例文件", "see the case file")


def _instant(value: object) -> str:
    return value.isoformat() if isinstance(value, date) and not hasattr(value, "hour") else str(value)[:16]
