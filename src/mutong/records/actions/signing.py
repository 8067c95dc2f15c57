"""Signing in and out, on record; a name that is no account is not written down, it may be somebody's password."""

from mutong.records.access import Viewer
from mutong.records.audit.chain import Deed, append_line
from mutong.records.register.models import Account


def record_sign_in(username: str, *, succeeded: bool) -> None:
    """Put an attempt to sign in on record."""
    known = Account.objects.filter(username=username).exists()
    append_line(
        Deed(
            actor=username if known else "unknown",
            action="sign_in",
            purpose="登录 / sign in",
            outcome="done" if succeeded else "refused",
            count=1 if succeeded else 0,
        )
    )


def record_sign_out(viewer: Viewer) -> None:
    """Put a sign-out on record."""
    append_line(Deed(actor=viewer.name, action="sign_out", purpose="退出 / sign out"))
