"""What happens in the two importations, scene by scene, and who is a contact by it: the planted truth.

Places of a scene hold nobody but the people named here, so the truth is known from the script and is never worked
out. Case days lie so that looking back 2 or 4 days before onset (or specimen) finds the same people.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mutong.kernel.period import CHINA
from mutong.worlds.homes import Place
from mutong.worlds.outbreak_cast import Cast
from mutong.worlds.people import Person

LOOK_BACK_DAYS = 2
CLOSE, SECOND, VENUE, GENERAL = "close_contact", "contact_of_contact", "venue_exposed", "general_contact"
FIRST, SPOUSE, SECOND_INDEX, MOTHER = "C0001", "C0002", "C0003", "C0004"


def at(day: int, clock: str) -> datetime:
    """An instant of August 2022."""
    hour, minute = clock.split(":")
    return datetime(2022, 8, day, int(hour), int(minute), tzinfo=CHINA)


@dataclass(frozen=True)
class Presence:
    """Somebody at a place of the script; `left` None: nobody knows."""

    person: Person
    place_id: str
    arrived: datetime
    left: datetime | None
    seat: str = ""
    certainty: str = "observed"


@dataclass(frozen=True)
class TrueContact:
    """One line of truth: the rule kind is household, room, table, rows, carriage, crew, served, vehicle or place."""

    case_id: str
    person: Person
    degree: int
    contact_class: str
    verdict: str
    rule_kind: str
    place_id: str = ""
    via: Person | None = None
    first: datetime | None = None
    last: datetime | None = None


@dataclass
class Script:
    """The scenes as they are written down: places, presences, the truth and the people who must not be found."""

    places: list[Place] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    contacts: list[TrueContact] = field(default_factory=list)
    not_contacts: list[tuple[str, Person, str, str]] = field(default_factory=list)
    case_people: dict[str, Person] = field(default_factory=dict)
    meetings: list[tuple[str, str, list[Person], datetime, datetime]] = field(default_factory=list)

    def put(
        self, place: str, people: list[Person], start: datetime, end: datetime, seats: list[str] | str = ""
    ) -> None:
        """People at a place for one time; `seats` one for all or one each."""
        each = [seats] * len(people) if isinstance(seats, str) else seats
        for one, seat in zip(people, each, strict=True):
            self.presences.append(Presence(one, place, start, end, seat))

    def meet(
        self, kind: str, place: str, people: list[Person], start: datetime, end: datetime, seat: str = ""
    ) -> None:
        """A room or table that counts for the second degree: everybody with everybody."""
        self.put(place, people, start, end, seat)
        self.meetings.append((kind, place, people, start, end))

    def touch(
        self, cases: tuple[str, ...], people: list[Person], contact_class: str, kind: str, place: str,
        first: datetime, last: datetime | None, verdict: str = "yes",
    ) -> None:  # fmt: skip
        """First-degree contacts of each of the cases."""
        for case in cases:
            for one in people:
                self.contacts.append(
                    TrueContact(case, one, 1, contact_class, verdict, kind, place, None, first, last)
                )


def write_script(cast: Cast, tag: str, community: str) -> Script:
    """All scenes of both importations; places get ids with the community's tag."""
    script = Script()
    first, second = cast.roles["first_home"], cast.roles["second_home"]
    script.case_people = {FIRST: first[0], SPOUSE: first[1], SECOND_INDEX: second[0], MOTHER: second[2]}
    for place in _places(tag, community):
        script.places.append(place)
    _first_chain(script, cast, tag)
    _second_chain(script, cast, tag)
    _second_degree(script, cast)
    _nights(script, cast)
    return script


def _places(tag: str, community: str) -> list[Place]:
    county, city = "140109", "1401"
    return [
        Place(f"{tag}-W901", "远帆设计室", "workroom", community, 10, "closed"),
        Place(f"{tag}-W902", "晴川维修班", "workroom", community, 8, "closed"),
        Place(f"{tag}-K901", "绘画暑期班", "classroom", community, 16, "closed"),
        Place(f"{tag}-K902", "书法暑期班", "classroom", community, 16, "closed"),
        Place(f"{tag}-R901", "小满饭庄", "restaurant", community, 60, "closed"),
        Place(f"{tag}-S901", "顺手便利店", "shop", community, None, "closed"),
        Place(f"{tag}-S902", "日日鲜超市", "shop", community, None, "closed"),
        Place("BUS-901", "甲线公交车", "bus", county, 48, "open"),
        Place("TRAIN-0817", "八月十七日入晋列车", "train", city, 600, "closed"),
    ]


