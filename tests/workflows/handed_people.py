"""A small world for hand-overs: a case in one county, contacts in others, in another province, and homeless."""

from datetime import date, datetime, timedelta

from mutong.kernel.period import CHINA
from tests.records.small_register import GRID_ONE, OTHER_GRID, POSTS, PURPOSE, START, rows_of, viewer_of

HERE, THERE, FAR, OUTSIDE = "140109", "140105", "140106", "11"
CLASS = "close_contact"
MORE_POSTS = [
    ("CDC9", "county_disease_control", THERE, "V1"),
    ("LEAD9", "county_lead", THERE, "V2"),
    ("CDC8", "county_disease_control", FAR, "V3"),
    ("INV8", "county_investigator", FAR, "V4"),
]
CASE = "C1"
EXPOSED = datetime(2022, 8, 21, 18, tzinfo=CHINA)


def land(table: str, rows: list[dict[str, object]]) -> None:
    """Put rows into the register; all must land."""
    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows

    landed = land_rows(system_viewer("test"), table, rows, purpose=PURPOSE)
    assert landed.problems == []


def settle_the_world() -> None:
    """A second and a third county with disease control, a province without any post, a case, people to hand over."""
    from mutong.workflows.rounds import forget_rounds

    forget_rounds()
    land("areas", rows_of("area_code name level parent_code", (FAR, "丁区", "county", "1401"),
                          (OUTSIDE, "外省", "province", None)))  # fmt: skip
    people = [person for *_, person in MORE_POSTS]
    land("people", [{"person_id": person, "name": f"岗{person}"} for person in people])
    land("posts", rows_of("post_id kind area_code", *(post[:3] for post in MORE_POSTS)))
    land("rosters", rows_of("post_id person_id from", *((post[0], post[3], START) for post in MORE_POSTS)))
    land("people", rows_of("person_id name sex birth_date phone area_code",
                           ("K1", "协甲", "male", date(1991, 2, 3), "12000000001", OTHER_GRID),
                           ("K2", "协乙", "female", date(1992, 2, 3), None, OTHER_GRID),
                           ("K3", "协丙", "male", date(1993, 2, 3), "12000000003", OUTSIDE),
                           ("K4", "协丁", "female", date(1994, 2, 3), None, None)))  # fmt: skip
    land("cases", [{"case_id": CASE, "person_id": "P1", "classification": "confirmed", "origin": "local",
                    "reported_at": datetime(2022, 8, 22, 8, tzinfo=CHINA), "area_code": GRID_ONE}])  # fmt: skip


def list_contact(person: str, *, case: str = CASE, at: datetime = EXPOSED, number: int = 1) -> None:
    """What tracing writes about a contact who lives elsewhere, and the duties that follow."""
    from mutong.records.access import system_viewer
    from mutong.records.actions.write_events import NewEvent, write_events
    from mutong.workflows.obligations import oblige

    system = system_viewer("test")
    events = [
        NewEvent(f"{kind}:{case}:{person}:{number}", "person", person, kind, at, "tracing", contact_class=CLASS,
                 linked_kind="case", linked_id=case)
        for kind in ("exposed", "contact_elsewhere")
    ]  # fmt: skip
    write_events(system, events, purpose=PURPOSE)
    oblige(system, "person", [person], purpose=PURPOSE)


def hand_over_of(person: str):
    """The present hand-over of a person."""
    from mutong.records.duties.models import HandOver

    return HandOver.objects.get(person_id=person)


def post_viewer(post_id: str):
    """Whoever fills a post of the small register or of the counties added here."""
    from mutong.records.access import load_viewer
    from mutong.records.register.models import Account

    if post_id in {post[0] for post in POSTS}:
        return viewer_of(post_id)
    person = next(post[3] for post in MORE_POSTS if post[0] == post_id)
    account = Account.objects.filter(person_id=person).first() or Account.objects.create_account(
        post_id.lower(), "long enough for a test", person
    )
    return load_viewer(account)


def move_clock(hours: float) -> None:
    """Let time pass and bring what it brings."""
    from mutong.records.access import system_viewer
    from mutong.records.actions.move_clock import advance_clock
    from mutong.workflows.rounds import do_rounds

    advance_clock(system_viewer("test"), timedelta(hours=hours), purpose=PURPOSE)
    do_rounds(force=True)
