"""A report is looked through before a line is written, so that no half document is left behind."""

import re
from collections.abc import Iterator

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.documents.blocks import (
    BARS,
    CENTRE,
    COLUMNS,
    LEFT,
    LINE,
    RIGHT,
    STACKED,
    Block,
    Bullets,
    Chart,
    Cite,
    Flow,
    Heading,
    Paragraph,
    Report,
    Table,
    Text,
    parts_of,
)

# A Word file is XML, which holds no control signs but tab and line break.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_KINDS = (LINE, STACKED, COLUMNS, BARS)


def check_report(report: Report) -> None:
    """Raises MutongError report_broken naming the block and what would be right."""
    keys = [one.key for one in report.sources]
    if len(set(keys)) != len(keys):
        raise _broken(0, Words("来源的键有重复", "two sources have one key"))
    for at, block in enumerate(report.blocks, start=1):
        for text in texts_of(block):
            for part in parts_of(text):
                missing = [key for key in part.keys if key not in keys] if isinstance(part, Cite) else []
                words = part if isinstance(part, Words) else getattr(part, "words", None)
                if words and _CONTROL.search(words.zh + words.en):
                    raise _broken(at, Words("文字里有控制符", f"a control sign in {words.en!r}"))
                if missing:
                    raise _broken(
                        at, Words(f"来源表里没有“{missing[0]}”", f"the sources have no “{missing[0]}”")
                    )
        _check_block(at, block)


def texts_of(block: Block) -> Iterator[Text]:
    """Every text of a block, in reading order; boxes, names and units of figures too."""
    if isinstance(block, Heading | Paragraph):
        yield block.text
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Table):
        yield block.caption
        for column in block.columns:
            yield column.heading
            if column.unit:
                yield column.unit
        for row in block.rows:
            yield from (cell for cell in row if cell is not None)
    elif isinstance(block, Chart):
        yield from (block.caption, *block.categories, *(one.name for one in block.series), block.unit)
    elif isinstance(block, Flow):
        yield from (block.caption, *(one.label for one in block.nodes), *(one.text for one in block.links))
        yield from block.kinds.values()
    if isinstance(block, Table | Chart | Flow) and block.note is not None:
        yield block.note


def _check_block(at: int, block: Block) -> None:
    if isinstance(block, Heading) and block.level not in (1, 2, 3):
        raise _broken(
            at, Words(f"标题级别为{block.level}，应为1至3", f"level {block.level}; 1 to 3 is right")
        )
    if isinstance(block, Table):
        _check_table(at, block)
    if isinstance(block, Chart):
        _check_chart(at, block)
    if isinstance(block, Flow):
        _check_flow(at, block)


def _check_table(at: int, table: Table) -> None:
    wide = len(table.columns)
    if not wide:
        raise _broken(at, Words("表没有列", "the table has no columns"))
    for one in table.columns:
        if one.align not in (LEFT, RIGHT, CENTRE) or one.share <= 0:
            raise _broken(
                at,
                Words(
                    f"列“{one.heading.zh}”的对齐或宽度不对", f"column “{one.heading.en}”: alignment or share"
                ),
            )
    for number, row in enumerate(table.rows, start=1):
        if len(row) != wide:
            raise _broken(
                at,
                Words(
                    f"第{number}行有{len(row)}格，应有{wide}格",
                    f"row {number} has {len(row)} cells, not {wide}",
                ),
            )


def _check_chart(at: int, chart: Chart) -> None:
    if chart.kind not in _KINDS:
        raise _broken(at, Words(f"没有“{chart.kind}”这种图", f"no kind of chart “{chart.kind}”"))
    if not chart.series or not chart.categories:
        raise _broken(at, Words("图没有数据", "the chart has no numbers"))
    for one in chart.series:
        if len(one.values) != len(chart.categories):
            raise _broken(
                at,
                Words(
                    f"“{one.name.zh}”有{len(one.values)}个数，应有{len(chart.categories)}个",
                    f"“{one.name.en}” has {len(one.values)} numbers, not {len(chart.categories)}",
                ),
            )
        # NaN and infinity are no numbers to draw; what is not known is None.
        if any(v is not None and not abs(v) < float("inf") for v in one.values):
            raise _broken(
                at, Words(f"“{one.name.zh}”里有不是数的值", f"“{one.name.en}” holds what is no number")
            )


def _check_flow(at: int, flow: Flow) -> None:
    columns = {one.key: one.column for one in flow.nodes}
    if len(columns) != len(flow.nodes) or not flow.links:
        raise _broken(at, Words("流向图的框重名，或没有流向", "boxes with one key, or no bands"))
    for one in flow.links:
        if one.start not in columns or one.end not in columns or one.kind not in flow.kinds:
            raise _broken(
                at,
                Words(f"流向“{one.text.zh}”的框或种类不存在", f"band “{one.text.en}”: no such box or kind"),
            )
        if columns[one.start] >= columns[one.end] or not 0 < one.amount < float("inf"):
            raise _broken(
                at,
                Words(
                    f"流向“{one.text.zh}”须由左向右、数量大于零",
                    f"band “{one.text.en}” must run to the right with an amount above nought",
                ),
            )


def _broken(at: int, why: Words) -> MutongError:
    place = Words(f"文档第{at}块", f"block {at} of the document") if at else Words("文档", "the document")
    return MutongError("report_broken", Words(f"{place.zh}：{why.zh}。", f"{place.en}: {why.en}."), block=at)
