"""Where goods, nitrogen and money of a mean year go: boxes in columns with bands as wide as what flows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutong.desk.language import current_language, say
from mutong.kernel.words import Words
from mutong.tables.documents import Flow as Drawing
from mutong.tables.documents import FlowLink, FlowNode
from mutong.tables.documents.chart_scale import broken
from mutong.tables.documents.flow_layout import BandPlace, BoxPlace, lay_out
from mutong.village.plan_document.names import good_name, money_name
from mutong.village.plan_document.say import money, tonnes, whole
from mutong.village.programme.results import Flow

_SIZE = 8.0
_GOODS_SHOWN = 8
# Bands thinner than this share of the widest cannot be seen; they stand in the table.
_SLIGHT = 0.002
_TONES = {"mass": "f-mass", "nitrogen": "f-nitrogen", "money": "f-money"}
_PLACES: dict[str, tuple[Words, int]] = {
    "land": (Words("合作社的地", "the cooperative's land"), 0),
    "households": (Words("农户秸秆", "households' straw"), 0),
    "bought": (Words("外购", "bought"), 0),
    "flock": (Words("羊群", "flock"), 2),
    "sheep_out": (Words("出售的羊", "sheep sold"), 3),
    "goods_out": (Words("出售粮草", "grain and fodder sold"), 3),
    "manure": (Words("羊粪（氮）", "manure (nitrogen)"), 3),
    "fields": (Words("还田", "spread on fields"), 4),
    "manure_out": (Words("卖粪", "manure sold"), 4),
    "cooperative": (Words("合作社", "cooperative"), 1),
}
_OTHERS = "good:others"
_KINDS = {
    "mass": Words("粮草、羊（吨/年）", "goods and sheep (t a year)"),
    "nitrogen": Words("氮（公斤/年）", "nitrogen (kg a year)"),
    "money": Words("资金（万元/年）", "money (yuan a year)"),
}


def draw_goods(flows: Iterable[Flow]) -> SafeString:
    """Crops and purchases into stores, stores into the flock, sheep and manure out; '' where nothing flows."""
    found = [one for one in flows if one.kind in ("mass", "nitrogen")]
    shown = _largest(found)
    amounts: dict[tuple[str, str, str], float] = defaultdict(float)
    for one in found:
        start, end = _start(one, shown), _end(one, shown)
        amounts[one.kind, start, end] += one.amount
    links = [
        FlowLink(start, end, amount, kind, tonnes(amount) if kind == "mass" else _kg(amount))
        for (kind, start, end), amount in amounts.items()
    ]
    return _drawn(
        "plan-goods", Words("粮草、羊和粪肥怎么流动（年均）", "Goods, sheep and manure in a mean year"), links
    )


def draw_money(flows: Iterable[Flow]) -> SafeString:
    """Income of each kind into the cooperative, costs and dividends out; '' where nothing flows."""
    links = [
        FlowLink(f"in:{one.source}" if one.target == "cooperative" else "cooperative",
                 "cooperative" if one.target == "cooperative" else f"out:{one.target}",
                 one.amount, "money", money(one.amount))
        for one in flows if one.kind == "money"
    ]  # fmt: skip
    return _drawn("plan-money", Words("钱从哪里来、到哪里去（年均）", "Money in a mean year"), links)


def place_words(key: str) -> Words:
    """What a place of a flow is called: a box of the picture, a crop's land, a good, a kind of money."""
    if key in _PLACES:
        return _PLACES[key][0]
    if key == _OTHERS:
        return Words("其他草料", "other goods")
    head, _, rest = key.partition(":")
    if head == "good":
        return good_name(rest)
    return money_name(rest)


def _largest(flows: Iterable[Flow]) -> set[str]:
    """The goods with the most through them; the rest share a box."""
    through: dict[str, float] = defaultdict(float)
    for one in flows:
        for end in (one.source, one.target):
            if end.startswith("good:"):
                through[end] += one.amount
    return set(sorted(through, key=lambda good: -through[good])[:_GOODS_SHOWN])


def _kg(amount: float) -> Words:
    return Words(f"{whole(amount)} 公斤", f"{whole(amount)} kg")


def _start(one: Flow, shown: set[str]) -> str:
    if one.source.startswith("crop:"):
        return "land"
    if one.source == "market":
        return "bought"
    return one.source if one.source in shown or not one.source.startswith("good:") else _OTHERS


