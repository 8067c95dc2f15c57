"""Accounts: who can sign in as which person."""

from django.db import transaction

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer, check_anywhere, log_deed
from mutong.records.register.models import Account


def create_account(viewer: Viewer, username: str, password: str, person_id: str, *, purpose: str) -> None:
    """Make an account for a person. Raises AccessDenied; MutongError `account_exists`."""
    holding = check_anywhere(viewer, "manage_accounts", purpose)
    with transaction.atomic():
        if Account.objects.filter(username=username).exists():
            raise MutongError(
                "account_exists",
                Words(
                    f"账号 {username} 已存在；请换一个名字。",
                    f"The account {username} exists; use another name.",
                ),
            )
        Account.objects.create_account(username, password, person_id)
        log_deed(viewer, holding, "create_account", purpose, subject=("person", person_id))


def set_account_password(viewer: Viewer, username: str, password: str, *, purpose: str) -> None:
    """Give an account a new password. Raises AccessDenied; MutongError `no_such_account`."""
    holding = check_anywhere(viewer, "manage_accounts", purpose)
    with transaction.atomic():
        account = Account.objects.filter(username=username).first()
        if account is None:
            raise MutongError(
                "no_such_account",
                Words(
                    f"没有账号 {username}；请核对名字。", f"There is no account {username}; check the name."
                ),
            )
        account.set_password(password)
        account.save(update_fields=["password"])
        log_deed(viewer, holding, "set_account_password", purpose)
