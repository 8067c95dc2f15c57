"""What the desk tells a phone about an entry: JSON with an outcome and words in both languages."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse

from mutong.kernel.words import Words

ENTRY_HEADER = "X-Mutong-Entry"
ACCOUNT_HEADER = "X-Mutong-Account"
WAITED_HEADER = "X-Mutong-Waited"
SIGN_IN = "sign_in"
SIGN_IN_WORDS = Words(
    "登录已过期；登录后会自动上传，内容仍在本机。",
    "The session has ended; sign in and it will be sent. It is still on this phone.",
)
OTHER_ACCOUNT_WORDS = Words(
    "这一条由另一个账号填写；请用那个账号登录后上传。",
    "Another account filled this in; sign in with that account to send it.",
)


def is_entry(request: HttpRequest) -> bool:
    """Whether a phone's script sends this, rather than a form by itself."""
    return ENTRY_HEADER in request.headers


def entry_answer(
    outcome: str,
    words: Words,
    problems: Mapping[str, Words] | None = None,
    *,
    status: int = 200,
    onward: str = "",
    page: str = "",
) -> HttpResponse:
    """The answer: outcome taken, taken_before, refused or sign_in; `problems` by field, `onward` an address to go to,
    `page` the HTML that the form would have shown."""
    answer = JsonResponse(
        {
            "outcome": outcome,
            "words": _both(words),
            "problems": {field: _both(remedy) for field, remedy in (problems or {}).items()},
            "next": onward,
            "page": page,
        },
        status=status,
    )
    answer["Cache-Control"] = "no-store"
    return answer


def sign_in_answer(words: Words = SIGN_IN_WORDS) -> HttpResponse:
    """That nobody, or somebody else, is signed in: the entry stays on the phone."""
    return entry_answer(SIGN_IN, words, status=401)


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
