"""standards choose: sign a choice where a number is open (T4), as an account whose post may."""

import argparse

from mutong.cli.register_words import day_word
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

_PURPOSE = "选定标准（命令行） / choose an open number, on the command line"
_NEEDED = ("pack", "parameter", "area", "value", "reason", "account")


def add_choice_words(parser: argparse.ArgumentParser) -> None:
    """Add what choose needs to the words of standards."""
    parser.add_argument("--parameter", help="for choose: the open number's name")
    parser.add_argument("--area", help="for choose and compare: an area code")
    parser.add_argument("--value", help="for choose: the value, in the unit of the pack; days as 1;3;7")
    parser.add_argument("--reason", help="for choose: why this value")
    parser.add_argument("--as", dest="account", help="for choose: the account whose post signs")
    parser.add_argument(
        "--until", type=day_word, help="for choose: the day it ends; --on is the day it begins"
    )


def run_choose(options: argparse.Namespace) -> int:
    """Sign one choice in the register; what rests on it is worked out anew by the worker; exit code 0."""
    missing = [word for word in _NEEDED if not getattr(options, word)]
    if missing:
        said = ", ".join("--as" if word == "account" else f"--{word}" for word in missing).replace(
            "--pack", "PACK"
        )
        raise MutongError("words_missing", Words(f"还要写 {said}。", f"Give {said} as well."))
    from mutong.cli.opening import open_register

    open_register(migrate=True)
    from mutong.records.reads.accounts import has_account, viewer_named
    from mutong.workflows.choosing import sign_choice

    if not has_account(options.account):
        raise MutongError(
            "no_such_account",
            Words(f"没有账号“{options.account}”。", f"There is no account “{options.account}”."),
        )
    sign_choice(
        viewer_named(options.account),
        pack=options.pack,
        parameter=options.parameter,
        area_code=options.area,
        value=options.value,
        reason=options.reason,
        purpose=_PURPOSE,
        valid_from=options.on,
        valid_to=options.until,
    )
    done = Words(
        "已签字选定；据此得出的都标明“待确认”。", "Signed; whatever rests on it says “to be confirmed”."
    )
    print(done.say(options.lang))
    return 0
