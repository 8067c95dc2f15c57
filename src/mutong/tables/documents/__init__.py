"""Documents a person hands in: one list of blocks, written as an editable Word file and as a PDF that looks alike.

The libraries that write them are named only here and loaded when a document is written, so that nothing else waits.
"""

from mutong.tables.documents.blocks import (
    Block,
    Bullets,
    Chart,
    Cite,
    Column,
    Figure,
    Flow,
    FlowLink,
    FlowNode,
    Grade,
    Heading,
    Open,
    PageBreak,
    Paragraph,
    Report,
    Series,
    Source,
    Strong,
    Table,
    Text,
)
from mutong.tables.documents.writing import write_report

__all__ = [
    "Block",
    "Bullets",
    "Chart",
    "Cite",
    "Column",
    "Figure",
    "Flow",
    "FlowLink",
    "FlowNode",
    "Grade",
    "Heading",
    "Open",
    "PageBreak",
    "Paragraph",
    "Report",
    "Series",
    "Source",
    "Strong",
    "Table",
    "Text",
    "write_report",
]
