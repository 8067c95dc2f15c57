"""What this place runs by: its packs, choices, ladder and post kinds, read once and kept.

The deployment's folder holds packs.csv (which packs), choices.csv (values chosen where a standard is open),
ladder.csv and post_kinds.csv. Choices made on the desk lie in the register and come on top of the file's.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutong.duties.ladder import Ladder, load_ladder
from mutong.duties.posts import PostKind, load_post_kinds
from mutong.kernel.folders import deployment_folder, packs_folder
from mutong.standards.choice_checks import LEVELS, refuse_wrong_choices
from mutong.standards.choices import Choice, Choices, load_choices
from mutong.standards.pack import Pack, load_packs
from mutong.standards.protocols import Protocol, protocols_of


@dataclass(frozen=True)
class Deployment:
    """Everything that is data of the place: packs with what they are within, their protocols, the ladder, the posts."""

    packs: tuple[Pack, ...]
    protocols: tuple[Protocol, ...]
    filed_choices: Choices
    ladder: Ladder
    post_kinds: tuple[PostKind, ...]

    def pack(self, name: str) -> Pack:
        """A pack by name; KeyError when this place does not run by it."""
        for pack in self.packs:
            if pack.pack == name:
                return pack
        raise KeyError(name)

    def packs_of(self, domain: str) -> tuple[Pack, ...]:
        """The packs of a domain: health, assistance or village."""
        return tuple(pack for pack in self.packs if pack.domain == domain)

    def protocol(self, pack: str, name: str) -> Protocol:
        """A protocol by pack and name; KeyError when there is none."""
        for protocol in self.protocols:
            if (protocol.pack, protocol.name) == (pack, name):
                return protocol
        raise KeyError((pack, name))


@cache
def _load(folder: Path, packs_root: Path, _stamp: float) -> Deployment:
    with (folder / "packs.csv").open(encoding="utf-8-sig", newline="") as lines:
        names = [row["pack"] for row in csv.DictReader(lines)]
    packs = load_packs(packs_root, names)
    post_kinds = load_post_kinds(folder / "post_kinds.csv")
    choices = load_choices(folder / "choices.csv")
    refuse_wrong_choices(choices, packs, post_levels(post_kinds))
    return Deployment(
        packs=packs,
        protocols=tuple(protocol for pack in packs for protocol in protocols_of(pack)),
        filed_choices=choices,
        ladder=load_ladder(folder / "ladder.csv"),
        post_kinds=post_kinds,
    )


def post_levels(post_kinds: Iterable[PostKind]) -> dict[str, str]:
    """The level at which each kind of post and each role stands; of several that carry one role the highest."""
    found: dict[str, str] = {}
    for kind in sorted(
        post_kinds, key=lambda one: LEVELS.index(one.level) if one.level in LEVELS else len(LEVELS)
    ):
        for word in (kind.name, *kind.roles):
            found.setdefault(word, kind.level)
    return found


def load_deployment() -> Deployment:
    """The deployment of this process (MUTONG_DEPLOYMENT, MUTONG_PACKS), read again when its folder changes."""
    folder, root = deployment_folder(), packs_folder()
    stamp = max(path.stat().st_mtime for path in folder.iterdir())
    return _load(folder, root, stamp)


def choices_in_force(on_desk: tuple[Choice, ...] = ()) -> Choices:
    """The choices filed with the deployment, followed by those signed on the desk."""
    return Choices((*load_deployment().filed_choices.all, *on_desk))
