"""Entries on this phone: what waits and what was refused (the phone's own list), and what the desk took today.

Beside the page stand two small addresses that its scripts need: a ticket for sending, and the service worker.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.parts import Empty, exports_of
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import instant_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.keys import load_key
from mutong.records.reads.field_entries import own_entries

_WORKER = Path(__file__).parents[1] / "static" / "mutong" / "field-worker.js"
_HEADINGS = (
    Words("表单", "Form"),
    Words("填写时间", "Filled in"),
    Words("收到时间", "Received"),
    Words("编号", "Id"),
)


@dataclass(frozen=True)
class TakenLine:
    """One entry that the desk took today; `made_at` as the phone's clock had it."""

    entry_id: str
    form: Words
    made_at: datetime | None
    received_at: datetime
    url: str


@signed_in
@require_GET
def show_field(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page; the list of what the desk took today goes out as a file too."""
    taken = [
        TakenLine(row.entry_id, code_words(row.kind, "field_entry"), row.made_at, row.received_at, row.onward)
        for row in own_entries(viewer, clock.today())
    ]
    if kind := wanted_format(request):
        rows = (
            (one.form, instant_words(one.made_at), instant_words(one.received_at), one.entry_id)
            for one in taken
        )
        return send_list(kind, "field-entries", _HEADINGS, rows)
    page = {
        "taken": taken,
        "exports": exports_of(request) if taken else None,
        "nothing_waits": Empty(
            "check",
            Words("本机没有待上传的登记", "Nothing waits on this phone"),
            Words(
                "没有网络时照常填表：内容先存在本机，有网后自动上传，每条只登记一次。",
                "Without a network fill in forms as usual: they are kept here and sent later, each once.",
            ),
        ),
    }
    return show(request, "pages/field.html", "field", page=page)


@require_GET
def give_ticket(request: HttpRequest) -> HttpResponse:
    """Who is signed in, a fresh form token, and the key that seals this account's entries on the phone.

    The key is the account's own, worked out from the register's key `phone`: the same on every phone, so that entries
    saved from one can be read on another, and nobody else's. Signed out, there is neither.
    """
    if not request.user.is_authenticated:
        ticket: dict[str, str] = {"account": "", "csrf": "", "key": ""}
    else:
        account = request.user.get_username()
        key = hmac.new(load_key("phone"), account.encode(), hashlib.sha256).digest()
        ticket = {"account": account, "csrf": get_token(request), "key": base64.b64encode(key).decode()}
    answer = JsonResponse(ticket)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
def send_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it may keep pages of the whole desk."""
    answer = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer
