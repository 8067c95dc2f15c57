"""Refusals as pages: what was refused, why, and the way on, in the person's language, with no traceback."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutong.desk.field_answers import is_entry, sign_in_answer
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied


@dataclass(frozen=True)
class Refusal:
    """What a refusal page says."""

    status: int
    title: Words
    text: Words
    code: str
    icon: str = "warn"


NOT_FOUND = Refusal(
    404,
    Words("没有这个页面或记录", "There is no such page or record"),
    Words(
        "地址可能有误，或者记录不在您可以查看的范围内。请从导航重新进入。",
        "The address may be wrong, or the record is not among those you may see. Start again from the navigation.",
    ),
    "not_found",
    "search",
)
BROKEN = Refusal(
    500,
    Words("系统出错，这一步没有做成", "Something broke; this step was not done"),
    Words(
        "没有写入任何内容，可以放心重试。若再次出错，请把时间和所做的操作告诉系统管理员。",
        "Nothing was written, so it is safe to try again. If it happens again, tell whoever runs the system when it "
        "happened and what you were doing.",
    ),
    "broken",
)
STALE_FORM = Refusal(
    403,
    Words("表单已过期，请重新提交", "This form has expired; please send it again"),
    Words(
        "登录已过期，或者页面打开得太久。请返回上一页刷新后重新提交；没有写入任何内容。",
        "Your session ended, or the page was open too long. Go back, reload and send it again; nothing was written.",
    ),
    "stale_form",
    "clock",
)
FORBIDDEN = Words("您的岗位无权办理", "Your post may not do this")
IMPOSSIBLE = Words("这一步不能这样办", "This cannot be done that way")
_GONE = frozenset({"not_found", "unknown_parameter", "no_such_pack"})


def show_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page without navigation, so that it shows whatever went wrong."""
    return render(request, "pages/refusal.html", {"refusal": refusal}, status=refusal.status)


def refusal_of(error: MutongError) -> Refusal:
    """What to say for an error that a person can act on."""
    if isinstance(error, AccessDenied):
        return Refusal(403, FORBIDDEN, error.words, error.code, "lock")
    if error.code in _GONE or error.code.endswith("_not_found") or error.code.startswith("no_such_"):
        return Refusal(404, NOT_FOUND.title, error.words, error.code, "search")
    return Refusal(400, IMPOSSIBLE, error.words, error.code)


class RefusalMiddleware:
    """Turns a MutongError that a page did not catch into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The refusal's page for a MutongError; anything else goes on to the page for what broke."""
        return show_refusal(request, refusal_of(error)) if isinstance(error, MutongError) else None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address that leads nowhere."""
    return show_refusal(request, NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for an error nobody foresaw."""
    return show_refusal(request, BROKEN)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that Django itself refuses."""
    return show_refusal(request, STALE_FORM)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token no longer fits (CSRF_FAILURE_VIEW); a phone keeps its entry."""
    if is_entry(request):
        return sign_in_answer()
    return show_refusal(request, STALE_FORM)
