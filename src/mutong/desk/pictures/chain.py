"""The chain picture: cases in the middle, the people they exposed on rings round them.

Every person stands once, on the ring of the degree; further ties are thin lines. Each dot is a link that carries
its own words, so that the picture can be read and walked through without a pointer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import say
from mutong.kernel.words import Words

_GAP = 21.0  # room of one dot along its ring
_RING = 118.0  # least distance between rings
_CASE, _DOT = 13, 6.5
_PLACES_NAMED = 10


@dataclass(frozen=True)
class Node:
    """One person. `degree` 0 is a case; `unsure` waits for an investigator; `lines` are shown when it is chosen."""

    node_id: str
    name: str
    degree: int
    unsure: bool
    place: str
    lines: tuple[Words, ...]
    url: str = ""


@dataclass(frozen=True)
class Tie:
    """A tie from one person to the next; `infection` is one case infecting another."""

    source: str
    target: str
    infection: bool = False


@dataclass(frozen=True)
class _Spot:
    x: float
    y: float
    turn: float


def draw_chain(nodes: Sequence[Node], ties: Sequence[Tie]) -> SafeString:
    """The picture as an SVG element; '' of no nodes."""
    if not nodes:
        return mark_safe("")
    by_id = {node.node_id: node for node in nodes}
    ties = [tie for tie in ties if tie.source in by_id and tie.target in by_id and tie.source != tie.target]
    parent = _parents(nodes, ties)
    children: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        if node.node_id in parent:
            children[parent[node.node_id]].append(node.node_id)
    for below in children.values():
        below.sort(key=lambda i: (by_id[i].degree, by_id[i].place, by_id[i].name))
    spots, labels, width, height, first = _lay_out(
        [n.node_id for n in nodes if n.node_id not in parent], children, by_id
    )
    scale = max(1.0, width / 950)  # so that words can be read while the whole is shown
    title = Words("传播链图", "Chain picture")
    told = Words(
        "中间是病例，外圈是密接，再外圈是次密接。",
        "Cases in the middle, contacts on the ring round them, theirs outside.",
    )
    return format_html(
        '<svg viewBox="0 0 {0} {1}" data-whole="0 0 {0} {1}" data-first="{7}" role="group" '
        'aria-labelledby="ch-t ch-d" tabindex="0">'
        '<title id="ch-t">{2}</title><desc id="ch-d">{3}</desc><g class="links" aria-hidden="true">{4}</g>'
        '<g aria-hidden="true">{5}</g><g class="nodes">{6}</g></svg>',
        round(width),
        round(height),
        say(title),
        say(told),
        _links(ties, parent, spots, by_id),
        _place_names(labels, scale),
        format_html_join("", "{}", ((_dot(by_id[i], spot, scale),) for i, spot in spots.items())),
        first,
    )


def _parents(nodes: Sequence[Node], ties: Iterable[Tie]) -> dict[str, str]:
    """The tie by which each node hangs in the tree: the one from the smallest degree; never in a ring."""
    degree = {node.node_id: node.degree for node in nodes}
    parent: dict[str, str] = {}
    for tie in sorted(ties, key=lambda t: (degree[t.target], not t.infection, degree[t.source], t.source)):
        if tie.target in parent or (degree[tie.source] >= degree[tie.target] and not tie.infection):
            continue
        above = tie.source
        while above in parent and above != tie.target:
            above = parent[above]
        if above != tie.target:
            parent[tie.target] = tie.source
    return parent


def _lay_out(
    roots: list[str], children: dict[str, list[str]], by_id: dict[str, Node]
) -> tuple[dict[str, _Spot], list[tuple[float, float, str]], float, float, str]:
    """Each tree on rings of its own, the trees side by side."""
    trees = sorted((_tree(root, children) for root in roots), key=lambda tree: -len(tree.order))
    alone = [tree for tree in trees if len(tree.order) == 1]
    trees = [tree for tree in trees if len(tree.order) > 1] or trees[:1]
    alone = [tree for tree in alone if tree not in trees]
    height = max(max(2 * tree.reach for tree in trees) + 120, 120.0 + 60 * min(len(alone), 8))
    spots: dict[str, _Spot] = {}
    labels: list[tuple[float, float, str]] = []
    left = 60.0
    for tree in trees:
        middle = (left + tree.reach, height / 2)
        for node_id in tree.order:
            depth, turn = tree.depth[node_id], tree.turn[node_id]
            reach = tree.rings[depth]
            spots[node_id] = _Spot(middle[0] + reach * cos(turn), middle[1] + reach * sin(turn), turn)
        labels += _places_of(tree, children, by_id, middle)
        left += 2 * tree.reach + 90
    for i, tree in enumerate(alone):
        spots[tree.root] = _Spot(left + 60 * (i // 8), 60 + 60.0 * (i % 8), 0.0)
    if alone:
        left += 60 * (len(alone) // 8 + 1)
    size = max(trees[0].reach * 2 + 60, 320.0)
    first = f"30 {(height - size) / 2:.0f} {size:.0f} {size:.0f}"
    return spots, labels, max(left + left * 0.09, 320.0), max(height, 320.0), first


@dataclass(frozen=True)
class _Tree:
    root: str
    order: tuple[str, ...]
    depth: dict[str, int]
    turn: dict[str, float]
    rings: tuple[float, ...]

    @property
    def reach(self) -> float:
        return self.rings[-1] + 30


def _tree(root: str, children: dict[str, list[str]]) -> _Tree:
    """Turns shared out by the number of leaves; each ring wide enough for its dots."""
    depth, order, leaves = {root: 0}, [root], {}
    for node_id in order:
        for child in children.get(node_id, ()):
            depth[child] = depth[node_id] + 1
            order.append(child)
    for node_id in reversed(order):
        leaves[node_id] = max(1, sum(leaves[child] for child in children.get(node_id, ())))
    turn = {root: -pi / 2}
    start = {root: -pi / 2}
    share = 2 * pi / leaves[root]
    for node_id in order:
        at = start[node_id]
        for child in children.get(node_id, ()):
            start[child] = at
            turn[child] = at + share * leaves[child] / 2
            at += share * leaves[child]
    rings = [0.0]
    for level in range(1, max(depth.values()) + 1):
        here = [node_id for node_id in order if depth[node_id] == level]
        narrowest = min((leaves[node_id] * share for node_id in here), default=share)
        rings.append(max(rings[-1] + _RING, min(_GAP / narrowest, 5 * _RING * level)))
    return _Tree(root, tuple(order), depth, turn, tuple(rings))


def _places_of(
    tree: _Tree, children: dict[str, list[str]], by_id: dict[str, Node], middle: tuple[float, float]
) -> list[tuple[float, float, str]]:
    """The places at which most people of the first ring were exposed, and where between the rings they are written."""
    groups: dict[str, list[float]] = defaultdict(list)
    for child in children.get(tree.root, ()):
        if by_id[child].place:
            groups[by_id[child].place].append(tree.turn[child])
    largest = sorted(groups.items(), key=lambda pair: -len(pair[1]))[:_PLACES_NAMED]
    reach = tree.rings[1] * 0.62 if len(tree.rings) > 1 else 0
    found = []
    for place, turns in largest:
        turn = sum(turns) / len(turns)
        found.append((middle[0] + reach * cos(turn), middle[1] + reach * sin(turn), place))
    return found


def _place_names(labels: Iterable[tuple[float, float, str]], scale: float) -> SafeString:
    return format_html_join(
        "",
        '<text class="place" x="{}" y="{}" text-anchor="middle" font-size="{}">{}</text>',
        ((f"{x:.0f}", f"{y:.0f}", f"{11.5 * scale:.1f}", place) for x, y, place in labels),
    )


def _links(
    ties: Iterable[Tie], parent: dict[str, str], spots: dict[str, _Spot], by_id: dict[str, Node]
) -> SafeString:
    rows = []
    for tie in ties:
        a, b = spots[tie.source], spots[tie.target]
        kind = "link link--case" if tie.infection else "link"
        if by_id[tie.target].unsure:
            kind += " link--unknown"
        if parent.get(tie.target) != tie.source and not tie.infection:
            kind += " link--thin"
        rows.append((kind, tie.source, tie.target, f"{a.x:.0f}", f"{a.y:.0f}", f"{b.x:.0f}", f"{b.y:.0f}"))
    return format_html_join("", '<path class="{}" data-from="{}" data-to="{}" d="M{} {}L{} {}"/>', rows)


def _dot(node: Node, spot: _Spot, scale: float) -> SafeString:
    size = (_CASE if node.degree == 0 else _DOT) * min(scale, 1.3)
    kind = "case" if node.degree == 0 else f"d{min(node.degree, 3)}"
    lines = [say(line) for line in node.lines]
    name = format_html(
        '<text x="{}" y="{}" text-anchor="middle" font-size="{}" font-weight="650">{}</text>',
        f"{spot.x:.0f}",
        f"{spot.y - size - 5:.0f}",
        f"{13 * scale:.1f}",
        node.name,
    )
    return format_html(
        '<a class="node node--{}{}" href="{}" data-id="{}" data-name="{}" data-lines="{}" aria-label="{}">'
        '<circle cx="{}" cy="{}" r="{}"/>{}</a>',
        kind,
        " node--unknown" if node.unsure else "",
        node.url or "#chosen",
        node.node_id,
        node.name,
        "\n".join(lines),
        f"{node.name}: {'; '.join(lines)}",
        f"{spot.x:.0f}",
        f"{spot.y:.0f}",
        f"{size:.1f}",
        name if node.degree == 0 else "",
    )
