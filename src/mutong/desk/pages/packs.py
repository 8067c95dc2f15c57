"""The standards: which packs this place runs by, and what stands in each."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from mutong.desk.amounts import value_words
from mutong.desk.bases import basis_of, class_words, grade_words, pack_of
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.names import post_kind_words
from mutong.desk.parts import NO_WORDS, Basis, Empty, exports_of
from mutong.desk.protocol_lines import StepLine, draw_protocol, step_lines
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.areas import area_name
from mutong.standards.pack import DOMAINS, Pack
from mutong.standards.parameters import ParameterValue, may_be_chosen, parameters_of
from mutong.standards.protocols.model import Protocol
from mutong.standards.rule_cards import rule_card
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now

_DOMAINS = {
    "health": Words("疫情防控", "Outbreak"),
    "assistance": Words("社会救助", "Assistance"),
    "village": Words("乡村产业", "Village"),
}
WHOLE_COUNTRY = "0"
_NUMBER_LINE = "标准："  # how a rule card begins the lines of its numbers


@dataclass(frozen=True)
class PackCard:
    """A pack on the list."""

    name: str
    version: str
    title: Words
    url: str
    within: Words | None
    clauses: int
    parameters: int
    rules: int
    protocols: int
    open: int
    chosen: int


@dataclass(frozen=True)
class Group:
    """The packs of one domain."""

    title: Words
    packs: tuple[PackCard, ...]


@dataclass(frozen=True)
class ParameterLine:
    """One number of a pack, as in force today in the viewer's area."""

    name: str
    label: Words
    state: str
    value: Words
    unconfirmed: bool
    chosen: Words
    candidates: Words
    citation: Words
    grade: Words
    choose_url: str


@dataclass(frozen=True)
class CardLine:
    """One line of a rule's card, so many steps in."""

    depth: int
    words: Words


@dataclass(frozen=True)
class RuleCard:
    """A rule as a card."""

    name: str
    title: Words
    basis: Basis
    lines: tuple[CardLine, ...]
    numbers: tuple[CardLine, ...]


@dataclass(frozen=True)
class ProtocolCard:
    """A protocol as a timeline and a table."""

    name: str
    title: Words
    picture: SafeString
    steps: tuple[StepLine, ...]


