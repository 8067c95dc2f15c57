"""Households: a list of those one may read, and one household's page with its findings, clause by clause."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.assistance.benefit_status import (
    CANNOT_TELL_FACT,
    CANNOT_TELL_STANDARD,
    ENTITLED_NOT_RECEIVING,
    ENTITLED_RECEIVING,
    NOT_ENTITLED,
    RECEIVING_NOT_ENTITLED,
    STATUS_WORDS,
)
from mutong.desk.answers import settles_words
from mutong.desk.bases import basis_of, grade_words, parameter_label
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.facts import fact_lines
from mutong.desk.frame import show, signed_in
from mutong.desk.jobs import duty_line
from mutong.desk.names import age_words
from mutong.desk.parts import Basis, Empty, exports_of, page_number, turn_pages
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import UNKNOWN, day_words, money_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.areas import area_name, area_names
from mutong.records.reads.duty_lists import subject_duties
from mutong.records.reads.households import HouseholdFile, HouseholdRow, access_household, list_households
from mutong.standards.explaining import Explanation
from mutong.standards.questions import Question, Questions
from mutong.workflows.household_answers import Answer, answer_household

PURPOSE = "查看家庭 / look at a household"
_SIZE = 50
_MOST = 100_000
_NEAR = 0.25
_TONES = {
    ENTITLED_NOT_RECEIVING: "alarm",
    ENTITLED_RECEIVING: "good",
    RECEIVING_NOT_ENTITLED: "warn",
    CANNOT_TELL_FACT: "unsure",
    CANNOT_TELL_STANDARD: "unsure",
}
_ORDER = (*_TONES, NOT_ENTITLED)


_NOTHING_FOUND = Empty(
    "check",
    Words("没有查到可能享受的", "Nothing found that they may be entitled to"),
    Words(
        "各项都已对照，不符合的理由在下面。", "Every service was looked at; why each does not apply is below."
    ),
)
_NOTHING_SHOWN = Empty(
    "standards",
    Words("没有可显示的认定", "No findings to show"),
    Words(
        "您的岗位可能无权查看帮扶信息，或者今天没有适用的规则。",
        "Your post may not read assistance records, or no rule is in force today.",
    ),
)


@dataclass(frozen=True)
class Reason:
    """One node of an explanation."""

    words: Words
    truth: str
    value: Words | None
    basis: Basis | None
    source: Words | None
    grade: Words | None
    children: "tuple[Reason, ...]"


@dataclass(frozen=True)
class FindingCard:
    """One service for one member or the household, with its reasons."""

    title: Words
    verdict: str
    status: Words
    status_tone: str
    subject: str
    amount: Words | None
    basis: Basis | None
    reason: Words | None
    why: tuple[Reason, ...]
    near: Words | None
    open: bool


@dataclass(frozen=True)
class Ask:
    """One question, and what it would settle."""

    words: Words
    why: Words


@dataclass(frozen=True)
class MemberLine:
    """One member."""

    name: Words
    about: Words
    note: Words | None


@dataclass(frozen=True)
class EventLine:
    """One thing that happened."""

    at: object
    words: Words
    note: str


@signed_in
@require_GET
def show_households(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The households of the viewer's area, by door, name or id."""
    holding = check_anywhere(viewer, "read_household", PURPOSE)
    find = request.GET.get("find", "").strip()
    kind = wanted_format(request)
    start = 0 if kind else (page_number(request) - 1) * _SIZE
    rows, total = list_households(
        viewer, holding.area_code, PURPOSE, words=find, start=start, size=_MOST if kind else _SIZE
    )
    names = area_names({row.area_code for row in rows})
    homes = [_home_line(row, names) for row in rows]
    if kind:
        headings = (
            Words("户编号", "Household id"),
            Words("门牌", "Door"),
            Words("成员", "Members"),
            Words("区域", "Area"),
            Words("住房", "Home"),
        )
        listed = (
            (r.household_id, h["door"], h["who"], h["area"], h["tenure"])
            for r, h in zip(rows, homes, strict=True)
        )
        return send_list(kind, "households", headings, listed)
    page = {
        "find": find,
        "pager": turn_pages(request, homes, _SIZE, total),
        "exports": exports_of(request),
        "empty": Empty(
            "households",
            Words("没有找到住户", "No households found"),
            Words(
                "换一个词；如果名册还没有导入，请先导入。",
                "Try another word; if the register is empty, import it first.",
            ),
        ),
    }
    return show(request, "pages/households.html", "households", page=page)


def _home_line(row: HouseholdRow, names: dict[str, str]) -> dict[str, object]:
    door = row.place_name or row.household_id
    shown = list(row.names[:4])
    rest = row.members - len(shown)
    who = Words(
        "、".join(shown) + (f" 等 {row.members} 人" if rest > 0 else ""),
        ", ".join(shown) + (f" and {rest} more" if rest > 0 else ""),
    )
    return {
        "url": reverse("household", args=[row.household_id]),
        "door": Words(door, door),
        "who": who,
        "area": names.get(row.area_code, row.area_code),
        "tenure": code_words(row.tenure, "tenure"),
    }


