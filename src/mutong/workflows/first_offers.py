"""Those in need are asked first: who they are, what there is, whose answer is awaited, and when the rest may be asked.

Which services make a household one of the first is the village's own choice (village/first_offers.csv of the
deployment, in order); which households they are is read from the findings of the last screen.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mutong.assistance.benefit_status import (
    CANNOT_TELL_FACT,
    CANNOT_TELL_STANDARD,
    ENTITLED_NOT_RECEIVING,
    ENTITLED_RECEIVING,
    RECEIVING_NOT_ENTITLED,
)
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.folders import deployment_folder
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.keep_offers import answer_offer, offer_to, open_offer
from mutong.records.reads.findings import access_findings, last_screen
from mutong.records.reads.share_offers import OpeningRow, list_openings
from mutong.records.reads.shares import OrganisationRow, access_organisation
from mutong.records.reads.subjects import living_households, subject_names
from mutong.village.share_states import WAITING
from mutong.workflows.deployment import load_deployment

__all__ = ["InNeed", "Offering", "answer_offer", "offer_first", "offer_to_all", "offerings_of", "open_offer"]
_FILE = ("village", "first_offers.csv")
_SURE = (ENTITLED_RECEIVING, ENTITLED_NOT_RECEIVING, RECEIVING_NOT_ENTITLED)
_OPEN = (CANNOT_TELL_FACT, CANNOT_TELL_STANDARD)


@dataclass(frozen=True)
class InNeed:
    """A household that is asked first, and for which service of the village's choice; `sure` is false where a fact or
    a number is still missing: unknown is not no, so it is told and left to a person."""

    household_id: str
    door: str
    rule_id: str
    rank: int
    sure: bool


@dataclass(frozen=True)
class Offering:
    """An opening and where it stands: `to_ask` are those in need not asked yet, `waiting` the first offers running.

    `open_to_all` is true once everybody surely in need was asked and has answered or let the deadline pass; never while
    nobody can say who is in need. `unsure` counts those not asked of whom it cannot be told. `to_ask` is None for
    whoever may not read assistance records.
    """

    opening: OpeningRow
    to_ask: tuple[InNeed, ...] | None
    waiting: int
    unsure: int
    open_to_all: bool


@dataclass(frozen=True)
class Offerings:
    """Everything an organisation offers; `in_need` is None for whoever may not read assistance records; `screened` the
    day of the last screen, None where the area was never screened."""

    organisation: OrganisationRow
    in_need: tuple[InNeed, ...] | None
    openings: tuple[Offering, ...]
    screened: date | None
    services: tuple[str, ...]


def services_first() -> tuple[str, ...]:
    """The services whose households are asked first, in order, as this place chose today; none where it did not."""
    path = deployment_folder().joinpath(*_FILE)
    if not path.is_file():
        return ()
    today = clock.today()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(row["service"] for row in csv.DictReader(lines) if _valid(row).holds(today))


def offerings_of(viewer: Viewer, organisation_id: str, purpose: str) -> Offerings:
    """What is offered and in which order, as far as the viewer may know. Raises AccessDenied."""
    organisation = access_organisation(viewer, organisation_id, purpose)
    services = services_first()
    in_need = None
    if viewer.may("read_assistance", organisation.area_code):
        in_need = households_in_need(viewer, organisation.area_code, services, purpose)
    screen = last_screen(organisation.area_code)
    known = screen is not None and bool(services)
    openings = tuple(
        _offering(one, in_need, known) for one in list_openings(viewer, organisation_id, purpose)
    )
    return Offerings(organisation, in_need, openings, screen[0] if screen else None, services)


def households_in_need(
    viewer: Viewer, area_code: str, services: Iterable[str], purpose: str
) -> tuple[InNeed, ...]:
    """The households of an area with a finding of one of the services, each once, under the first that applies.

    Sure ones come before those where something is unknown. Raises AccessDenied without read_assistance.
    """
    order = {service: rank for rank, service in enumerate(services)}
    ranks = {
        f"{pack.pack}:{name}": order[versions[-1].service]
        for pack in load_deployment().packs_of("assistance")
        for name, versions in pack.rules.items()
        if versions[-1].service in order
    }
    if not ranks:
        return ()
    rows = [
        row
        for row in access_findings(viewer, area_code, purpose, rule_ids=sorted(ranks))
        if row.status in (*_SURE, *_OPEN)
    ]
    homes = living_households({row.subject_id for row in rows if row.subject_kind == "person"})
    found: dict[str, tuple[bool, int, str]] = {}
    for row in rows:
        key = (row.status not in _SURE, ranks[row.rule_id], row.rule_id)
        own = (row.subject_id,) if row.subject_kind == "household" else homes.get(row.subject_id, ())
        for home in own:
            found[home] = min(found.get(home, key), key)
    doors = subject_names({("household", home) for home in found})
    ordered = sorted(found.items(), key=lambda one: (*one[1], one[0]))
    return tuple(
        InNeed(home, doors[("household", home)], rule_id, rank, not open_)
        for home, (open_, rank, rule_id) in ordered
    )


def offer_first(
    viewer: Viewer,
    organisation_id: str,
    opening_id: str,
    household_ids: Iterable[str],
    amount: float,
    until: date,
    *,
    purpose: str,
) -> int:
    """Offer to households in need; how many offers were made. Raises MutongError `not_in_need` for one that is not on
    the list, and what `offer_to` raises.
    """
    offerings = offerings_of(viewer, organisation_id, purpose)
    listed = {one.household_id: one for one in offerings.in_need or ()}
    wanted = list(household_ids)
    strange = [one for one in wanted if one not in listed]
    if strange:
        raise MutongError(
            "not_in_need",
            Words(
                "所选的户里有不在先问名单上的，请从名单中勾选。",
                "One of the households is not on the list of those asked first; tick those on it.",
            ),
        )
    return offer_to(viewer, opening_id, wanted, amount, until, first=True, purpose=purpose)


def offer_to_all(
    viewer: Viewer,
    organisation_id: str,
    opening_id: str,
    household_ids: Iterable[str],
    amount: float,
    until: date,
    *,
    aware: bool,
    purpose: str,
) -> int:
    """Offer to any households once those in need were asked; how many offers were made.

    `aware` says that whoever offers knows that of some households it cannot be told whether they are in need. Raises
    MutongError `first_offers_open` while somebody in need was not asked or has not answered, `need_unknown` where
    `aware` is wanted, `first_list_unknown` where nobody can say who is in need, and what `offer_to` raises.
    """
    offerings = offerings_of(viewer, organisation_id, purpose)
    if offerings.screened is None or not offerings.services:
        raise MutongError(
            "first_list_unknown",
            Words(
                "还没有选定哪些户先问，或者本村还没有筛查过；先问名单定不下来，就不能向其他户开放。",
                "Which households come first is not chosen, or nobody was screened here; the others are not asked "
                "before that list is known.",
            ),
        )
    offering = next((one for one in offerings.openings if one.opening.opening_id == opening_id), None)
    if offering is not None and not offering.open_to_all:
        left = len([one for one in offering.to_ask or () if one.sure])
        raise MutongError(
            "first_offers_open",
            Words(
                f"还有 {left} 户困难家庭没有问到，{offering.waiting} 户没有答复；先问完他们，再向其他户开放。",
                f"{left} households in need were not asked yet and {offering.waiting} have not answered; the others "
                "are asked after them.",
            ),
        )
    if offering is not None and offering.unsure and not aware:
        raise MutongError(
            "need_unknown",
            Words(
                f"还有 {offering.unsure} 户缺情况，说不准是不是困难户；先问清，或勾选“知道”再提供。",
                f"Of {offering.unsure} households it cannot be told whether they are in need; ask them first, or say "
                "that you know.",
            ),
        )
    return offer_to(viewer, opening_id, household_ids, amount, until, first=False, purpose=purpose)


def _offering(opening: OpeningRow, in_need: tuple[InNeed, ...] | None, known: bool) -> Offering:
    if in_need is None or opening.offers is None:
        return Offering(opening, None, 0, 0, False)
    asked = {one.household_id for one in opening.offers if one.state != "taken_back"}
    to_ask = tuple(one for one in in_need if one.household_id not in asked)
    waiting = sum(one.first and one.state == WAITING for one in opening.offers)
    unsure = sum(not one.sure for one in to_ask)
    done = not waiting and unsure == len(to_ask)
    return Offering(opening, to_ask, waiting, unsure, known and done)


def _valid(row: dict[str, str]) -> Period:
    end = row["valid_to"]
    return Period(date.fromisoformat(row["valid_from"]), date.fromisoformat(end) if end else None)
