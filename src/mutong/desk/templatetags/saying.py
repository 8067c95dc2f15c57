"""Tags by which every text of a template is said in the language of the request."""

from datetime import date, datetime, timedelta

from django import template
from django.utils.safestring import SafeString

from mutong.desk import writing
from mutong.desk.icons import draw_icon
from mutong.desk.language import html_language, say
from mutong.desk.vocabulary import code_words
from mutong.kernel import clock
from mutong.kernel.words import Words

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, **values: object) -> str:
    """One of two texts; {names} in them are filled from the tag's own arguments."""
    words = Words(zh, en)
    spoken = {name: say(v) if isinstance(v, Words) else v for name, v in values.items()}
    return say(words.fill(**spoken) if values else words)


@register.simple_tag
def language_code() -> str:
    """The `lang` attribute of the page."""
    return html_language()


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A small drawing that stands beside words; it says nothing to a screen reader."""
    return draw_icon(name, size)


@register.filter(name="say")
def say_filter(words: Words | str | None) -> str:
    """Words in the language of the request; a plain text (a name, an id) as it is."""
    return say(words) if isinstance(words, Words) else (words or "")


@register.filter
def cell(value: Words | date | str | int | None) -> str:
    """A cell of a printed table: words and days in the language of the request, anything else as it stands."""
    if isinstance(value, date):
        return say(writing.day_words(value))
    return say(value) if isinstance(value, Words) else ("" if value is None else str(value))


@register.filter
def code(value: str | None, column: str = "") -> str:
    """A code word (`public_rental`, `negative`) in people's language; an unlisted one as it stands."""
    return say(code_words(value, column))


@register.filter
def day(value: date | datetime | None) -> str:
    """A civil day."""
    return say(writing.day_words(value.date() if isinstance(value, datetime) else value))


@register.filter
def moment(value: datetime | None) -> str:
    """An instant to the minute."""
    return say(writing.instant_words(value))


@register.filter
def starts(value: datetime) -> str:
    """From when something may be done."""
    return say(writing.start_words(value))


@register.filter
def until(value: datetime) -> str:
    """A deadline as seen from the register's now."""
    return say(writing.until_words(value))


@register.filter
def pressing(value: datetime | None) -> str:
    """How near a deadline is: late, soon (within a day), later, or none."""
    if value is None:
        return "none"
    if value <= clock.now():
        return "late"
    return "soon" if value <= clock.now() + timedelta(days=1) else "later"


@register.filter
def weekday(value: date) -> str:
    """The day of the week."""
    return say(writing.weekday_words(value))


@register.filter
def money(value: float | None) -> str:
    """Fen as yuan."""
    return say(writing.money_words(value, value))


@register.filter
def share(value: float | None) -> str:
    """A share as a percentage."""
    return writing.share_words(value)


@register.filter
def counted(value: int | None) -> str:
    """A whole number with separators; a dash where there is none."""
    return "—" if value is None else f"{value:,}"
