"""One standard: everything that stands in a pack, section by section, and what is in force today where one works."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from mutong.desk.amounts import value_words
from mutong.desk.bases import any_pack, basis_of, grade_words, pack_of
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.names import post_kind_words
from mutong.desk.pack_cases import case_groups
from mutong.desk.parts import NO_WORDS, Basis, exports_of
from mutong.desk.protocol_lines import draw_protocol, role_words
from mutong.desk.versions import version_boxes
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.areas import area_name, area_names
from mutong.standards.clauses import Clause
from mutong.standards.pack import Pack
from mutong.standards.parameters import ParameterValue, may_be_chosen, parameters_of
from mutong.standards.protocols import protocols_of
from mutong.standards.reference import pack_reference
from mutong.standards.reference_parts import (
    Number,
    NumberRow,
    PackReference,
    ProtocolEntry,
    RuleEntry,
    StepEntry,
)
from mutong.standards.reference_words import DOMAINS, LEVELS, SUBJECTS, period_words
from mutong.workflows.local_choices import choices_now
from mutong.workflows.pack_shelf import load_shelf

WHOLE_COUNTRY = "0"


@dataclass(frozen=True)
class HistoryLine:
    """One dated row of a number."""

    areas: str
    when: Words
    known: str
    value: Words | None
    asked: Words | None
    candidates: Words
    note: Words
    basis: Basis
    grade: Words


@dataclass(frozen=True)
class ParameterLine:
    """One number of a pack, as in force today in the viewer's area, with its history."""

    name: str
    label: Words
    state: str
    value: Words
    unconfirmed: bool
    chosen: Words
    candidates: Words
    asked: Words
    citation: Words
    grade: Words
    choose_url: str
    history: tuple[HistoryLine, ...]
    group: Words


@dataclass(frozen=True)
class NumberGroup:
    """The numbers of one document."""

    title: Words
    parameters: tuple[ParameterLine, ...]
    open: int


@dataclass(frozen=True)
class RuleCard:
    """A rule with its versions, and the way to try it."""

    entry: RuleEntry
    about: Words
    bases: tuple[Basis, ...]
    try_url: str
    versions: tuple[tuple[Words, object], ...]


@dataclass(frozen=True)
class StepLine:
    """One obligation of a protocol."""

    entry: StepEntry
    post: Words
    basis: Basis | None


@dataclass(frozen=True)
class ProtocolCard:
    """A protocol as a line of days and a table."""

    entry: ProtocolEntry
    about: Words
    picture: SafeString
    steps: tuple[StepLine, ...]


@signed_in
@require_GET
def show_pack(request: HttpRequest, viewer: Viewer, pack: str) -> HttpResponse:
    """One pack: numbers, rules, protocols, contact rules, directions, what goes together, cases, clauses."""
    found = any_pack(pack)
    if found is None:
        raise Http404(pack)
    area, today = area_of(viewer), clock.today()
    choices, shelf = choices_now(), load_shelf()
    reference = pack_reference(found, choices, on=_reading_day(found, today), area_code=_inside(found, area))
    lines = _parameters(found, reference, area, viewer)
    if kind := wanted_format(request):
        return _send(kind, pack, lines)
    covered, listed = reference.articles
    page = {
        "reference": reference,
        "name": found.pack,
        "version": found.version,
        "title": found.title,
        "domain": DOMAINS[found.domain],
        "level": LEVELS[reference.head.level],
        "within": reference.head.within,
        "valid": period_words(found.valid),
        "run_by": pack_of(pack) is not None,
        "versions": version_boxes(found, shelf.packs),
        "on": today,
        "area": area_name(area),
        "parameters": lines,
        "number_groups": _groups(lines),
        "rules": [_rule(found, entry) for entry in reference.rules],
        "derived": [(one, basis_of(one.clause.full_id)) for one in reference.derived],
        "protocols": _protocols(found, reference, today, _inside(found, area)),
        "contacts": [(one, _basis(one.clause)) for one in reference.contacts],
        "directions": [(one, basis_of(one.clause.full_id)) for one in reference.directions],
        "together": [(one, _basis(one.clause)) for one in reference.together],
        "matrix": _matrix(reference),
        "banned": [(one, basis_of(one.clause.full_id), period_words(one.valid)) for one in reference.banned],
        "cases": case_groups(request, found, reference),
        "documents": list(_documents(reference)),
        "covered": covered,
        "listed": listed,
        "open": len(reference.open),
        "exports": exports_of(request),
    }
    return show(request, "pages/pack.html", "standards", page=page)


