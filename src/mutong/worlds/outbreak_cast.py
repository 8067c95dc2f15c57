"""The people of the two importations: who they are and with whom they live. What they do is in outbreak_scenes."""

from dataclasses import dataclass, field

from mutong.worlds.people import Household, Person, person

FULL, NEIGHBOUR_A, NEIGHBOUR_B = "full", "140109901005", "140109901008"
OTHER_CITY = "140702"
_PASSENGER_COUNTIES = ("140702", "140728", "140213", "140303", "140403", "140602")


@dataclass
class Cast:
    """Households by where they live (`full`, a neighbouring community, or a county elsewhere); people and their
    households by the role they play."""

    households: dict[str, list[Household]] = field(default_factory=dict)
    roles: dict[str, list[Person]] = field(default_factory=dict)
    homes: dict[str, list[Household]] = field(default_factory=dict)

    def settle(
        self, where: str, role: str, members: list[Person], playing: int = 1, heads: int = 1
    ) -> Household:
        """A household whose first `playing` members play a role; they follow the script from then on."""
        household = Household(members, heads=heads)
        self.homes.setdefault(role, []).append(household)
        self.households.setdefault(where, []).append(household)
        for one in members[:playing]:
            one.scripted = True
            one.number = True
            self.roles.setdefault(role, []).append(one)
        return household


def _with_others(one: Person, i: int, others: int) -> list[Person]:
    """One grown-up and up to three others: a spouse, a child, a second child."""
    spouse = person("female" if one.sex == "male" else "male", 31 + i % 9, "worker")
    return [one, spouse, person("female", 6 + i % 6, "child"), person("male", 4 + i % 3, "child")][
        : others + 1
    ]


def _grown_up(i: int) -> Person:
    return person("male" if i % 2 else "female", 27 + i * 3 % 24, "worker")


def make_cast(community_only: bool = False) -> Cast:
    """Everybody whom the script needs; every household also has an income, given with the ordinary ones.

    With `community_only`, those of the neighbouring communities live in the full-detail community instead.
    """
    cast = Cast()
    _first_importation(cast)
    _second_importation(cast)
    if community_only:
        for where in (NEIGHBOUR_A, NEIGHBOUR_B):
            cast.households[FULL] += cast.households.pop(where, [])
    return cast


def _first_importation(cast: Cast) -> None:
    home = [person("male", 38, "worker"), person("female", 36, "homemaker"), person("female", 9, "child")]
    cast.settle(FULL, "first_home", home, playing=3, heads=2)
    where = [FULL] * 7 + [NEIGHBOUR_A, OTHER_CITY]
    for i, (place, others) in enumerate(zip(where, (2, 1, 2, 0, 1, 3, 2, 2, 1), strict=True)):
        cast.settle(place, "colleague", _with_others(_grown_up(i), i, others), heads=2 if others else 1)
    for i in range(11):
        parents = [_grown_up(i), person("male" if i % 2 == 0 else "female", 33 + i % 7, "worker")]
        child = person("female" if i % 3 else "male", 8 + i % 3, "child")
        household = cast.settle(FULL if i < 9 else NEIGHBOUR_A, "", [*parents, child], playing=0, heads=2)
        _play(cast, "classmate_of_child", household.members[2])
    cast.settle(FULL, "classmate_of_child", [person("female", 29, "worker")])
    cast.settle(
        FULL, "friend", [person("male", 37, "worker"), person("female", 35, "worker")], playing=2, heads=2
    )
    for i in range(5):
        cast.settle(FULL, "coworker_of_friend", _with_others(_grown_up(i + 2), i, i % 2))
    three = [person("male", 52, "worker"), person("female", 50, "worker"), person("male", 20, "student")]
    cast.settle(FULL, "next_table", [*three, person("female", 76, "retired")], playing=3, heads=2)
    cast.settle(FULL, "far_table", [person("female", 26, "worker"), person("male", 27, "worker")], playing=2)
    for role, count in (
        ("table_not_known", 1), ("server", 1), ("later_at_table", 2), ("shopper_first", 6), ("later_shopper", 2),
    ):  # fmt: skip
        for i in range(count):
            cast.settle(FULL, role, [_grown_up(i + len(role))])
    _train(cast)


def _train(cast: Cast) -> None:
    for i in range(18):
        where = FULL if i < 5 else NEIGHBOUR_B if i < 8 else _PASSENGER_COUNTIES[i % 6]
        cast.settle(where, "same_carriage", _with_others(_grown_up(i), i, i % 2), heads=1 + i % 2)
    for i in range(8):
        where = FULL if i < 3 else _PASSENGER_COUNTIES[i % 6]
        cast.settle(where, "other_carriage", [_grown_up(i + 1)])
    cast.settle(FULL, "carriage_not_known", [_grown_up(4)])
    cast.settle(_PASSENGER_COUNTIES[2], "train_crew", [_grown_up(5)])
    cast.settle(_PASSENGER_COUNTIES[3], "left_train_before", [_grown_up(6)])


def _second_importation(cast: Cast) -> None:
    home = [person("female", 46, "worker"), person("male", 48, "worker"), person("female", 71, "retired")]
    cast.settle(FULL, "second_home", home, playing=3, heads=2)
    for i in range(13):
        parents = [_grown_up(i + 3), person("female" if (i + 3) % 2 else "male", 34 + i % 6, "worker")]
        pupil = person("male" if i % 3 else "female", 10 + i % 3, "child")
        members = [*parents, pupil] if i % 4 else [*parents, pupil, person("female", 66 + i % 8, "retired")]
        household = cast.settle(FULL if i < 12 else NEIGHBOUR_B, "", members, playing=0, heads=2)
        _play(cast, "pupil", household.members[2])
    cast.settle(FULL, "courier", [_grown_up(7)])
    for role, count in (
        ("near_on_bus", 6), ("far_on_bus", 5), ("seat_not_known", 1), ("bus_driver", 1), ("shopper_second", 5),
        ("later_on_bus", 2),
    ):  # fmt: skip
        for i in range(count):
            cast.settle(FULL, role, [_grown_up(i + 2 * len(role))])


def _play(cast: Cast, role: str, one: Person) -> None:
    one.scripted = True
    one.number = True
    cast.roles.setdefault(role, []).append(one)
