"""One case's file: its course, its infectious window, its contacts and who has each of them in hand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from mutong.desk.bases import basis_of, class_words
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.jobs import EMPTY_POST, DutyLine, duty_line
from mutong.desk.missing import reason_words
from mutong.desk.pages.onset import dispute_of
from mutong.desk.parts import Basis, Empty, Tab, address, exports_of, turn_pages, with_query
from mutong.desk.pictures.timeline import draw_case_days
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import UNKNOWN, day_words, instant_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA, civil_day
from mutong.kernel.words import Words
from mutong.outbreak.contact_rows import cause_words
from mutong.outbreak.exposers import exposers_of_cases
from mutong.outbreak.onset_statements import OnsetStatement, with_onset_span
from mutong.records.access import Viewer
from mutong.records.reads.areas import area_name
from mutong.records.reads.cases import CaseRow, ContactRow, access_case
from mutong.records.reads.duty_lists import ListedDuty, case_duties
from mutong.standards.contacts import contact_rules
from mutong.standards.protocols.model import LISTED, START
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now

PURPOSE = "查看病例 / look at a case"
_SIZE = 50
_ALL_DONE = Words("该办的都已办结", "everything due is done")
_NOT_IN_HAND = Words("没有任务", "no duties")
_FAR = datetime(9999, 1, 1, tzinfo=CHINA)


@dataclass(frozen=True)
class Pair:
    """One line of the course."""

    label: Words
    value: Words
    basis: Basis | None = None


@dataclass(frozen=True)
class ContactLine:
    """One person the case exposed: the strictest judgement first, the others behind it."""

    person_id: str
    name: Words
    via: Words | None
    verdict: str
    degree: int
    klass: Words
    reasons: Words
    basis: Basis
    missing: tuple[Words, ...]
    where: Words
    when: Words
    next_duty: DutyLine | None
    progress: Words
    score: float


@signed_in
@require_GET
def show_case(request: HttpRequest, viewer: Viewer, case_id: str) -> HttpResponse:
    """The case's file."""
    file = access_case(viewer, case_id, PURPOSE)
    case = file.case
    listed = case_duties(viewer, case_id, PURPOSE)
    duties: dict[str, list[DutyLine]] = defaultdict(list)
    for duty in listed:
        duties[duty.duty.subject_id].append(duty_line(duty))
    lines = _contacts(file.contacts, duties)
    wanted = request.GET.get("show", "")
    kept = [line for line in lines if _keeps(line, wanted)]
    if kind := wanted_format(request):
        return _export(kind, case_id, kept)
    window, window_basis = _window(case, file.onsets)
    page = {
        "case_id": case_id,
        "may_search_sources": viewer.may("read_movement"),
        "name": Words(case.person_name, case.person_name),
        "classification": code_words(case.classification, "classification"),
        "origin": code_words(case.origin, "origin"),
        "area": area_name(case.area_code),
        "facts": _course(case, window, window_basis),
        "window": _picture(case, window),
        "onset": dispute_of(viewer, case.date_onset, file.onsets, case.area_code),
        "duties": duties[case.person_id],
        "between_hands": _between_hands(listed),
        "chain_url": with_query(reverse("chain"), case=case_id),
        "tabs": tuple(
            Tab(
                label,
                address(request, show=name or None),
                name == wanted,
                sum(_keeps(line, name) for line in lines),
            )
            for name, label in (
                ("", Words("全部", "All")),
                ("1", Words("第一层", "First degree")),
                ("2", Words("第二层", "Second degree")),
                ("unknown", Words("待查明", "To look into")),
                ("open", Words("还有没办的", "Something open")),
            )
        ),
        "contacts": turn_pages(request, kept, _SIZE),
        "exports": exports_of(request),
        "empty": Empty(
            "check",
            Words("没有这样的接触者", "No such contacts"),
            Words("查到新的接触者会列在这里。", "New contacts appear here when they are found."),
        ),
    }
    return show(request, "pages/case.html", "outbreak", page=page)


def _between_hands(listed: Iterable[ListedDuty]) -> list[Words]:
    """Whom one post has let go and the next has not yet taken: open steps that wait on another's deed (O5)."""
    handed = {
        (protocol.name, clock.owed.step)
        for protocol in load_deployment().protocols
        for clock in protocol.clocks
        if clock.since not in (LISTED, START)
    }
    return [
        Words(
            f"{one.subject_name}（{one.words.zh}，{one.assignee or EMPTY_POST.zh}）",
            f"{one.subject_name} ({one.words.en}, {one.assignee or EMPTY_POST.en})",
        )
        for one in listed
        if one.duty.is_open and (one.duty.protocol, one.duty.step) in handed
    ]


def _keeps(line: ContactLine, wanted: str) -> bool:
    match wanted:
        case "1" | "2":
            return line.degree == int(wanted) and line.verdict == "yes"
        case "unknown":
            return line.verdict == "unknown"
        case "open":
            return line.next_duty is not None
    return True