def _end(one: Flow, shown: set[str]) -> str:
    if one.target == "market":
        return {"flock": "sheep_out", "manure": "manure_out"}.get(one.source, "goods_out")
    return one.target if one.target in shown or not one.target.startswith("good:") else _OTHERS


def _column(key: str) -> int:
    if key in _PLACES:
        return _PLACES[key][1]
    return {"good": 1, "in": 0, "out": 2}[key.partition(":")[0]]


def _drawn(name: str, title: Words, links: Sequence[FlowLink]) -> SafeString:
    most = {one.kind: max(two.amount for two in links if two.kind == one.kind) for one in links}
    links = [one for one in links if one.amount > _SLIGHT * most[one.kind]]
    if not links:
        return mark_safe("")
    keys = dict.fromkeys(end for one in links for end in (one.start, one.end))
    order = list(_PLACES)
    keys = sorted(keys, key=lambda key: (_column(key), order.index(key) if key in order else len(order)))
    nodes = tuple(FlowNode(key, place_words(key), _column(key)) for key in keys)
    kinds = {kind: words for kind, words in _KINDS.items() if any(one.kind == kind for one in links)}
    places = lay_out(Drawing(title, nodes, tuple(links), kinds), 300.0)
    bands = format_html_join(
        "",
        '<path class="{}" d="M{} {}C{} {} {} {} {} {}V{}C{} {} {} {} {} {}Z"/>',
        ((_TONES[b.link.kind], *_curved(b.x0, b.y0, b.x1, b.y1, b.width)) for b in places.bands),
    )
    leave, enter = Counter(one.start for one in links), Counter(one.end for one in links)
    amounts = format_html_join(
        "",
        '<text class="f-amount" x="{}" y="{}" font-size="7" text-anchor="{}">{}</text>',
        ((*_beside(b, leave[b.link.start] > enter[b.link.end]), say(b.link.text)) for b in places.bands),
    )
    words = {node.key: node.label for node in nodes}
    boxes = format_html_join(
        "",
        '<rect class="f-box" x="{}" y="{}" width="{}" height="{}" rx="3"/>{}',
        (
            (f"{b.x:.1f}", f"{b.y:.1f}", f"{b.width:.1f}", f"{b.height:.1f}", _name(words[b.key], b))
            for b in places.boxes
        ),
    )
    told = _told(links)
    return format_html(
        '<svg class="plan-flow" viewBox="-1 -1 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}{}</svg>',
        f"{places.width + 2:.0f}", f"{places.height + 2:.0f}", name, name, name, say(title), name, say(told), bands,
        boxes, amounts,
    )  # fmt: skip


def _beside(band: BandPlace, at_end: bool) -> tuple[str, str, str]:
    """Where the amount of a band stands: at the end where fewer bands meet."""
    share = 0.86 if at_end else 0.2
    x = band.x1 - 4 if at_end else band.x0 + 4
    y = band.y0 + (band.y1 - band.y0) * share + band.width / 2 + 2.5
    return f"{x:.1f}", f"{y:.1f}", "end" if at_end else "start"


def _curved(x0: float, y0: float, x1: float, y1: float, width: float) -> tuple[str, ...]:
    middle = (x0 + x1) / 2
    numbers = (
        x0, y0, middle, y0, middle, y1, x1, y1, y1 + width, middle, y1 + width, middle, y0 + width, x0, y0 + width,
    )  # fmt: skip
    return tuple(f"{number:.1f}" for number in numbers)


def _name(words: Words, box: BoxPlace) -> SafeString:
    lines = broken(words.say(current_language()), _SIZE, box.width - 6)
    first = box.y + box.height / 2 - (len(lines) - 1) * 5 + 3
    return format_html_join(
        "",
        '<text x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>',
        (
            (f"{box.x + box.width / 2:.1f}", f"{first + n * 10:.1f}", _SIZE, line)
            for n, line in enumerate(lines)
        ),
    )


def _told(links: Sequence[FlowLink]) -> Words:
    largest = sorted(links, key=lambda one: (one.kind != links[0].kind, -one.amount))[:8]
    parts = [(place_words(one.start), place_words(one.end), one.text) for one in largest]
    return Words(
        "；".join(f"{a.zh}→{b.zh} {text.zh}" for a, b, text in parts),
        "; ".join(f"{a.en} to {b.en} {text.en}" for a, b, text in parts),
    )