def area_of(viewer: Viewer) -> str:
    """The area a viewer reads standards for: that of the first post."""
    return viewer.holdings[0].area_code if viewer.holdings else WHOLE_COUNTRY


def in_force(pack: Pack, area: str, on: date) -> list[ParameterValue]:
    """The pack's own numbers, as in force on a day in an area."""
    held = parameters_of(pack, choices_now(), on, on, area)
    return [held[name] for name in dict.fromkeys(row.name for row in pack.own_parameter_rows)]


def _reading_day(pack: Pack, today: date) -> date | None:
    return today if pack.valid.holds(today) else None


def _inside(pack: Pack, area: str) -> str:
    """The viewer's area where the pack holds there; else the pack's own."""
    return area if pack.area_code == WHOLE_COUNTRY or area.startswith(pack.area_code) else pack.area_code


def _basis(clause: Clause | None) -> Basis | None:
    return basis_of(clause.full_id) if clause else None


def _parameters(pack: Pack, reference: PackReference, area: str, viewer: Viewer) -> list[ParameterLine]:
    values = {value.name: value for value in in_force(pack, area, clock.today())}
    codes = {code for number in reference.numbers for row in number.rows for code in row.areas}
    names = area_names(codes)
    here = pack_of(pack.pack) is not None
    return [
        _parameter(pack, number, values[number.name], area, viewer, names, here)
        for number in reference.numbers
    ]


def _parameter(
    pack: Pack,
    number: Number,
    value: ParameterValue,
    area: str,
    viewer: Viewer,
    names: dict[str, str],
    here: bool,
) -> ParameterLine:
    unit = pack.parameters.rows[value.name][0].unit
    several = [value_words(one, unit) for one in value.candidates]
    may = here and (may_be_chosen(value) or value.state == "chosen")
    asked = next((row.asked_of for row in number.rows if row.asked_of is not None), None)
    return ParameterLine(
        name=value.name,
        label=value.label,
        state=value.state,
        value=value_words(value.value, unit),
        unconfirmed=value.unconfirmed,
        chosen=_chosen(value),
        candidates=_joined(several),
        asked=asked if asked is not None and value.state == "null" else NO_WORDS,
        citation=value.citation,
        grade=grade_words(value.grade),
        choose_url=reverse("choose", args=[pack.pack, value.name])
        if may and viewer.may("choose_standard", area)
        else "",
        history=tuple(_history(row, names) for row in number.rows),
        group=number.rows[0].clause.document.title,
    )


def _chosen(value: ParameterValue) -> Words:
    if value.choice is None:
        return NO_WORDS
    post, reason = post_kind_words(value.choice.post), value.choice.reason
    signed, until = day_words(value.choice.signed_at), day_words(value.choice.valid.end)
    ends = bool(value.choice.valid.end)
    return Words(
        f"{post.zh} {signed.zh} 选定{f'，至 {until.zh} 前' if ends else ''}：{reason.zh}",
        f"{post.en}, {signed.en}{f', to before {until.en}' if ends else ''}: {reason.en}",
    )


def _joined(several: list[Words] | tuple[Words, ...]) -> Words:
    return (
        Words(" / ".join(w.zh for w in several), " / ".join(w.en for w in several)) if several else NO_WORDS
    )


