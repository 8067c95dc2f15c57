"""Probable infectors a second way: plain loops over every pair of cases, sharing no code with the product.

Distributions are plain mappings (days → probability), weights a plain mapping of numbers. Days and instants are those
of the rows. Gives, for each case, infector (None: a source that is not in the data) → probability.
"""

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
TAIL = 0.0005


def civil(value):
    """The civil day of a date or an instant; None for none."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).date()
    return value


def ends(chances):
    """The days that leave at most 0.05 % on either side."""
    days = range(min(chances), max(chances) + 1)
    low, so_far = min(chances), 0.0
    for day in days:
        so_far += chances.get(day, 0.0)
        if so_far > TAIL:
            low = day
            break
    high, so_far = max(chances), 0.0
    for day in reversed(days):
        so_far += chances.get(day, 0.0)
        if so_far > TAIL:
            high = day
            break
    return low, high


def blurred(lags, late, early):
    """Lags between two days that stand for onsets: lag + the infectee's delay − the infector's."""
    found = {}
    for lag, p in lags.items():
        for more, q in late.items():
            for less, r in early.items():
                day = lag + more - less
                found[day] = found.get(day, 0.0) + p * q * r
    return found


def standing_day(case, delays):
    """(day, delay from onset) of the first of onset, specimen, report that can stand for the onset; None for none."""
    for column, delay in (
        ("date_onset", {0: 1.0}),
        ("date_specimen", delays.get("specimen")),
        ("reported_at", delays.get("report")),
    ):
        day = civil(case.get(column))
        if day is not None and delay:
            return day, delay
    return None


def infected_by(case):
    """The day by which somebody was infected."""
    return civil(case.get("date_onset")) or civil(case.get("date_specimen")) or civil(case.get("reported_at"))


def infects(case, lags, delays, weights):
    """First and last day on which a case infects; None where there is no limit."""
    first = last = None
    standing = standing_day(case, delays)
    if standing:
        low, high = ends(standing[1])
        after = weights["infectious_after"]
        first = standing[0] - timedelta(days=high + weights["infectious_before"])
        last = standing[0] + timedelta(days=(ends(lags)[1] if after is None else after) - low)
    isolated = civil(case.get("isolated_at"))
    if isolated is not None and (last is None or isolated < last):
        last = isolated
    return first, last


def reaches(first, last, begin, until):
    """Whether the days [first, last] and [begin, until] have a day in common; None is no limit."""
    return not (
        (last is not None and begin is not None and last < begin)
        or (first is not None and until is not None and first > until)
    )


def earlier(*days):
    """The earliest of the days that are known."""
    known = [day for day in days if day is not None]
    return min(known) if known else None


def longer(minutes, weights):
    """What time together adds."""
    return 1 + (minutes or 0) / ((minutes or 0) + weights["half_minutes"])


def contact_strength(infectee, infector, contacts, weights):
    """The strongest contact row of the pair."""
    best = 0.0
    for row in contacts:
        if row["case_id"] != infector["case_id"] or row["person_id"] != infectee["person_id"]:
            continue
        if row["verdict"] not in ("yes", "unknown"):
            continue
        first, last = civil(row["first_at"]), civil(row["last_at"])
        if first is not None and last is None:
            last = first
        until = earlier(infectee.get("exposed_to"), infected_by(infectee))
        if not reaches(first, last, infectee.get("exposed_from"), until):
            continue
        if weights["classes"]:
            order = weights["classes"]
            steps = order.index(row["class"]) if row["class"] in order else len(order)
        else:
            steps = row["degree"] - 1
        one = weights["contact"] * weights["less_strict"] ** steps * longer(row["minutes"], weights)
        best = max(best, one if row["verdict"] == "yes" else one * weights["unknown_verdict"])
    return best


def place_strength(infectee, infector, stays, lags, delays, weights):
    """What shared places speak for the pair."""
    minutes, met = 0.0, False
    first, last = infects(infector, lags, delays, weights)
    until = earlier(last, infectee.get("exposed_to"), infected_by(infectee))
    for one in stays:
        for other in stays:
            if one["person_id"] != infectee["person_id"] or other["person_id"] != infector["person_id"]:
                continue
            if one["place_id"] != other["place_id"]:
                continue
            begin = max(one["arrived_at"], other["arrived_at"])
            end = min(stay["left_at"] or stay["arrived_at"] + timedelta(seconds=1) for stay in (one, other))
            if end <= begin:
                continue
            early, late = civil(begin), civil(end - timedelta(seconds=1))
            if not reaches(early, late, first, until) or not reaches(
                early, late, infectee.get("exposed_from"), None
            ):
                continue
            met = True
            minutes += (end - begin).total_seconds() / 60
    return weights["place"] * longer(minutes, weights) if met else 0.0


def probabilities(cases, written, contacts, stays, lags, delays, weights):
    """For each case id: infector id or None → probability."""
    peak = max(lags.values())
    flat = sum(p * p for p in lags.values()) / peak
    found = {}
    for infectee in cases:
        me = infectee["case_id"]
        mine = [a for a, b in written if b == me]
        if not mine and infectee["origin"] == "imported":
            found[me] = {None: 1.0}
            continue
        rows = []
        for infector in cases:
            you = infector["case_id"]
            if you == me or (mine and you not in mine):
                continue
            first, last = infects(infector, lags, delays, weights)
            window = infectee.get("exposed_from"), infectee.get("exposed_to")
            if not mine and not reaches(first, last, *window):
                continue
            here, there = standing_day(infectee, delays), standing_day(infector, delays)
            timing, inside = flat, False
            if here and there:
                lag = (here[0] - there[0]).days
                table = blurred(lags, here[1], there[1])
                timing = table.get(lag, 0.0) / peak
                inside = ends(table)[0] <= lag <= ends(table)[1]
            digits = weights["area_digits"]
            same = (infectee.get("area_code") or "")[:digits] == (infector.get("area_code") or "")[:digits]
            spoken = contact_strength(infectee, infector, contacts, weights)
            spoken += place_strength(infectee, infector, stays, lags, delays, weights)
            rows.append([you, timing, inside and same and weights["timing_alone"], spoken])
        strangers = sum(timing for _, timing, near, _ in rows if near)
        share = min(1.0, weights["area"] / strangers) if strangers else 1.0
        heavy = {
            you: timing * ((1.0 if mine else share if near else 0.0) + spoken)
            for you, timing, near, spoken in rows
        }
        if mine and not sum(heavy.values()):
            heavy = dict.fromkeys(mine, 1.0)
        heavy[None] = 0.0 if mine else weights["unseen"]
        if not sum(heavy.values()):
            heavy[None] = 1.0
        found[me] = {who: one / sum(heavy.values()) for who, one in heavy.items()}
    return found


def successes(chances):
    """The probabilities of 0 … n successes, one trial after the other."""
    found = [1.0]
    for p in chances:
        found = [
            (found[k] * (1 - p) if k < len(found) else 0.0) + (found[k - 1] * p if k else 0.0)
            for k in range(len(found) + 1)
        ]
    return found
