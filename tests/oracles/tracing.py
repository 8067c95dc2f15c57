"""Tracing a second way: slow, plain Python over every pair, sharing no code with the product.

It reads the pack's YAML by itself and takes the numbers as a plain mapping (name → value or None). Instants are
whole seconds. A truth is 0 no, 1 unknown, 2 yes.
"""

import re
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def seconds(moment):
    """Whole seconds of an instant, or of the start of a day."""
    if isinstance(moment, datetime):
        return int(moment.timestamp())
    return int(datetime(moment.year, moment.month, moment.day, tzinfo=CHINA).timestamp())


def tidy_stays(stays, as_of):
    """One stay for each person, place, arrival and seat; each with its latest possible end."""
    merged = {}
    for stay in stays:
        key = (stay["person_id"], stay["place_id"], stay["arrived_at"], stay["seat"] or None)
        left = stay["left_at"]
        if left is not None and left == stay["arrived_at"]:
            left += 1
        merged.setdefault(key, []).append((left, stay))
    tidied = []
    for (person, place, arrived, seat), rows in merged.items():
        known = [left for left, _ in rows if left is not None]
        sureness = ["observed", "stated", "point"]
        # The row that is kept: the latest known end, and then the surest; its radius goes with it.
        kept = max(
            rows, key=lambda row: (row[0] is not None, row[0] or 0, -sureness.index(row[1]["certainty"]))
        )
        tidied.append(
            {
                "person": person,
                "place": place,
                "arrived": arrived,
                "left": max(known) if known else None,
                "seat": seat,
                "certainty": min((row[1]["certainty"] for row in rows), key=sureness.index),
                "radius": kept[1]["radius_m"],
            }
        )
    for stay in tidied:
        later = [
            other["arrived"]
            for other in tidied
            if other["person"] == stay["person"]
            and other["place"] != stay["place"]
            and other["arrived"] > stay["arrived"]
        ]
        stay["may_end"] = stay["left"] if stay["left"] is not None else min(later, default=as_of)
    return tidied


def infectious(case, window, number, candidates, as_of):
    """(sure from, sure to, from, to) of a case."""
    anchor = None
    for name in window["from"]:
        if case.get(name) is not None and anchor is None:
            anchor = case[name]
    back = number[window["days_back"]]
    reported = case[window["surely_from"]]
    reported_day = reported.astimezone(CHINA).date()
    if back is None:
        sure_from = float("inf")
        widest = max(candidates.get(window["days_back"], ()), default=None)
        start = seconds(anchor - timedelta(days=widest)) if anchor and widest is not None else 0
    else:
        sure_from = seconds((anchor or reported_day) - timedelta(days=back))
        start = sure_from if anchor else 0
    isolated = case.get(window["to"])
    if isolated is not None:
        return sure_from, min(seconds(isolated), as_of), start, min(seconds(isolated), as_of)
    return sure_from, min(seconds(case[window["surely_to"]]), as_of), start, as_of


def part_of_seat(rules, kind, seat, part):
    """'?' unknown, '' the seat has no such part, else the part."""
    if seat is None:
        return "?"
    for one in rules.get("seats", ()):
        if kind in one["kinds"]:
            found = re.fullmatch(one["pattern"], seat.strip().upper())
            if found:
                if part not in found.groupdict():
                    return ""
                return found.groupdict()[part] or "?"
    return "?"


def seat_truth(rules, condition, number, kind, seat, other_seat):
    """Whether two seats meet a seat condition."""
    other = part_of_seat(rules, kind, other_seat, condition["part"])
    if condition.get("present"):
        return {"?": 1, "": 0}.get(other, 2)
    own = part_of_seat(rules, kind, seat, condition["part"])
    if condition.get("absent"):
        read = [one for one in (own, other) if one not in ("?", "")]
        return 0 if read else 1 if "?" in (own, other) else 2
    if "" in (own, other):
        return 0
    if "?" in (own, other):
        return 1
    if "within" not in condition:
        same = int(own) == int(other) if own.isdigit() and other.isdigit() else own == other
        return 2 if same else 0
    limit = number[condition["within"]]
    if limit is None:
        return 1
    return 2 if abs(int(own) - int(other)) <= limit else 0


