"""Forms of the pages on shares: fields of a few kinds, what was written in them, and an act that may be refused."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from mutong.desk.language import say
from mutong.desk.parts import NO_WORDS, Option
from mutong.kernel.errors import MutongError
from mutong.kernel.money import fen_of
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied

Values = dict[str, object]
YUAN, PERCENT = Words("元", "yuan"), Words("%", "%")
_REQUIRED = Words("请填写", "Please fill this in")
_CHOOSE = Words("请从列出的里面选", "Choose one of those listed")
_WRONG = {
    "date": Words("请写成 2022-08-22 的样子", "Write it like 2022-08-22"),
    "money": Words("请写金额，最多两位小数，如 1200.50", "Write an amount with at most two decimals, like 1200.50"),
    "whole": Words("请写不小于 0 的整数", "Write a whole number, 0 or more"),
    "amount": Words("请写大于 0 的数", "Write a number above 0"),
    "percent": Words("请写 0 到 100 之间的数", "Write a number between 0 and 100"),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of a form: `type` is text, long, date, money, whole, amount, percent or hidden."""

    name: str
    label: Words
    type: str = "text"
    optional: bool = False
    options: tuple[Option, ...] = ()
    hint: Words = NO_WORDS
    unit: Words = NO_WORDS
    value: str = ""
    problem: Words | None = None


@dataclass(frozen=True)
class Form:
    """Fields as filled in, and what is wrong with the whole."""

    fields: tuple[Field, ...]
    problem: Words | None = None


@dataclass(frozen=True)
class Act:
    """A form's act: the form, what it does with the values, and where it leads (the present page when left out).

    `run` gives the words that say what was done, and the address to go on to, '' for the present page.
    """

    form: Form
    run: Callable[[Values], tuple[Words, str]]


def field(
    name: str,
    zh: str,
    en: str,
    type: str = "text",
    *,
    optional: bool = False,
    value: object = "",
    options: tuple[Option, ...] = (),
    hint: Words = NO_WORDS,
    unit: Words = NO_WORDS,
) -> Field:
    """A field; money has yuan and a percentage its sign without being told."""
    shown = {"money": YUAN, "percent": PERCENT}.get(type, unit)
    text = value.isoformat() if isinstance(value, date) else str(value)
    chosen = tuple(replace(one, chosen=one.value == text) for one in options)
    return Field(name, Words(zh, en), type, optional, chosen, hint, shown, text)


def new_key() -> str:
    """The id of a form, so that one sent twice is written once."""
    return uuid.uuid4().hex


def read_form(form: Form, post: QueryDict | Mapping[str, str]) -> tuple[Form, Values | None]:
    """The form as filled in, and its values; None for these while a field is wrong.

    Money becomes fen, a percentage a Fraction, what is optional and empty None (a text '').
    """
    fields, values, wrong = [], {}, False
    for one in form.fields:
        written = post.get(one.name, "").strip()
        filled = replace(
            one, value=written, options=tuple(replace(o, chosen=o.value == written) for o in one.options)
        )
        value, problem = _value(filled, written)
        values[one.name] = value
        wrong = wrong or problem is not None
        fields.append(replace(filled, problem=problem))
    return replace(form, fields=tuple(fields)), None if wrong else values


def do_act(
    request: HttpRequest, acts: Mapping[str, Act], gate: Callable[[], object]
) -> tuple[HttpResponse | None, dict[str, Form]]:
    """Do the act that a POST names: the way on when it was done, else the forms with what is wrong.

    Of a GET the forms are as they begin. `gate` asks for the right before a form is even read. Raises AccessDenied.
    """
    forms = {name: act.form for name, act in acts.items()}
    if request.method != "POST":
        return None, forms
    gate()
    name = request.POST.get("act", "")
    if name not in acts:
        raise MutongError(
            "act_not_now",
            Words(
                "现在不能这样办，可能已经办过；请返回刷新后再看。",
                "This cannot be done now; it may be done already. Go back and load the page again.",
            ),
        )
    form, values = read_form(acts[name].form, request.POST)
    if values is not None:
        try:
            done, url = acts[name].run(values)
        except AccessDenied:
            raise
        except MutongError as refusal:
            form = replace(form, problem=refusal.words)
        else:
            messages.success(request, say(done))
            return redirect(url or request.get_full_path()), forms
    return None, {**forms, name: form}


def problem_of(forms: Mapping[str, Form]) -> Words | None:
    """What is wrong with a form that was sent, for the top of the page; None where nothing is."""
    for form in forms.values():
        if form.problem is not None:
            return form.problem
        wrong = [one for one in form.fields if one.problem]
        if wrong:
            return Words(
                "；".join(f"{one.label.zh}：{one.problem.zh}" for one in wrong),
                "; ".join(f"{one.label.en}: {one.problem.en}" for one in wrong),
            )
    return None


def _value(one: Field, written: str) -> tuple[object, Words | None]:
    if one.options:
        if written in {option.value for option in one.options}:
            return written, None
        return ("", None) if one.optional and not written else ("", _CHOOSE)
    if not written:
        empty = "" if one.type in ("text", "long", "hidden") else None
        return empty, None if one.optional else _REQUIRED
    if one.type not in _WRONG:
        return written, None
    try:
        return _READ[one.type](written), None
    except (ValueError, InvalidOperation, ZeroDivisionError):
        return None, _WRONG[one.type]


def _plain(text: str) -> str:
    return text.replace(",", "").replace("，", "").removesuffix("元").removesuffix("%").strip()


def _whole(text: str) -> int:
    number = int(_plain(text))
    if number < 0:
        raise ValueError(text)
    return number


def _amount(text: str) -> float:
    number = Decimal(_plain(text))
    if not number.is_finite() or number <= 0:
        raise ValueError(text)
    return float(number)


def _percent(text: str) -> Fraction:
    number = Decimal(_plain(text))
    if not number.is_finite() or not 0 <= number <= 100:
        raise ValueError(text)
    return Fraction(number) / 100


def _money(text: str) -> int:
    number = Decimal(_plain(text))
    if not number.is_finite() or abs(number) > 10**12:
        raise ValueError(text)
    return fen_of(number)


_READ: Mapping[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "money": _money,
    "whole": _whole,
    "amount": _amount,
    "percent": _percent,
}
