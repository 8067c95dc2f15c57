"""View models that many pages share: what the component templates are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from mutong.kernel.words import Words

NO_WORDS = Words("", "")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Basis:
    """The clause something rests on, and whether it rests on a local choice or a weak source (T4)."""

    label: Words
    title: Words = NO_WORDS
    url: str = ""
    to_confirm: bool = False
    confirm_why: Words = NO_WORDS


@dataclass(frozen=True)
class Empty:
    """What a page says when it has nothing to list, and the way on."""

    icon: str
    title: Words
    text: Words
    url: str = ""
    act: Words = NO_WORDS


@dataclass(frozen=True)
class Exports:
    """The addresses of a list as files."""

    csv: str
    xlsx: str


@dataclass(frozen=True)
class Meter:
    """So many of so many."""

    label: Words
    done: int
    total: int

    @property
    def most(self) -> int:
        """The bar's end; 1 where there is nothing to do, which HTML needs."""
        return max(1, self.total)


@dataclass(frozen=True)
class Tab:
    """One filter of a row of filters."""

    label: Words
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Option:
    """One answer of a choice."""

    value: str
    label: Words
    chosen: bool = False


@dataclass(frozen=True)
class Pager(Generic[Row]):
    """One page of a list, with the way to its neighbours."""

    rows: Sequence[Row]
    total: int
    size: int
    number: int
    before: str
    after: str

    @property
    def first(self) -> int:
        """The place of the first row, counted from 1."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The place of the last row."""
        return min(self.total, self.number * self.size)


def page_number(request: HttpRequest) -> int:
    """The page asked for; 1 when the address says none or nonsense."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked) < 10**6 else 1


def address(request: HttpRequest, **changes: str | None) -> str:
    """The present address with some of its questions changed; None drops one. The page starts anew."""
    asked: QueryDict = request.GET.copy()
    asked.pop("page", None)
    asked.pop("format", None)
    for name, value in changes.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = value
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def turn_pages(request: HttpRequest, rows: Sequence[Row], size: int, total: int | None = None) -> Pager[Row]:
    """The page of `rows` that was asked for. With `total` given, `rows` is that page already."""
    every = len(rows) if total is None else total
    last = max(1, -(-every // size))
    number = min(page_number(request), last)
    shown = rows if total is not None else rows[(number - 1) * size : number * size]
    return Pager(
        rows=shown,
        total=every,
        size=size,
        number=number,
        before=address(request, page=str(number - 1)) if number > 1 else "",
        after=address(request, page=str(number + 1)) if number < last else "",
    )


def exports_of(request: HttpRequest) -> Exports:
    """The addresses of the present list, with its filters, as files."""
    return Exports(csv=address(request, format="csv"), xlsx=address(request, format="xlsx"))


def with_query(path: str, **asked: str) -> str:
    """A path with questions; empty ones are left out."""
    kept = {k: v for k, v in asked.items() if v}
    return f"{path}?{urlencode(kept)}" if kept else path