def pair_truth(rules, rule, number, place, meeting):
    """The rule's answer for one meeting, minutes left aside."""
    truths = [2]
    kind, air = meeting["tie"] or place.get("kind"), place.get("ventilation")
    if rule.get("kinds"):
        truths.append(1 if not kind else 2 if kind in rule["kinds"] else 0)
    if rule.get("ventilation"):
        truths.append(1 if not air else 2 if air == rule["ventilation"] else 0)
    if rule.get("household"):
        truths.append(2 if meeting["lives_with"] == (rule["household"] == "same") else 0)
    conditions = rule.get("seat") or []
    for condition in conditions if isinstance(conditions, list) else [conditions]:
        truths.append(seat_truth(rules, condition, number, kind, meeting["seat"], meeting["other_seat"]))
    if rule.get("distance_within"):
        limit, distance = number[rule["distance_within"]], meeting["distance"]
        truths.append(1 if limit is None or distance is None else 2 if distance <= limit else 0)
    truths += [1 for _ in rule.get("needs") or ()]
    if rule.get("unprotected"):
        truths.append({True: 0, False: 2, None: 1}[meeting["protected"]])
    if rule.get("when"):
        value = number[rule["when"]["parameter"]]
        truths.append(1 if value is None else 2 if str(value) == str(rule["when"]["is"]) else 0)
    return min(truths)


def covered_minutes(spans):
    """Minutes covered by spans, time covered twice counted once."""
    total, reached = 0, None
    for start, end in sorted(spans):
        if end <= start:
            continue
        if reached is None or start > reached:
            total += end - start
            reached = end
        elif end > reached:
            total += end - reached
            reached = end
    return total / 60


def lived_together(memberships, one, other, start, end):
    """The spans in which two people share a living household within [start, end)."""
    spans = []
    for a in memberships:
        for b in memberships:
            if (a["kind"], b["kind"]) != ("living", "living") or a["household_id"] != b["household_id"]:
                continue
            if a["person_id"] != one or b["person_id"] != other:
                continue
            first = max(seconds(a["valid_from"]), seconds(b["valid_from"]), start)
            last = min(*(seconds(m["valid_to"]) if m["valid_to"] else float("inf") for m in (a, b)), end)
            if first < last:
                spans.append((first, last))
    return spans


def meetings_of(exposer, stays, memberships, encounters, as_of, relations=()):
    """(person, relation, place or kind of tie) → meetings of one exposer."""
    me, case_person, sure_from, sure_to, from_, to = exposer
    found = {}

    def add(
        person, relation, place, start, known_end, may_end, seat=None, other=None, far=None, sure=True,
        protected=None, tie=None,
    ):  # fmt: skip
        if person in (me, case_person) or max(start, from_) >= min(may_end, to):
            return
        begins, ends = max(start, from_), min(may_end, to)
        lives = relation == "household" or any(
            a < ends and begins < b for a, b in lived_together(memberships, me, person, from_, to)
        )
        surely = (max(start, sure_from), min(known_end, sure_to)) if sure else (start, start)
        found.setdefault((person, relation, place or tie), []).append(
            {
                "protected": protected,
                "tie": tie,
                "sure": surely,
                "possible": (begins, ends),
                "seat": seat,
                "other_seat": other,
                "distance": far,
                "lives_with": lives,
            }
        )

    for person in {m["person_id"] for m in memberships}:
        for start, end in lived_together(memberships, me, person, from_, to):
            add(person, "household", None, start, end, end)
    for mine in stays:
        for other in stays:
            if mine["person"] != me or other["place"] != mine["place"]:
                continue
            start = max(mine["arrived"], other["arrived"])
            ends = [s["left"] if s["left"] is not None else s["arrived"] for s in (mine, other)]
            vague = any(s["certainty"] == "point" and s["radius"] != 0 for s in (mine, other))
            add(
                other["person"], "place", mine["place"], start, min(ends),
                min(mine["may_end"], other["may_end"]), mine["seat"], other["seat"], sure=not vague,
            )  # fmt: skip
    for row in encounters:
        if me in (row["person_a"], row["person_b"]):
            other = row["person_b"] if row["person_a"] == me else row["person_a"]
            end = row["end_at"]
            known, may = (row["start_at"], as_of) if end is None else (end, end)
            add(
                other, "encounter", None, row["start_at"], known, may, far=row["distance_m"],
                protected=row["protected"],
            )  # fmt: skip
    for row in relations:
        if me in (row["person_id"], row["other_id"]):
            other = row["other_id"] if row["person_id"] == me else row["person_id"]
            end = float("inf") if row["valid_to"] is None else seconds(row["valid_to"])
            what = row["kind"] if row["person_id"] == me else f"{row['kind']}_of"
            add(other, "tie", None, seconds(row["valid_from"]), end, end, tie=what)
    return found