def _first_chain(script: Script, cast: Cast, tag: str) -> None:
    index, spouse, child = cast.roles["first_home"]
    office, other_room = f"{tag}-W901", f"{tag}-W902"
    pupils_room, meal, shop = f"{tag}-K901", f"{tag}-R901", f"{tag}-S901"
    _train_ride(script, cast, index)
    home, isolated = at(17, "16:30"), at(21, "23:40")
    script.touch((FIRST,), [spouse, child], CLOSE, "household", "", home, isolated)
    script.touch((SPOUSE,), [index, child], CLOSE, "household", "", at(19, "00:00"), at(22, "07:30"))

    colleagues = cast.roles["colleague"]
    for day in (*range(8, 13), *range(15, 20)):
        team = [index, *colleagues] if day >= 18 else colleagues
        for start, end in (("08:30", "12:00"), ("13:00", "17:30")):
            script.meet("room", office, team, at(day, start), at(day, end))
    script.touch((FIRST,), colleagues, CLOSE, "room", office, at(18, "08:30"), at(19, "17:30"))
    for day in (18, 19, 20):
        script.meet(
            "room",
            pupils_room,
            [child, *cast.roles["classmate_of_child"]],
            at(day, "09:00"),
            at(day, "11:45"),
        )

    script.put(shop, [index], at(18, "18:10"), at(18, "18:35"))
    script.put(shop, cast.roles["shopper_first"], at(18, "18:05"), at(18, "18:30"))
    script.touch(
        (FIRST,), cast.roles["shopper_first"], GENERAL, "place", shop, at(18, "18:10"), at(18, "18:30")
    )
    script.put(shop, cast.roles["later_shopper"], at(18, "19:40"), at(18, "20:00"))
    _spare(script, FIRST, cast.roles["later_shopper"], shop, "an_hour_later")
    _dinner(script, cast, meal)
    team = [cast.roles["friend"][0], *cast.roles["coworker_of_friend"]]
    script.meet("room", other_room, team, at(20, "08:30"), at(20, "17:00"))


def _dinner(script: Script, cast: Cast, meal: str) -> None:
    start, end, both = at(19, "18:30"), at(19, "20:00"), (FIRST, SPOUSE)
    friends, roles = cast.roles["friend"], cast.roles
    script.meet("table", meal, [*roles["first_home"], *friends], start, end, "T05")
    script.touch(both, friends, CLOSE, "table", meal, start, end)
    script.meet("table", meal, roles["next_table"], start, end, "T06")
    script.touch(both, roles["next_table"], CLOSE, "next_table", meal, start, end)
    script.put(meal, roles["server"], at(19, "17:00"), at(19, "22:30"), "STAFF1")
    script.touch(both, roles["server"], CLOSE, "served", meal, start, end)
    script.meet("table", meal, roles["far_table"], start, end, "T12")
    script.touch(both, roles["far_table"], VENUE, "place", meal, start, end)
    script.put(meal, roles["table_not_known"], start, end)
    script.touch(both, roles["table_not_known"], CLOSE, "table", meal, start, end, "unknown")
    script.meet("table", meal, roles["later_at_table"], at(19, "21:00"), at(19, "22:00"), "T05")
    for case in both:
        _spare(script, case, roles["later_at_table"], meal, "an_hour_later")


def _train_ride(script: Script, cast: Cast, index: Person) -> None:
    train, start, end, roles = "TRAIN-0817", at(17, "12:10"), at(17, "15:40"), cast.roles
    script.put(train, [index], start, end, "C05-07C")
    near = roles["same_carriage"]
    seats = [f"C05-{i // 4 + 1:02d}{'ABDF'[i % 4]}" for i in range(len(near))]
    script.put(train, near, at(17, "11:20"), end, seats)
    script.touch((FIRST,), near, CLOSE, "carriage", train, start, end)
    far = roles["other_carriage"]
    script.put(train, far, at(17, "11:20"), end, [f"C06-{i + 1:02d}A" for i in range(len(far))])
    script.touch((FIRST,), far, GENERAL, "vehicle", train, start, end)
    script.put(train, roles["carriage_not_known"], at(17, "11:20"), end)
    script.touch((FIRST,), roles["carriage_not_known"], CLOSE, "carriage", train, start, end, "unknown")
    script.put(train, roles["train_crew"], at(17, "09:00"), at(17, "17:30"), "CREW1")
    script.touch((FIRST,), roles["train_crew"], CLOSE, "crew", train, start, end)
    script.put(train, roles["left_train_before"], at(17, "09:30"), at(17, "11:20"), "C05-07C")
    _spare(script, FIRST, roles["left_train_before"], train, "left_before")


