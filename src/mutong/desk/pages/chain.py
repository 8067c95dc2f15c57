"""The chain picture: who infected whom, and whom each case exposed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.bases import class_words
from mutong.desk.frame import show, signed_in
from mutong.desk.missing import reason_words
from mutong.desk.parts import Empty, Option, with_query
from mutong.desk.pictures.chain import Node, Tie, draw_chain
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import instant_words
from mutong.kernel.words import Words
from mutong.outbreak.chain_picture import ChainPicture, chain_picture
from mutong.records.access import Viewer, check_anywhere
from mutong.records.reads.cases import CaseRow, ContactRow, access_case, case_links, list_cases

PURPOSE = "查看传播链 / look at the chains"
_TABLE = 200
_MOST = 1500


@dataclass(frozen=True)
class Choice:
    """One filter of the picture."""

    name: str
    label: Words
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Row:
    """One person of the picture, as a row of its table."""

    name: Words
    klass: Words
    origin: Words
    where: Words
    url: str


@signed_in
@require_GET
def show_chain(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The picture of all open cases, or of one, by class and degree."""
    holding = check_anywhere(viewer, "read_health", PURPOSE)
    cases = [case for case in list_cases(viewer, holding.area_code, PURPOSE) if case.is_open]
    wanted = request.GET.get("case", "")
    drawn = [case for case in cases if not wanted or case.case_id == wanted]
    contacts = [c for case in drawn for c in access_case(viewer, case.case_id, PURPOSE).contacts]
    classes = list(dict.fromkeys(c.contact_class for c in contacts))
    degree, of_class = request.GET.get("degree", ""), request.GET.get("class", "")
    kept = [c for c in contacts if _keeps(c, degree, of_class)]
    links = [
        dict(zip(("infector", "infectee", "exposure"), link, strict=True))
        for link in case_links(viewer, holding.area_code, PURPOSE)
    ]
    found = chain_picture([asdict(case) for case in drawn], [_as_row(c) for c in kept], links, _MOST)
    nodes = _nodes(found, drawn, kept)
    ties = [Tie(edge.source, edge.target, edge.kind == "infected") for edge in found.edges]
    page = {
        "back": reverse("case", args=[wanted]) if wanted else reverse("outbreak"),
        "summary": found.summary,
        "picture": draw_chain(nodes, ties),
        "filters": (
            Choice(
                "case",
                Words("病例", "Case"),
                _options(
                    wanted,
                    Words("全部病例", "every case"),
                    [(c.case_id, Words(*(f"{c.case_id} {c.person_name}",) * 2)) for c in cases],
                ),
            ),
            Choice(
                "degree",
                Words("层级", "Degree"),
                _options(
                    degree,
                    Words("全部层级", "every degree"),
                    [
                        ("1", Words("只看第一层", "first degree only")),
                        ("unknown", Words("只看待查明", "to look into only")),
                    ],
                ),
            ),
            Choice(
                "class",
                Words("类别", "Class"),
                _options(
                    of_class,
                    Words("全部类别", "every class"),
                    [(name, class_words(name)) for name in classes],
                ),
            ),
        ),
        "table": _table(nodes, found)[:_TABLE],
        "table_left": max(0, len(nodes) - _TABLE),
        "empty": Empty(
            "chain",
            Words("没有在管病例", "No open cases"),
            Words("报告阳性后，传播链会画在这里。", "When a positive is reported its chain is drawn here."),
        ),
    }
    return show(request, "pages/chain.html", "outbreak", page=page)


def _keeps(contact: ContactRow, degree: str, of_class: str) -> bool:
    if of_class and contact.contact_class != of_class:
        return False
    if degree == "unknown":
        return contact.verdict == "unknown"
    return contact.degree == 1 if degree == "1" else True


def _as_row(contact: ContactRow) -> dict[str, object]:
    return {**asdict(contact), "class": contact.contact_class}


def _options(chosen: str, every: Words, pairs: Sequence[tuple[str, Words]]) -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in (("", every), *pairs))


def _nodes(found: ChainPicture, cases: Sequence[CaseRow], contacts: Sequence[ContactRow]) -> list[Node]:
    of_case = {case.case_id: case for case in cases}
    of_person: dict[str, ContactRow] = {}
    for contact in sorted(contacts, key=lambda c: (c.degree, c.verdict != "yes")):
        of_person.setdefault(f"{contact.case_id}/{contact.person_id}", contact)
    nodes = []
    for node in found.nodes:
        case, contact = of_case.get(node.id), of_person.get(node.id)
        if case is not None:
            nodes.append(_case_node(case))
        elif contact is not None:
            nodes.append(_contact_node(node.id, contact))
        else:
            more = Words(
                f"{node.label} 名接触者没有逐一画出", f"{node.label} contacts are not drawn one by one"
            )
            nodes.append(Node(node.id, node.label, max(1, node.degree), False, "", (more,)))
    return nodes


def _case_node(case: CaseRow) -> Node:
    reported = instant_words(case.reported_at)
    kind, origin = code_words(case.classification, "classification"), code_words(case.origin, "origin")
    return Node(
        node_id=case.case_id,
        name=case.person_name,
        degree=0,
        unsure=False,
        place="",
        lines=(
            Words(
                f"病例 {case.case_id}，{kind.zh}，{origin.zh}", f"case {case.case_id}, {kind.en}, {origin.en}"
            ),
            Words(f"报告 {reported.zh}", f"reported {reported.en}"),
        ),
        url=reverse("case", args=[case.case_id]),
    )


def _contact_node(node_id: str, contact: ContactRow) -> Node:
    klass, reasons, last = (
        class_words(contact.contact_class),
        reason_words(contact.reasons),
        instant_words(contact.last_at),
    )
    unsure = contact.verdict == "unknown"
    doubt = Words("（待查明）", " (to look into)") if unsure else Words("", "")
    lines = [Words(f"{klass.zh}{doubt.zh}", f"{klass.en}{doubt.en}"), reasons]
    if contact.via_person_id:
        lines.append(Words(f"经由 {contact.via_name}", f"through {contact.via_name}"))
    if contact.place_name:
        lines.append(Words(contact.place_name, contact.place_name))
    if contact.minutes is not None:
        lines.append(Words(f"合计 {contact.minutes:.0f} 分钟", f"{contact.minutes:.0f} minutes in all"))
    if contact.last_at:
        lines.append(Words(f"末次 {last.zh}", f"last {last.en}"))
    return Node(
        node_id=node_id,
        name=contact.person_name,
        degree=contact.degree,
        unsure=unsure,
        place=contact.place_name if contact.degree == 1 else "",
        lines=tuple(line for line in lines if line.zh),
        url=with_query(reverse("case", args=[contact.case_id])) + f"#p-{contact.person_id}",
    )


def _table(nodes: Sequence[Node], found: ChainPicture) -> list[Row]:
    names = {node.node_id: node.name for node in nodes}
    parents = {node.id: names.get(node.parent, "") for node in found.nodes}
    return [
        Row(
            name=Words(node.name, node.name),
            klass=node.lines[0] if node.lines else Words("", ""),
            origin=Words(parents.get(node.node_id, "") or "—", parents.get(node.node_id, "") or "—"),
            where=Words(node.place or "—", node.place or "—"),
            url=node.url,
        )
        for node in nodes
    ]
