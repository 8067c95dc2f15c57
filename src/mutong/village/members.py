"""Members of a cooperative: who they are, what they put in, and whether the law lets them be one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mutong.kernel.truth import Truth, all_of, truth_of
from mutong.kernel.words import Words
from mutong.tables.code_words import code_label
from mutong.village.law_numbers import Check, LawNumbers

FARMER, COLLECTIVE = "farmer", "collective"


@dataclass(frozen=True)
class Contribution:
    """Something put in: its form (a word of the pack), its agreed value in fen (None: not valued yet), what it is."""

    form: str
    fen: int | None
    what: str = ""


@dataclass(frozen=True)
class Member:
    """A member: `kind` is farmer, citizen, enterprise, institution, social_organisation, collective or public_body,
    None where nobody has said. `trade_fen` is the year's trade with the cooperative in fen, None where it is not known.
    """

    member_id: str
    kind: str | None = FARMER
    contributions: tuple[Contribution, ...] = ()
    trade_fen: int | None = None
    reserve_fen: int = 0

    @property
    def contribution_fen(self) -> int | None:
        """All that was put in, in fen; None while something is not valued."""
        values = [one.fen for one in self.contributions]
        return None if None in values else sum(values)


def check_members(members: Sequence[Member], law: LawNumbers) -> tuple[Check, ...]:
    """Whether these people may be a cooperative together: one check for each limit the packs name.

    A kind that is not known is counted both ways, so that the answer is unknown only where it matters (T1).
    """
    found = [
        _enough(members, law),
        _farmers(members, law),
        _organisations(members, law),
        *_barred(members, law),
        *_forms(members, law),
    ]
    return tuple(check for check in found if check is not None)


def may_found(checks: Iterable[Check]) -> Truth:
    """Whether every check is kept."""
    return all_of(check.answer for check in checks)


def _enough(members: Sequence[Member], law: LawNumbers) -> Check | None:
    least = law.count("members_least")
    if least is None:
        return None
    return law.check(
        "members_least",
        "members_least",
        truth_of(len(members) >= least),
        Words(
            f"成员 {len(members)} 名，至少 {least} 名", f"{len(members)} members; at least {least} are needed"
        ),
    )


def _farmers(members: Sequence[Member], law: LawNumbers) -> Check | None:
    least = law.share("farmers_least")
    if least is None or not members:
        return None
    sure = sum(one.kind == FARMER for one in members)
    open_ = sum(one.kind is None for one in members)
    answer = _at_least(sure, sure + open_, least * len(members))
    have, want, n = percent(Fraction(sure, len(members))), percent(least), len(members)
    asked = (
        Words(f"；另有 {open_} 名身份未明", f"; {open_} more of a kind nobody has said")
        if open_
        else Words("", "")
    )
    return law.check(
        "farmers_least",
        "farmers_least",
        answer,
        Words(
            f"农民 {sure} 名，占 {n} 名的 {have}，至少 {want}{asked.zh}",
            f"{sure} of {n} members are farmers ({have}); at least {want} are needed{asked.en}",
        ),
    )


def _organisations(members: Sequence[Member], law: LawNumbers) -> Check | None:
    kinds, small = law.listed("organisation_kinds"), law.count("organisations_small_up_to")
    most_small, most_share = law.count("organisations_small_most"), law.share("organisations_most")
    if not kinds or small is None or most_small is None or most_share is None:
        return None
    sure = sum(one.kind in kinds for one in members)
    counted = law.word("collective_counted_as_organisation")
    collectives = sum(one.kind == COLLECTIVE for one in members)
    sure += collectives if counted == "yes" else 0
    open_ = sum(one.kind is None for one in members) + (collectives if counted is None else 0)
    few = len(members) <= small
    most = Fraction(most_small) if few else most_share * len(members)
    of = "organisations_small_most" if few else "organisations_most"
    allowed = int(most)
    return law.check(
        "organisations_most",
        of,
        ~_at_least(sure, sure + open_, Fraction(allowed + 1)),
        Words(
            f"单位成员 {sure} 名"
            + (f"（另有 {open_} 名算不算未定）" if open_ else "")
            + f"，最多 {allowed} 名",
            f"{sure} organisations are members"
            + (f" ({open_} more may count)" if open_ else "")
            + f"; at most {allowed}",
        ),
    )


def _barred(members: Sequence[Member], law: LawNumbers) -> list[Check]:
    kinds = law.listed("member_kinds_barred")
    if not kinds:
        return []
    who = [one.member_id for one in members if one.kind in kinds]
    open_ = [one.member_id for one in members if one.kind is None]
    answer = Truth.NO if who else Truth.UNKNOWN if open_ else Truth.YES
    named = "、".join(who or open_)
    words = {
        Truth.NO: Words(
            f"{named} 具有管理公共事务职能，不得加入；村集体可以由集体经济组织加入",
            f"{named} has functions of public administration and may not join; the village's collective economic "
            "organisation may",
        ),
        Truth.UNKNOWN: Words(
            f"{named} 身份未明，请先问清", f"of {named} nobody has said what kind it is; ask first"
        ),
        Truth.YES: Words("没有不得加入的单位", "nobody is a member who may not be"),
    }[answer]
    return [law.check("member_kinds_barred", "member_kinds_barred", answer, words)]


def _forms(members: Sequence[Member], law: LawNumbers) -> list[Check]:
    allowed, barred = law.listed("contribution_forms"), law.listed("contribution_forms_barred")
    if not allowed:
        return []
    wrong = [(m.member_id, c) for m in members for c in m.contributions if c.form in barred]
    strange = [
        (m.member_id, c) for m in members for c in m.contributions if c.form not in (*allowed, *barred)
    ]
    unvalued = [
        (m.member_id, c) for m in members for c in m.contributions if c.fen is None and c.form in allowed
    ]
    forms = law.check(
        "contribution_forms",
        "contribution_forms_barred" if wrong else "contribution_forms",
        Truth.NO if wrong else Truth.UNKNOWN if strange else Truth.YES,
        Words(f"不得出资：{_told(wrong)}", f"cannot be contributed: {_told(wrong)}")
        if wrong
        else Words(f"出资方式未列明：{_told(strange)}", f"forms that the law does not list: {_told(strange)}")
        if strange
        else Words("出资方式都可以", "every form of contribution is allowed"),
    )
    valued = law.check(
        "contributions_valued",
        "contribution_forms",
        Truth.UNKNOWN if unvalued else Truth.YES,
        Words(f"还没有作价：{_told(unvalued)}", f"not valued yet: {_told(unvalued)}")
        if unvalued
        else Words("出资都已作价", "every contribution is valued"),
    )
    return [forms, valued]


def _told(found: Sequence[tuple[str, Contribution]]) -> str:
    return ", ".join(f"{who} {one.what or _form(one.form)}" for who, one in found)


def _form(form: str) -> str:
    label = code_label("contribution_form", form)
    return f"{label.zh} {label.en}" if label.zh != form else form


def _at_least(low: int, high: int, limit: Fraction) -> Truth:
    """Whether a number between low and high is at least the limit."""
    if low >= limit:
        return Truth.YES
    return Truth.NO if high < limit else Truth.UNKNOWN


def percent(share: Fraction) -> str:
    """A share for people, to a tenth of a per cent at most."""
    return f"{round(float(share) * 100, 1):g} %"
