"""Versions of one standard: which is in force on a day, and what the text says of people in flight at the change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mutong.kernel.errors import MutongError
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.standards.pack_form import Pack
from mutong.standards.succession_keys import UNSETTLED


@dataclass(frozen=True)
class Version:
    """One version in a line of versions.

    `first` names the oldest version of the line that is known, `follows` the one before ('' for none). `transition` is
    what its text says of people in flight when it came, with the clause (`pack:clause`); where the text is silent
    `settled` is false, `transition` says whom to ask and `clause` is ''.
    """

    pack: str
    first: str
    follows: str
    valid: Period
    settled: bool
    transition: Words
    clause: str
    inherits: bool


def packs_in_force(packs: Iterable[Pack], on: date) -> tuple[Pack, ...]:
    """The packs in force on a day (T3); of the versions of one standard at most one.

    Raises MutongError `two_successors` where two of the packs succeed the same one.
    """
    packs = tuple(packs)
    _refuse_two_successors(packs)
    return tuple(pack for pack in packs if pack.valid.holds(on))


def succession(packs: Iterable[Pack]) -> list[Version]:
    """Every version of every line that some packs belong to, the versions before them included, oldest first.

    Packs that neither succeed nor are succeeded are lines of one. Raises MutongError `two_successors`.
    """
    known: dict[str, Pack] = {}
    for pack in packs:
        line = [pack]
        while line[-1].before is not None:
            line.append(line[-1].before)
        for one in reversed(line):
            known.setdefault(one.pack, one)
    _refuse_two_successors(known.values())
    return [_version(pack) for pack in sorted(known.values(), key=lambda one: (_oldest(one).pack, _age(one)))]


def _version(pack: Pack) -> Version:
    settled = pack.transition is not None
    return Version(
        pack=pack.pack,
        first=_oldest(pack).pack,
        follows=pack.succeeds,
        valid=pack.valid,
        settled=settled,
        transition=pack.transition.words if pack.transition else UNSETTLED,
        clause=pack.transition.clause.full_id if pack.transition else "",
        inherits=pack.inherits,
    )


def _oldest(pack: Pack) -> Pack:
    return _oldest(pack.before) if pack.before is not None else pack


def _age(pack: Pack) -> int:
    return 0 if pack.before is None else 1 + _age(pack.before)


def _refuse_two_successors(packs: Iterable[Pack]) -> None:
    seen: dict[str, str] = {}
    for pack in packs:
        other = seen.setdefault(pack.succeeds, pack.pack) if pack.succeeds else pack.pack
        if other != pack.pack:
            raise MutongError(
                "two_successors",
                Words(
                    f"“{other}”和“{pack.pack}”都承继“{pack.succeeds}”；一版只有一个下一版。",
                    f"Both “{other}” and “{pack.pack}” succeed “{pack.succeeds}”; a version has one successor.",
                ),
                packs=[other, pack.pack],
            )
