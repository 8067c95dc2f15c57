"""The sections, blocks and fields of the survey's phone form, in the order in which people are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mutong.desk.facts import number_words
from mutong.desk.parts import Option
from mutong.desk.writing import day_words
from mutong.kernel.words import Words
from mutong.records.reads.village_survey import HouseholdSurvey, Known
from mutong.tables.code_words import code_label
from mutong.tables.dictionary import fact_spec
from mutong.tables.schema import Column, load_schema
from mutong.village.survey_book import HOUSEHOLDS, KEYS, LABOUR, MACHINES, PLOTS, YARDS
from mutong.village.survey_checks import MONTHS
from mutong.village.survey_coverage import survey_questions

# A block that a script copies carries this in place of its number.
BLANK = "__i__"
_PICKS = ("willing", "visit")
_LONG = ("why", "worries", "cash_terms", "sheep_skills")
_NOT_SAID = Words("没问到", "not asked")
_YES_NO = (("yes", Words("是", "yes")), ("no", Words("否", "no")))
Marks = Mapping[str, Words]  # by field name


@dataclass(frozen=True)
class SurveyField:
    """One field: its name in the form, how it is filled in, what stands in it, and what is said about it.

    `kind` is text, long, number, whole, day, choice or picks.
    """

    name: str
    label: Words
    kind: str
    value: str
    options: tuple[Option, ...] = ()
    problem: Words | None = None
    warning: Words | None = None
    hint: Words | None = None


@dataclass(frozen=True)
class Block:
    """One row of a sheet: its fields, those behind "more", and twelve months where it is a worker."""

    number: str
    fields: tuple[SurveyField, ...]
    more: tuple[SurveyField, ...] = ()
    months: tuple[SurveyField, ...] = ()
    from_register: bool = False

    @property
    def opened(self) -> bool:
        """Whether something behind "more" must be seen at once."""
        return any(one.problem or one.warning for one in self.more)


@dataclass(frozen=True)
class Section:
    """A part of the form: what to ask, fields of the household, and blocks with an empty one to copy."""

    name: str
    label: Words
    asks: tuple[Words, ...]
    fields: tuple[SurveyField, ...]
    blocks: tuple[Block, ...] = ()
    blank: Block | None = None
    one: Words | None = None
    open: bool = False


@dataclass(frozen=True)
class _Part:
    """How a section is made: its questions, its columns of the first sheet, its own sheet."""

    name: str
    label: Words
    questions: tuple[str, ...]
    columns: tuple[str, ...]
    sheet: str = ""
    one: Words | None = None


_PARTS = (
    _Part("visit", Words("入户", "The visit"), (), ("visit", "asked_at", "group", "householder")),
    _Part("willing", Words("意愿", "Willing"), ("willing",), ("willing", "why")),
    _Part("plots", Words("土地", "Land"), ("plots", "crops", "dry_year"), ("plots_count",), PLOTS,
          Words("一块地", "a plot")),
    _Part("yards", Words("院落棚圈", "Yards and sheds"), ("yards",), ("yards_count",), YARDS,
          Words("一处院落棚圈", "a yard or shed")),
    _Part("labour", Words("劳力", "Labour"), ("labour",), ("workers_count",), LABOUR,
          Words("一个人", "a person")),
    _Part("sheep", Words("羊和手艺", "Sheep and skill"), ("sheep",),
          ("sheep_now", "ewes_now", "sheep_skill_years", "sheep_skills")),
    _Part("cash", Words("现金", "Cash"), ("cash",), ("cash_offered", "cash_as", "cash_terms")),
    _Part("machines", Words("农机", "Machines"), ("machines",), ("machines_count",), MACHINES,
          Words("一种农机", "a machine")),
    _Part("worries", Words("顾虑", "Worries"), ("worries",), ("worries",)),
)  # fmt: skip
_MORE = {PLOTS: ("holding", "held_until", "basic_farmland"), YARDS: ("in_use",)}


def sections_of(
    home: HouseholdSurvey,
    rows: Mapping[str, Mapping[int, Mapping[str, str]]],
    open_questions: Sequence[str],
    problems: Marks,
    warnings: Marks,
) -> tuple[Section, ...]:
    """The form's sections with these rows in them; problems and warnings stand at their fields."""
    asks = {one.name: one.ask for one in survey_questions()}
    hints = {name: _known_words(name, known) for name, known in home.known.items()}
    found = []
    for part in _PARTS:
        first = _fields(HOUSEHOLDS, "0", part.columns, rows[HOUSEHOLDS].get(0, {}), problems, warnings, hints)
        blocks: tuple[Block, ...] = ()
        if part.sheet:
            known = {str(plot["plot_id"]) for plot in home.plots} - set(home.rows[PLOTS])
            blocks = tuple(
                _block(part.sheet, str(number), row, problems, warnings, known)
                for number, row in rows[part.sheet].items()
            )
        found.append(
            Section(
                name=part.name,
                label=part.label,
                asks=tuple(asks[one] for one in part.questions),
                fields=first,
                blocks=blocks,
                blank=_block(part.sheet, BLANK, {}, {}, {}, set()) if part.sheet else None,
                one=part.one,
                open=any(one in open_questions for one in part.questions),
            )
        )
    return tuple(found)


