"""A decision on record: proposed, told, met, voted, published, in force: what is missing, by which clause.

Nothing here decides anything: it says what the record shows and what the law asks. Which steps there are follows from
the names of the parameters that a pack has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth, all_of, truth_of
from mutong.kernel.words import Words
from mutong.tables.code_words import code_label
from mutong.village.law_numbers import LawNumbers, day_after_wait
from mutong.village.voting import needed_votes, reached, share_words

DONE, OPEN, BROKEN, UNKNOWN = "done", "open", "broken", "unknown"


@dataclass(frozen=True)
class DecisionRecord:
    """What is on record of one decision; None is not known or not done yet.

    `matter` is a word of the pack (distribution, charter, investment …). `members` counts those who may vote, `votes`
    all votes there are (extra ones too; None: as many as members). `notice_days` is the charter's own number.
    """

    matter: str
    members: int
    proposed_on: date | None = None
    discussed_on: date | None = None
    papers_open_on: date | None = None
    noticed_on: date | None = None
    meeting_on: date | None = None
    attended: int | None = None
    votes: int | None = None
    votes_for: int | None = None
    minutes: bool | None = None
    published_on: date | None = None
    notice_days: int | None = None


@dataclass(frozen=True)
class DecisionStep:
    """One step: its state (done, open: not yet, broken: against the law, unknown: cannot be told), the day it was
    done, the earliest lawful day (None: hangs on a day or number that is not known), and what the law says."""

    name: str
    title: Words
    state: str
    on: date | None
    earliest: date | None
    words: Words
    basis: str
    citation: Words

    @property
    def answer(self) -> Truth:
        """YES done, NO broken, else UNKNOWN."""
        return {DONE: Truth.YES, BROKEN: Truth.NO}.get(self.state, Truth.UNKNOWN)


@dataclass(frozen=True)
class DecisionState:
    """The whole course. `stands` is YES when every step is done as the law asks, NO once one was broken; `missing` are
    the steps still open or unknown; `in_force_from` the day the last of them was done."""

    steps: tuple[DecisionStep, ...]

    @property
    def stands(self) -> Truth:
        """Whether the decision stands."""
        return all_of(step.answer for step in self.steps)

    @property
    def missing(self) -> tuple[DecisionStep, ...]:
        """What is still to be done or found out."""
        return tuple(step for step in self.steps if step.answer is Truth.UNKNOWN)

    @property
    def broken(self) -> tuple[DecisionStep, ...]:
        """What was not done as the law asks: the course begins again from there."""
        return tuple(step for step in self.steps if step.answer is Truth.NO)

    @property
    def in_force_from(self) -> date | None:
        """The day of the last step, where the decision stands; None otherwise."""
        days = [step.on for step in self.steps if step.on is not None]
        return max(days) if self.stands is Truth.YES and days else None


def decision_state(record: DecisionRecord, law: LawNumbers, as_of: date) -> DecisionState:
    """Where a decision stands on a day, by the steps that the packs' parameters ask for.

    Days before a meeting are whole days between: the day of the notice and that of the meeting are not counted (T12),
    so that with ten days a notice on the 1st lets the assembly meet on the 12th. A meeting one day earlier is unknown.
    Raises MutongError unknown_matter for a matter that the packs do not name: a slip of the pen must not skip a step.
    """
    _check_matter(record.matter, law)
    steps: list[DecisionStep] = [_proposed(record, law, as_of)]
    start = record.proposed_on or as_of
    if law.asks("discussed_first_by"):
        steps.append(_discussed(record, law, start))
        start = record.discussed_on or start
    waits: list[date | None] = []
    if record.matter in law.listed("accounts_matters"):
        steps.append(_papers(record, law, start))
        waits.append(_after(record.papers_open_on or max(start, as_of), law.count("accounts_open_days")))
    if law.asks("notice_days"):
        steps.append(_notice(record, law, start))
        days = record.notice_days if law.count("notice_days") is None else _notice_days(record, law)
        waits.append(_after(record.noticed_on or max(start, as_of), days))
    steps.append(_meeting(record, law, waits, start))
    steps.append(_vote(record, law))
    steps += _minutes(record, law)
    if law.word("publicity_needed"):
        steps.append(_published(record, law))
    return DecisionState(tuple(steps))


def _check_matter(matter: str, law: LawNumbers) -> None:
    lists = ("matters_of_the_assembly", "special_matters", "accounts_matters")
    known = dict.fromkeys(one for name in lists for one in law.listed(name))
    if known and matter not in known:
        labels = [code_label("matter", one) for one in known]
        raise MutongError(
            "unknown_matter",
            Words(
                f"没有“{matter}”这一事项；可以写：{'、'.join(one.zh for one in labels)}（{'、'.join(known)}）。",
                f"There is no matter “{matter}”; there are: {', '.join(known)}.",
            ),
            matter=matter,
        )


def _notice_days(record: DecisionRecord, law: LawNumbers) -> int | None:
    """The law's number of days, or the charter's where that is longer."""
    days = law.count("notice_days")
    return days if record.notice_days is None or days is None else max(days, record.notice_days)


def _after(day: date, days: int | None) -> date | None:
    return None if days is None else day_after_wait(day, days)


def _step(
    law: LawNumbers,
    of: str,
    name: str,
    title: Words,
    state: str,
    on: date | None,
    earliest: date | None,
    words: Words,
) -> DecisionStep:
    return DecisionStep(name, title, state, on, earliest, words, law.basis(of), law.citation(of))


def _proposed(record: DecisionRecord, law: LawNumbers, as_of: date) -> DecisionStep:
    label = code_label("matter", record.matter)
    words = Words(f"事项：{label.zh}", f"matter: {label.en}")
    state = DONE if record.proposed_on else OPEN
    return _step(
        law, "meetings_a_year", "proposal", Words("提出", "proposed"), state, record.proposed_on, as_of, words
    )


def _discussed(record: DecisionRecord, law: LawNumbers, start: date) -> DecisionStep:
    on = record.discussed_on
    late = on is not None and record.meeting_on is not None and on > record.meeting_on
    early = on is not None and record.proposed_on is not None and on < record.proposed_on
    words = Words(
        "重要事项先经党组织研究讨论", "important matters are first discussed by the Party organisation"
    )
    if late:
        words = Words("研究讨论晚于会议", "it was discussed only after the meeting")
    if early:
        words = Words(
            "研究讨论早于提出，请核对日期", "it was discussed before it was proposed; check the days"
        )
    state = BROKEN if late or early else DONE if on else OPEN
    return _step(
        law, "discussed_first_by", "discussion", Words("先行研究", "discussed first"), state, on, start, words
    )


def _papers(record: DecisionRecord, law: LawNumbers, start: date) -> DecisionStep:
    days, on = law.count("accounts_open_days"), record.papers_open_on
    words = Words(
        f"报告和方案在会前置备查阅 {days} 天",
        f"reports and plans lie open for {days} days before the meeting",
    )
    return _step(
        law,
        "accounts_open_days",
        "papers",
        Words("置备查阅", "papers laid open"),
        DONE if on else OPEN,
        on,
        start,
        words,
    )


def _notice(record: DecisionRecord, law: LawNumbers, start: date) -> DecisionStep:
    days = record.notice_days if law.count("notice_days") is None else _notice_days(record, law)
    on = record.noticed_on
    words = (
        Words(
            "提前多少天由章程定，章程的数还没有写",
            "how many days before is the charter's; its number is not given",
        )
        if days is None
        else Words(f"提前 {days} 天通知全体成员", f"all members are told {days} days before")
    )
    return _step(
        law, "notice_days", "notice", Words("会议通知", "notice"), DONE if on else OPEN, on, start, words
    )


def _meeting(
    record: DecisionRecord, law: LawNumbers, waits: Sequence[date | None], start: date
) -> DecisionStep:
    """Attendance, and whether every wait had run out by the meeting."""
    share, on = law.share("quorum_share"), record.meeting_on
    known = [day for day in waits if day is not None]
    earliest = None if None in waits else max([*known, start])
    title = Words("开会", "meeting")
    if share is None:
        return _step(
            law,
            "quorum_share",
            "meeting",
            title,
            UNKNOWN,
            on,
            earliest,
            Words("出席比例未查到", "no quorum is in force"),
        )
    wanted = needed_votes(record.members, share, "at_least")
    bound = share_words(share, "at_least")
    words = Words(
        f"成员 {record.members} 名，出席至少 {wanted} 名（{bound.zh}）",
        f"of {record.members} at least {wanted} attend ({bound.en})",
    )
    if on is None:
        return _step(law, "quorum_share", "meeting", title, OPEN, None, earliest, words)
    if record.papers_open_on is None and len(waits) and record.matter in law.listed("accounts_matters"):
        return _too_early(law, "accounts_open_days", on, None, title)
    if record.noticed_on is None and law.asks("notice_days"):
        return _too_early(law, "notice_days", on, None, title)
    if known and on < max(known):
        of = "accounts_open_days" if _papers_late(record, law) else "notice_days"
        return _too_early(law, of, on, max(known), title)
    if record.attended is None:
        return _step(law, "quorum_share", "meeting", title, UNKNOWN, on, earliest, words)
    words = Words(f"{words.zh}；实到 {record.attended} 名", f"{words.en}; {record.attended} did")
    state = BROKEN if record.attended < wanted else UNKNOWN if None in waits else DONE
    return _step(law, "quorum_share", "meeting", title, state, on, earliest, words)


def _papers_late(record: DecisionRecord, law: LawNumbers) -> bool:
    days = law.count("accounts_open_days")
    if days is None or record.papers_open_on is None or record.matter not in law.listed("accounts_matters"):
        return False
    return record.meeting_on < day_after_wait(record.papers_open_on, days)


def _too_early(law: LawNumbers, of: str, on: date, earliest: date | None, title: Words) -> DecisionStep:
    """A meeting before its day. One day short hangs on whether the day of the notice counts: that is not for us."""
    if earliest is None:
        words = Words(
            "会开了，但没有先行通知或置备的记录",
            "it met, but no notice or opening of the papers is on record",
        )
        return _step(law, of, "meeting", title, UNKNOWN, on, None, words)
    if on + timedelta(days=1) == earliest:
        words = Words(
            f"{on} 开会，是否满期取决于通知（置备）当日算不算；稳妥的最早日期是 {earliest}",
            f"it met on {on}; whether the days were full hangs on counting the first; {earliest} is safe",
        )
        return _step(law, of, "meeting", title, UNKNOWN, on, earliest, words)
    words = Words(
        f"{on} 开会过早，最早 {earliest}", f"it met on {on}, too early; the earliest day was {earliest}"
    )
    return _step(law, of, "meeting", title, BROKEN, on, earliest, words)


def _vote(record: DecisionRecord, law: LawNumbers) -> DecisionStep:
    kind = "special" if record.matter in law.listed("special_matters") else "ordinary"
    of = f"{kind}_share"
    share, bound = law.share(of), law.word(f"{kind}_bound") or "at_least"
    title = Words("表决", "vote")
    if share is None:
        return _step(
            law, of, "vote", title, UNKNOWN, None, None, Words("通过比例未查到", "no share is in force")
        )
    every = record.members if law.word("majority_of") == "members" or record.votes is None else record.votes
    wanted, said = needed_votes(every, share, bound), share_words(share, bound)
    words = Words(
        f"共 {every} 票，同意至少 {wanted} 票（全体的{said.zh}）",
        f"of all {every} votes at least {wanted} ({said.en})",
    )
    earliest = record.meeting_on
    if record.votes_for is None:
        return _step(law, of, "vote", title, OPEN, None, earliest, words)
    words = Words(f"{words.zh}；同意 {record.votes_for} 票", f"{words.en}; {record.votes_for} were for it")
    passed = reached(record.votes_for, every, share, bound)
    state = BROKEN if not passed or record.votes_for > every else DONE
    return _step(law, of, "vote", title, state, record.meeting_on, earliest, words)


def _minutes(record: DecisionRecord, law: LawNumbers) -> list[DecisionStep]:
    of = next((name for name in ("minutes_signed", "minutes_kept") if law.word(name)), None)
    if of is None:
        return []
    words = Words("会议记录由出席者签名、保存", "the minutes are signed by those present and kept")
    answer = truth_of(record.minutes)
    state = {Truth.YES: DONE, Truth.NO: OPEN, Truth.UNKNOWN: OPEN}[answer]
    on = record.meeting_on if answer is Truth.YES else None
    return [_step(law, of, "minutes", Words("会议记录", "minutes"), state, on, record.meeting_on, words)]


def _published(record: DecisionRecord, law: LawNumbers) -> DecisionStep:
    on, met = record.published_on, record.meeting_on
    days = law.count("publicity_days")
    told = (
        Words(f"{days} 天", f"for {days} days")
        if days is not None
        else Words("天数未见明文", "no number of days was found")
    )
    early = on is not None and met is not None and on < met
    words = (
        Words("公布早于会议，请核对日期", "it was published before the meeting; check the days")
        if early
        else Words(f"决定及时公布（{told.zh}）", f"the decision is published in time ({told.en})")
    )
    end = on + timedelta(days=days) if on is not None and days is not None else on
    state = BROKEN if early else DONE if on else OPEN
    return _step(law, "publicity_needed", "publicity", Words("公布", "publicity"), state, end, met, words)