@signed_in
@require_GET
def show_standards(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every pack, by domain."""
    deployment = load_deployment()
    groups = tuple(
        Group(_DOMAINS[domain], tuple(_card(p, viewer) for p in deployment.packs_of(domain)))
        for domain in DOMAINS
        if deployment.packs_of(domain)
    )
    if kind := wanted_format(request):
        headings = (
            Words("规则包", "Pack"),
            Words("版本", "Version"),
            Words("名称", "Title"),
            Words("条款", "Clauses"),
            Words("数字", "Numbers"),
            Words("没有数字", "No number"),
            Words("本地选定", "Chosen locally"),
        )
        rows = (
            (p.name, p.version, p.title, p.clauses, p.parameters, p.open, p.chosen)
            for g in groups
            for p in g.packs
        )
        return send_list(kind, "standards", headings, rows)
    page = {
        "groups": groups,
        "exports": exports_of(request),
        "empty": Empty(
            "standards",
            Words("没有规则包", "No packs"),
            Words(
                "部署文件夹的 packs.csv 里还没有列出规则包。", "The deployment's packs.csv lists none yet."
            ),
        ),
    }
    return show(request, "pages/standards.html", "standards", page=page)


@signed_in
@require_GET
def show_pack(request: HttpRequest, viewer: Viewer, pack: str) -> HttpResponse:
    """One pack: numbers, rules, protocols, contact rules, clauses and documents."""
    found = pack_of(pack)
    if found is None:
        raise Http404(pack)
    area, today = area_of(viewer), clock.today()
    lines = [_parameter(found, value, area, viewer) for value in in_force(found, area, today)]
    if kind := wanted_format(request):
        headings = (
            Words("数字", "Number"),
            Words("名称", "What"),
            Words("值", "Value"),
            Words("来源等级", "Grade"),
            Words("来源", "Source"),
            Words("各来源说法", "Sources say"),
            Words("本地选定", "Chosen locally"),
        )
        rows = ((p.name, p.label, p.value, p.grade, p.citation, p.candidates, p.chosen) for p in lines)
        return send_list(kind, f"standards-{pack}", headings, rows)
    page = {
        "name": found.pack,
        "version": found.version,
        "title": found.title,
        "within": found.ancestors[-1].title if found.ancestors else None,
        "valid": _validity(found),
        "on": today,
        "area": area_name(area),
        "parameters": lines,
        "rules": [_rule(found, name) for name in found.rules],
        "protocols": [_protocol(found, p, area) for p in load_deployment().protocols if p.pack == found.pack],
        "contacts": list(_contact_rules(found)),
        "documents": list(_documents(found)),
        "exports": exports_of(request),
    }
    return show(request, "pages/pack.html", "standards", page=page)


def _validity(pack: Pack) -> Words:
    """From when to when a pack is in force."""
    start, end = day_words(pack.valid.start), day_words(pack.valid.end)
    since = Words(f"{start.zh} 起", f"from {start.en}") if pack.valid.start else Words("", "")
    if pack.valid.end is None:
        return since
    return Words(f"{since.zh}，至 {end.zh} 前".strip("，"), f"{since.en} to before {end.en}".strip())


def area_of(viewer: Viewer) -> str:
    """The area a viewer reads standards for: that of the first post."""
    return viewer.holdings[0].area_code if viewer.holdings else WHOLE_COUNTRY


def in_force(pack: Pack, area: str, on: date) -> list[ParameterValue]:
    """The pack's own numbers, as in force on a day in an area."""
    held = parameters_of(pack, choices_now(), on, on, area)
    return [held[name] for name in dict.fromkeys(row.name for row in pack.own_parameter_rows)]


def _card(pack: Pack, viewer: Viewer) -> PackCard:
    values = in_force(pack, area_of(viewer), clock.today())
    return PackCard(
        name=pack.pack,
        version=pack.version,
        title=pack.title,
        url=reverse("pack", args=[pack.pack]),
        within=pack.ancestors[-1].title if pack.ancestors else None,
        clauses=len(pack.own_clauses),
        parameters=len(values),
        rules=len(pack.rules),
        protocols=sum(p.pack == pack.pack for p in load_deployment().protocols),
        open=sum(value.state == "null" for value in values),
        chosen=sum(value.state == "chosen" for value in values),
    )


def _parameter(pack: Pack, value: ParameterValue, area: str, viewer: Viewer) -> ParameterLine:
    unit = pack.parameters.rows[value.name][0].unit
    several = [value_words(one, unit) for one in value.candidates]
    chosen = NO_WORDS
    if value.choice is not None:
        post, reason = post_kind_words(value.choice.post), value.choice.reason
        signed, until = day_words(value.choice.signed_at), day_words(value.choice.valid.end)
        ends = bool(value.choice.valid.end)
        chosen = Words(
            f"{post.zh} {signed.zh} 选定{f'，至 {until.zh} 前' if ends else ''}：{reason.zh}",
            f"{post.en}, {signed.en}{f', to before {until.en}' if ends else ''}: {reason.en}",
        )
    may = may_be_chosen(value) or value.state == "chosen"
    return ParameterLine(
        name=value.name,
        label=value.label,
        state=value.state,
        value=value_words(value.value, unit),
        unconfirmed=value.unconfirmed,
        chosen=chosen,
        candidates=Words(" / ".join(w.zh for w in several), " / ".join(w.en for w in several))
        if several
        else NO_WORDS,
        citation=value.citation,
        grade=grade_words(value.grade),
        choose_url=reverse("choose", args=[pack.pack, value.name])
        if may and viewer.may("choose_standard", area)
        else "",
    )


def _rule(pack: Pack, name: str) -> RuleCard:
    card, last = rule_card(pack, name), pack.rules[name][-1]
    lines = tuple(
        CardLine((len(zh) - len(zh.lstrip())) // 2, Words(zh.strip(" ·"), en.strip(" ·")))
        for zh, en in zip(card.zh.split("\n"), card.en.split("\n"), strict=True)
    )
    numbers = tuple(line for line in lines if line.words.zh.startswith(_NUMBER_LINE))
    shown = tuple(line for line in lines[1:] if line not in numbers)
    return RuleCard(name, last.title, basis_of(last.clauses[0].full_id), shown, numbers)


def _protocol(pack: Pack, protocol: Protocol, area: str) -> ProtocolCard:
    held = parameters_of(pack, choices_now(), clock.today(), clock.today(), area)
    return ProtocolCard(
        protocol.name, protocol.title, draw_protocol(protocol, held), step_lines(protocol, held)
    )


def _contact_rules(pack: Pack):
    for _, raw in pack.raw_contacts:
        for rule in (*(raw.get("rules") or ()), *(raw.get("second_degree") or ())):
            if isinstance(rule, dict) and "words" in rule:
                yield {
                    "words": Words(rule["words"]["zh"], rule["words"]["en"]),
                    "klass": class_words(str(rule.get("class", ""))),
                    "basis": basis_of(f"{pack.pack}:{rule.get('cite', '')}"),
                }


def _documents(pack: Pack):
    for document in pack.documents.values():
        clauses = [c for c in pack.own_clauses.values() if c.document.key == document.key]
        about = [document.number, document.issuer]
        issued = day_words(document.date)
        yield {
            "title": document.title,
            "about": Words(
                " · ".join(filter(None, (*about, issued.zh if document.date else ""))),
                " · ".join(filter(None, (*about, issued.en if document.date else ""))),
            ),
            "grade": grade_words(document.grade),
            "clauses": [{"id": c.id, "article": c.article or c.id, "words": c.words} for c in clauses],
        }
