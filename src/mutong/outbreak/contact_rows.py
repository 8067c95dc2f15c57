"""One row of table contacts, with its reasons in both languages."""

from collections.abc import Mapping

from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.outbreak.columns import instant_of
from mutong.outbreak.exposers import Exposer
from mutong.outbreak.judging import Judged, PlaceFacts
from mutong.outbreak.meetings import People
from mutong.standards.contacts import ContactRules, choices_used, rests_on_weak_ground

_CAUSE_WORDS = {
    "seat": Words("座位", "seat"),
    "left_at": Words("离开时间", "time of leaving"),
    "certainty": Words("位置是否准确", "whether the position is exact"),
    "place_kind": Words("场所类别", "kind of place"),
    "ventilation": Words("场所通风", "ventilation of the place"),
    "distance_m": Words("距离", "distance"),
    "minutes": Words("同处时长", "minutes together"),
    "isolated_at": Words("病例隔离时间", "when the case was isolated"),
    "date_onset": Words("病例发病日期", "the case's day of onset"),
    "date_specimen": Words("病例采样日期", "the case's day of specimen"),
    "via_verdict": Words("第一层接触者的判定", "the verdict on the first contact"),
}


def contact_row(
    exposer: Exposer,
    one: Judged,
    rules: ContactRules,
    people: People,
    facts: PlaceFacts,
    place_names: Mapping[str, str],
) -> dict[str, object]:
    """The row: columns of table contacts; `reasons` holds one line in Chinese and one in English.

    `facts_missing` names facts, and numbers no standard gives as `name:null_standard`, separated by `;`.
    """
    verdict = min(Truth(exposer.truth), one.verdict)
    numbers = list(rules.numbers(one.rule))
    missing = list(one.causes)
    if exposer.via:
        numbers += exposer.numbers
        missing += exposer.causes
    place_id = facts.ids[one.place] if one.place >= 0 else None
    reasons = _reasons(exposer, one, rules, place_names.get(place_id or "", place_id or ""), verdict, missing)
    if rests_on_weak_ground(one.rule, numbers):
        reasons = Words(f"{reasons.zh}（依据待确认）", f"{reasons.en} (basis to be confirmed)")
    return {
        "case_id": exposer.case_id,
        "person_id": people.name(one.person),
        "via_person_id": exposer.via or None,
        "degree": 2 if exposer.via else 1,
        "class": one.rule.contact_class,
        "verdict": verdict.word,
        "rule": one.rule.name,
        "clause": rules.basis(one.rule),
        "place_id": place_id,
        "first_at": instant_of(one.first),
        "last_at": instant_of(one.last),
        "minutes": one.minutes,
        "score": None,
        "reasons": f"{reasons.zh}\n{reasons.en}",
        "facts_missing": ";".join(dict.fromkeys(missing)),
        "choices_used": ";".join(choices_used(numbers)),
    }


def _reasons(
    exposer: Exposer, one: Judged, rules: ContactRules, place: str, verdict: Truth, missing: list[str]
) -> Words:
    first, last = instant_of(one.first), instant_of(one.last)
    same_day = first.date() == last.date()
    span = f"{first:%m-%d %H:%M}–{last:%H:%M}" if same_day else f"{first:%m-%d %H:%M}–{last:%m-%d %H:%M}"
    zh, en = [one.rule.words.zh], [one.rule.words.en]
    if exposer.via:
        zh.append(f"经密接者 {exposer.via}")
        en.append(f"through {exposer.via}")
    if place:
        zh.append(place)
        en.append(place)
    zh.append(span)
    en.append(span)
    if one.minutes is not None:
        zh.append(f"共 {one.minutes:g} 分钟")
        en.append(f"{one.minutes:g} minutes in all")
    if verdict == Truth.UNKNOWN:
        asked = [cause_words(cause) for cause in dict.fromkeys(missing)]
        zh.append(f"待核实：{'、'.join(one.zh for one in asked) or '—'}")
        en.append(f"to be found out: {', '.join(one.en for one in asked) or '—'}")
    return Words("；".join(zh), "; ".join(en))


def cause_words(cause: str) -> Words:
    """What a missing fact or standard of a contact (a part of `facts_missing`) is called."""
    if cause.endswith(":null_standard"):
        name = cause.removesuffix(":null_standard")
        return Words(f"标准未定（{name}）", f"no standard in force ({name})")
    return _CAUSE_WORDS.get(cause, Words(cause, cause))
