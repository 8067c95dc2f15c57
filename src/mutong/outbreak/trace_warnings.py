"""What a tracing could not look up, case by case: no stays, stays of other days only, stays to come, no household."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.outbreak.exposers import LONG_AGO, Exposer
from mutong.outbreak.households import Households
from mutong.outbreak.people import People
from mutong.outbreak.stays import StayStore

_DIGITS = 20
_FOREVER = 1 << 33


def warnings_of(
    windows: Sequence[Exposer], store: StayStore | None, households: Households, people: People, as_of: int
) -> tuple[Words, ...]:
    """What whoever traces these cases must know; `as_of` in seconds."""
    persons = [one.person for one in windows]
    codes = people.stored(persons)
    homes = households.hold(persons)
    covered = _Covered(windows, store, codes) if store is not None else None
    found = list(_to_come(store, codes, as_of)) if store is not None else []
    for k, one in enumerate(windows):
        if covered is None or codes[k] < 0:
            found.append(_no_stays(one, store))
        else:
            found += covered.outside(k)
        if not homes[k]:
            found.append(
                Words(
                    f"病例 {one.case_id} 不知与谁同住；请补问共同居住人员。",
                    f"It is not known with whom case {one.case_id} lives; ask who shares the home.",
                )
            )
    return tuple(found)


def _no_stays(one: Exposer, store: StayStore | None) -> Words:
    near = _with_other_zeros(one.person, store) if store is not None else ""
    zh = f"停留库里有 {near}，与其编号 {one.person} 只差前面的 0，请核对；" if near else ""
    differs = f" The store has {near}, which differs from {one.person} in leading zeros only: check the id."
    en = differs if near else ""
    return Words(
        f"病例 {one.case_id} 没有停留记录；{zh}其场所接触者查不出，请补流调。",
        f"Case {one.case_id} has no stays; contacts at places cannot be found: interview the case.{en}",
    )


def _with_other_zeros(person: str, store: StayStore) -> str:
    """A person of the store whose id differs in leading zeros only; '' where there is none."""
    if not (person.isascii() and person.isdigit()):
        return ""
    bare = person.lstrip("0") or "0"
    forms = [form for n in range(len(bare), _DIGITS + 1) if (form := bare.zfill(n)) != person]
    there = store.person_codes(forms) >= 0
    return forms[int(np.argmax(there))] if there.any() else ""


def _to_come(store: StayStore, codes: np.ndarray, as_of: int) -> Iterator[Words]:
    """How many stays of the cases begin after the instant as of which is traced."""
    beyond = np.full(len(codes), _FOREVER)
    _, rows = store.rows_of(codes, np.full(len(codes), as_of), beyond)
    later = int((store.arrays["arrived"][rows] > as_of).sum())
    if later:
        moment = f"{datetime.fromtimestamp(as_of, CHINA):%Y-%m-%d %H:%M}"
        yield Words(
            f"这些病例有 {later} 条停留晚于截止时刻 {moment}，没有计入。",
            f"{later} stays of these cases begin after {moment} and were not looked at.",
        )


class _Covered:
    """Which of the cases' windows hold any stay, and how far the stays of each case go."""

    def __init__(self, windows: Sequence[Exposer], store: StayStore, codes: np.ndarray) -> None:
        self._windows, self._store, self._codes = windows, store, codes
        start = np.array([one.from_ for one in windows], dtype=np.int64)
        end = np.array([one.to for one in windows], dtype=np.int64)
        self._holds = np.zeros(len(windows), dtype=bool)
        self._holds[store.rows_of(codes, start, end)[0]] = True

    def outside(self, k: int) -> Iterator[Words]:
        """That a case's stays all lie before or after the days on which others may have been exposed, where so."""
        if self._holds[k]:
            return
        one, store = self._windows[k], self._store
        _, rows = store.rows_of(self._codes[k : k + 1], np.array([0]), np.array([_FOREVER]))
        first = _day(int(store.arrays["arrived"][rows].min()))
        last = _day(int(store.arrays["arrived"][rows].max()))
        since_zh = "截至" if one.from_ == LONG_AGO else f"{_day(one.from_)} 至"
        since_en = "before" if one.from_ == LONG_AGO else f"between {_day(one.from_)} and"
        until = _day(one.to - 1)
        yield Words(
            f"病例 {one.case_id} 的停留记录只有 {first} 至 {last}，可能传染他人的 {since_zh} {until} 一条也没有；"
            "其场所接触者查不出，请补入这几天的停留或补流调。",
            f"The stays of case {one.case_id} are of {first} to {last} only, none {since_en} {until}, when others may "
            "have been exposed; contacts at places cannot be found: load the stays of these days, or ask the case.",
        )


def _day(second: int) -> str:
    return f"{datetime.fromtimestamp(second, CHINA):%Y-%m-%d}"
