"""What conditions and references ask of the evaluator that works a rule out."""

import ast
from collections.abc import Mapping
from typing import NoReturn, Protocol

from mutong.village.models.forms import Form
from mutong.village.models.names import Absence, Names, Place
from mutong.village.models.rule_text import Rule
from mutong.village.models.stated import Set
from mutong.village.models.units import UnitOf


class Asked(Protocol):
    """One rule that is being worked out: its names and indices, and what was asked for and is not there."""

    names: Names
    rule: Rule
    indices: Mapping[str, Set]
    absences: list[Absence]

    def constant(self, node: ast.expr) -> Form:
        """A part that hangs on no variable."""
        ...

    def place_of(self, node: ast.expr) -> Place | None:
        """Which label an index names in a comparison; None for a number."""
        ...

    def index_place(self, node: ast.expr) -> Place | None:
        """Which label an index in brackets names."""
        ...

    def label_place(self, node: ast.expr, root: str, whole: ast.AST) -> Place:
        """The place of a label written out."""
        ...

    def unit_of_sum(self, left: UnitOf, right: UnitOf, node: ast.AST) -> UnitOf:
        """The unit of a sum, refused where two clash."""
        ...

    def refuse_unknown(self, word: str, kind: str, known: tuple[str, ...], node: ast.AST) -> NoReturn:
        """Refuse a word that names nothing."""
        ...

    def refuse_order(self, name: str, node: ast.AST) -> NoReturn:
        """Refuse before and after in a set without order."""
        ...
