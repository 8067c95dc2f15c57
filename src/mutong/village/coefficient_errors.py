"""How a file of numbers is refused, and how a number that nobody has settled is."""

from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words


class CoefficientError(MutongError):
    """A line of a coefficient or choice file that cannot be used; nothing of the file is loaded.

    `fields` hold file, line, column and value; the words end with what would be right.
    """

    def __init__(
        self, code: str, path: Path, line: int, column: str, value: str, fact: Words, remedy: Words
    ) -> None:
        file = "/".join(path.parts[-2:])
        super().__init__(
            code,
            Words(
                f"{file}:{line} 列“{column}”写的是“{value}”：{fact.zh}。{remedy.zh}。",
                f"{file}:{line} column “{column}” has “{value}”: {fact.en}. {remedy.en}.",
            ),
            file=file,
            line=line,
            column=column,
            value=value,
        )


class NumberNotSettled(MutongError):
    """A number that was asked for as one value and is open, disputed, weak or only a range.

    `code` is number_open, number_disputed, number_weak or number_only_a_range; `fields` hold key, unit and asked_of.
    """
