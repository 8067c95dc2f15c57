"""Signing in and out, and the language of the desk."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from mutong.desk.language import COOKIE, YEAR
from mutong.kernel.words import LANGUAGES, Words
from mutong.records.access import load_viewer
from mutong.records.actions.signing import record_sign_in, record_sign_out

_WRONG = Words(
    "账号或密码不对。请检查后重试；忘记密码请联系系统管理员。",
    "The account or the password is wrong. Check both and try again; if you forgot it, ask whoever runs the system.",
)
_ENDED = Words(
    "请先登录。如果刚才已经登录，是登录已过期：登录后会回到原来的页面。",
    "Please sign in. If you had signed in already, the session has ended: afterwards you return to your page.",
)


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in form; a right password leads to the page that was asked for."""
    wanted = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    username = request.POST.get("username", "").strip()
    if request.method == "POST":
        account = authenticate(request, username=username, password=request.POST.get("password", ""))
        record_sign_in(username, succeeded=account is not None)
        if account is not None:
            login(request, account)
            return redirect(wanted or "today")
    elif request.user.is_authenticated and not wanted:
        return redirect("today")
    wrong = request.method == "POST"
    words = {"wrong": _WRONG if wrong else None, "ended": _ENDED if wanted and not wrong else None}
    status = 401 if wrong else 200
    return render(
        request, "pages/sign_in.html", {"next": wanted, "username": username, **words}, status=status
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        record_sign_out(load_viewer(request.user))
    logout(request)
    return redirect("sign_in")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and go back to where the person was."""
    response = HttpResponseRedirect(_safe(request, request.POST.get("next", "")) or "/")
    language = request.POST.get("language", "")
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def _safe(request: HttpRequest, address: str) -> str:
    """The address when it is one of this desk's own, else ''."""
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own else ""
