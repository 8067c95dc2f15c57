"""Situations for tracing: a few places, a case, stays and households, written short."""

from datetime import date, datetime
from pathlib import Path

from mutong.kernel.period import CHINA
from mutong.outbreak.stays import StayStore
from mutong.outbreak.trace import Traced, trace_contacts
from mutong.standards.contacts import contact_rules
from mutong.standards.pack import load_pack
from tests.outbreak.small_worlds import AS_OF, COVID, chosen, columns_of_rows

CHOSEN = chosen(
    "cn-covid-9", look_back_days=2, vehicle_table=8, higher_risk_minutes=240, long_contact_minutes=60
)
PLACES = [
    {"place_id": "noodles", "name": "面馆", "kind": "restaurant", "ventilation": "closed"},
    {"place_id": "terrace", "name": "露台", "kind": "restaurant", "ventilation": "open"},
    {"place_id": "bus9", "name": "9路", "kind": "bus", "ventilation": "closed"},
    {"place_id": "old-bus", "name": "旧车", "kind": "bus", "ventilation": "open"},
    {"place_id": "office", "name": "办公室", "kind": "workroom", "ventilation": None},
    {"place_id": "class3", "name": "三班", "kind": "classroom", "ventilation": "open"},
    {"place_id": "shop", "name": "超市", "kind": "shop", "ventilation": "closed"},
]


def at(text: str) -> datetime:
    """'20 12:30' is 20 August 2022, half past twelve in China."""
    return datetime.strptime(f"2022-08-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


def stay(person: str, place: str, arrived: str, left: str | None, seat: str | None = None, **more) -> dict:
    """One stay."""
    return {
        "person_id": person,
        "place_id": place,
        "arrived_at": at(arrived),
        "left_at": at(left) if left else None,
        "seat": seat,
        "certainty": "observed",
        "radius_m": None,
    } | more


def case(**more) -> dict:
    """A case who fell ill on the 20th and was reported on the 21st at 22:00, isolated at 23:00."""
    return {
        "case_id": "C1",
        "person_id": "ill",
        "classification": "confirmed",
        "reported_at": at("21 22:00"),
        "date_onset": date(2022, 8, 20),
        "date_specimen": date(2022, 8, 21),
        "isolated_at": at("21 23:00"),
    } | more


def lives(person: str, household: str, since: date = date(2020, 1, 1), until: date | None = None) -> dict:
    """A living membership."""
    return {
        "person_id": person,
        "household_id": household,
        "kind": "living",
        "valid_from": since,
        "valid_to": until,
    }


def traced(
    tmp_path: Path, stays=(), members=(), cases=None, choices=CHOSEN, pack=COVID, degrees=2, **more
) -> Traced:
    """The contacts in a situation."""
    rules = contact_rules(load_pack(pack), choices, AS_OF.date(), "140109901001")
    store = StayStore.build(tmp_path / "store", columns_of_rows(list(stays))) if stays else None
    return trace_contacts(
        [case()] if cases is None else cases, store, PLACES, list(members), rules, AS_OF, degrees, **more
    )


def brief(found: Traced) -> set[tuple]:
    """Contacts as (person, class, verdict)."""
    return {(row["person_id"], row["class"], row["verdict"]) for row in found}
