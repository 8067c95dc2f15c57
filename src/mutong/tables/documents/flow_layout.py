"""Where the boxes and bands of a flow picture stand, in points; the same for Word and PDF.

Each column's boxes are spread over the height. A box is as high as the wider of what comes in and what goes out, and
each kind of band has a scale of its own, its largest total through one box filling the same height.
"""

from collections import defaultdict
from dataclasses import dataclass

from mutong.tables.documents.blocks import Flow, FlowLink

WIDTH = 450.0
_BOX, _GAP, _LEAST_BAND, _LEAST_BOX = 74.0, 14.0, 1.5, 24.0


@dataclass(frozen=True)
class BoxPlace:
    """A box: left, top, width, height."""

    key: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class BandPlace:
    """A band: from (x0, y0) to (x1, y1), the tops of its ends, and its width throughout."""

    link: FlowLink
    x0: float
    y0: float
    x1: float
    y1: float
    width: float


@dataclass(frozen=True)
class FlowPlaces:
    """The whole picture: its size, its boxes and its bands."""

    width: float
    height: float
    boxes: tuple[BoxPlace, ...]
    bands: tuple[BandPlace, ...]


def lay_out(flow: Flow, most_height: float = 260.0) -> FlowPlaces:
    """Places for a checked flow picture."""
    columns: dict[int, list[str]] = defaultdict(list)
    for node in flow.nodes:
        columns[node.column].append(node.key)
    order = sorted(columns)
    full = most_height * 0.6
    for _ in range(4):  # a column of many boxes is too tall at first: the scale gives way until it fits
        widths = _widths(flow, full)
        out, into = _through(flow, widths)
        heights = {n.key: max(_LEAST_BOX, out[n.key], into[n.key]) for n in flow.nodes}
        tall = max(sum(heights[k] for k in keys) + _GAP * (len(keys) - 1) for keys in columns.values())
        if tall <= most_height:
            break
        full *= most_height / tall
    step = (WIDTH - _BOX) / max(1, len(order) - 1)
    boxes: dict[str, BoxPlace] = {}
    for place, column in enumerate(order):
        keys = columns[column]
        free = tall - sum(heights[k] for k in keys)
        gap = free / (len(keys) + 1) if len(keys) > 1 else free / 2
        y = gap if len(keys) > 1 else free / 2
        for key in keys:
            boxes[key] = BoxPlace(key, place * step, y, _BOX, heights[key])
            y += heights[key] + gap
    return FlowPlaces(WIDTH, tall, tuple(boxes.values()), _bands(flow, widths, boxes, out, into))


def _widths(flow: Flow, full: float) -> list[float]:
    """The width of each band where the largest total of its kind through one box is `full` points."""
    through: dict[tuple[str, str, bool], float] = defaultdict(float)
    for link in flow.links:
        through[link.kind, link.start, True] += link.amount
        through[link.kind, link.end, False] += link.amount
    most = {
        kind: max((v for (k, _, _), v in through.items() if k == kind), default=1.0) for kind in flow.kinds
    }
    # Kinds share the height of a box through which all of them go.
    share = full / len(flow.kinds) if len(flow.kinds) > 1 else full
    return [max(_LEAST_BAND, link.amount / most[link.kind] * share) for link in flow.links]


def _through(flow: Flow, widths: list[float]) -> tuple[dict[str, float], dict[str, float]]:
    """The widths of all bands that leave, and that enter, each box."""
    out: dict[str, float] = defaultdict(float)
    into: dict[str, float] = defaultdict(float)
    for link, width in zip(flow.links, widths, strict=True):
        out[link.start] += width
        into[link.end] += width
    return out, into


def _bands(
    flow: Flow, widths: list[float], boxes: dict[str, BoxPlace], out: dict[str, float], into: dict[str, float]
) -> tuple[BandPlace, ...]:
    """Bands leave and enter a box in the order of the boxes at their other ends, so that few cross."""
    numbered = list(enumerate(zip(flow.links, widths, strict=True)))
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    at = {key: box.y + (box.height - out[key]) / 2 for key, box in boxes.items()}
    for i, (link, width) in sorted(numbered, key=lambda one: boxes[one[1][0].end].y):
        starts[i] = at[link.start]
        at[link.start] += width
    at = {key: box.y + (box.height - into[key]) / 2 for key, box in boxes.items()}
    for i, (link, width) in sorted(numbered, key=lambda one: boxes[one[1][0].start].y):
        ends[i] = at[link.end]
        at[link.end] += width
    return tuple(
        BandPlace(link, boxes[link.start].x + _BOX, starts[i], boxes[link.end].x, ends[i], width)
        for i, (link, width) in numbered
    )
