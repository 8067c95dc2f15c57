"""When a case may have been infected: its own days, a pack's incubation in days or hours, open numbers, no onset."""

from datetime import date, datetime

import pytest

from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.outbreak.columns import instant_of
from mutong.outbreak.exposure_windows import ExposureWindow, exposure_windows
from mutong.standards.incubation import Incubation, incubation_chosen, incubation_of
from mutong.standards.pack import load_pack
from mutong.standards.parameters import ParametersInForce, parameters_of
from tests.outbreak.situations import at, case
from tests.outbreak.small_worlds import ROOT

AS_OF = datetime(2022, 8, 22, 8, tzinfo=CHINA)


def incubation_of_pack(name: str) -> Incubation:
    """The incubation of a shipped pack, with nothing chosen."""
    return incubation_of(numbers_of(name), name)


def numbers_of(name: str) -> ParametersInForce:
    """The parameters of a shipped pack."""
    pack = load_pack(ROOT / "packs/health" / name)
    return parameters_of(pack, None, AS_OF.date(), AS_OF.date(), "140109")


def window(incubation: Incubation | None, **more: object) -> ExposureWindow:
    """The window of a case who fell ill on 20 August."""
    (found,) = exposure_windows([case(**more)], incubation, AS_OF)
    return found


def days(start: int, end: int) -> tuple[str, str]:
    """From and to as they stand on China's clocks."""
    return tuple(f"{instant_of(one):%m-%d %H:%M}" for one in (start, end))


def test_a_chosen_span_counts_whole_days_before_onset() -> None:
    """Seven to one days before the 20th: from the 13th to the end of the 19th, sure and possible alike."""
    found = window(incubation_chosen(7, 1))
    assert (
        days(found.from_, found.to) == days(found.sure_from, found.sure_to) == ("08-13 00:00", "08-20 00:00")
    )
    assert found.causes == ()


def test_the_days_of_the_case_win_each_for_its_own_end() -> None:
    """Written days stand against any incubation; one of them alone settles one end."""
    both = window(incubation_chosen(7, 1), exposed_from=date(2022, 8, 10), exposed_to=date(2022, 8, 11))
    assert days(both.sure_from, both.sure_to) == ("08-10 00:00", "08-12 00:00")
    last = window(incubation_chosen(7, 1), exposed_to=date(2022, 8, 15))
    assert days(last.from_, last.to) == ("08-13 00:00", "08-16 00:00")
    first = window(None, exposed_from=date(2022, 8, 15))
    assert days(first.from_, first.to) == ("08-15 00:00", "08-21 00:00")
    assert first.sure_to <= first.sure_from
    assert not window(None).is_known
    assert window(None).causes == ("exposed_from",)


def test_hours_widen_the_possible_and_narrow_the_sure_window_by_the_day_of_onset() -> None:
    """Norovirus, 12 to 48 hours: the hour of onset on the 20th is not known, so both ends are a day wide."""
    found = window(incubation_of_pack("cn-norovirus"))
    assert days(found.from_, found.to) == ("08-18 00:00", "08-20 12:00")
    assert days(found.sure_from, found.sure_to) == ("08-19 00:00", "08-19 12:00")


def test_an_open_number_is_bounded_by_its_candidates_and_named() -> None:
    """Measles, 7 to 14 or 18 days: the widest is possible, the narrowest sure, the number is named."""
    found = window(incubation_of_pack("cn-measles"))
    assert days(found.from_, found.to) == ("08-02 00:00", "08-14 00:00")
    assert days(found.sure_from, found.sure_to) == ("08-06 00:00", "08-14 00:00")
    assert found.causes == ("incubation_most_days:null_standard",)


def test_a_number_that_nobody_knows_gives_no_window() -> None:
    """Influenza names the number and no value; a pack without one lacks it too: no window, and it is named."""
    for name in ("cn-influenza", "cn-tb"):
        found = window(incubation_of_pack(name))
        assert not found.is_known
        assert "incubation_most_days:null_standard" in found.causes
    assert not incubation_of_pack("cn-influenza").is_settled
    assert incubation_of_pack("cn-dengue").is_settled


def test_where_only_the_longest_is_known_nothing_is_sure() -> None:
    """Cholera gives five days at most and no least: possible to the end of the day of onset, surely nowhere."""
    found = window(incubation_of_pack("cn-cholera"))
    assert days(found.from_, found.to) == ("08-15 00:00", "08-21 00:00")
    assert found.sure_to <= found.sure_from
    assert found.causes == ("incubation_least_days:null_standard",)


def test_without_an_onset_the_specimen_stands_for_it_and_nothing_is_sure() -> None:
    """The day of specimen, else of report, gives a possible window; the onset is named; the future is cut off."""
    found = window(incubation_chosen(7, 1), date_onset=None)
    assert days(found.from_, found.to) == ("08-14 00:00", "08-21 00:00")
    assert found.sure_to <= found.sure_from
    assert found.causes == ("date_onset",)
    reported = window(
        incubation_chosen(7, 0), date_onset=None, date_specimen=None, reported_at=at("22 07:00")
    )
    assert days(reported.from_, reported.to) == ("08-15 00:00", "08-22 08:00")


@pytest.mark.parametrize("span", [(1, 7), (7, -1), (-1, -2), (float("nan"), 1)])
def test_days_that_are_no_span_are_refused(span: tuple[float, float]) -> None:
    """The larger number comes first and neither is negative."""
    with pytest.raises(MutongError) as refused:
        incubation_chosen(*span)
    assert refused.value.code == "exposure_days_wrong"