def _history(row: NumberRow, names: dict[str, str]) -> HistoryLine:
    areas = [names.get(code, "全国 / the whole country" if code == "0" else code) for code in row.areas]
    return HistoryLine(
        areas="、".join(areas),
        when=period_words(row.valid),
        known=row.known_from.isoformat() if row.known_from else "",
        value=row.value,
        asked=row.asked_of,
        candidates=_joined(row.candidates),
        note=row.note,
        basis=basis_of(row.clause.full_id),
        grade=grade_words(row.grade),
    )


def _groups(lines: list[ParameterLine]) -> tuple[NumberGroup, ...]:
    by_title: dict[Words, list[ParameterLine]] = {}
    for line in lines:
        by_title.setdefault(line.group, []).append(line)
    return tuple(
        NumberGroup(title, tuple(found), sum(one.state == "null" for one in found))
        for title, found in by_title.items()
    )


def _rule(pack: Pack, entry: RuleEntry) -> RuleCard:
    of = SUBJECTS[entry.of]
    kinder = Words("利益", "a benefit") if entry.direction == "benefit" else Words("负担", "a burden")
    return RuleCard(
        entry=entry,
        about=Words(f"{of.zh} · {kinder.zh}", f"{of.en} · {kinder.en}"),
        bases=tuple(basis_of(clause.full_id) for clause in entry.versions[-1].clauses),
        try_url=reverse("try_rule", args=[pack.pack, entry.name]),
        versions=tuple((period_words(version.valid), version) for version in entry.versions),
    )


def _protocols(pack: Pack, reference: PackReference, today: date, area: str) -> list[ProtocolCard]:
    held = parameters_of(pack, choices_now(), today, today, area)
    drawn = {one.name: draw_protocol(one, held) for one in protocols_of(pack)}
    return [
        ProtocolCard(
            entry=entry,
            about=SUBJECTS.get(entry.subject_kind, NO_WORDS),
            picture=drawn[entry.name],
            steps=tuple(StepLine(step, role_words(step.role), _basis(step.clause)) for step in entry.steps),
        )
        for entry in reference.protocols
    ]


def _matrix(reference: PackReference) -> dict[str, object] | None:
    """The table of what goes together: a row and a column for each entitlement."""
    titles: dict[str, Words] = {}
    for one in reference.together:
        titles |= {one.rule_a: one.title_a, one.rule_b: one.title_b}
    if not titles:
        return None
    pairs = {}
    for one in reference.together:
        pairs[one.rule_a, one.rule_b] = pairs[one.rule_b, one.rule_a] = one
    names = list(titles)
    rows = [(place, titles[a], [pairs.get((a, b)) for b in names]) for place, a in enumerate(names, 1)]
    return {"heads": list(enumerate(titles.values(), 1)), "rows": rows}


def _documents(reference: PackReference):
    for entry in reference.documents:
        one = entry.document
        issued = day_words(one.date)
        yield {
            "title": one.title,
            "about": Words(
                " · ".join(filter(None, (one.number, one.issuer, issued.zh if one.date else ""))),
                " · ".join(filter(None, (one.number, one.issuer, issued.en if one.date else ""))),
            ),
            "grade": grade_words(one.grade),
            "articles": entry.articles,
            "inherited": entry.inherited,
        }


def _send(kind: str, pack: str, lines: list[ParameterLine]) -> HttpResponse:
    headings = (
        Words("数字", "Number"), Words("名称", "What"), Words("值", "Value"), Words("来源等级", "Grade"),
        Words("来源", "Source"), Words("各来源说法", "Sources say"), Words("本地选定", "Chosen locally"),
        Words("由谁来填", "Who can fill it"),
    )  # fmt: skip
    rows = ((p.name, p.label, p.value, p.grade, p.citation, p.candidates, p.chosen, p.asked) for p in lines)
    return send_list(kind, f"standards-{pack}", headings, rows)
