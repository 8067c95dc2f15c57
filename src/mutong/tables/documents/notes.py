"""The line under a table or figure: its own note, and what the block itself must say."""

from mutong.kernel.words import Words
from mutong.tables.documents.blocks import Chart, Flow, Inline, Table, parts_of
from mutong.tables.documents.chart_scale import has_gaps
from mutong.tables.documents.house_words import DIFFERENT_KINDS, GAPS, NOTE


def note_of(block: Table | Chart | Flow) -> tuple[Inline, ...]:
    """The note's parts, `Note:` before them; none where there is nothing to say."""
    found: list[Inline] = list(parts_of(block.note)) if block.note is not None else []
    if isinstance(block, Chart) and has_gaps(block):
        found.append(GAPS)
    if isinstance(block, Flow) and len(block.kinds) > 1:
        found.append(DIFFERENT_KINDS)
    return (NOTE, *_spaced(found)) if found else ()


def _spaced(parts: list[Inline]) -> list[Inline]:
    """English sentences stand apart by a blank."""
    found: list[Inline] = []
    for part in parts:
        if found and isinstance(part, Words) and isinstance(found[-1], Words):
            part = Words(part.zh, f" {part.en}")
        found.append(part)
    return found
