"""Move the sample clock (T8)."""

from datetime import datetime, timedelta

from django.db import transaction

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.register.register_clock import is_sample_clock, start_sample_clock, write_clock


def set_clock(viewer: Viewer, at: datetime, *, purpose: str) -> datetime:
    """Move the sample clock forward to an aware instant, and give it.

    Raises AccessDenied; MutongError `clock_is_real` where the register lives by the machine's clock, `clock_backwards`.
    """
    holding = check_anywhere(viewer, "move_clock", purpose)
    with transaction.atomic():
        if not is_sample_clock():
            raise MutongError(
                "clock_is_real",
                Words(
                    "本登记簿使用真实时钟，不能调整；只有样例登记簿可以。",
                    "This register lives by the real clock, which cannot be moved; only a sample register's can.",
                ),
            )
        now = clock.now()
        if at < now:
            raise MutongError(
                "clock_backwards",
                Words(
                    f"时钟不能回拨：现在是 {now:%Y-%m-%d %H:%M}，要求的是 {at:%Y-%m-%d %H:%M}。请给出更晚的时间，"
                    "或重建样例。",
                    f"The clock does not run backwards: it is {now:%Y-%m-%d %H:%M}, you asked for {at:%Y-%m-%d %H:%M}. "
                    "Give a later time, or make the sample anew.",
                ),
            )
        write_clock(at)
        log_deed(viewer, holding, "set_clock", purpose)
    return clock.now()


def advance_clock(viewer: Viewer, by: timedelta, *, purpose: str) -> datetime:
    """Move the sample clock forward by a span, and give the new instant. Raises as `set_clock`."""
    return set_clock(viewer, clock.now() + by, purpose=purpose)


def begin_sample_clock(viewer: Viewer, *, purpose: str) -> None:
    """Give a new register the sample clock at its start; one that has a clock keeps it. Raises AccessDenied."""
    holding = check_anywhere(viewer, "move_clock", purpose)
    with transaction.atomic():
        start_sample_clock()
        log_deed(viewer, holding, "begin_sample_clock", purpose)
