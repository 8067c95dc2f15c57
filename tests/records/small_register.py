"""A register small enough to know by heart: two grids of a community, another county, and who stands on which post."""

from datetime import date, datetime

from mutong.kernel.period import CHINA

PURPOSE = "测试 / test"
GRID_ONE, GRID_TWO = "140109901001001", "140109901001002"
OTHER_GRID = "140105901001001"
START = datetime(2022, 8, 1, tzinfo=CHINA)
AREAS = [
    ("14", "山西省", "province", None),
    ("1401", "甲市", "city", "14"),
    ("140109", "乙区", "county", "1401"),
    ("140109901", "乙街道", "township", "140109"),
    ("140109901001", "乙社区", "community", "140109901"),
    (GRID_ONE, "一网格", "grid", "140109901001"),
    (GRID_TWO, "二网格", "grid", "140109901001"),
    ("140105", "丙区", "county", "1401"),
    ("140105901", "丙街道", "township", "140105"),
    ("140105901001", "丙社区", "community", "140105901"),
    (OTHER_GRID, "丙网格", "grid", "140105901001"),
]
POSTS = [
    ("GW1", "grid_worker", GRID_ONE, "W1"),
    ("GW2", "grid_worker", GRID_TWO, "W2"),
    ("SEC", "community_secretary", "140109901001", "W3"),
    ("DOC", "community_doctor", "140109901001", "W4"),
    ("TCA", "township_civil_affairs", "140109901", "W5"),
    ("TRT", "township_transport", "140109901", "W6"),
    ("TLD", "township_lead", "140109901", "W7"),
    ("ISO", "isolation_site_lead", "140109", "W8"),
    ("INV", "county_investigator", "140109", "W9"),
    ("CDC", "county_disease_control", "140109", "W10"),
    ("CTR", "county_transport", "140109", "W11"),
    ("HOS", "county_hospital", "140109", "W12"),
    ("CCA", "county_civil_affairs", "140109", "W13"),
    ("CLD", "county_lead", "140109", "W14"),
    ("YLD", "city_lead", "1401", "W15"),
    ("PLD", "province_lead", "14", "W16"),
    ("GW9", "grid_worker", OTHER_GRID, "W17"),
    ("INV9", "county_investigator", "140105", "W18"),
]


def rows_of(columns: str, *rows: tuple) -> list[dict[str, object]]:
    """Rows as mappings, from column names separated by blanks."""
    return [dict(zip(columns.split(), row, strict=True)) for row in rows]


def fill_register() -> None:
    """Land the whole small register."""
    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows
    from mutong.records.register.register_clock import start_sample_clock

    start_sample_clock()
    tables = {
        "areas": rows_of("area_code name level parent_code", *AREAS),
        "places": rows_of(
            "place_id name kind area_code",
            ("B1-101", "一号楼101", "home", GRID_ONE),
            ("B9-101", "九号楼101", "home", OTHER_GRID),
            ("S1", "小卖部", "shop", GRID_ONE),
        ),
        "people": [
            *rows_of(
                "person_id name sex birth_date id_number phone area_code",
                ("P1", "试甲", "female", date(1950, 3, 12), "140109189503120023", "13900000001", GRID_ONE),
                ("P2", "试乙", "male", date(1980, 5, 1), None, None, GRID_ONE),
                ("P9", "试丙", "male", date(1990, 1, 1), None, "13900000009", OTHER_GRID),
            ),
            *({"person_id": person, "name": f"岗{person}"} for *_, person in POSTS),
        ],
        "households": rows_of(
            "household_id area_code place_id tenure",
            ("H1", GRID_ONE, "B1-101", "public_rental"),
            ("H9", OTHER_GRID, "B9-101", "market_owned"),
        ),
        "memberships": rows_of(
            "person_id household_id kind valid_from",
            ("P1", "H1", "living", date(2020, 1, 1)),
            ("P2", "H1", "living", date(2020, 1, 1)),
            ("P9", "H9", "living", date(2020, 1, 1)),
        ),
        "posts": rows_of("post_id kind area_code", *(post[:3] for post in POSTS)),
        "rosters": rows_of("post_id person_id from", *((post[0], post[3], START) for post in POSTS)),
    }
    for table, rows in tables.items():
        landed = land_rows(system_viewer("test"), table, rows, purpose=PURPOSE)
        assert landed.problems == []
        assert landed.new == len(rows)


def viewer_of(post_id: str):
    """Whoever fills a post, as a viewer."""
    from mutong.records.access import load_viewer
    from mutong.records.register.models import Account

    person = next(person for post, *_, person in POSTS if post == post_id)
    account = Account.objects.filter(person_id=person).first() or Account.objects.create_account(
        post_id.lower(), "long enough for a test", person
    )
    return load_viewer(account)
