"""The farm record (养殖档案) of Art. 41 of the Animal Husbandry Law, as sections of rows, from the books alone.

Five sections as the article lists them: the sheep; what was fed and given; quarantine, vaccination, disinfection;
illness, death and disposal; manure. One event of many sheep is one row with their numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mutong.kernel.words import Words
from mutong.village.book.accounts import ARRIVALS, DEPARTURES
from mutong.village.book.classes import heads_by_class
from mutong.village.book.event_kinds import event_kind, value_words
from mutong.village.book.flock import Flock
from mutong.village.book.lives import Animal, Event
from mutong.village.flock_states import CLASSES

Cell = str | Words | date | int | None


@dataclass(frozen=True)
class Section:
    """One section: its title, the headings of its rows, the rows."""

    title: Words
    headings: tuple[Words, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class BookRow:
    """An entry of a daily book as the record needs it; empty texts for what was not written."""

    on: date
    what: Words
    name: Words
    amount: str
    to_whom: str
    source: str
    note: str


@dataclass(frozen=True)
class RecordNames:
    """How breeds, households and vaccines are called."""

    breed: Callable[[str | None], Words]
    home: Callable[[str], Words]
    vaccine: Mapping[str, Words]


def farm_record(
    flock: Flock,
    feed: Sequence[BookRow],
    care: Sequence[BookRow],
    manure: Sequence[BookRow],
    first: date,
    last: date,
    names: RecordNames,
) -> tuple[Section, ...]:
    """The record of the days from `first` to `last`, both included; numbers are of the end of `last`."""
    happened = sorted(
        (one for events in flock.events.values() for one in events if first <= one.on <= last),
        key=lambda one: (one.on, one.nth),
    )
    return (
        _numbers(flock, last),
        _sheep(flock, last, names),
        _movements(flock, happened),
        _breeding(flock, happened),
        _inputs(flock, happened, feed),
        _vaccinations(flock, happened, care, names),
        _illness(flock, happened),
        Section(
            Words("五、粪污收集、储存和利用", "5. Manure collected, stored and used"),
            (
                _DAY,
                Words("事项", "What"),
                Words("数量", "Amount"),
                Words("圈舍或地块", "Pen or field"),
                Words("对方", "With whom"),
                Words("备注", "Note"),
            ),
            tuple((row.on, row.what, row.amount, row.to_whom, row.source, row.note) for row in manure),
        ),
    )


_DAY = Words("日期", "Day")
_TAGS = Words("耳标或编号", "Tags or numbers")
_HEADS = Words("只数", "Head")


def _numbers(flock: Flock, last: date) -> Section:
    heads = heads_by_class(flock, last)
    rows = [(words, heads[kind]) for kind, words in CLASSES.items() if heads.get(kind)]
    if heads.get(""):
        rows.append((Words("未能分类", "class not known"), heads[""]))
    rows.append((Words("合计", "All"), sum(heads.values())))
    return Section(
        Words("一、品种、数量：期末存栏", "1. Breed and number: in hand at the end"),
        (Words("类别", "Class"), _HEADS),
        tuple(rows),
    )


def _sheep(flock: Flock, last: date, names: RecordNames) -> Section:
    stood = flock.at(last)
    rows = []
    for animal in flock.present(last):
        now = stood[animal.animal_id]
        tags = "、".join(filter(None, (now.tag or animal.number, *(f"旧 {old}" for old in now.old_tags))))
        mother = flock.name(animal.mother_id) if animal.mother_id in flock.animals else ""
        rows.append(
            (
                tags,
                _SEXES[animal.sex],
                names.breed(animal.breed),
                _born(animal),
                mother,
                event_kind(now.entered_how).label,
                now.entered_on,
                names.home(now.household),
                now.pen,
            )
        )
    return Section(
        Words("一、标识、来源：在场羊只", "1. Identification and source: the sheep in hand"),
        (
            _TAGS,
            Words("性别", "Sex"),
            Words("品种", "Breed"),
            Words("出生", "Born"),
            Words("母亲", "Mother"),
            Words("来源", "Source"),
            Words("进场日期", "Came on"),
            Words("归哪户", "Household"),
            Words("圈舍", "Pen"),
        ),
        tuple(sorted(rows, key=lambda row: str(row[0]))),
    )


_SEXES = {"female": Words("母", "female"), "male": Words("公", "male")}


def _born(animal: Animal) -> Cell:
    """The day of birth; a guess is told as one."""
    if animal.birth is None or animal.birth_exact:
        return animal.birth
    return Words(f"约 {animal.birth}", f"about {animal.birth}")


def _movements(flock: Flock, happened: Iterable[Event]) -> Section:
    rows = []
    for some in _together(one for one in happened if one.kind in (*ARRIVALS, *DEPARTURES)):
        told = some[0].details
        other = next((told[name] for name in _OTHERS if told.get(name)), "")
        rows.append(
            (
                some[0].on,
                event_kind(some[0].kind).label,
                len(some),
                _tags(flock, some),
                str(other),
                str(told.get("certificate", "")),
            )
        )
    return Section(
        Words("一、来源和进出场", "1. Arrivals and departures"),
        (
            _DAY,
            Words("事项", "What"),
            _HEADS,
            _TAGS,
            Words("从哪里来、到哪里去", "From or to"),
            Words("检疫证明号", "Quarantine certificate"),
        ),
        tuple(rows),
    )


_OTHERS = ("seller", "from_whom", "source", "buyer", "to_whom")


def _breeding(flock: Flock, happened: Iterable[Event]) -> Section:
    rows = []
    for some in _together(
        one for one in happened if one.kind in ("mated", "checked", "lambed", "aborted", "weaned")
    ):
        rows.append(
            (some[0].on, event_kind(some[0].kind).label, len(some), _tags(flock, some), _details(some[0]))
        )
    return Section(
        Words("一、繁殖记录", "1. Breeding"),
        (_DAY, Words("事项", "What"), _HEADS, _TAGS, Words("说明", "About")),
        tuple(rows),
    )


def _inputs(flock: Flock, happened: Iterable[Event], feed: Sequence[BookRow]) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (row.on, row.what, row.name, row.source, row.to_whom, row.amount, row.note) for row in feed
    ]
    for some in _together(one for one in happened if one.kind == "treated"):
        told = some[0].details
        held = told.get("withdrawal_days")
        note = (
            Words(f"休药期 {held} 天", f"withdrawal {held} days")
            if held is not None
            else Words("休药期未写", "withdrawal not written")
        )
        rows.append(
            (
                some[0].on,
                event_kind("treated").label,
                str(told.get("drug", "")),
                str(told.get("source", "")),
                f"{len(some)}：{_tags(flock, some)}",
                str(told.get("dose", "")),
                note,
            )
        )
    return Section(
        Words("二、饲料、添加剂、兽药", "2. Feed, additives, veterinary drugs"),
        (
            _DAY,
            Words("事项", "What"),
            Words("名称", "Name"),
            Words("来源", "Source"),
            Words("使用对象", "Given to"),
            Words("用量", "Amount"),
            Words("备注", "Note"),
        ),
        tuple(sorted(rows, key=lambda row: str(row[0]))),
    )


def _vaccinations(
    flock: Flock, happened: Iterable[Event], care: Sequence[BookRow], names: RecordNames
) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for some in _together(one for one in happened if one.kind == "vaccinated"):
        told = some[0].details
        vaccine = str(told.get("vaccine", ""))
        about = "，".join(str(told[name]) for name in ("batch", "dose", "source", "by") if told.get(name))
        rows.append(
            (
                some[0].on,
                event_kind("vaccinated").label,
                names.vaccine.get(vaccine, Words(vaccine, vaccine)),
                len(some),
                _tags(flock, some),
                about,
            )
        )
    for one in happened:
        certificate = one.details.get("certificate")
        if certificate:
            rows.append(
                (
                    one.on,
                    Words("检疫", "quarantine"),
                    str(certificate),
                    1,
                    flock.name(one.animal_id),
                    event_kind(one.kind).label,
                )
            )
    rows += [
        (row.on, row.what, row.name, None, row.to_whom, f"{row.amount} {row.source} {row.note}".strip())
        for row in care
    ]
    return Section(
        Words("三、检疫、免疫、消毒", "3. Quarantine, vaccination, disinfection"),
        (
            _DAY,
            Words("事项", "What"),
            Words("疫苗、证明或消毒药", "Vaccine, certificate or disinfectant"),
            _HEADS,
            Words("羊只或圈舍", "Sheep or pen"),
            Words("批号、用量、谁做的", "Batch, amount, by whom"),
        ),
        tuple(sorted(rows, key=lambda row: str(row[0]))),
    )


def _illness(flock: Flock, happened: Iterable[Event]) -> Section:
    rows = []
    for some in _together(one for one in happened if one.kind in ("ill", "died", "slaughtered")):
        rows.append(
            (some[0].on, event_kind(some[0].kind).label, len(some), _tags(flock, some), _details(some[0]))
        )
    return Section(
        Words("四、发病、死亡和无害化处理", "4. Illness, death and harmless disposal"),
        (_DAY, Words("事项", "What"), _HEADS, _TAGS, Words("症状、死因、处理", "Signs, cause, disposal")),
        tuple(rows),
    )


def _together(events: Iterable[Event]) -> list[list[Event]]:
    """Events of one day, kind and content, as they were entered for many at once."""
    groups: dict[tuple[object, ...], list[Event]] = {}
    for one in events:
        told = tuple(sorted((k, str(v)) for k, v in one.details.items() if k not in ("weight_kg", "tag")))
        groups.setdefault((one.on, one.kind, told), []).append(one)
    return list(groups.values())


def _tags(flock: Flock, some: Sequence[Event]) -> str:
    return "、".join(flock.name(one.animal_id) for one in some)


def _details(event: Event) -> Words:
    parts = [
        (field.label, value_words(field, event.details[field.name]))
        for field in event_kind(event.kind).fields
        if field.name in event.details
    ]
    return Words(
        "；".join(f"{label.zh} {value.zh}" for label, value in parts),
        "; ".join(f"{label.en}: {value.en}" for label, value in parts),
    )
