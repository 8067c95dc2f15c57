"""The book of an outbreak by the evidence at hand: which serial interval it rests on, what it could not weigh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.outbreak.chain_book import ChainBook, chain_book
from mutong.outbreak.chains import Chains, Row, chains_of
from mutong.outbreak.delays import SerialIntervals, serial_intervals
from mutong.outbreak.estimate import Estimate
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.onset_lags import normal_lags
from mutong.outbreak.situation import PAIRS_AT_LEAST

# How many digits of the area code two cases must share to be possible infectors for their timing alone, from the
# widest that can be weighed: county, township, community.
_AREA_DIGITS = (EvidenceWeights.area_digits, 9, 12)


@dataclass(frozen=True)
class WeighedBook:
    """A book with the serial interval it rests on (None: nothing was weighed, only written links count), how many
    introductions there were (None likewise), and what a reader should know."""

    book: ChainBook
    interval: SerialIntervals | None
    introductions: Estimate | None
    warnings: tuple[Words, ...]
    notes: tuple[Words, ...]


def weigh_outbreak(
    cases: Sequence[Row], links: Sequence[Row], contacts: Sequence[Row] = (), classes: Sequence[str] = ()
) -> WeighedBook:
    """The book of cases, links and contacts (rows of these tables); `classes` of contact, strictest first.

    No standard gives a serial interval, so it is the normal distribution with the mean and sd of the outbreak's own
    written pairs, where there are `PAIRS_AT_LEAST`. Pairs that only a contact suggests do not count for it: they are
    what it is to weigh. Without an interval nothing is weighed. Where timing alone would make more pairs than can be
    weighed, it counts within smaller areas, in the end not at all, and a note says so.
    """
    own, note = _own_interval(chains_of(cases, links))
    if own is None:
        book, found = chain_book(cases, links)
        return WeighedBook(book, None, None, found.warnings, (note, *found.notes))
    settings = {"lags": normal_lags(own.mean.value, own.sd), "classes": tuple(classes)}
    for digits in _AREA_DIGITS:
        try:
            book, found = chain_book(cases, links, contacts, EvidenceWeights(area_digits=digits, **settings))
        except MutongError as refusal:
            if refusal.code != "too_many_candidates":
                raise
            continue
        narrowed = () if digits == _AREA_DIGITS[0] else (_narrowed(digits),)
        return _weighed(book, found, own, (note, *narrowed))
    book, found = chain_book(cases, links, contacts, EvidenceWeights(timing_alone=False, **settings))
    return _weighed(book, found, own, (note, _NO_TIMING))


_NO_TIMING = Words(
    "病例太多，只凭时间无法逐对衡量；只衡量有链接或接触的病例对。",
    "There are too many cases to weigh timing alone pair by pair; only pairs with a link or a contact are weighed.",
)


def _weighed(book: ChainBook, found: Chains, own: SerialIntervals, notes: tuple[Words, ...]) -> WeighedBook:
    return WeighedBook(book, own, found.introductions, found.warnings, (*notes, *found.notes))


def _own_interval(stated: Chains) -> tuple[SerialIntervals | None, Words]:
    """The serial interval of the written pairs, and what it rests on or why there is none."""
    days = stated.serial_intervals
    if len(days) < PAIRS_AT_LEAST or len(set(days)) < 2:
        return None, Words(
            f"标准没有给出代际间隔；本次疫情写明谁传给谁、且都有发病日期的只有 {len(days)} 对，至少要 {PAIRS_AT_LEAST} "
            "对（间隔不能全部相同）。因此不推测可能的传染者，只列写明的链接。",
            f"The standards give no serial interval, and {len(days)} of this outbreak's written links have both "
            f"onsets; {PAIRS_AT_LEAST} are needed, not all of one length. So no probable infectors are worked out: "
            "only written links are shown.",
        )  # fmt: skip
    own = serial_intervals(days)
    return own, Words(
        f"可能的传染者按代际间隔衡量：标准没有给出，取自本次疫情写明的 {own.n} 对，均值 {own.mean.value:.2f} 天，"
        f"标准差 {own.sd:.2f} 天（正态，可为负）。接触、地点和未知来源的权重是本程序的选定值。",
        f"Probable infectors are weighed by a serial interval that no standard gives: it is that of this outbreak's "
        f"{own.n} written pairs, mean {own.mean.value:.2f} days, sd {own.sd:.2f} (normal, may be negative). The "
        "weights of contacts, places and an unseen source are choices of this program.",
    )


def _narrowed(digits: int) -> Words:
    area: Mapping[int, Words] = {9: Words("街道乡镇", "township"), 12: Words("社区（村）", "community")}
    return Words(
        f"病例太多，只凭时间的衡量限于同一{area[digits].zh}之内。",
        f"There are many cases: timing alone is weighed within one {area[digits].en}.",
    )
