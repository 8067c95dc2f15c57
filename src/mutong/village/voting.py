"""Votes of members: base votes, extra votes within their cap, delegates, and whether a share was reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from mutong.kernel.truth import Truth, truth_of
from mutong.kernel.words import Words
from mutong.village.law_numbers import Check, LawNumbers
from mutong.village.members import Member, percent


@dataclass(frozen=True)
class Votes:
    """Votes by member; `base` and `extra` are the sums."""

    of: dict[str, int]
    base: int
    extra: int

    @property
    def total(self) -> int:
        """All votes there are, whoever attends."""
        return self.base + self.extra


def votes_of(members: Sequence[Member], extra: Mapping[str, int], law: LawNumbers) -> Votes:
    """Each member's votes: the base votes, and the extra ones that the charter gives. Raises KeyError for extra votes
    of somebody who is no member."""
    each = law.count("votes_each") or 1
    of = dict.fromkeys((one.member_id for one in members), each)
    for member, more in extra.items():
        of[member] += more
    return Votes(of, each * len(members), sum(extra.values()))


def extra_votes_allowed(members: int, law: LawNumbers) -> int | None:
    """The most extra votes in all for so many members; None where no number is in force. Part votes do not exist."""
    most = law.share("extra_votes_most")
    return None if most is None else int(most * members * (law.count("votes_each") or 1))


def check_votes(votes: Votes, members: int, law: LawNumbers) -> tuple[Check, ...]:
    """Whether the extra votes keep to their cap; no check where the packs know no extra votes."""
    if not law.asks("extra_votes_most"):
        return ()
    most = extra_votes_allowed(members, law)
    answer = Truth.UNKNOWN if most is None else truth_of(votes.extra <= most)
    return (
        law.check(
            "extra_votes_most",
            "extra_votes_most",
            answer,
            Words(
                f"附加表决权 {votes.extra} 票，基本表决权 {votes.base} 票，最多 {most} 票；每次大会要告知全体出席成员",
                f"{votes.extra} extra votes beside {votes.base} base votes, at most {most}; tell each meeting",
            ),
        ),
    )


def check_founding(founders: int, agreed: int, law: LawNumbers) -> tuple[Check, ...]:
    """Whether so many of the founders agreed to the charter; no check where the packs ask for no such share."""
    share = law.share("charter_consent_share")
    if share is None:
        return ()
    wanted = needed_votes(founders, share, "at_least")
    words = Words(
        f"设立人 {founders} 名，同意章程 {agreed} 名，须 {wanted} 名",
        f"{agreed} of {founders} founders agree to the charter; {wanted} are needed",
    )
    answer = truth_of(reached(agreed, founders, share, "at_least"))
    return (law.check("charter_consent_share", "charter_consent_share", answer, words),)


def check_delegates(
    members: int, delegates: int, matter: str, law: LawNumbers, households: int | None = None
) -> tuple[Check, ...]:
    """Whether delegates may decide this in the members' stead, and whether they are enough.

    `households` is needed where the packs count them for a delegate; left out the answer is unknown.
    """
    found: list[Check] = []
    above, least, share = (
        law.count("delegates_above"),
        law.count("delegates_least"),
        law.share("delegates_share"),
    )
    if above is not None:
        found.append(
            law.check(
                "delegates_above",
                "delegates_above",
                truth_of(members > above),
                Words(
                    f"成员 {members} 名，超过 {above} 名才可以设代表大会",
                    f"{members} members; delegates may meet only above {above}",
                ),
            )
        )
    if least is not None:
        usual = max(least, ceil((share or 0) * members))
        found.append(
            law.check(
                "delegates_least",
                "delegates_least",
                truth_of(delegates >= least),
                Words(
                    f"代表 {delegates} 名，至少 {least} 名，一般 {usual} 名",
                    f"{delegates} delegates; at least {least}, as a rule {usual}",
                ),
            )
        )
    found += _by_households(delegates, households, law)
    barred = law.listed("delegates_barred_matters")
    if barred:
        found.append(
            law.check(
                "delegates_barred_matters",
                "delegates_barred_matters",
                truth_of(matter not in barred),
                Words("这一事项不能由代表大会决定", "this is not for delegates to decide")
                if matter in barred
                else Words("这一事项可以由代表大会决定", "delegates may decide this"),
            )
        )
    return tuple(found)


def _by_households(delegates: int, households: int | None, law: LawNumbers) -> list[Check]:
    few, many = law.count("delegates_households_least"), law.count("delegates_households_most")
    if few is None or many is None:
        return []
    if households is None or not delegates:
        answer, each = Truth.UNKNOWN, "?"
    else:
        answer, each = (
            truth_of(few * delegates <= households <= many * delegates),
            f"{households / delegates:.1f}",
        )
    return [
        law.check(
            "delegates_households",
            "delegates_households_most",
            answer,
            Words(
                f"每名代表 {each} 户，一般 {few} 到 {many} 户",
                f"{each} households for a delegate; as a rule {few} to {many}",
            ),
        )
    ]


def reached(votes_for: int, all_votes: int, share: Fraction, bound: str) -> bool:
    """Whether votes reach a share of all there are: `above` is strictly more, `at_least` may be just as many (T5)."""
    return votes_for > share * all_votes if bound == "above" else votes_for >= share * all_votes


def needed_votes(all_votes: int, share: Fraction, bound: str) -> int:
    """The fewest votes that reach the share."""
    exact = share * all_votes
    whole = -(-exact.numerator // exact.denominator)
    return whole + 1 if bound == "above" and whole == exact else whole


def share_words(share: Fraction, bound: str) -> Words:
    """A share with its bound, for people."""
    text = str(share) if share.denominator <= 10 else percent(share)
    return (
        Words(f"超过 {text}", f"more than {text}")
        if bound == "above"
        else Words(f"{text} 以上", f"{text} or more")
    )
