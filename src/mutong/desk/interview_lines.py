"""An interview as a page shows it: what to ask first, what cannot be, every stay, who was named, what was said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from mutong.desk.parts import with_query
from mutong.desk.pictures.whereabouts import NARROW, WIDE, Bar, Spot, draw_places, draw_whereabouts, local
from mutong.desk.vocabulary import code_words
from mutong.desk.writing import UNKNOWN, day_words, instant_words
from mutong.kernel.period import CHINA, civil_day, start_of_day
from mutong.kernel.words import Words
from mutong.outbreak.columns import instant_of, second_of
from mutong.outbreak.trajectory import Contradiction, Gap, Visit, cut_gap
from mutong.records.outbreak.told import Told
from mutong.records.reads.areas import area_name
from mutong.records.reads.interviews import InterviewFile, KnownStay, SoughtRow, StatementRow
from mutong.register.areas import township_of
from mutong.workflows.interviewing import AskedDays, Interview

# Shorter gaps are ways from one place to the next; they stand in a list of their own.
_SHORT = timedelta(minutes=30)
# Nobody remembers several days in one answer; a night and its evening are one.
_LONG = timedelta(hours=24)
_SOMEWHERE = Words("不知在哪里", "not known where")


@dataclass(frozen=True)
class GapLine:
    """A time to ask about, and the forms that answer it."""

    words: Words
    between: Words
    infectious: bool
    short: bool
    ask_url: str
    home_url: str


@dataclass(frozen=True)
class StayLine:
    """One stay as a row of the table; `number` is its place's on the map (0: it has none).

    `nobody_else` is the statement that nobody else was there, '' where there is none.
    """

    key: str
    number: int
    where: Words
    when: Words
    length: Words
    seat: str
    source: Words
    told: bool
    sure: bool
    statement_id: str
    people: tuple["PersonLine", ...]
    nobody_else: str
    correct_url: str
    who_url: str


@dataclass(frozen=True)
class PersonLine:
    """Somebody named as met: in the register, or to be looked for."""

    statement_id: str
    name: Words
    known: bool


@dataclass(frozen=True)
class SoughtLine:
    """Somebody to look for."""

    row: SoughtRow
    words: Words
    where: Words
    reason: Words
    find_url: str


@dataclass(frozen=True)
class SaidLine:
    """One statement as it was said."""

    row: StatementRow
    kind: Words
    informant: Words


@dataclass(frozen=True)
class MapPanel:
    """The places of one township."""

    name: str
    picture: SafeString


def when_words(start: datetime, end: datetime | None) -> Words:
    """From when to when; the day of the end only where it is another."""
    first = instant_words(start)
    if end is None:
        return Words(f"{first.zh} 起，离开时间不详", f"from {first.en}, end not known")
    last = instant_words(end)
    if civil_day(start) == civil_day(end):
        last = Words(f"{end.astimezone(CHINA):%H:%M}", f"{end.astimezone(CHINA):%H:%M}")
    return Words(f"{first.zh} 至 {last.zh}", f"{first.en} to {last.en}")


def length_words(span: timedelta) -> Words:
    """A length of time in hours to one decimal, or in minutes below an hour."""
    minutes = span / timedelta(minutes=1)
    if minutes < 60:
        return Words(f"{minutes:.0f} 分钟", f"{minutes:.0f} min")
    return Words(f"{minutes / 60:.1f} 小时", f"{minutes / 60:.1f} h")


def gap_lines(interview: Interview, path: str) -> list[GapLine]:
    """The gaps: those in which others may have been infected first, then by time."""
    parts = [
        part for gap in interview.gaps for part in _parts(gap, second_of(interview.days.infectious_from))
    ]
    lines = [_gap(part, interview, path) for part in parts]
    return sorted(lines, key=lambda line: not line.infectious)


def _parts(gap: Gap, infectious_from: int) -> tuple[Gap, ...]:
    """A gap as it is asked about: apart before and after the first infectious moment, a long one day by day."""
    found = []
    for part in cut_gap(gap, [infectious_from]):
        first, last = civil_day(instant_of(part.start)), civil_day(instant_of(part.end))
        days = (last - first).days if part.end - part.start > _LONG.total_seconds() else 0
        midnights = (second_of(start_of_day(first + timedelta(days=k + 1))) for k in range(days))
        found += cut_gap(part, midnights)
    return tuple(found)


def _gap(gap: Gap, interview: Interview, path: str) -> GapLine:
    start, end = instant_of(gap.start), instant_of(gap.end)
    when, length = when_words(start, end), length_words(end - start)
    asked = {"form": "stay", "arrived_at": local(start), "left_at": local(end)}
    home = interview.file.home_place_id
    after, before = (_name(interview.file, one) for one in (gap.after, gap.before))
    return GapLine(
        words=Words(f"{when.zh}：{_SOMEWHERE.zh}，{length.zh}", f"{when.en}: {_SOMEWHERE.en}, {length.en}"),
        between=Words(
            "；".join(filter(None, (after and f"此前在：{after}", before and f"此后在：{before}"))),
            "; ".join(filter(None, (after and f"before that: {after}", before and f"after that: {before}"))),
        ),
        infectious=end > interview.days.infectious_from,
        short=end - start < _SHORT,
        ask_url=with_query(path, **asked) + "#stay",
        home_url=with_query(path, **asked, place_id=home) + "#stay" if home else "",
    )


def _name(file: InterviewFile, visit: Visit | None) -> str:
    if visit is None:
        return ""
    place = file.places.get(visit.place_id)
    return place.name if place else visit.place_id


def contradiction_lines(interview: Interview) -> list[Words]:
    """What cannot both be true."""
    return [_contradiction(one, interview.file) for one in interview.contradictions]


def _contradiction(found: Contradiction, file: InterviewFile) -> Words:
    when = when_words(instant_of(found.start), instant_of(found.end))
    one, other = _name(file, found.one), _name(file, found.other)
    sources = {stay.key: _source(stay, file) for stay in file.stays}
    a, b = sources[found.one.key], sources[found.other.key]
    return Words(
        f"{when.zh}：既在“{one}”（{a.zh}），又在“{other}”（{b.zh}）",
        f"{when.en}: both at “{one}” ({a.en}) and at “{other}” ({b.en})",
    )


def _source(stay: KnownStay, file: InterviewFile) -> Words:
    if not stay.statement_id:
        return code_words(stay.certainty, "certainty")
    told = next((one for one in file.told if one.statement_id == stay.statement_id), None)
    return code_words(told.informant if told else None, "informant")


def stay_lines(interview: Interview, path: str) -> list[StayLine]:
    """Every stay by time, with the people named there."""
    numbers = place_numbers(interview.file)
    return [_stay(one, interview.file, numbers, path) for one in interview.file.stays]


def _stay(stay: KnownStay, file: InterviewFile, numbers: Mapping[str, int], path: str) -> StayLine:
    place = file.places.get(stay.place_id)
    name, kind = (place.name, code_words(place.kind, "kind")) if place else (stay.place_id, UNKNOWN)
    times = {"arrived_at": local(stay.arrived_at), "left_at": local(stay.left_at) if stay.left_at else ""}
    about = {"about": stay.statement_id} if stay.statement_id else {"place_id": stay.place_id, **times}
    here = [one for one in file.told if _is_at(one, stay)]
    fill = {"replaces": stay.statement_id, "place_id": stay.place_id, "seat": stay.seat, **times}
    return StayLine(
        key=stay.key,
        number=numbers.get(stay.place_id, 0),
        where=Words(f"{name}（{kind.zh}）", f"{name} ({kind.en})"),
        when=when_words(stay.arrived_at, stay.left_at),
        length=length_words(stay.left_at - stay.arrived_at) if stay.left_at else UNKNOWN,
        seat=stay.seat,
        source=_source(stay, file),
        told=bool(stay.statement_id),
        sure=stay.certainty != "point",
        statement_id=stay.statement_id,
        people=tuple(_person(one, file) for one in here if one.kind == "met"),
        nobody_else=next((one.statement_id for one in here if one.kind == "nobody_else"), ""),
        correct_url=with_query(path, form="stay", **fill) + "#stay",
        who_url=with_query(path, form="met", seat=stay.seat, **about) + "#met",
    )


def _is_at(told: Told, stay: KnownStay) -> bool:
    if told.kind not in ("met", "nobody_else"):
        return False
    if told.about or stay.statement_id:
        return told.about == stay.statement_id != ""
    return (told.place_id, told.arrived_at) == (stay.place_id, stay.arrived_at)


def met_elsewhere(interview: Interview) -> tuple[PersonLine, ...]:
    """People met where there is no place to speak of."""
    return tuple(
        _person(one, interview.file)
        for one in interview.file.told
        if one.kind == "met" and one.place_id is None
    )


def living_there(interview: Interview) -> tuple[PersonLine, ...]:
    """People said to live with the case."""
    return tuple(_person(one, interview.file) for one in interview.file.told if one.kind == "lives_with")


def _person(told: Told, file: InterviewFile) -> PersonLine:
    if told.person_id:
        name = file.names.get(told.person_id, told.person_id)
        return PersonLine(told.statement_id, Words(name, name), True)
    said = told.name or told.phone or told.note or ""
    return PersonLine(told.statement_id, Words(f"{said}（待查）", f"{said} (to be looked for)"), False)


def sought_lines(interview: Interview, path: str) -> list[SoughtLine]:
    """People to look for."""
    lines = []
    for row in interview.file.sought:
        place = interview.file.places.get(row.place_id) if row.place_id else None
        when = when_words(row.first_at, row.last_at) if row.first_at else UNKNOWN
        at = place.name if place else ""
        known = [row.name, row.phone, row.note]
        said = " · ".join(one for one in known if one) or "?"
        find = {"statement": row.statement_id, "sought": row.sought_id, "find_person": row.name}
        lines.append(
            SoughtLine(
                row=row,
                words=Words(said, said),
                where=Words(f"{at} {when.zh} {row.seat}".strip(), f"{at} {when.en} {row.seat}".strip()),
                reason=code_words(row.reason, "sought"),
                find_url=with_query(path, form="found", **find) + "#found",
            )
        )
    return lines


def said_lines(rows: Iterable[StatementRow]) -> list[SaidLine]:
    """Every statement, the newest first."""
    return [SaidLine(r, code_words(r.kind, "statement"), code_words(r.informant, "informant")) for r in rows]


def own_lines(rows: Iterable[StatementRow]) -> dict[str, list[SaidLine]]:
    """What counts of the case itself, by kind of statement, the newest first."""
    standing = said_lines(row for row in rows if row.stands)
    return {kind: [one for one in standing if one.row.kind == kind] for kind in ("onset", "isolated", "note")}


def place_numbers(file: InterviewFile) -> dict[str, int]:
    """The places that have coordinates, numbered in the order of the first visit."""
    numbers: dict[str, int] = {}
    for stay in file.stays:
        place = file.places.get(stay.place_id)
        if place and place.longitude is not None and place.latitude is not None:
            numbers.setdefault(place.place_id, len(numbers) + 1)
    return numbers


def maps_of(interview: Interview) -> tuple[list[MapPanel], list[str]]:
    """One plain map for each township that has places with coordinates; and the names of places without."""
    file = interview.file
    numbers = place_numbers(file)
    said = {stay.place_id for stay in file.stays if stay.statement_id}
    townships: dict[str, list[Spot]] = {}
    for place_id, number in numbers.items():
        place = file.places[place_id]
        spot = Spot(number, place.name, place.longitude, place.latitude, place_id in said)
        townships.setdefault(township_of(place.area_code), []).append(spot)
    path = [numbers[stay.place_id] for stay in file.stays if stay.place_id in numbers]
    panels = []
    for code, spots in townships.items():
        name = area_name(code)
        title = Words(f"{name}的场所，按到达的先后编号", f"Places in {name}, numbered in the order of visit")
        panels.append(MapPanel(name, draw_places(title, len(panels) + 1, spots, path)))
    elsewhere = {stay.place_id for stay in file.stays} - set(numbers)
    return panels, sorted(file.places[one].name if one in file.places else one for one in elsewhere)


def pictures_of(interview: Interview) -> tuple[SafeString, SafeString]:
    """The days one under the other: for a desk, and for a phone."""
    days = interview.days
    bars = [
        Bar(_label(when_words(stay.arrived_at, stay.left_at), _place(interview.file, stay)), stay.arrived_at,
            stay.left_at or stay.arrived_at, "said" if stay.statement_id else "seen")
        for stay in interview.file.stays
    ]  # fmt: skip
    bars += [
        Bar(_label(when_words(start, end), _SOMEWHERE), start, end, "gap")
        for start, end in ((instant_of(gap.start), instant_of(gap.end)) for gap in interview.gaps)
    ]
    title = Words("这些天在哪里，逐日逐时", "Where the case was, day by day, hour by hour")
    wide, narrow = (
        draw_whereabouts(title, bars, days.start, days.end, days.infectious_from, width)
        for width in (WIDE, NARROW)
    )
    return wide, narrow


def _place(file: InterviewFile, stay: KnownStay) -> Words:
    place = file.places.get(stay.place_id)
    name = place.name if place else stay.place_id
    return Words(name, name)


def _label(when: Words, what: Words) -> Words:
    return Words(f"{when.zh}：{what.zh}", f"{when.en}: {what.en}")


def days_words(days: AskedDays) -> tuple[Words, Words]:
    """The days on which others may have been infected, and those before on which the case may have been infected."""
    first, last = day_words(civil_day(days.infectious_from)), day_words(civil_day(days.end))
    sure = Words("", "") if days.surely else Words("（最宽）", " (at the widest)")
    infectious = Words(f"{first.zh} 至 {last.zh}{sure.zh}", f"{first.en} to {last.en}{sure.en}")
    if not days.infected_by:
        return infectious, Words(
            "没有标准写明最长潜伏期，也没有登记暴露日期；可在下方选择往前多问几天。",
            "No standard gives the longest incubation and no exposure is on record; choose below how far to look back.",
        )
    start = day_words(civil_day(days.infected_from))
    by = code_words(days.infected_by, "infected_by")
    return infectious, Words(f"{start.zh} 起（{by.zh}）", f"from {start.en} ({by.en})")
