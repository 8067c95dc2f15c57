"""Two pictures of a mean year: what goes from fields to flock and back, and where the money comes from and goes."""

from collections.abc import Mapping

from mutong.kernel.words import Words
from mutong.tables.documents import Flow, FlowLink, FlowNode, Heading, Paragraph
from mutong.village.plan_document.given import Chapter, Given
from mutong.village.plan_document.names import SHORT, crop_name, money_name
from mutong.village.plan_document.say import WAN, money_cell, tonnes, whole
from mutong.village.programme.goods_list import goods
from mutong.village.programme.results import Flow as PlanFlow

_KINDS = {
    "concentrate": Words("精料", "concentrate"),
    "roughage": Words("干粗料", "dry roughage"),
    "silage": Words("青贮", "silage"),
    "product": Words("其他粮食", "other crops"),
}
_PLACES = {
    "flock": (Words("羊群", "flock"), 2),
    "fields": (Words("粪肥还田", "manure to fields"), 3),
    "out": (Words("出售", "sold"), 3),
    "bought": (Words("外购", "bought"), 0),
    "households": (Words("农户秸秆", "households' straw"), 0),
}
_LEAST_KG, _LEAST_N, _LEAST_YUAN = 500.0, 20.0, 500.0


def flows(given: Given) -> Chapter:
    """Both pictures; nothing where there are no flows."""
    found: list = []
    if mass := _mass(given.plan.flows):
        found.append(mass)
    if paid := _money(given.plan.flows):
        found.append(paid)
    if not found:
        return []
    return [
        Heading(Words("物流、养分流与资金流", "Flows of feed, nitrogen and money"), 2),
        Paragraph(Words("下图为规划期平均一年的流向。", "The pictures show a mean year of the plan.")),
        *found,
    ]


def _place(key: str, of: str) -> str:
    if key.startswith("good:"):
        code = key.removeprefix("good:")
        return f"kind:{goods()[code].kind}" if code in goods() else "kind:product"
    if key == "market":
        return "bought" if of == "source" else "out"
    return key


def _node(key: str) -> FlowNode:
    if key.startswith("crop:"):
        return FlowNode(key, crop_name(key.removeprefix("crop:")), 0)
    if key.startswith("kind:"):
        return FlowNode(key, _KINDS.get(key.removeprefix("kind:"), Words(key, key)), 1)
    words, column = _PLACES.get(key, (Words(key, key), 2))
    return FlowNode(key, words, column)


def _mass(flows_: tuple[PlanFlow, ...]) -> Flow | None:
    amounts: dict[tuple[str, str, str], float] = {}
    for one in flows_:
        # The manure store is no box of its own: what leaves it comes from the flock.
        if one.kind not in ("mass", "nitrogen") or one.target == "manure":
            continue
        start = "flock" if one.source == "manure" else _place(one.source, "source")
        at = (start, _place(one.target, "target"), one.kind)
        amounts[at] = amounts.get(at, 0.0) + one.amount
    links = []
    for (start, end, kind), amount in amounts.items():
        if amount < (_LEAST_KG if kind == "mass" else _LEAST_N):
            continue
        n = whole(amount)
        text = tonnes(amount) if kind == "mass" else Words(f"氮 {n} 公斤", f"{n} kg N")
        links.append(FlowLink(start, end, amount, kind, text))
    links = [one for one in links if _node(one.start).column < _node(one.end).column]
    if not links:
        return None
    return Flow(
        Words(
            "以种补养、以养补种：平均一年的物流与氮流",
            "Fields feed sheep, sheep feed fields: goods and nitrogen of a mean year",
        ),
        tuple(_node(key) for key in dict.fromkeys(k for one in links for k in (one.start, one.end))),
        tuple(links),
        _shown(
            {"mass": Words("物料（吨）", "goods (t)"), "nitrogen": Words("粪氮（公斤）", "nitrogen (kg)")},
            links,
        ),
    )


def _shown(kinds: Mapping[str, Words], links: list[FlowLink]) -> dict[str, Words]:
    return {kind: words for kind, words in kinds.items() if any(one.kind == kind for one in links)}


def _money(flows_: tuple[PlanFlow, ...]) -> Flow | None:
    paid = [one for one in flows_ if one.kind == "money" and one.amount >= _LEAST_YUAN]
    if not paid:
        return None
    # The amounts stand in the boxes: beside one box of many bands they would lie upon each other.
    links = [FlowLink(one.source, one.target, one.amount, "money", Words("", "")) for one in paid]
    nodes = []
    for key in dict.fromkeys(k for one in links for k in (one.start, one.end)):
        if key == "cooperative":
            nodes.append(FlowNode(key, Words("合作社", "cooperative"), 1))
        else:
            comes = any(one.start == key for one in links)
            amount = money_cell(sum(one.amount for one in links if key in (one.start, one.end)))
            name = money_name(key)
            nodes.append(
                FlowNode(
                    key,
                    Words(f"{name.zh} {amount.zh}", f"{SHORT.get(key, name.en)} {amount.en}"),
                    0 if comes else 2,
                )
            )
    return Flow(
        Words("平均一年的资金流", "Money of a mean year"),
        tuple(nodes),
        tuple(links),
        {"money": Words(f"资金（{WAN.zh}）", f"money ({WAN.en})")},
        Words("贷款借还和现金增减不在图内。", "Loans and changes of cash are not in the picture."),
    )
