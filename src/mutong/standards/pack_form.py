"""What a pack is, once loaded; standards.pack loads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause, Document
from mutong.standards.derived.form import DerivedFact
from mutong.standards.outputs import Output
from mutong.standards.parameter_rows import ParameterRow
from mutong.standards.parameters import Parameters
from mutong.standards.prohibitions import Prohibition
from mutong.standards.rules.nodes import Rule
from mutong.standards.stacking import Stacking
from mutong.standards.succession_keys import Removal, Transition
from mutong.standards.yaml_reading import LinedMapping

DOMAINS = ("health", "assistance", "village")
RawFile = tuple[Path, LinedMapping]


@dataclass(frozen=True)
class Pack:
    """One pack. `clauses` also holds those of the packs it is within, by `id` and by `pack:id`.

    `parameters` are its own and those of the packs it is within; `rules` are its own, each with its dated versions.
    `raw_protocols`, `raw_contacts`, `raw_derived` and `cases` are the YAML files as (path, mapping with lines).
    `ancestors` are the packs it is within, the outermost first. `before` is the version before where that is shipped;
    with `inherits` everything called own holds what that had too, save what this pack replaced or `removed`: rows,
    clauses and rules still carry the name of the pack that wrote them.
    """

    pack: str
    version: str
    title: Words
    domain: str
    area_code: str
    valid: Period
    succeeds: str
    transition: Transition | None
    folder: Path
    ancestors: tuple["Pack", ...]
    documents: Mapping[str, Document]
    own_clauses: Mapping[str, Clause]
    own_parameter_rows: tuple[ParameterRow, ...]
    raw_protocols: tuple[RawFile, ...]
    raw_contacts: tuple[RawFile, ...]
    cases: tuple[RawFile, ...]
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=lambda: Parameters((), ()))
    raw_derived: tuple[RawFile, ...] = ()
    derived: Mapping[str, DerivedFact] = field(default_factory=dict)
    outputs: Mapping[str, Output] = field(default_factory=dict)
    stackings: tuple[Stacking, ...] = ()
    prohibitions: tuple[Prohibition, ...] = ()
    before: "Pack | None" = None
    inherits: bool = False
    removed: tuple[Removal, ...] = ()

    @property
    def within(self) -> str:
        """The name of the pack it is directly within; '' for none."""
        return self.ancestors[-1].pack if self.ancestors else ""

    def clause(self, clause_id: str) -> Clause | None:
        """A clause by `id` or `pack:id`; None when there is none."""
        return self.clauses.get(clause_id)

    @property
    def own_documents(self) -> dict[str, Document]:
        """The documents that this pack itself brought, by key; none of those it inherits."""
        older = self.before.documents if self.inherits and self.before else {}
        return {key: document for key, document in self.documents.items() if key not in older}

    def wrote(self, path: Path) -> bool:
        """Whether a file is this pack's own, not one of the version before."""
        return self.folder in path.parents
