"""How days, instants, spans, money and shares are written in each language. Nothing here reads a clock but `until`."""

from datetime import date, datetime, timedelta

from mutong.kernel import clock
from mutong.kernel.money import yuan_of
from mutong.kernel.period import CHINA, civil_day
from mutong.kernel.words import Words

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNKNOWN = Words("不详", "unknown")


def day_words(day: date | None, *, year: bool = True) -> Words:
    """A civil day: 2022年8月22日, 22 Aug 2022; without the year where the page already says it."""
    if day is None:
        return UNKNOWN
    zh, en = f"{day.month}月{day.day}日", f"{day.day} {_MONTHS_EN[day.month - 1]}"
    return Words(f"{day.year}年{zh}", f"{en} {day.year}") if year else Words(zh, en)


def weekday_words(day: date) -> Words:
    """The day of the week: 星期一, Mon."""
    return Words(f"星期{_WEEKDAYS_ZH[day.weekday()]}", _WEEKDAYS_EN[day.weekday()])


def instant_words(instant: datetime | None) -> Words:
    """An instant in China's zone to the minute; the year is left out within the register's present year."""
    if instant is None:
        return UNKNOWN
    local = instant.astimezone(CHINA)
    day = day_words(local.date(), year=local.year != clock.today().year)
    return Words(f"{day.zh} {local:%H:%M}", f"{day.en}, {local:%H:%M}")


def start_words(instant: datetime) -> Words:
    """From when something may be done: the day alone where it begins with the day."""
    local = instant.astimezone(CHINA)
    if (local.hour, local.minute) == (0, 0):
        return day_words(local.date(), year=local.year != clock.today().year)
    return instant_words(instant)


def span_words(span: timedelta) -> Words:
    """A length of time in its largest whole unit: 3 天, 3 d; 5 小时, 5 h; 20 分钟, 20 min."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes >= 48 * 60:
        return Words(f"{minutes // 1440} 天", f"{minutes // 1440} days")
    if minutes >= 60:
        return Words(f"{minutes // 60} 小时", f"{minutes // 60} h")
    return Words(f"{minutes} 分钟", f"{minutes} min")


def until_words(instant: datetime) -> Words:
    """A deadline seen from now: 逾期 2 小时; 今天 18:00; 8月24日 10:00."""
    now = clock.now()
    if instant <= now:
        late = span_words(now - instant)
        return Words(f"逾期 {late.zh}", f"overdue {late.en}")
    local = instant.astimezone(CHINA)
    # A limit at midnight is the end of the day before it (T9): say the day people mean.
    whole_day = local.hour == 0 and local.minute == 0
    day = civil_day(local - timedelta(seconds=1)) if whole_day else local.date()
    at = "" if whole_day else f" {local:%H:%M}"
    if day == clock.today():
        return Words(f"今天{at or '内'}", f"today{at}")
    if day == clock.today() + timedelta(days=1):
        return Words(f"明天{at or '内'}", f"tomorrow{at}")
    words = day_words(day, year=day.year != clock.today().year)
    return Words(f"{words.zh}{at or '前'}", f"by {words.en}{at}")


def money_words(low_fen: float | None, high_fen: float | None = None) -> Words:
    """Fen as yuan; both ends where they differ; 'at least' where there is no upper end."""
    if low_fen is None:
        return UNKNOWN
    low = yuan_of(low_fen)
    if high_fen is None:
        return Words(f"{low} 元起", f"at least ¥{low}")
    if high_fen == low_fen:
        return Words(f"{low} 元", f"¥{low}")
    return Words(f"{low}～{yuan_of(high_fen)} 元", f"¥{low} to ¥{yuan_of(high_fen)}")


def share_words(share: float | None) -> str:
    """A share as a whole percentage; it never rounds up to 100 nor down to 0, which would hide someone."""
    if share is None:
        return "—"
    percent = round(share * 100)
    if percent == 100 and share < 1:
        percent = 99
    if percent == 0 and share > 0:
        percent = 1
    return f"{percent}%"
