"""A household's dividend before the means test: in which month support would end, for whoever may read assistance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mutong.kernel.period import add_years
from mutong.records.access import Viewer, check_area
from mutong.tables.dictionary import fact_dictionary
from mutong.tables.snapshot import Snapshot
from mutong.village.dividend_income import Dividend
from mutong.village.law_numbers import LawNumbers
from mutong.village.means_test import Forecast, HouseholdFacts, foresee_households
from mutong.workflows.local_choices import choices_now
from mutong.workflows.screening import assistance_packs, read_snapshot

MONTHS_COUNTED = "dividend_counted_months"
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class SupportOutlook:
    """What a payout on a day changes in the twelve months from then on; `months_counted` is over how many months it
    counts as income, None where nobody has settled it."""

    household_id: str
    paid_on: date
    fen: int
    months_counted: int | None
    forecast: Forecast


def outlooks_of(
    viewer: Viewer,
    area_code: str,
    payouts: Mapping[str, Sequence[tuple[str | None, int]]],
    paid_on: date,
    law: LawNumbers,
    *,
    purpose: str,
) -> dict[str, SupportOutlook]:
    """What payouts (household -> person, fen) on a day would change, by household; screened together.

    A payout to nobody in particular, or to somebody who lives there no more, goes to the first of the members: the
    test is of the household. A household of another area, or in which nobody lives now, has no outlook. Raises
    AccessDenied without read_assistance over the area.
    """
    check_area(viewer, "read_assistance", area_code, purpose)
    snapshot = read_snapshot(viewer, area_code, household_ids=list(payouts), purpose=purpose)
    here = {str(one) for one in snapshot.ids("household")[snapshot.asked("household")]}
    facts = {home: facts_of(snapshot, home) for home in payouts if home in here}
    facts = {home: one for home, one in facts.items() if one.members}
    dividends = {
        home: [
            Dividend(who if who in one.members else next(iter(one.members)), paid_on, fen)
            for who, fen in payouts[home]
        ]
        for home, one in facts.items()
    }
    months = law.count(MONTHS_COUNTED) if law.asks(MONTHS_COUNTED) else None
    last = add_years(paid_on, 1) - timedelta(days=1)
    found = foresee_households(facts, dividends, months, assistance_packs(), choices_now(), paid_on, last)
    return {
        home: SupportOutlook(home, paid_on, sum(fen for _, fen in payouts[home]), months, forecast)
        for home, forecast in found.items()
    }


def facts_of(snapshot: Snapshot, household_id: str) -> HouseholdFacts:
    """What a Snapshot knows of a household and its members, as the forecast takes it; the unknown is left out."""
    home = snapshot.index_of("household", household_id)
    people = {str(snapshot.ids("person")[i]): int(i) for i in snapshot.members_of(home)}
    return HouseholdFacts(
        _known(snapshot, "household", home),
        {name: _known(snapshot, "person", i) for name, i in people.items()},
    )


def _known(snapshot: Snapshot, kind: str, i: int) -> dict[str, object]:
    found = {}
    for fact in snapshot.facts(kind):
        spec = fact_dictionary().get(fact)
        if spec is None or not snapshot.known(fact)[i]:
            continue
        if spec.type == "boolean":
            found[fact] = bool(snapshot.truth(fact)[i])
        elif spec.type == "number":
            ends = snapshot.number(fact)
            found[fact] = float(ends.low[i]), _end(float(ends.high[i]))
        elif spec.type == "date":
            found[fact] = _EPOCH + timedelta(days=int(snapshot.day(fact).low[i]))
        else:
            coded = snapshot.code(fact)
            found[fact] = coded.words[coded.index[i]]
    return found


def _end(high: float) -> float | None:
    return None if high == float("inf") else high