def _contacts(rows: tuple[ContactRow, ...], duties: dict[str, list[DutyLine]]) -> list[ContactLine]:
    """One line a person: whom to look into, then by degree, the highest score first (the strictest finding of each)."""
    by_person: dict[str, list[ContactRow]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    lines = []
    for person_id, found in by_person.items():
        found.sort(key=lambda row: (row.verdict != "yes", row.degree))
        lines.append(_contact(found[0], len(found) - 1, duties.get(person_id, [])))
    return sorted(lines, key=lambda line: (line.verdict != "unknown", line.degree, -line.score, line.name.zh))


def _contact(row: ContactRow, others: int, duties: list[DutyLine]) -> ContactLine:
    waiting = sorted((d for d in duties if not d.closed), key=lambda d: d.due_at or _FAR)
    where = row.place_name or ("同住" if row.place_id is None else row.place_id)
    minutes = f"{row.minutes:.0f}" if row.minutes is not None else ""
    spent = Words(f"{minutes} 分钟", f"{minutes} min") if minutes else UNKNOWN
    last = instant_words(row.last_at)
    more = Words(f"；另有 {others} 处接触", f"; {others} more meetings") if others else Words("", "")
    return ContactLine(
        person_id=row.person_id,
        name=Words(row.person_name, row.person_name),
        via=Words(row.via_name, row.via_name) if row.via_person_id else None,
        verdict=row.verdict,
        degree=row.degree,
        klass=class_words(row.contact_class),
        reasons=reason_words(row.reasons),
        basis=basis_of(row.clause, (row.choices_used or "").split(";")),
        missing=tuple(cause_words(m) for m in filter(None, (row.facts_missing or "").split(";"))),
        where=Words(where, "at home" if where == "同住" else where),
        when=Words(f"{spent.zh}，末次 {last.zh}{more.zh}", f"{spent.en}, last {last.en}{more.en}"),
        next_duty=waiting[0] if waiting else None,
        progress=_ALL_DONE if duties else _NOT_IN_HAND,
        score=row.score or 0,
    )


def _window(
    case: CaseRow, onsets: Sequence[OnsetStatement]
) -> tuple[tuple[date, date, bool] | None, Basis | None]:
    """The first and last day on which the case may have infected others, whether that is sure, and on what it rests."""
    today = clock.today()
    row = with_onset_span(asdict(case), onsets)
    for pack in load_deployment().packs_of("health"):
        if not pack.raw_contacts or not pack.valid.holds(today):
            continue
        try:
            rules = contact_rules(pack, choices_now(), today, case.area_code)
        except MutongError:
            continue
        back = rules.window.days_back
        chosen = (back.name,) if back.state == "chosen" else ()
        for found in exposers_of_cases([row], rules, clock.now()):
            if found.from_ > 0:
                start, end = (datetime.fromtimestamp(s, tz=CHINA) for s in (found.from_, found.to))
                sure = found.sure_from == found.from_ and not found.end_causes
                last = civil_day(end - timedelta(seconds=1))  # the window is half-open (T9)
                return (civil_day(start), last, sure), basis_of(rules.window.clause.full_id, chosen)
    return None, None


def _course(case: CaseRow, window: tuple[date, date, bool] | None, basis: Basis | None) -> tuple[Pair, ...]:
    pairs = [
        Pair(Words("报告", "Reported"), instant_words(case.reported_at)),
        Pair(Words("发病", "Onset"), day_words(case.date_onset)),
        Pair(Words("采样", "Specimen"), day_words(case.date_specimen)),
        Pair(Words("隔离", "Isolated"), instant_words(case.isolated_at)),
    ]
    if window:
        start, end = day_words(window[0]), day_words(window[1])
        pairs.append(Pair(Words("可能传染他人", "May have passed it on"),
                          Words(f"{start.zh} 至 {end.zh}", f"{start.en} to {end.en}"), basis))  # fmt: skip
    return tuple(pairs)


def _picture(case: CaseRow, window: tuple[date, date, bool] | None) -> SafeString:
    moments = [
        (Words("发病", "onset"), case.date_onset),
        (Words("采样", "specimen"), case.date_specimen),
        (Words("报告", "reported"), civil_day(case.reported_at)),
        (Words("隔离", "isolated"), civil_day(case.isolated_at) if case.isolated_at else None),
    ]
    return draw_case_days(
        Words("病例的日子", "The days of the case"),
        (window[0], window[1] + timedelta(days=1)) if window else None,
        [(label, day) for label, day in moments if day is not None],
        clock.today(),
    )


def _export(kind: str, case_id: str, lines: list[ContactLine]) -> HttpResponse:
    headings = (
        Words("姓名", "Name"), Words("判定", "Judged"), Words("结果", "Verdict"), Words("经由", "Through"),
        Words("理由", "Why"), Words("依据", "Basis"), Words("在哪里", "Where"), Words("多久", "How long"),
        Words("下一项任务", "Next duty"), Words("责任人", "Owed by"),
    )  # fmt: skip
    rows = (
        (
            line.name,
            line.klass,
            code_words(line.verdict, "verdict"),
            line.via,
            line.reasons,
            line.basis.label,
            line.where,
            line.when,
            line.next_duty.words if line.next_duty else line.progress,
            line.next_duty.person if line.next_duty else None,
        )
        for line in lines
    )
    return send_list(kind, f"contacts-{case_id}", headings, rows)
