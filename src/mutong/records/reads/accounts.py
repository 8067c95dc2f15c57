"""Who stands behind a sign-in, for work that goes on after the request."""

from mutong.records.access import Viewer, load_viewer
from mutong.records.register.models import Account


def viewer_named(username: str) -> Viewer:
    """The viewer behind a sign-in with the posts it fills now; one without any where there is no such account."""
    account = Account.objects.filter(username=username).first()
    return load_viewer(account) if account else Viewer(username, None, ())


def has_account(username: str) -> bool:
    """Whether somebody signs in by this name."""
    return Account.objects.filter(username=username).exists()
