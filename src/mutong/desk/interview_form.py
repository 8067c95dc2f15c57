"""What an interviewer fills in, read back: times, the place and the person chosen, what was wrong."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from mutong.desk.names import age_words
from mutong.desk.parts import Option
from mutong.desk.pictures.whereabouts import local
from mutong.desk.vocabulary import code_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.record_statement import INFORMANTS, Said
from mutong.records.reads.areas import area_name, area_names, area_path, areas_under
from mutong.records.reads.people_search import search_people
from mutong.records.reads.place_search import places_named, search_places
from mutong.register.areas import county_of
from mutong.tables.schema import load_schema

PURPOSE = "流行病学调查 / interview a case"
# Which form gives which kind of statement.
KINDS = {
    "stay": "stay", "met": "met", "nobody": "nobody_else", "onset": "onset", "isolated": "isolated",
    "lives": "lives_with", "note": "note",
}  # fmt: skip
NEW_PLACE = "new"
_LONGEST_TEXT = 500
_NOT_A_TIME = Words("请写成 2022-08-19 22:10 的样子", "Write it like 2022-08-19 22:10")
_NOT_A_DAY = Words("请写成 2022-08-19 的样子", "Write it like 2022-08-19")
_NOT_A_NUMBER = Words("请填写数字，例如 1.5", "Write a number such as 1.5")


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in (or is offered): plain texts by field, what is wrong by field, choices to pick from.

    `which` names the form (a key of KINDS); `problem` is about the whole.
    """

    which: str
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, Words] = field(default_factory=dict)
    problem: Words | None = None
    places: tuple[Option, ...] = ()
    people: tuple[Option, ...] = ()
    searched: tuple[str, ...] = ()

    @property
    def nothing_found(self) -> bool:
        """Whether somebody searched and found nothing."""
        found = {"place": self.places, "person": self.people}
        return any(not found[one] for one in self.searched)


def offered(which: str, **values: str) -> Filled:
    """An empty form, or one with some fields filled in beforehand."""
    told = {"said_at": local(clock.now()), "informant": "case", "token": f"S{uuid.uuid4().hex}"}
    return Filled(which, told | values)


def filled_in(post: Mapping[str, str], which: str) -> Filled:
    """The form as it was sent, its texts cut to a sensible length."""
    values = {name: str(post.get(name, "")).strip()[:_LONGEST_TEXT] for name in post}
    values.setdefault("token", f"S{uuid.uuid4().hex}")
    return Filled(which, values)


def with_choices(form: Filled, viewer: Viewer, area_code: str, button: str) -> Filled:
    """The form with the places and people that its search words find; `button` is the one that was pressed."""
    searched = [one for one in ("place", "person") if button == f"find_{one}"]
    places, people = (), ()
    if known := form.values.get("place_id", ""):
        places = tuple(
            Option(one.place_id, _place_words(one.name, one.kind, area_name(one.area_code)), True)
            for one in places_named({known}).values()
        )
    if words := form.values.get("find_place", ""):
        found = search_places(viewer, words, county_of(area_code), PURPOSE)
        names = area_names({one.area_code for one in found})
        chosen = form.values.get("place_id") or (found[0].place_id if len(found) == 1 else "")
        places = tuple(
            Option(
                one.place_id,
                _place_words(one.name, one.kind, names.get(one.area_code, "")),
                one.place_id == chosen,
            )
            for one in found
        )
    if words := form.values.get("find_person", ""):
        people_found = search_people(viewer, words, PURPOSE)
        chosen = form.values.get("person_id") or (people_found[0].person_id if len(people_found) == 1 else "")
        people = tuple(
            Option(
                one.person_id,
                Words(
                    f"{one.name}，{age_words(one.birth_date).zh}，{one.door}",
                    f"{one.name}, {age_words(one.birth_date).en}, {one.door}",
                ),
                one.person_id == chosen,
            )
            for one in people_found
        )
    return replace(form, places=places, people=people, searched=tuple(searched))


def _place_words(name: str, kind: str, area: str) -> Words:
    of_kind = code_words(kind, "kind")
    return Words(f"{name}（{of_kind.zh}，{area}）", f"{name} ({of_kind.en}, {area})")


def place_kinds(chosen: str) -> tuple[Option, ...]:
    """The kinds a new place may have."""
    codes = load_schema("places").column("kind").codes
    return tuple(Option(one, code_words(one, "kind"), one == chosen) for one in codes)


def informants(chosen: str) -> tuple[Option, ...]:
    """Who may have said it."""
    return tuple(Option(one, code_words(one, "informant"), one == chosen) for one in INFORMANTS)


def areas_near(area_code: str, chosen: str) -> tuple[Option, ...]:
    """The areas above the case's own, and those beside it; for where a new place lies."""
    path = area_path(area_code)
    found = {one.area_code: one.name for one in reversed(path)}
    for above in path[-3:]:
        found |= {one.area_code: one.name for one in areas_under(above.area_code)}
    return tuple(
        Option(code, Words(name, name), code == (chosen or area_code)) for code, name in found.items()
    )


def said_of(form: Filled) -> tuple[Said | None, Filled]:
    """The statement that the form makes; None with the form's problems where a field cannot be read."""
    problems: dict[str, Words] = {}
    values = form.values
    times = {
        name: _time(values.get(name, ""), name, problems)
        for name in ("arrived_at", "left_at", "at", "said_at")
    }
    day = _day(values.get("day", ""), problems)
    distance = _number(values.get("distance_m", ""), problems)
    if problems:
        return None, replace(form, problems=problems)
    person_id = values.get("person_id") or None
    said = Said(
        statement_id=values["token"][:60],
        kind=KINDS[form.which],
        informant=values.get("informant", ""),
        said_at=times["said_at"] or clock.now(),
        replaces=values.get("replaces") or None,
        about=values.get("about") or None,
        place_id=values.get("place_id") or None,
        arrived_at=times["arrived_at"],
        left_at=times["left_at"],
        seat=values.get("seat") or None,
        mask=values.get("mask") or None,
        sure=values.get("unsure") != "yes",
        person_id=person_id,
        # Whoever is chosen from the register needs no description.
        name=None if person_id else values.get("name") or None,
        phone=None if person_id else values.get("phone") or None,
        distance_m=distance,
        day=day,
        at=times["at"],
        note=values.get("note") or None,
    )
    return said, form


def refused(form: Filled, refusal: MutongError) -> Filled:
    """The form with the words of a refusal, at its field where it names one."""
    name = str(refusal.fields.get("field") or refusal.fields.get("column") or "")
    if name:
        return replace(form, problems={name: refusal.words}, problem=refusal.words)
    return replace(form, problem=refusal.words)


def _time(text: str, name: str, problems: dict[str, Words]) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text.replace(" ", "T")).replace(tzinfo=CHINA)
    except ValueError:
        problems[name] = _NOT_A_TIME
        return None


def _day(text: str, problems: dict[str, Words]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems["day"] = _NOT_A_DAY
        return None


def _number(text: str, problems: dict[str, Words]) -> float | None:
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 10_000:
        problems["distance_m"] = _NOT_A_NUMBER
        return None
    return found
