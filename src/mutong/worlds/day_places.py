"""Places of ordinary days: workrooms, classrooms, shops, restaurants and buses, sized for the people who use them."""

from dataclasses import dataclass

from mutong.worlds.homes import Place

TEAM, CLASS_SIZE, TABLES, BUS_SEATS, TRIPS = 10, 15, 24, 40, 4


@dataclass(frozen=True)
class DayPlaces:
    """Places by use; `people` in each list are counted by making.py."""

    workrooms: list[Place]
    classrooms: list[Place]
    yards: list[Place]
    shops: list[Place]
    restaurants: list[Place]
    buses: list[Place]

    def all(self) -> list[Place]:
        """Every place, in order."""
        return [*self.workrooms, *self.classrooms, *self.yards, *self.shops, *self.restaurants, *self.buses]


def make_day_places(
    tag: str, community: str, workers: int, children: int, riders: int, households: int
) -> DayPlaces:
    """Enough places for so many workers in teams, children in summer classes, bus riders and dining households."""

    def several(
        count: int, mark: str, name: str, kind: str, area: str, capacity: int, air: str
    ) -> list[Place]:
        return [
            Place(f"{tag}-{mark}{i:03d}", name.format(i), kind, area, capacity, air)
            for i in range(1, count + 1)
        ]

    return DayPlaces(
        workrooms=several(
            max(1, -(-workers // TEAM)), "W", "第{}班组", "workroom", community, TEAM, "closed"
        ),
        classrooms=several(
            max(1, -(-children // CLASS_SIZE)), "K", "暑托第{}班", "classroom", community, CLASS_SIZE, "open"
        ),
        yards=several(max(3, households // 500), "Y", "第{}小花园", "yard", community, 300, "open"),
        shops=several(max(4, households // 160), "S", "第{}便民店", "shop", community, 60, "closed"),
        restaurants=several(
            max(3, households // 280), "R", "第{}饭馆", "restaurant", community, 120, "closed"
        ),
        buses=[
            Place(f"BUS-{i:03d}", f"{i}号公交车", "bus", "140109", BUS_SEATS, "open")
            for i in range(1, max(2, -(-riders * 10 // (BUS_SEATS * TRIPS * 8))) + 1)
        ],
    )
