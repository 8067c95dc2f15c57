"""Where everybody stands in the picture of the chains: days run to the right, each chain has a band of its own.

Positions are in days and rows; whoever draws decides how large a day and a row are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mutong.kernel.period import civil_day
from mutong.kernel.words import Words
from mutong.outbreak.chains import Chains, Row, chains_of

CONTACT_DAYS = 0.6  # a contact stands a little to the right of the first meeting's day, off the cases' column


@dataclass(frozen=True)
class Node:
    """`x` is days since the picture's first day, `y` a row. `kind`: case, contact (sure), unsure (verdict
    unknown), or more (stands for contacts not drawn; `label` says how many). `parent` is the node it hangs on."""

    id: str
    label: str
    x: float
    y: float
    kind: str
    degree: int
    parent: str
    contact_class: str = ""
    chain_id: str = ""


@dataclass(frozen=True)
class Edge:
    """A line from one node to another; `kind`: infected (with probability), exposed, or exposed_unsure."""

    source: str
    target: str
    kind: str
    probability: float | None = None


@dataclass(frozen=True)
class Band:
    """The rows [top, bottom) of one chain."""

    chain_id: str
    top: float
    bottom: float
    cases: int
    contacts: int
    imported: str


@dataclass(frozen=True)
class ChainPicture:
    """All that is drawn: `days` columns from `first_day`, `rows` rows; `left_out` counts contacts not drawn."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    bands: tuple[Band, ...]
    first_day: date | None
    days: int
    rows: int
    left_out: int
    summary: Words


def chain_picture(
    cases: Sequence[Row], contacts: Sequence[Row], links: Sequence[Row] = (), limit: int = 2000
) -> ChainPicture:
    """The picture of cases (rows of table cases), their contacts and the links among them.

    At most `limit` nodes are placed. When there are more, each case keeps its contacts of the first degree as one
    node that counts them; when even the cases are too many, only chains with more than one case are drawn.
    """
    chains = chains_of(cases, links, contacts)
    known = {str(case["case_id"]): case for case in cases}
    people = {str(case["person_id"]) for case in cases}
    members = _members(chains, known)
    shown_contacts = _one_per_person(contacts, people)
    drawn, summed = _what_fits(members, shown_contacts, limit)
    first_day = min((_day_of(known[c]) for of_chain in drawn.values() for c in of_chain), default=None)
    layout = _Layout(known, first_day)
    for chain_id, of_chain in drawn.items():
        layout.add_chain(chain_id, of_chain, chains, shown_contacts, summed)
    nodes = layout.nodes
    undrawn = sum(len(shown_contacts.get(c, ())) for m in members.values() for c in m) - sum(
        node.kind in ("contact", "unsure") for node in nodes
    )
    last = max((node.x for node in nodes), default=0)
    total = sum(len(rows) for rows in shown_contacts.values())
    return ChainPicture(
        nodes=tuple(nodes),
        edges=tuple(layout.edges),
        bands=tuple(layout.bands),
        first_day=first_day,
        days=int(last) + 1 if nodes else 0,
        rows=layout.row,
        left_out=undrawn,
        summary=Words(
            f"{len(known)} 例，{len(chains.chains)} 条传播链，{total} 名接触者"
            + (f"；其中 {undrawn} 名未逐一画出" if undrawn else ""),
            f"{len(known)} cases, {len(chains.chains)} chains, {total} contacts"
            + (f"; {undrawn} of them not drawn one by one" if undrawn else ""),
        ),
    )