def judge(rules, tried, number, places, met):
    """For each group the first rule that says yes or unknown: (rule, truth, first, last, minutes, risk)."""
    judged = []
    for (person, relation, place), meetings in met.items():
        if relation == "tie":
            place = None
        for rule in tried:
            if rule["relation"] != relation:
                continue
            answers = [pair_truth(rules, rule, number, places.get(place, {}), one) for one in meetings]
            possible = [one for one, truth in zip(meetings, answers, strict=True) if truth >= 1]
            sure = [
                one
                for one, truth in zip(meetings, answers, strict=True)
                if truth == 2 and one["sure"][0] < one["sure"][1]
            ]
            if not possible:
                continue
            low = covered_minutes([one["sure"] for one in sure])
            high = covered_minutes([one["possible"] for one in possible])
            if relation == "tie":
                low = 0
            truth = 2 if sure else 1
            if rule.get("minutes_at_least"):
                limit = number[rule["minutes_at_least"]]
                truth = 1 if limit is None else 2 if low >= limit else 0 if high < limit else 1
            if truth == 0:
                continue
            spans = [one["sure"] for one in sure] if truth == 2 else [one["possible"] for one in possible]
            minutes = round(low, 1) if low == high and relation not in ("household", "tie") else None
            first, last = min(s[0] for s in spans), max(s[1] for s in spans)
            judged.append(
                (person, place, rule, truth, first, last, minutes, risk_of(rule, number, low, high))
            )
            break
    return judged


def risk_of(rule, number, low, high):
    """Whether the risk is higher."""
    risk = rule.get("risk", "ordinary")
    if isinstance(risk, str):
        return 2 if risk == "higher" else 0
    limit = number[risk["higher_from_minutes"]]
    if limit is None:
        return 1
    return 2 if low >= limit else 0 if high < limit else 1


def trace(
    rules, number, candidates, cases, stays, places, memberships, encounters, as_of, degrees=2, relations=()
):
    """The set of (case, person, via, degree, class, verdict, rule, place, first, last, minutes); all in no crowd."""
    stays = tidy_stays(stays, as_of)
    of_place = {row["place_id"]: row for row in places}
    ranks = {one["name"]: k for k, one in enumerate(rules["classes"])}
    traced = [case for case in cases if case["classification"] in rules["window"]["classifications"]]
    patients = {case["person_id"] for case in traced}
    rows = []
    for case in traced:
        me = case["person_id"]
        window = infectious(case, rules["window"], number, candidates, as_of)
        met = meetings_of((me, me, *window), stays, memberships, encounters, as_of, relations)
        first_degree = judge(rules, rules["rules"], number, of_place, met)
        grounds = [(one[0], "", 1, 2, *one[1:]) for one in first_degree]
        if degrees == 2:
            followed = {}
            for person, _, rule, truth, first, _, _, risk in first_degree:
                if rule.get("second_degree") and risk and person not in patients:
                    followed.setdefault(person, []).append((min(truth, risk), first, truth))
            for via, reasons in followed.items():
                best = max(truth for truth, _, _ in reasons)
                start = min(first for truth, first, _ in reasons if truth == best)
                sure = any(own == 2 for _, _, own in reasons)
                met = meetings_of(
                    (via, me, start, as_of, start, as_of), stays, memberships, encounters, as_of, relations
                )
                found = judge(rules, rules.get("second_degree", ()), number, of_place, met)
                # Two open questions in a row: only the first contact's is asked.
                grounds += [(one[0], via, 2, best, *one[1:]) for one in found if sure or one[3] == 2]
        rows += strictest(case["case_id"], grounds, ranks)
    return set(rows)


def strictest(case_id, grounds, ranks):
    """Of each person the strictest sure class, stricter unsure ones, and unsure ones that end later."""
    rows = []
    for person in {one[0] for one in grounds}:
        of_person = []
        for who, via, degree, cap, place, rule, truth, first, last, minutes, _ in grounds:
            if who == person:
                rank, verdict = ranks[rule["class"]], min(cap, truth)
                row = (
                    case_id, person, via, degree, rule["class"], {1: "unknown", 2: "yes"}[verdict],
                    rule["rule"], place, first, last, minutes,
                )  # fmt: skip
                of_person.append((rank, verdict, last, row))
        best = min((rank for rank, verdict, _, _ in of_person if verdict == 2), default=99)
        until = max(
            (last for rank, verdict, last, _ in of_person if verdict == 2 and rank == best), default=-1
        )
        stricter = min(
            (rank for rank, verdict, _, _ in of_person if verdict == 1 and rank < best), default=None
        )
        for rank, verdict, last, row in of_person:
            sure = verdict == 2 and rank == best
            unsure = verdict == 1 and (rank == stricter or (rank == best and last > until))
            if sure or unsure:
                rows.append(row)
    return rows
