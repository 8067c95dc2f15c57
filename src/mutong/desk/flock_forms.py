"""The forms of the flock book: one event for many sheep, and sheep that come in."""

from collections.abc import Mapping, Sequence
from datetime import date

from mutong.desk.book_frame import (
    SEXES,
    BookForm,
    Choices,
    FormField,
    event_form_fields,
    options_of,
)
from mutong.desk.parts import Option
from mutong.kernel.words import Words
from mutong.village.book.breeds import BREEDS
from mutong.village.book.event_kinds import Kind

TAGGED = ("tagged", "retagged")
_PAID = ("sold", "bought")
_NOT_KNOWN = Words("不详", "not known")


def event_form(
    kind: Kind, texts: Mapping[str, str], wrong: Mapping[str, Words], choices: Choices, on: date
) -> BookForm:
    """The form of one event for many sheep, with what was typed and what is wrong by field."""
    hint = Words(
        "一行一个，可粘贴或扫码；称重可写“耳标 公斤”。",
        "One a line, pasted or scanned; a weight may stand behind it.",
    )
    if kind.name in TAGGED:
        hint = Words("一行一只：“原编号 新耳标”。", "One a line: present number, new tag.")
    keys = Words("耳标或场内编号", "Tags or own numbers")
    pens = [Option(pen, Words(pen, pen), pen == texts.get("whole_pen")) for pen in choices.pens]
    fields = [
        _day(on, wrong),
        FormField(
            "whole_pen",
            Words("整圈登记", "A whole pen"),
            options=(Option("", Words("不按圈", "no whole pen"), not texts.get("whole_pen")), *pens),
        ),
        FormField("keys", keys, value=texts.get("keys", ""), hint=hint, problem=wrong.get("keys"), rows=4),
        *event_form_fields((one for one in kind.fields if one.type != "tag"), texts, wrong, choices),
    ]
    return _form(fields, kind, texts, wrong)


def new_form(
    kind: Kind, texts: Mapping[str, str], wrong: Mapping[str, Words], choices: Choices, on: date
) -> BookForm:
    """The form of sheep that come in, of one lot and one sex."""

    def typed(name: str) -> dict[str, object]:
        return {"value": texts.get(name, ""), "problem": wrong.get(name)}

    fields = [
        _day(on, wrong),
        FormField(
            "sex",
            Words("公母", "Sex"),
            optional=False,
            options=options_of(SEXES, texts.get("sex", "")),
            problem=wrong.get("sex"),
        ),
        FormField(
            "keys",
            Words("耳标", "Ear tags"),
            rows=4,
            hint=Words("一行一个。", "One a line."),
            **typed("keys"),
        ),
        FormField(
            "untagged", Words("没有耳标的几只", "How many bear no tag"), mode="numeric", **typed("untagged")
        ),
        FormField(
            "breed", Words("品种", "Breed"), options=options_of(BREEDS, texts.get("breed", ""), _NOT_KNOWN)
        ),
        FormField(
            "birth",
            Words("出生日", "Born"),
            "date",
            hint=Words(
                "不知道就留空；大概的请勾“约”。", "Leave empty where not known; tick “about” for a guess."
            ),
            **typed("birth"),
        ),
        FormField(
            "birth_about",
            Words("约（出生日是估计的）", "About: the birth is a guess"),
            "checkbox",
            checked=bool(texts.get("birth_about")),
        ),
        *event_form_fields(kind.fields, texts, wrong, choices),
    ]
    return _form(fields, kind, texts, wrong)


def _day(on: date, wrong: Mapping[str, Words]) -> FormField:
    return FormField("on", Words("哪天", "On"), "date", on.isoformat(), False, problem=wrong.get("on"))


def _form(
    fields: Sequence[FormField], kind: Kind, texts: Mapping[str, str], wrong: Mapping[str, Words]
) -> BookForm:
    extra = ()
    if kind.name in _PAID:
        label = Words("同时记入现金账（单价 × 只数）", "Also into the cash book (price × heads)")
        extra = (FormField("into_cash", label, "checkbox", checked=bool(texts.get("into_cash"))),)
    problem = (
        Words("有地方要改，没有登记。", "Something is to be mended; nothing was kept.") if wrong else None
    )
    return BookForm((*fields, *extra), problem=problem)
