"""What a cross-row check finds wrong."""

from dataclasses import dataclass

from mutong.kernel.words import Words


@dataclass(frozen=True)
class RowFault:
    """The row at `index` of the rows that were given cannot stand beside the others."""

    index: int
    column: str
    code: str
    remedy: Words
