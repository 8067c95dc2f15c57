"""Whether local measures and packs break a prohibition, as far as a program can tell (O25).

The standard is what packs of the prohibition's own domain and area say; local packs are those of areas within it.
The answer is three-valued (T1): a null number or an unknown area leaves it open, and a person judges what no program
can see. What is not broken is not listed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mutong.kernel.period import civil_day
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.choices import NO_CHOICES, Choices, area_holds
from mutong.standards.pack_form import Pack
from mutong.standards.parameters import parameters_of
from mutong.standards.prohibitions import PERSON, Prohibition
from mutong.standards.protocol_amounts import TOTAL_DAYS, protocol_amounts

Row = Mapping[str, object]


@dataclass(frozen=True)
class Breach:
    """What breaks a prohibition (`verdict` YES), or may break it (UNKNOWN), and why.

    `measure_id` names the row of the table measures, '' for a pack, an area or a person's own judgement; `subject` is
    the measure's subject, the area, or the local pack. `clause` is the prohibition's, as `pack:clause`.
    """

    prohibition: str
    pack: str
    check: str
    verdict: Truth
    measure_id: str
    subject: str
    why: Words
    words: Words
    clause: str


@dataclass(frozen=True)
class _Scene:
    """Everything a check may look at."""

    standards: tuple[Pack, ...]
    local: tuple[Pack, ...]
    every: Mapping[str, Pack]
    measures: tuple[Row, ...]
    area_status: tuple[Row, ...]
    cases: tuple[Row, ...] | None
    as_of: date
    choices: Choices
    area_of: Callable[[str], str]


Found = Iterator[tuple[Truth, str, str, Words]]


def check_prohibitions(
    packs: Iterable[Pack],
    measures: Iterable[Row],
    area_status: Iterable[Row],
    as_of: date,
    *,
    cases: Iterable[Row] | None = None,
    choices: Choices = NO_CHOICES,
    area_of: Callable[[str], str] = lambda subject: "",
) -> list[Breach]:
    """Every breach of every prohibition of the packs that is in force, in the order of the packs.

    `measures`, `area_status` and `cases` are rows of those tables (instants or days, also as texts); `area_of` gives
    the area code of a measure's subject where the row has no `area_code`, '' where it is not known. Without `cases`
    nothing is said about when the last one was.
    """
    every = {one.pack: one for pack in packs for one in (*pack.ancestors, pack)}
    measures, area_status = tuple(measures), tuple(area_status)
    known_cases = None if cases is None else tuple(cases)
    found = []
    for pack in every.values():
        for prohibition in pack.prohibitions:
            if not (pack.valid.holds(as_of) and prohibition.valid.holds(as_of)):
                continue
            same = [one for one in every.values() if one.domain == pack.domain]
            scene = _Scene(
                standards=tuple(one for one in same if one.area_code == pack.area_code),
                local=tuple(
                    one
                    for one in same
                    if one.area_code != pack.area_code
                    and area_holds(pack.area_code, one.area_code)
                    and one.valid.holds(as_of)
                ),
                every=every,
                measures=tuple(row for row in measures if _concerns(prohibition, row, as_of)),
                area_status=area_status,
                cases=known_cases,
                as_of=as_of,
                choices=choices,
                area_of=area_of,
            )
            found += [_breach(prohibition, *one) for one in _CHECKS[prohibition.check](prohibition, scene)]
    return found


def _concerns(prohibition: Prohibition, row: Row, as_of: date) -> bool:
    begun = _day(row.get("from"))
    fits = not prohibition.classes or str(row.get("class")) in prohibition.classes
    return fits and begun is not None and begun <= as_of and prohibition.valid.holds(begun)


def _breach(prohibition: Prohibition, verdict: Truth, measure_id: str, subject: str, why: Words) -> Breach:
    return Breach(
        prohibition.name, prohibition.pack, prohibition.check, verdict, measure_id, subject, why,
        prohibition.words, prohibition.clause.full_id,
    )  # fmt: skip


def _person(prohibition: Prohibition, scene: _Scene) -> Found:
    yield Truth.UNKNOWN, "", "", Words("由人判断", "a person judges")


def _longer(prohibition: Prohibition, scene: _Scene) -> Found:
    for row in scene.measures:
        begun, of_class = _day(row["from"]), str(row.get("class"))
        days = _standard_days(scene, of_class, begun, _area(scene, row))
        if days == 0:
            continue
        ended = _day(row.get("ended_at")) or _day(row.get("to")) or scene.as_of
        held = (ended - begun).days
        if days is None:
            why = Words(
                f"标准的天数未核实，已管 {held} 天", f"the standard's days are not known; held {held} days"
            )
            yield Truth.UNKNOWN, *_named(row), why
        elif held > days:
            yield Truth.YES, *_named(row), _more_days(held, days)
    for pack, of_class, text in _local_courses(prohibition, scene):
        days = _standard_days(scene, of_class, scene.as_of, pack.area_code)
        ours = _days_of(pack, text, scene.as_of, pack.area_code, scene.choices)
        if days and ours is not None and ours > days:
            yield Truth.YES, "", pack.pack, _more_days(ours, days)


def _more_days(held: object, days: object) -> Words:
    return Words(f"{held} 天，标准为 {days} 天", f"{held} days, where the standard has {days}")


def _wider(prohibition: Prohibition, scene: _Scene) -> Found:
    for row in scene.measures:
        of_class = str(row.get("class"))
        if of_class not in _classes(scene.standards, _day(row["from"])):
            yield Truth.YES, *_named(row), _not_in_standard(of_class)
    for pack, of_class, _ in _local_courses(prohibition, scene):
        if of_class not in _classes(scene.standards, scene.as_of):
            yield Truth.YES, "", pack.pack, _not_in_standard(of_class)


def _not_in_standard(of_class: str) -> Words:
    return Words(f"标准没有“{of_class}”这类管理", f"the standard manages no class “{of_class}”")


def _outside(prohibition: Prohibition, scene: _Scene) -> Found:
    for row in scene.measures:
        begun, area = _day(row["from"]), _area(scene, row)
        if not area:
            yield Truth.UNKNOWN, *_named(row), Words("不知道在哪个地区", "its area is not known")
            continue
        listed = any(
            str(one.get("status")) in prohibition.statuses
            and area_holds(str(one.get("area_code")), area)
            and _day(one["from"]) <= begun
            and (_day(one.get("to")) is None or begun < _day(one.get("to")))
            for one in scene.area_status
        )
        if not listed:
            said = "、".join(prohibition.statuses), ", ".join(prohibition.statuses)
            yield (
                Truth.YES,
                *_named(row),
                Words(f"{begun} 地区 {area} 不是 {said[0]}", f"on {begun} the area {area} was not {said[1]}"),
            )


def _area_longer(prohibition: Prohibition, scene: _Scene) -> Found:
    for area, status, begun, ended in _spells(prohibition, scene):
        days = _number(prohibition, scene, area, begun)
        last = [
            day
            for row in scene.cases or ()
            if area_holds(area, str(row.get("area_code") or ""))
            and (day := _day(row.get("reported_at"))) is not None
            and begun <= day < ended
        ]
        quiet = (ended - max([begun, *last])).days
        if days is None:
            why = Words(f"{status} 的天数未核实", f"the days of {status} are not known")
            yield Truth.UNKNOWN, "", area, why
        elif quiet > days:
            sure = Truth.YES if scene.cases is not None else Truth.UNKNOWN
            yield (
                sure,
                "",
                area,
                Words(
                    f"{status} 自 {begun} 起，末例后已 {quiet} 天，标准为 {days} 天",
                    f"{status} from {begun}: {quiet} days since the last case, where the standard has {days}",
                ),
            )


def _spells(prohibition: Prohibition, scene: _Scene) -> Iterator[tuple[str, str, date, date]]:
    """Each unbroken stretch of one status in one area, until its end or the day we look."""
    found: dict[tuple[str, str], list[tuple[date, date]]] = {}
    rows = [row for row in scene.area_status if str(row.get("status")) in prohibition.statuses]
    for row in sorted(rows, key=lambda row: _day(row["from"])):
        begun = _day(row["from"])
        ended = min(_day(row.get("to")) or scene.as_of, scene.as_of)
        if begun > scene.as_of:
            continue
        spells = found.setdefault((str(row.get("area_code")), str(row.get("status"))), [])
        if spells and begun <= spells[-1][1]:
            spells[-1] = (spells[-1][0], max(spells[-1][1], ended))
        else:
            spells.append((begun, ended))
    for (area, status), spells in found.items():
        for begun, ended in spells:
            yield area, status, begun, ended


def _number(prohibition: Prohibition, scene: _Scene, area: str, on: date) -> object:
    owner = scene.every[prohibition.pack]
    return parameters_of(owner, scene.choices, on, scene.as_of, area)[prohibition.days].value


def _without(prohibition: Prohibition, scene: _Scene) -> Found:
    for row in scene.measures:
        pack = scene.every.get(str(row.get("pack")))
        if (
            pack is None
            or not pack.valid.holds(_day(row["from"]))
            or pack.clause(str(row.get("clause"))) is None
        ):
            why = Words("没有引用当时有效的标准条款", "it cites no clause of a standard in force")
            yield Truth.YES, *_named(row), why


def _other_purpose(prohibition: Prohibition, scene: _Scene) -> Found:
    for row in scene.measures:
        pack = scene.every.get(str(row.get("pack")))
        if pack is None or pack.domain != prohibition.domain:
            why = Words(
                f"依据“{row.get('pack') or '无'}”不属于“{prohibition.domain}”",
                f"its basis “{row.get('pack') or 'none'}” is not of the domain “{prohibition.domain}”",
            )
            yield Truth.YES, *_named(row), why


def _lacks(prohibition: Prohibition, scene: _Scene) -> Found:
    for row in scene.measures:
        missing = [column for column in prohibition.columns if row.get(column) in (None, "")]
        if missing:
            why = Words(f"没有写 {'、'.join(missing)}", f"{', '.join(missing)} is missing")
            yield Truth.YES, *_named(row), why


_CHECKS: dict[str, Callable[[Prohibition, _Scene], Found]] = {
    PERSON: _person,
    "longer_than_standard": _longer,
    "wider_than_standard": _wider,
    "outside_listed_areas": _outside,
    "area_held_longer": _area_longer,
    "without_standard": _without,
    "other_purpose": _other_purpose,
    "lacks": _lacks,
}


def _named(row: Row) -> tuple[str, str]:
    return str(row.get("measure_id") or ""), str(row.get("subject") or "")


def _area(scene: _Scene, row: Row) -> str:
    return str(row.get("area_code") or scene.area_of(str(row.get("subject") or "")) or "")


def _courses(pack: Pack) -> Iterator[tuple[str, Mapping]]:
    """The protocols of a pack that have phases, by the class they start from (their name where none is said)."""
    for _, text in pack.raw_protocols:
        start = text.get("start")
        of_class = start.get("class") if isinstance(start, Mapping) else None
        if text.get("phases"):
            yield str(of_class or text.get("protocol")), text


def _classes(packs: Iterable[Pack], on: date) -> set[str]:
    return {of_class for pack in packs if pack.valid.holds(on) for of_class, _ in _courses(pack)}


def _local_courses(prohibition: Prohibition, scene: _Scene) -> Iterator[tuple[Pack, str, Mapping]]:
    for pack in scene.local:
        for of_class, text in _courses(pack):
            if not prohibition.classes or of_class in prohibition.classes:
                yield pack, of_class, text


def _standard_days(scene: _Scene, of_class: str, on: date, area: str) -> int | float | None:
    """The most days that a standard in force has for a class; 0 where it has no such class, None where one is null."""
    found: list[int | float | None] = [
        _days_of(pack, text, on, area or pack.area_code, scene.choices)
        for pack in scene.standards
        if pack.valid.holds(on)
        for name, text in _courses(pack)
        if name == of_class
    ]
    return None if None in found else max(found, default=0)


def _days_of(pack: Pack, text: Mapping, on: date, area: str, choices: Choices) -> int | float | None:
    held = parameters_of(pack, choices, on, on, area)
    return protocol_amounts(text, lambda name: held[name].value if name in pack.parameters else None)[
        TOTAL_DAYS
    ]


def _day(cell: object) -> date | None:
    """A day of a cell that holds a day, an instant, or either as text; None for an empty one."""
    if cell in (None, ""):
        return None
    if isinstance(cell, str):
        cell = datetime.fromisoformat(cell) if len(cell) > len("2022-08-22") else date.fromisoformat(cell)
    return civil_day(cell) if isinstance(cell, datetime) else cell  # type: ignore[return-value]
