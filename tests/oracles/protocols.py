"""Protocols worked out a second time, slowly and plainly, from docs/protocols.md and the packs' own files.

Nothing of the product is used. Events are mappings: id, kind, at, recorded, result, class, linked (a person or '').
"""

from datetime import date, timedelta
from pathlib import Path

from tests.oracles.protocol_book import (
    DAY,
    Book,
    as_list,
    day_of,
    earliest_known,
    fulfilled,
    is_one,
    midnight,
    of_latest_day,
)
from tests.oracles.protocol_days import DayByDay


class Run(DayByDay):
    """One protocol for one subject at one instant."""

    def __init__(self, book, name, events, as_of, linked, verdicts, since, related):
        self.book, self.text, self.as_of = book, book.protocols[name], as_of
        self.linked, self.verdicts, self.since, self.related = linked, verdicts, since, related
        self.known = sorted((e for e in events if e["recorded"] <= as_of), key=lambda e: (e["at"], e["id"]))
        self.start = self.text.get("start")
        wanted = (self.start or {}).get("class", "")
        self.own = [e for e in self.known if not wanted or e["class"] in ("", wanted)]
        self.found = []
        self.asked = {}

    # -- which start events still count ---------------------------------------------------------------------------

    def begin(self):
        """Whether a course runs (or has just been ended by an event)."""
        starts = [e for e in self.known if is_one(e, self.start)]
        release = self.text.get("release")
        if release:
            kinds = as_list(release["yes"]["closed_by"])
            told = [e["recorded"] for e in self.own if e["kind"] in kinds]
            if told:
                over = [e for e in starts if e["recorded"] <= max(told)]
                starts = [
                    e for e in starts if e["recorded"] > max(told) and all(e["at"] > o["at"] for o in over)
                ]
        stronger = self.text.get("superseded_by")
        if stronger:
            kept = []
            for start in starts:
                out = False
                for event in self.known:
                    if any(is_one(event, pattern) for pattern in stronger["events"]):
                        back = [
                            e["at"]
                            for e in self.known
                            if e["kind"] in as_list(stronger.get("until")) and e["at"] >= event["at"]
                        ]
                        if not back or start["at"] < min(back):
                            out = True
                if not out:
                    kept.append(start)
            starts = kept
        self.over_at = None
        ends = self.text.get("ends_by")
        if isinstance(ends, dict) and starts:
            when = {}
            for start in starts:
                for event in self.own:
                    if event["at"] >= start["at"] and any(is_one(event, one) for one in ends["events"]):
                        when[start["id"]] = event["at"]
                        break
            running = [e for e in starts if e["id"] not in when]
            if not running:
                self.over_at = max(when.values())
                running = [e for e in starts if when[e["id"]] == self.over_at]
            starts = running
        if not starts:
            return False
        self.starts = starts
        self.began = min(e["at"] for e in starts)
        again = [
            e
            for e in self.known
            if e["at"] >= self.began and any(is_one(e, one) for one in as_list(self.text.get("restart")))
        ]
        self.latest = of_latest_day(starts)
        self.anchor = of_latest_day(starts + again)
        return True

    def later(self, kinds, at):
        return [e for e in self.own if e["kind"] in kinds and e["at"] >= at]

    # -- writing steps down ---------------------------------------------------------------------------------------

    def put(self, owed, anchor, opens, closes, done, mark=""):
        step = {
            "step": owed["step"] + ("." + mark if mark else ""),
            "kind": owed["do"],
            "anchor": anchor,
            "opens": opens,
            "due": closes,
            "done": done["id"] if done else "",
            "closed_by": as_list(owed["closed_by"]),
        }
        self.found.append(step)
        return step

    def steps(self):
        """Every step expected."""
        if self.start and "finding_status" in self.start:
            return self.from_findings()
        if self.start and not self.begin():
            return []
        if "every" in self.text:
            self.rhythm()
        if not self.start:
            return self.found
        self.clocks()
        if "again_after" in self.text:
            self.reviews()
        if "series" in self.text:
            self.series()
        self.find_out()
        if "phases" in self.text:
            self.phases()
        if self.over_at:
            self.found = [step for step in self.found if step["done"]]
        return self.found

    def from_findings(self):
        keys = set()
        for status, rule, missing, _ in self.verdicts:
            rules = as_list(self.start.get("rules"))
            if status == self.start["finding_status"] and (rules in ([], ["any"]) or rule in rules):
                keys |= set(missing) if self.start.get("once_per") == "standard" else {rule}
        for owed in self.text["steps"]:
            for key in sorted(keys):
                done = [
                    e
                    for e in self.known
                    if e["kind"] in as_list(owed["closed_by"]) and e["class"] in ("", key)
                ]
                self.put(owed, key, None, None, done[0] if done else None)
        return self.found

    # -- clocks ---------------------------------------------------------------------------------------------------

    def end_unless(self, part, anchor, since, owed, times=1):
        other = part.get("unless")
        if not other:
            return self.book.end(part["limit"], since, times) if part.get("limit") else None
        if "event" in other:
            yes = any(is_one(e, other) and e["at"] >= self.latest["at"] for e in self.own)
            return self.book.end(other["limit"] if yes else part["limit"], since, times)
        rule = other["finding"] if ":" in other["finding"] else f"{self.book.pack}:{other['finding']}"
        said = [verdict for _, name, _, verdict in self.verdicts if name == rule and verdict]
        plain, special = (
            self.book.end(part["limit"], since, times),
            self.book.end(other["limit"], since, times),
        )
        if "yes" in said:
            return special
        if said and set(said) == {"no"}:
            return plain
        ends = None if plain is None or special is None else min(plain, special)
        if owed:
            self.asked[rule, anchor["id"]] = (anchor, ends)
        return ends

    def clocks(self):
        for clock in as_list(self.text.get("clocks")):
            closing = as_list(clock["closed_by"])
            if clock["from"] not in ("listed", "start"):
                given = self.later([clock["from"]], self.began)
                for event in given if clock.get("each") == "true" else given[-1:]:
                    deeds = self.later(closing, event["at"])
                    self.clock_step(clock, event, event["at"], deeds[0] if deeds else None)
                continue
            undone = [e["at"] for e in self.later(as_list(clock.get("undone_by")), self.began)]
            again = clock.get("again") == "true"
            if again:
                anchor = self.latest
            else:
                fresh = [e for e in self.starts if not undone or e["recorded"] > undone[-1]]
                if not fresh:
                    continue
                anchor = earliest_known(fresh)
            since = anchor["recorded"] if clock["from"] == "listed" else anchor["at"]
            done = None
            for deed in self.later(closing, anchor["at"]):
                if again and deed["recorded"] < since:
                    continue
                if not again and undone and deed["at"] <= undone[-1]:
                    continue
                done = deed
                break
            self.clock_step(clock, anchor, since, done)

    def clock_step(self, clock, anchor, since, done):
        if clock.get("during") == "next_month":
            day = day_of(since)
            while day.day != 1 or day.month == day_of(since).month:
                day += DAY
            last = day
            while last.month == day.month:
                last += DAY
            self.put(clock, anchor["id"], midnight(day), midnight(last), done)
            return
        opens = self.book.end(clock["wait"], since) if clock.get("wait") else since
        closes = self.end_unless(clock, anchor, since, done is None)
        self.put(clock, anchor["id"], opens, closes if opens else None, done)

    def find_out(self):
        owed = self.text.get("find_out")
        for (rule, anchor_id), (anchor, ends) in sorted(self.asked.items(), key=lambda one: one[0]):
            done = self.later(as_list(owed["closed_by"]), anchor["at"])
            self.put(owed, anchor_id, None, ends, done[0] if done else None, rule)

    def reviews(self):
        part = self.text["again_after"]
        for owed in self.text["steps"]:
            kinds = as_list(owed["closed_by"])
            deeds = [e for e in self.later(kinds, self.began) if e["result"] != "invalid"]
            line = sorted(self.starts + deeds, key=lambda e: (e["at"], e["id"]))
            pairs = [(line[-1], None)]
            if len(line) > 1 and line[-1] in deeds:
                pairs.insert(0, (line[-2], line[-1]))
            for anchor, done in pairs:
                floor = anchor["recorded"]
                if self.since and midnight(self.since) > floor:
                    floor = midnight(self.since)
                times = 1
                closes = self.end_unless(part, anchor, anchor["at"], done is None, times)
                while closes is not None and closes <= floor:
                    times += 1
                    closes = self.end_unless(part, anchor, anchor["at"], done is None, times)
                opens = anchor["at"]
                ahead = self.book.number(part["ahead"]) if part.get("ahead") else None
                if closes is not None and ahead is not None:
                    opens = max(opens, closes - timedelta(days=ahead))
                self.put(owed, anchor["id"], opens, closes, done)

    # -- what comes round -----------------------------------------------------------------------------------------

    def rhythm(self):
        every, today = (
            self.text["every"],
            day_of(min(self.as_of, self.over_at) if self.start and self.over_at else self.as_of),
        )
        started = day_of(self.latest["at"]) if self.start else None
        listed = day_of(self.latest["recorded"]) if self.start else None
        length = None
        if isinstance(every, dict):
            length = self.book.number(every["days"])
            if length is None:
                for owed in self.text["steps"]:
                    self.put(owed, "no_rhythm", None, None, None)
                return
            length = max(1, length)
        elif every == "week":
            length = 7
        origin = started if started and isinstance(every, dict) else date(1970, 1, 5)

        def period(day):
            first, after = day, day + DAY
            if length:
                while (first - origin).days % length:
                    first -= DAY
                while (after - origin).days % length:
                    after += DAY
                return first, after, f"{first.isoformat()}/{length}"
            months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[every]
            begins = [m for m in range(1, 13) if (m - 1) % months == 0]
            while first.day != 1 or first.month not in begins:
                first -= DAY
            while after.day != 1 or after.month not in begins:
                after += DAY
            place = begins.index(first.month) + 1
            return first, after, {
                "month": f"{first.year}-{first.month:02}", "quarter": f"{first.year}-Q{place}",
                "half_year": f"{first.year}-H{place}", "year": str(first.year),
            }[every]  # fmt: skip

        present = period(today)
        floors = [day for day in (started, self.since, listed) if day]
        line = [present]
        earliest = max(floors) if floors else period(present[0] - DAY)[0]
        while line[0][0] > earliest:
            line.insert(0, period(line[0][0] - DAY))
        for owed in self.text["steps"]:
            times, gap = 1, None
            if owed.get("count"):
                times = self.book.number(owed["count"])
                gap = (
                    timedelta(hours=float(self.book.numbers[owed["gap"]]))
                    if owed.get("gap") and self.book.numbers[owed["gap"]]
                    else None
                )
            for first, after, name in line:
                for number in range(1, (times or 1) + 1):
                    closing = [e for e in self.own if e["kind"] in as_list(owed["closed_by"])]
                    done, _ = fulfilled(closing, midnight(first), midnight(after), number, gap)
                    in_time = done is not None and done["at"] < midnight(after)
                    now = (first, after, name) == present
                    just = in_time and after == present[0]
                    old = self.since is not None and not (in_time and after < present[0])
                    if now or just or old:
                        dated = times is not None
                        self.put(
                            owed, name, midnight(first) if dated else None, midnight(after) if dated else None,
                            done, str(number) if times and times > 1 else "",
                        )  # fmt: skip


def expected(
    folder, name, events, as_of, *, day, chosen=None, linked=None, verdicts=(), since=None, related=None
):
    """The steps of a protocol of the pack in a folder, and the conversions due, in one district; see Run."""
    book = Book(Path(folder), day, "140109", chosen or {})
    told = (book, name, events, as_of, linked or {}, verdicts, since, related or {})
    return Run(*told).steps(), Run(*told).conversions()
