"""Errors that a person can act on: what is wrong, where, and what would be right."""

from dataclasses import dataclass

from mutong.kernel.words import Words


class MutongError(Exception):
    """A refusal with a stable code and words in both languages; it carries no traceback to a user.

    `code` is snake_case, `words` says the fact, both sides and the way out, `fields` holds plain values for
    programs. `str(error)` is the English text.
    """

    def __init__(self, code: str, words: Words, **fields: object) -> None:
        super().__init__(words.en)
        self.code = code
        self.words = words
        self.fields = fields


@dataclass(frozen=True)
class Problem:
    """One wrong cell or row of a file: the columns of rejects.csv (DESIGN.md 6).

    `row` counts as the person sees it, the heading being row 1; 0 where the whole file or sheet is meant.
    """

    file: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    remedy: Words
