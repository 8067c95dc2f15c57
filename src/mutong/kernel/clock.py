"""The only source of now (T8).

A register stores its clock: real, or a sample clock that stands still until a command, a button or a
drill moves it. Whoever opens a register installs that clock here; code below asks `now()`.
"""

from collections.abc import Callable
from datetime import date, datetime

from mutong.kernel.period import CHINA, civil_day

SAMPLE_START = datetime(2022, 8, 22, 8, 0, tzinfo=CHINA)


def read_real_clock() -> datetime:
    """The machine's instant, in China's zone."""
    return datetime.now(tz=CHINA)


_read: Callable[[], datetime] = read_real_clock


def install_clock(read: Callable[[], datetime]) -> None:
    """Make `read` the clock of this process; it gives an aware instant each time it is called."""
    global _read
    _read = read


def now() -> datetime:
    """The present instant of the register that this process serves."""
    return _read().astimezone(CHINA)


def today() -> date:
    """The civil day of `now()`."""
    return civil_day(now())
