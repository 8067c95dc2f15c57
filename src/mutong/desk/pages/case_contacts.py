"""The people one case exposed, on rings round it: contacts, then theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.bases import class_words
from mutong.desk.frame import show, signed_in
from mutong.desk.missing import reason_words
from mutong.desk.parts import Empty, Option, turn_pages, with_query
from mutong.desk.pictures.chain import Node, Tie, draw_chain
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import instant_words
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.cases import CaseRow, ContactRow, access_case

PURPOSE = "查看密接图 / look at the picture of contacts"
MOST_DRAWN = 1500  # dots on rings; beyond, the outermost are too near each other to be pressed
_SIZE = 100


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
def show_case_contacts(request: HttpRequest, viewer: Viewer, case_id: str) -> HttpResponse:
    """The picture of one case's contacts, by class and degree."""
    file = access_case(viewer, case_id, PURPOSE)
    degree, of_class = request.GET.get("degree", ""), request.GET.get("class", "")
    people = _one_per_person(c for c in file.contacts if _keeps(c, degree, of_class))
    drawn = people[: MOST_DRAWN - 1]
    there = {c.person_id for c in drawn}
    nodes = [_case_node(file.case), *(_contact_node(c) for c in people)]
    ties = [Tie(c.via_person_id if c.via_person_id in there else case_id, c.person_id) for c in drawn]
    page = {
        "back": reverse("case", args=[case_id]),
        "name": file.case.person_name,
        "case_id": case_id,
        "count": len(people),
        "left": len(people) - len(drawn),
        "chain_url": with_query(reverse("chain"), case=case_id),
        "picture": draw_chain(nodes[: len(drawn) + 1], ties) if people else "",
        "filters": (
            Choice("degree", Words("层级", "Degree"), _options(degree, Words("全部层级", "every degree"), (
                ("1", Words("只看第一层", "first degree only")), ("unknown", Words("只看待查明", "to look into only")),
            ))),
            Choice("class", Words("类别", "Class"), _options(of_class, Words("全部类别", "every class"), [
                (name, class_words(name)) for name in dict.fromkeys(c.contact_class for c in file.contacts)
            ])),
        ),
        "table": turn_pages(request, _table(nodes[1:], people, file.case), _SIZE),
        "empty": Empty(
            "chain",
            Words("没有这样的接触者", "No such contacts"),
            Words("判定密接之后，他们会画在这里。", "When contacts are found they are drawn here."),
        ),
    }  # fmt: skip
    return show(request, "pages/case_contacts.html", "outbreak", page=page)


def _one_per_person(contacts) -> list[ContactRow]:
    """Each person once: the nearest degree first, sure before unsure."""
    found: dict[str, ContactRow] = {}
    for contact in sorted(contacts, key=lambda c: (c.degree, c.verdict != "yes")):
        found.setdefault(contact.person_id, contact)
    return list(found.values())


def _keeps(contact: ContactRow, degree: str, of_class: str) -> bool:
    if of_class and contact.contact_class != of_class:
        return False
    if degree == "unknown":
        return contact.verdict == "unknown"
    return contact.degree == 1 if degree == "1" else True


def _options(chosen: str, every: Words, pairs: Sequence[tuple[str, Words]]) -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in (("", every), *pairs))


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


def _contact_node(contact: ContactRow) -> Node:
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
        node_id=contact.person_id,
        name=contact.person_name,
        degree=contact.degree,
        unsure=unsure,
        place=contact.place_name if contact.degree == 1 else "",
        lines=tuple(line for line in lines if line.zh),
        url=reverse("case", args=[contact.case_id]) + f"#p-{contact.person_id}",
    )


def _table(nodes: Sequence[Node], people: Sequence[ContactRow], case: CaseRow) -> list[Row]:
    return [
        Row(
            name=Words(node.name, node.name),
            klass=node.lines[0],
            origin=Words(*((contact.via_name or case.person_name),) * 2),
            where=Words(contact.place_name or "—", contact.place_name or "—"),
            url=node.url,
        )
        for node, contact in zip(nodes, people, strict=True)
    ]
