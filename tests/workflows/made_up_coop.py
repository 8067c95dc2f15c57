"""A cooperative with the five members of the law's worked case, in the small register; amounts in fen."""

from datetime import date

from tests.records.small_register import GRID_ONE, PURPOSE, rows_of, viewer_of

YEAR = 2021
JOINED = date(2021, 1, 10)
# Member, the year's trade and the contribution in yuan.
WORKED = {
    "甲": (40_000, 10_000),
    "乙": (30_000, 20_000),
    "丙": (20_000, 5_000),
    "丁": (10_000, 0),
    "戊": (0, 50_000),
}
PAID = {"甲": 2_394_783, "乙": 2_190_522, "丙": 1_281_913, "丁": 655_043, "戊": 1_577_739}
HOMES = {name: f"HC{number}" for number, name in enumerate(WORKED)}
LAW = "cn-coop"


def add_homes() -> None:
    """A household of one person for each member of the worked case, in the first grid."""
    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows

    since = date(2020, 1, 1)
    tables = {
        "places": rows_of(
            "place_id name kind area_code", *((f"D{home}", f"{who}家", "home", GRID_ONE) for who, home in HOMES.items())
        ),
        "people": rows_of("person_id name area_code", *((f"P{home}", who, GRID_ONE) for who, home in HOMES.items())),
        "households": rows_of(
            "household_id area_code place_id", *((home, GRID_ONE, f"D{home}") for home in HOMES.values())
        ),
        "memberships": rows_of(
            "person_id household_id kind valid_from", *((f"P{home}", home, "living", since) for home in HOMES.values())
        ),
    }  # fmt: skip
    for table, rows in tables.items():
        assert land_rows(system_viewer("test"), table, rows, purpose=PURPOSE).problems == []


def found_coop(area: str = "140109901001") -> str:
    """A cooperative of the community without members; its id."""
    from mutong.workflows.shares import found

    return found(viewer_of("SEC"), "示例养羊合作社", LAW, area, purpose=PURPOSE)


def make_coop() -> str:
    """The cooperative of the worked case: five members with their contributions and the year's trade; its id."""
    from mutong.records.actions.keep_accounts import enter_lines
    from mutong.records.actions.keep_members import put_forward
    from mutong.workflows.shares import confirm_member, contribute

    add_homes()
    keeper, coop = viewer_of("SEC"), found_coop()
    added = put_forward(keeper, coop, HOMES.values(), JOINED, source="desk", purpose=PURPOSE)
    for number, (name, member) in enumerate(zip(WORKED, added, strict=True)):
        trade, money = WORKED[name]
        confirm_member(
            keeper,
            coop,
            member,
            JOINED,
            kind="farmer",
            name=name,
            person_id=f"P{HOMES[name]}",
            purpose=PURPOSE,
        )
        contribute(keeper, coop, member, "money", money * 100, "", JOINED, key=f"c{number}", purpose=PURPOSE)
        enter_lines(
            keeper, [(member, trade * 100)], "trade", date(YEAR, 10, 1), key=f"t{number}", purpose=PURPOSE
        )
    return coop


def members_by_name(coop: str) -> dict[str, str]:
    """Name -> member id."""
    from mutong.records.reads.shares import access_members

    return {row.name: row.member_id for row in access_members(viewer_of("SEC"), coop, PURPOSE)[1]}