@signed_in
@require_GET
def show_household(request: HttpRequest, viewer: Viewer, household_id: str) -> HttpResponse:
    """One household: members, findings with reasons, what is not known, facts, duties, visits."""
    file = access_household(viewer, household_id, PURPOSE)
    names = {m.person_id: m.name or m.person_id for m in file.members}
    answers: tuple[Answer, ...] = ()
    questions = Questions()
    if file.findings is not None:
        answers, questions = answer_household(viewer, household_id, purpose=PURPOSE)
    duties = [d for d in subject_duties(viewer, "household", household_id, PURPOSE) if d.duty.is_open]
    door = file.place_name or household_id
    area, hukou = area_name(file.area_code), area_name(file.hukou_area_code or "")
    tenure = code_words(file.tenure, "tenure")
    cards = sorted((_card(a, names) for a in answers), key=_rank)
    mine = any(d.duty.post_id in viewer.post_ids for d in duties)
    page = {
        "household_id": household_id,
        "door": Words(door, door),
        "home": Words(
            f"{area} · {tenure.zh} · 户籍 {hukou or UNKNOWN.zh}",
            f"{area} · {tenure.en} · registered in {hukou or UNKNOWN.en}",
        ),
        "stop_url": reverse("stop", args=["household", household_id]) if mine else "",
        "history_url": "" if file.findings is None else reverse("household_history", args=[household_id]),
        "as_of": clock.today() if answers else None,
        "findings": [card for card in cards if card.status is not STATUS_WORDS[NOT_ENTITLED] or card.near],
        "ruled_out": [card for card in cards if card.status is STATUS_WORDS[NOT_ENTITLED] and not card.near],
        "no_findings": _NOTHING_FOUND if answers else _NOTHING_SHOWN,
        "of_family": [_ask(q, names) for q in questions.family],
        "of_office": [_ask(q, names) for q in questions.office]
        + [_ask_standard(s) for s in questions.standards],
        "facts": fact_lines(file.facts, names, household_id, viewer.may("record_fact", file.area_code)),
        "members": [_member(file, m.person_id) for m in file.members],
        "duties": [duty_line(d) for d in duties],
        "events": [EventLine(e.at, code_words(e.kind, "event"), e.note or "") for e in file.events],
    }
    return show(request, "pages/household.html", "households", page=page)


def _rank(card: FindingCard) -> int:
    words = [STATUS_WORDS[name] for name in _ORDER]
    return words.index(card.status) if card.status in words else len(words)


def _card(answer: Answer, names: dict[str, str]) -> FindingCard:
    status, why = answer.status, answer.why
    money = status.unit.startswith("fen") and status.amount_low is not None
    amount = money_words(status.amount_low, status.amount_high) if money and why.truth != "no" else None
    basis = basis_of(why.clause) if why.clause else None
    near = _near(why)
    return FindingCard(
        title=status.title,
        verdict=why.truth or "unknown",
        status=STATUS_WORDS[status.status],
        status_tone=_TONES.get(status.status, ""),
        subject=names.get(status.subject_id, ""),
        amount=Words(f"每月 {amount.zh}", f"{amount.en} a month") if amount else None,
        basis=Basis(
            basis.label,
            basis.title,
            basis.url,
            True,
            Words("含本地选定或来源较弱的标准", "rests on a local choice or a weak source"),
        )
        if basis and status.to_confirm
        else basis,
        reason=None,
        why=tuple(_reason(child) for child in why.children),
        near=near,
        open=status.status in (ENTITLED_NOT_RECEIVING, RECEIVING_NOT_ENTITLED),
    )


def _near(why: Explanation) -> Words | None:
    """The one condition that fails by little, where every other is met (A3): within a quarter of the standard."""
    failing = [child for child in why.children if child.truth == "no"]
    others_met = all(child.truth in ("yes", "") for child in why.children if child not in failing)
    if why.truth != "no" or len(failing) != 1 or not others_met:
        return None
    ends = [(child.low, child.high) for child in failing[0].children if child.low is not None]
    if len(ends) != 2 or any(high is None for _, high in ends):
        return None
    (low, _), (standard, _) = ends
    if not standard or abs(low - standard) > abs(standard) * _NEAR:
        return None
    return Words(f"只差一点：{failing[0].words.zh}", f"a near miss: {failing[0].words.en}")


def _reason(node: Explanation) -> Reason:
    source = node.choice
    if node.null_standard:
        source = Words("标准没有查实：问办事部门", "standard not verified: ask the office")
    elif node.missing:
        source = Words("还不知道：问这家人", "not known yet: ask the family")
    return Reason(
        words=node.words,
        truth=node.truth or ("unknown" if node.missing or node.null_standard else ""),
        value=None,
        basis=basis_of(node.clause) if node.clause else None,
        source=source,
        grade=grade_words(node.grade) if node.grade else None,
        children=tuple(_reason(child) for child in node.children),
    )


def _ask(question: Question, names: dict[str, str]) -> Ask:
    name = names.get(question.person_id, "")
    return Ask(question.question.fill(name=name), settles_words(question))


def _ask_standard(name: str) -> Ask:
    pack, _, parameter = name.rpartition(":") if name.count(":") > 1 else ("", "", name.partition(":")[0])
    label = parameter_label(pack, parameter)
    return Ask(
        Words(f"标准：{label.zh}", f"Standard: {label.en}"),
        Words(
            "没有查实的数字，问主管部门一次即可",
            "no verified number; the office is asked once for the whole area",
        ),
    )


def _member(file: HouseholdFile, person_id: str) -> MemberLine:
    member = next(m for m in file.members if m.person_id == person_id)
    names = {m.person_id: m.name or m.person_id for m in file.members}
    sex, age, born = code_words(member.sex, "sex"), age_words(member.birth_date), day_words(member.birth_date)
    ties = [
        (code_words(kind, "kind"), names[other])
        for one, kind, other in file.relations
        if one == person_id and other in names
    ]
    note = Words(
        "；".join(f"{kind.zh}：{name}" for kind, name in ties),
        "; ".join(f"{kind.en}: {name}" for kind, name in ties),
    )
    return MemberLine(
        Words(member.name or person_id, member.name or person_id),
        Words(f"{sex.zh}，{age.zh}（{born.zh}）", f"{sex.en}, {age.en} (born {born.en})"),
        note if ties else None,
    )
