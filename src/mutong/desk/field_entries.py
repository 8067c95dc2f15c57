"""Forms that work without a network: `takes_entries` lets a view take each entry of a phone once.

The page's form says `data-offline-form="KIND"`; docs/how-to/make-a-form-work-offline.md tells the rest.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from urllib.parse import unquote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mutong.desk.field_answers import (
    ACCOUNT_HEADER,
    ENTRY_HEADER,
    OTHER_ACCOUNT_WORDS,
    WAITED_HEADER,
    entry_answer,
    is_entry,
    sign_in_answer,
)
from mutong.desk.language import say
from mutong.desk.refusals import refusal_of
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.actions.take_entry import SentEntry
from mutong.workflows.field_entries import REFUSED, TAKEN, TAKEN_BEFORE, Written, take_once

View = Callable[..., HttpResponse]
ID_FIELD, MADE_FIELD = "entry_id", "made_at"
_ASIDE = frozenset({"csrfmiddlewaretoken", ID_FIELD, MADE_FIELD})
_FORM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TAKEN = Words("已登记。", "Kept.")
_BEFORE = Words(
    "此前已登记过同样的一条，没有重复登记。", "The same entry had been taken before; nothing was kept twice."
)
_REFUSED = Words(
    "没有登记：请打开这一条，更正后再上传。", "Not kept: open this entry, correct it and send it again."
)
_NO_ID = Words(
    "这一条没有正确的编号，无法判断是否已登记；请重新打开表单填写。",
    "This entry has no proper id, so nobody can tell whether it was taken; open the form anew.",
)


@dataclass(frozen=True)
class Entry:
    """The entry behind a post: its id and `at`, when it was filled in (on a phone perhaps hours ago).

    A phone's clock that is ahead, or a register on a sample clock, never gives an `at` after the register's now.
    """

    entry_id: str
    at: datetime


def entry_of(request: HttpRequest) -> Entry | None:
    """The entry that a view is taking; None for a form that was posted without one."""
    return getattr(request, "field_entry", None)


def refused(
    response: HttpResponse, words: Words, problems: Mapping[str, Words] | None = None
) -> HttpResponse:
    """Mark a view's answer as a refusal of what was sent, with what is wrong by field: the phone keeps the entry and
    shows it. Any answer of 400 or above counts as refused without this."""
    response.entry_refusal = (words, dict(problems or {}))
    return response


def takes_entries(kind: str) -> Callable[[View], View]:
    """A decorator for views that a form with data-offline-form=`kind` posts to; it stands above `signed_in`.

    An entry id makes the whole view run once for that id, in one transaction that is undone where the view refuses
    (MutongError, an answer of 400 or above, or `refused`). A phone's script gets JSON; a form posted by itself gets the
    view's own answer, and where it was taken before, a redirect to where that led. Without an id nothing is changed.
    """

    def dress(view: View) -> View:
        @wraps(view)
        def taking(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            sent_by_script = is_entry(request)
            entry_id = request.headers.get(ENTRY_HEADER) or request.POST.get(ID_FIELD, "")
            if request.method != "POST" or not entry_id:
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return sign_in_answer() if sent_by_script else view(request, *args, **kwargs)
            account = request.user.get_username()
            if sent_by_script and unquote(request.headers.get(ACCOUNT_HEADER, account)) != account:
                return sign_in_answer(OTHER_ACCOUNT_WORDS)

            def write() -> Written[HttpResponse]:
                response = view(request, *args, **kwargs)
                stands = response.status_code < 400 and not hasattr(response, "entry_refusal")
                return Written(response, stands, response.get("Location", ""))

            try:
                entry = _entry(request, entry_id, account, kind)
                done = take_once(entry, write)
            except MutongError as refusal:
                if not sent_by_script:
                    raise
                return _refusal(refusal)
            if sent_by_script:
                return _told(request, done.outcome, done.answer, done.onward)
            if done.outcome == TAKEN_BEFORE:
                messages.info(request, say(_BEFORE))
                return redirect(done.onward or request.get_full_path())
            return done.answer

        return taking

    return dress


def _entry(request: HttpRequest, entry_id: str, account: str, kind: str) -> SentEntry:
    """The entry as it arrived; sets `request.field_entry`. Raises MutongError `bad_entry_id`."""
    try:
        clean = str(uuid.UUID(entry_id))
    except ValueError:
        raise MutongError("bad_entry_id", _NO_ID) from None
    made_at = _made_at(request.POST.get(MADE_FIELD, ""))
    now = clock.now()
    request.field_entry = Entry(clean, min(made_at or now, now))
    # An id that the form was given when its page was made is no content: a page loaded anew has another.
    sent = sorted(
        (name, [value for value in values if not _FORM_ID.fullmatch(value)])
        for name, values in request.POST.lists()
        if name not in _ASIDE
    )
    content = json.dumps([request.path, sent], ensure_ascii=False)
    return SentEntry(clean, account, kind, made_at, hashlib.sha256(content.encode()).hexdigest())


def _made_at(text: str) -> datetime | None:
    """The phone's instant (ISO 8601 with its zone); None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and 1970 < found.year < 9000 else None


def _told(request: HttpRequest, outcome: str, response: HttpResponse | None, onward: str) -> HttpResponse:
    """What the phone is told. Somebody at the form sees the view's own page next; an entry that waited is told in
    words, which the view had left as messages."""
    if outcome == TAKEN_BEFORE or response is None:
        if WAITED_HEADER not in request.headers:
            messages.info(request, say(_BEFORE))
        return entry_answer(TAKEN_BEFORE, _BEFORE, onward=onward)
    words, problems = getattr(response, "entry_refusal", (_REFUSED if outcome == REFUSED else _TAKEN, {}))
    page = ""
    if WAITED_HEADER in request.headers:
        if said := " ".join(str(message) for message in messages.get_messages(request)):
            words = Words(said, said) if outcome == TAKEN else words
    elif not onward and not response.streaming and "html" in response.get("Content-Type", ""):
        page = response.content.decode(response.charset)
    if outcome == TAKEN:
        return entry_answer(TAKEN, words, onward=onward, page=page)
    status = response.status_code if response.status_code >= 400 else 422
    return entry_answer(REFUSED, words, problems, status=status, page=page)


def _refusal(refusal: MutongError) -> HttpResponse:
    """A MutongError as an answer; the field that it names carries its words too."""
    field = refusal.fields.get("field") or refusal.fields.get("column")
    problems = {str(field): refusal.words} if field else {}
    return entry_answer(REFUSED, refusal.words, problems, status=refusal_of(refusal).status)
