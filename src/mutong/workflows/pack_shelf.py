"""Every pack there is, also those this place does not run by: to be read, tried and compared."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutong.kernel.folders import packs_folder
from mutong.kernel.words import Words
from mutong.standards.pack import Pack, load_packs
from mutong.standards.refusals import PackError
from mutong.workflows.deployment import load_deployment


@dataclass(frozen=True)
class Shelf:
    """The packs, those this place runs by first, and those that do not load: their names with the refusal."""

    packs: tuple[Pack, ...]
    broken: tuple[tuple[str, Words], ...]

    def pack(self, name: str) -> Pack | None:
        """A pack by name; None where there is none that loads."""
        return next((pack for pack in self.packs if pack.pack == name), None)

    def family(self, pack: Pack) -> tuple[Pack, ...]:
        """The packs that answer together with one: what it is within, itself, and what lies within it."""
        inner = (one for one in self.packs if pack.pack in {outer.pack for outer in one.ancestors})
        return (*pack.ancestors, pack, *inner)


def load_shelf() -> Shelf:
    """Every pack of the packs folder; of those this place runs by the same ones as its deployment's."""
    run_by = load_deployment().packs
    found, broken = _others(packs_folder())
    names = {pack.pack for pack in run_by}
    return Shelf((*run_by, *(pack for pack in found if pack.pack not in names)), broken)


@cache
def _others(root: Path) -> tuple[tuple[Pack, ...], tuple[tuple[str, Words], ...]]:
    names = sorted(path.parent.name for path in root.glob("*/*/pack.yaml"))
    try:
        return load_packs(root, names), ()
    except PackError:
        return _one_by_one(root, names)


def _one_by_one(root: Path, names: list[str]) -> tuple[tuple[Pack, ...], tuple[tuple[str, Words], ...]]:
    """Whatever loads, where something does not: a faulty file of a pack nobody runs by hides no other pack."""
    found: dict[str, Pack] = {}
    broken = []
    for name in names:
        try:
            loaded = load_packs(root, [name])
        except PackError as refusal:
            broken.append((name, refusal.words))
            continue
        for pack in loaded:
            found.setdefault(pack.pack, pack)
    return tuple(found.values()), tuple(broken)
