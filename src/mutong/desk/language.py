"""The language of a request: a cookie that the person sets, Chinese when there is none."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from mutong.kernel.words import LANGUAGES, Words

COOKIE = "mutong_language"
YEAR = 365 * 24 * 3600
_HTML = {"zh": "zh-Hans", "en": "en"}
_DJANGO = {"zh": "zh-hans", "en": "en"}
_current: ContextVar[str] = ContextVar("mutong_language", default="zh")


def current_language() -> str:
    """`zh` or `en`: the language of the request being answered."""
    return _current.get()


def html_language() -> str:
    """The same as an HTML `lang` attribute writes it."""
    return _HTML[current_language()]


def speak(language: str) -> None:
    """Make `language` the one of what is being answered; anything but `en` is Chinese."""
    _current.set(language if language in LANGUAGES else "zh")


def say(words: Words) -> str:
    """The words in the language of the request being answered."""
    return words.say(current_language())


class LanguageMiddleware:
    """Reads the cookie, so that pages, errors and Django's own form messages speak one language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, in the person's language and marked as such."""
        before = current_language()
        speak(request.COOKIES.get(COOKIE, "zh"))
        try:
            with translation.override(_DJANGO[current_language()]):
                response = self.get_response(request)
            response.headers.setdefault("Content-Language", html_language())
            return response
        finally:
            speak(before)