class _Layout:
    def __init__(self, known: Mapping[str, Row], first_day: date | None) -> None:
        self.known, self.first_day = known, first_day
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.bands: list[Band] = []
        self.row = 0

    def add_chain(
        self,
        chain_id: str,
        members: Sequence[str],
        chains: Chains,
        contacts: Mapping[str, Sequence[Row]],
        summed: bool,
    ) -> None:
        """One band: the chain's cases as a forest by their likeliest infector, contacts under each case."""
        top = self.row
        here = set(members)
        parents = _likeliest_infectors(chains, here)
        children: dict[str, list[str]] = {}
        for case_id in members:
            children.setdefault(parents.get(case_id, ""), []).append(case_id)
        waiting = [(case_id, 0) for case_id in reversed(children.get("", []))]
        placed: set[str] = set()
        while waiting:
            case_id, depth = waiting.pop()
            if case_id in placed:
                continue
            placed.add(case_id)
            self._add_case(
                chain_id, case_id, depth, parents.get(case_id, ""), contacts.get(case_id, ()), summed
            )
            waiting += [(child, depth + 1) for child in reversed(children.get(case_id, []))]
        for case_id in members:  # links that run in a circle leave cases without a root
            if case_id not in placed:
                self._add_case(chain_id, case_id, 0, "", contacts.get(case_id, ()), summed)
        self.edges += [
            Edge(str(pair["infector"]), str(pair["infectee"]), "infected", pair["probability"])
            for pair in chains.pairs
            if pair["infector"] in here and pair["infectee"] in here
        ]
        origin = next((row["imported"] for row in chains.chains if row["chain_id"] == chain_id), "unknown")
        count = sum(len(contacts.get(case_id, ())) for case_id in members)
        self.bands.append(Band(chain_id, top, self.row, len(members), count, str(origin)))

    def _add_case(
        self, chain_id: str, case_id: str, depth: int, parent: str, contacts: Sequence[Row], summed: bool
    ) -> None:
        x = float((_day_of(self.known[case_id]) - self.first_day).days)
        self.nodes.append(Node(case_id, case_id, x, self.row, "case", depth, parent, chain_id=chain_id))
        self.row += 1
        if summed and contacts:
            more = f"{case_id}+contacts"
            self.nodes.append(
                Node(
                    more,
                    f"+{len(contacts)}",
                    x + CONTACT_DAYS,
                    self.row - 1,
                    "more",
                    1,
                    case_id,
                    chain_id=chain_id,
                )
            )
            self.edges.append(Edge(case_id, more, "exposed"))
            return
        mine = {str(row["person_id"]) for row in contacts}
        by_parent: dict[str, list[Row]] = {}
        for row in contacts:
            via = str(row.get("via_person_id") or "")
            by_parent.setdefault(via if via in mine else "", []).append(row)
        for row in by_parent.get("", []):
            node = self._add_contact(chain_id, case_id, case_id, row, x)
            for second in by_parent.get(str(row["person_id"]), []):
                self._add_contact(chain_id, case_id, node, second, x + CONTACT_DAYS)

    def _add_contact(self, chain_id: str, case_id: str, parent: str, row: Row, x: float) -> str:
        person = str(row["person_id"])
        sure = row["verdict"] == "yes"
        met = row.get("first_at")
        at = x + CONTACT_DAYS
        if isinstance(met, datetime):
            at = max(at, (civil_day(met) - self.first_day).days + CONTACT_DAYS)
        node = Node(
            id=f"{case_id}/{person}",
            label=person,
            x=at,
            y=self.row,
            kind="contact" if sure else "unsure",
            degree=int(row["degree"]),
            parent=parent,
            contact_class=str(row["class"]),
            chain_id=chain_id,
        )
        self.nodes.append(node)
        self.edges.append(Edge(parent, node.id, "exposed" if sure else "exposed_unsure"))
        self.row += 1
        return node.id


def _members(chains: Chains, known: Mapping[str, Row]) -> dict[str, list[str]]:
    """The cases of each chain, the chains in their order, cases by day."""
    found: dict[str, set[str]] = {str(row["chain_id"]): set() for row in chains.chains}
    for pair in chains.pairs:
        for case_id in (pair["infectee"], pair["infector"]):
            if case_id in known:
                found[str(pair["chain_id"])].add(str(case_id))
    return {
        chain_id: sorted(of_chain, key=lambda case_id: (_day_of(known[case_id]), case_id))
        for chain_id, of_chain in found.items()
        if of_chain
    }


def _one_per_person(contacts: Sequence[Row], case_people: set[str]) -> dict[str, list[Row]]:
    """For each case its contacts, each person once (nearest degree first, sure before unsure), cases left out."""
    found: dict[str, dict[str, Row]] = {}
    for row in sorted(contacts, key=lambda row: (int(row["degree"]), row["verdict"] != "yes")):
        if str(row["person_id"]) not in case_people:
            found.setdefault(str(row["case_id"]), {}).setdefault(str(row["person_id"]), row)
    return {case_id: list(rows.values()) for case_id, rows in found.items()}


def _what_fits(
    members: Mapping[str, list[str]], contacts: Mapping[str, Sequence[Row]], limit: int
) -> tuple[dict[str, list[str]], bool]:
    """The chains to draw, and whether contacts are drawn as one node for each case."""
    cases = sum(len(of_chain) for of_chain in members.values())
    alone = sum(len(contacts.get(c, ())) for of_chain in members.values() for c in of_chain)
    if cases + alone <= limit:
        return dict(members), False
    if cases * 2 <= limit:
        return dict(members), True
    drawn: dict[str, list[str]] = {}
    room = limit
    for chain_id, of_chain in sorted(members.items(), key=lambda one: -len(one[1])):
        if len(of_chain) < 2 or room < 2:
            continue
        drawn[chain_id] = of_chain[: room // 2]
        room -= 2 * len(drawn[chain_id])
    return drawn, True


def _likeliest_infectors(chains: Chains, here: set[str]) -> dict[str, str]:
    best: dict[str, tuple[float, str]] = {}
    for pair in chains.pairs:
        if pair["infector"] in here and pair["infectee"] in here:
            offered = (float(pair["probability"]), str(pair["infector"]))
            if str(pair["infectee"]) not in best or offered[0] > best[str(pair["infectee"])][0]:
                best[str(pair["infectee"])] = offered
    return {infectee: infector for infectee, (_, infector) in best.items()}


def _day_of(case: Row) -> date:
    """The day a case stands at: onset, else specimen, else report."""
    for column in ("date_onset", "date_specimen", "reported_at"):
        value = case.get(column)
        if value is not None:
            return civil_day(value) if isinstance(value, datetime) else value
    raise ValueError("a case without a day of report is no row of the table cases")