def _second_chain(script: Script, cast: Cast, tag: str) -> None:
    index, husband, mother = cast.roles["second_home"]
    room, bus, shop, roles = f"{tag}-K902", "BUS-901", f"{tag}-S902", cast.roles
    home, isolated = at(18, "17:00"), at(22, "07:40")
    script.touch((SECOND_INDEX,), [husband, mother], CLOSE, "household", "", home, isolated)
    script.touch((MOTHER,), [husband, index], CLOSE, "household", "", at(19, "00:00"), isolated)
    for day in (19, 20):
        script.meet("room", room, [index, *roles["pupil"]], at(day, "09:00"), at(day, "12:00"))
    script.touch((SECOND_INDEX,), roles["pupil"], CLOSE, "room", room, at(19, "09:00"), at(20, "12:00"))
    courier = roles["courier"]
    script.presences.append(Presence(courier[0], room, at(20, "08:40"), None, "", "stated"))
    script.touch((SECOND_INDEX,), courier, CLOSE, "room", room, at(20, "09:00"), None, "unknown")

    start, end = at(19, "08:15"), at(19, "08:45")
    script.put(bus, [index], start, end, "07C")
    script.put(bus, roles["near_on_bus"], start, end, ["07D", "06C", "08A", "05B", "09C", "10A"])
    script.touch((SECOND_INDEX,), roles["near_on_bus"], CLOSE, "rows", bus, start, end)
    script.put(bus, roles["far_on_bus"], start, end, ["01A", "02D", "03B", "12C", "12D"])
    script.touch((SECOND_INDEX,), roles["far_on_bus"], GENERAL, "vehicle", bus, start, end)
    script.put(bus, roles["seat_not_known"], start, end)
    script.touch((SECOND_INDEX,), roles["seat_not_known"], CLOSE, "rows", bus, start, end, "unknown")
    script.put(bus, roles["bus_driver"], at(19, "07:00"), at(19, "11:00"), "CREW")
    script.touch((SECOND_INDEX,), roles["bus_driver"], CLOSE, "crew", bus, start, end)
    script.put(bus, roles["later_on_bus"], at(19, "10:00"), at(19, "10:30"), ["07C", "07D"])
    _spare(script, SECOND_INDEX, roles["later_on_bus"], bus, "an_hour_later")

    script.put(shop, [index], at(20, "16:00"), at(20, "16:25"))
    script.put(shop, roles["shopper_second"], at(20, "15:55"), at(20, "16:20"))
    script.touch(
        (SECOND_INDEX,), roles["shopper_second"], GENERAL, "place", shop, at(20, "16:00"), at(20, "16:20")
    )


def _spare(script: Script, case: str, people: list[Person], place: str, why: str) -> None:
    script.not_contacts += [(case, one, place, why) for one in people]


# Contacts at higher risk, whose own household, table and room make a second degree.
_HIGHER_RISK = ("household", "room", "table")


def _second_degree(script: Script, cast: Cast) -> None:
    """From each certain contact at higher risk: the people it lives with, and its rooms and tables since then."""
    homes = {FIRST: "first_home", SPOUSE: "first_home", SECOND_INDEX: "second_home", MOTHER: "second_home"}
    first_degree = list(script.contacts)
    for case, home in homes.items():
        near = {id(c.person) for c in first_degree if c.case_id == case and c.contact_class == CLOSE}
        near |= {id(one) for one in cast.roles[home]}
        for contact in first_degree:
            # A contact who is a case has a list of his own.
            if contact.person in script.case_people.values():
                continue
            if contact.case_id != case or contact.verdict != "yes" or contact.rule_kind not in _HIGHER_RISK:
                continue
            _add_second(script, case, contact, near)


def _add_second(script: Script, case: str, contact: TrueContact, near: set[int]) -> None:
    found: dict[int, TrueContact] = {}

    def add(one: Person, kind: str, place: str, first: datetime | None, last: datetime | None) -> None:
        if id(one) not in near and id(one) not in found:
            found[id(one)] = TrueContact(
                case, one, 2, SECOND, "yes", kind, place, contact.person, first, last
            )

    for one in contact.person.household.members:
        add(one, "household", "", contact.first, None)
    for kind, place, people, start, end in script.meetings:
        if start >= contact.first and contact.person in people:
            for one in people:
                add(one, kind, place, start, end)
    script.contacts += found.values()


def _nights(script: Script, cast: Cast) -> None:
    """Everybody with a role is at home when not in a scene; the two who came from elsewhere only since they came."""
    isolated = {id(cast.roles["first_home"][0]): at(21, "23:40")}
    here_since = {
        id(cast.roles["first_home"][0]): at(17, "16:30"),
        id(cast.roles["second_home"][0]): at(18, "17:00"),
    }
    of: dict[int, list[Presence]] = {}
    for presence in script.presences:
        of.setdefault(id(presence.person), []).append(presence)
    travel = timedelta(minutes=15)
    for people in list(cast.roles.values()):
        for one in people:
            if not one.household.place_id:
                continue
            since = here_since.get(id(one), at(8, "00:00"))
            mine = sorted(of.get(id(one), []), key=lambda p: p.arrived)
            for presence in mine:
                if presence.arrived - travel > since:
                    _at_home(script, one, since, presence.arrived - travel)
                gone = presence.left or presence.arrived.replace(hour=12, minute=30)
                since = max(since, gone + travel)
            _at_home(script, one, since, isolated.get(id(one), at(22, "00:00")))


def _at_home(script: Script, one: Person, start: datetime, end: datetime) -> None:
    if end - start >= timedelta(minutes=30):
        script.presences.append(Presence(one, one.household.place_id, start, end))