def _block(
    sheet: str,
    number: str,
    row: Mapping[str, str],
    problems: Marks,
    warnings: Marks,
    known: set[str],
) -> Block:
    months = tuple(f"days_{month}" for month in MONTHS) if sheet == LABOUR else ()
    more = _MORE.get(sheet, ())
    aside = {"household_id", *months, *more}
    plain = tuple(name for name in load_schema(sheet).names if name not in aside)

    def fields(columns: tuple[str, ...]) -> tuple[SurveyField, ...]:
        return _fields(sheet, number, columns, row, problems, warnings, {})

    return Block(
        number=number,
        fields=fields(plain),
        more=fields(more),
        months=fields(months),
        from_register=sheet == PLOTS and row.get(KEYS[PLOTS], "") in known,
    )


def _fields(
    sheet: str,
    number: str,
    columns: tuple[str, ...],
    row: Mapping[str, str],
    problems: Marks,
    warnings: Marks,
    hints: Mapping[str, Words],
) -> tuple[SurveyField, ...]:
    found = []
    for name in columns:
        column, value = load_schema(sheet).column(name), row.get(name, "")
        place = f"{sheet}.{number}.{name}"
        found.append(
            SurveyField(
                name=place,
                label=Words(f"{name.removeprefix('days_')}月", name.removeprefix("days_"))
                if name.startswith("days_")
                else column.label,
                kind=_kind(column),
                value=value,
                options=_options(column, value),
                problem=problems.get(place),
                warning=warnings.get(place),
                hint=hints.get(name),
            )
        )
    return tuple(found)


def _kind(column: Column) -> str:
    if column.name in _PICKS:
        return "picks"
    if column.name in _LONG:
        return "long"
    plain = {"number": "number", "integer": "whole", "date": "day", "code": "choice", "boolean": "choice"}
    return plain.get(column.type, "text")


def _options(column: Column, value: str) -> tuple[Option, ...]:
    """The answers of a choice, "not asked" first: no answer is chosen for anybody."""
    if column.codes:
        words = [(code, code_label(column.name, code)) for code in column.codes]
    elif column.type == "boolean":
        words = list(_YES_NO)
    else:
        return ()
    return (
        Option("", _NOT_SAID, not value),
        *(Option(code, label, code == value) for code, label in words),
    )


def _known_words(fact: str, known: Known) -> Words:
    """What the register has of a question already, with its day; it is told, not filled in."""
    spec, day = fact_spec(fact), day_words(known.on)
    if known.value is not None:
        said = code_label(fact, known.value) if spec.type == "code" else Words(known.value, known.value)
    else:
        said = number_words(spec, known.low, known.high)
    return Words(f"登记簿：{said.zh}（{day.zh}）", f"The register has: {said.en} ({day.en})")
