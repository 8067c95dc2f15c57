"""Phases, releases and series of the second working out of protocols: plain walks from day to day."""

from datetime import timedelta

from tests.oracles.protocol_book import DAY, as_list, day_of, fulfilled, midnight


class DayByDay:
    """The parts of a run that walk over days; `tests.oracles.protocols.Run` holds what they read."""

    def series(self):
        part = self.text["series"]
        kinds = as_list(part["round"]["closed_by"])
        held = self.later(kinds, self.anchor["at"])
        names = [part["every"], part["clean"], *([part["pause"], part["then"]] if "pause" in part else [])]
        numbers = [self.book.number(name) for name in names]
        offset = self.book.number(self.text["day_one"])
        if None in numbers or offset is None:
            valid = [e for e in held if e["result"] != "invalid"]
            self.put(part["round"], self.anchor["id"], None, None, valid[0] if valid else None, "1")
            return
        every, clean = max(1, numbers[0]), numbers[1]
        pause, then = (numbers[2], numbers[3]) if len(numbers) == 4 else (0, 0)
        day = day_of(self.anchor["at"]) + timedelta(days=offset)
        number, wanted, last_stage = 1, clean, not then
        results, unread = [], []

        def trailing(good):
            count = 0
            while count < len(results) and results[-1 - count] in good:
                count += 1
            return count

        while True:
            # what was held before the round of this day opens: only a positive one matters
            while held and held[0]["at"] < midnight(day):
                early = held.pop(0)
                if early["result"] == "positive":
                    results, unread, wanted, last_stage = [], [], clean, not then
                    day = day_of(early["at"]) + timedelta(days=every)
            valid = next((e for e in held if e["result"] != "invalid"), None)
            closes = midnight(day + DAY)
            if closes <= self.anchor["recorded"] and (valid is None or valid["at"] >= closes):
                # over before the order was recorded; samples spoilt before it are nobody's either
                while held and held[0]["at"] < closes:
                    held.pop(0)
                day += timedelta(days=every)
                continue
            if valid is None and trailing(("negative", "open")) >= wanted:
                first = unread[0]
                done = self.later(as_list(part["unknown"]["closed_by"]), first["at"])
                self.put(part["unknown"], first["id"], first["at"], None, done[0] if done else None)
                return
            tries = []
            while held and held[0]["result"] == "invalid":
                tries.append(held.pop(0))
            self.with_retakes(
                part["round"], self.anchor["id"], midnight(day), closes, tries, valid, str(number)
            )
            if valid is None:
                return
            held.pop(0)
            if valid["result"] == "positive":
                results, unread, wanted, last_stage = [], [], clean, not then
            else:
                results.append("negative" if valid["result"] == "negative" else "open")
                if results[-1] == "open":
                    unread.append(valid)
            day = day_of(valid["at"]) + timedelta(days=every)
            if trailing(("negative",)) >= wanted:
                if last_stage:
                    return
                results, unread, wanted, last_stage = [], [], then, True
                day = day_of(valid["at"]) + timedelta(days=max(1, pause))
            number += 1

    def with_retakes(self, owed, anchor, opens, closes, spoilt, done, mark):
        """The step, and one more for each spoilt sample."""
        for place in range(len(spoilt) + 1):
            event = spoilt[place] if place < len(spoilt) else done
            name = ".".join(one for one in (mark, f"again{place}" if place else "") if one)
            self.put(owed, anchor, opens, closes, event, name)
            if place < len(spoilt):
                opens = max(event["at"], event["recorded"])
                closes = midnight(day_of(opens) + DAY)

    # -- phases ---------------------------------------------------------------------------------------------------

    def phases(self):
        clocks, self.found = self.found, []
        by_release = self.text.get("ends_by") == "release"
        offset = self.book.number(self.text["day_one"])
        first = None if offset is None else day_of(self.anchor["at"]) + timedelta(days=offset)
        self.missed, waiting, self.undated = False, [], {}
        for phase in self.text["phases"]:
            days = self.book.number(phase["days"])
            last = None if first is None or days is None else first + timedelta(days=days - 1)
            for step in as_list(phase.get("steps")):
                if step.get("needs"):
                    waiting.append((step, first, last))
                else:
                    self.phase_step(step, first, last)
            first = None if last is None else last + DAY
        self.entry()
        for step, begins, stops in waiting:
            over = None if stops is None else midnight(stops + DAY)
            answer = self.own_tests(over)
            if answer == "yes" or (answer == "unknown" and over and self.as_of >= over):
                self.phase_step(step, begins, stops)
        end = None if last is None or by_release else midnight(last + DAY)
        if end and self.anchor["recorded"] >= end:
            self.found = [step for step in clocks if step["done"]]
            return
        before = len(self.found)
        if "release" in self.text:
            self.release(last)
        closing = self.found[before:]
        steps = clocks + self.found[:before]
        if end and self.as_of >= end:
            steps = [step for step in steps if step["done"]]
        self.found = steps + closing

    def phase_step(self, step, first, last):
        name = step.get("on")
        if name in ("first_day", "last_day"):
            day = first if name == "first_day" else last
            self.window(step, day, day, "", 1, None)
        elif name:
            days = self.book.listed_days(name)
            if days is None or first is None:
                for day in days or [None]:
                    self.without_date(step, f"d{day}" if day is not None else "")
                return
            for day in days:
                on = first + timedelta(days=day - 1)
                self.window(step, on, on, f"d{day}", 1, None)
        elif step.get("times_per_day"):
            times = self.book.number(step["times_per_day"])
            if times is None or first is None:
                self.without_date(step, "")
                return
            day, place = first, 1
            while day <= day_of(self.as_of) and (last is None or day <= last):
                for number in range(1, times + 1):
                    self.window(step, day, day, f"d{place}.{number}", number, None)
                day, place = day + DAY, place + 1
        else:
            count = self.book.number(step["count"])
            if count is None:
                self.without_date(step, "")
                return
            gap = None
            if step.get("gap") and self.book.numbers[step["gap"]]:
                gap = timedelta(hours=float(self.book.numbers[step["gap"]]))
            for number in range(1, count + 1):
                self.window(step, first, last, str(number), number, gap)

    def without_date(self, step, mark):
        kinds = tuple(as_list(step["closed_by"]))
        self.undated[kinds] = self.undated.get(kinds, 0) + 1
        self.window(step, None, None, mark, self.undated[kinds], None)

    def window(self, step, first, last, mark, number, gap):
        opens = None if first is None else midnight(first)
        closes = None if last is None else midnight(last + DAY)
        events = self.later(as_list(step["closed_by"]), self.anchor["at"])
        done, spoilt = fulfilled(events, opens, closes, number, gap)
        by_release = self.text.get("ends_by") == "release"
        over = closes and closes <= self.anchor["recorded"] and not by_release
        if over and (done is None or done["at"] >= closes):
            entry = self.text.get("entry")
            self.missed = self.missed or bool(entry and step["do"] == entry["do"])
            return
        self.with_retakes(step, self.anchor["id"], opens, closes, spoilt, done, mark)

    def entry(self):
        owed, day = self.text.get("entry"), day_of(self.anchor["recorded"])
        if not owed or not self.missed:
            return
        for step in self.found:
            if step["kind"] == owed["do"] and step["opens"] and day_of(step["opens"]) == day:
                return
        self.window(owed, day, day, "", 1, None)

    def first_positive(self):
        tests = as_list(self.text["release"].get("tests")) if "release" in self.text else []
        since = self.anchor["at"] if "restart" in self.text else self.began
        for event in self.later(tests, since):
            if event["result"] == "positive" and event["id"] != self.anchor["id"]:
                return event
        return None

    def own_tests(self, by=None):
        """yes, no or unknown: whether every own test due is negative."""
        if "release" not in self.text:
            return "yes"
        if self.first_positive():
            return "no"
        tests = set(as_list(self.text["release"].get("tests")))
        results = {e["id"]: e["result"] for e in self.own}
        answer = "yes"
        for step in self.found:
            if tests.isdisjoint(step["closed_by"]) or (by and step["opens"] and step["opens"] >= by):
                continue
            result = results.get(step["done"], "missing")
            if result == "positive":
                return "no"
            if result not in ("negative", "invalid"):
                answer = "unknown"
        return answer

    def linked_answer(self):
        part, answer = self.text["linked"], "yes"
        first = self.book.number(part["first_tests"])
        for start in self.starts:
            if part.get("relation"):
                people = self.related.get(part["relation"], [])
            else:
                people = [start["linked"]] if start["linked"] else []
            if not people:
                answer = "no" if answer == "no" else "unknown"
            for person in people:
                one, _ = self.of_linked(person, start, first)
                answer = "no" if "no" in (one, answer) else "unknown" if "unknown" in (one, answer) else "yes"
        return answer

    def of_linked(self, person, start, first):
        """The answer of one linked person's first tests, and the positive one."""
        part, tests = self.text["linked"], as_list(self.text["release"]["tests"])
        theirs = sorted(
            (e for e in self.linked.get(person, []) if e["recorded"] <= self.as_of),
            key=lambda e: (e["at"], e["id"]),
        )
        kind = part.get("event") or self.start["event"]
        begun = [e["at"] for e in theirs if e["kind"] == kind and e["class"] == part["class"]]
        if not begun or first is None:
            return "unknown", None
        before = [at for at in begun if at <= start["at"]]
        since = max(before) if before else min(begun)
        taken = [e for e in theirs if e["kind"] in tests and e["at"] >= since and e["result"] != "invalid"]
        taken = taken[:first]
        for event in taken:
            if event["result"] == "positive":
                return "no", event
        clear = len(taken) == first and all(e["result"] == "negative" for e in taken)
        return ("yes" if clear else "unknown"), None

    def release(self, last):
        part = self.text["release"]
        positive = self.first_positive()
        if positive:
            if "no" in part:
                since = max(positive["at"], positive["recorded"])
                ends = self.book.end(part["no"]["limit"], since) if part["no"].get("limit") else None
                done = self.later(as_list(part["no"]["closed_by"]), positive["at"])
                self.put(part["no"], positive["id"], since, ends, done[0] if done else None)
            return
        if last is None or day_of(self.as_of) < last:
            return
        answers = []
        for need in as_list(part["needs"]):
            if need == "own_tests_negative":
                answers.append(self.own_tests())
            elif need == "linked_first_tests_negative":
                answers.append(self.linked_answer())
        word = "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"
        if word == "no":
            return
        done = self.later(as_list(part[word]["closed_by"]), midnight(last))
        self.put(
            part[word], self.anchor["id"], midnight(last), midnight(last + DAY), done[0] if done else None
        )

    def conversions(self):
        """(linked person, positive test) for each event that is to be recorded and is not yet."""
        part = self.text.get("convert")
        if not part or not self.begin() or self.over_at:
            return []
        first, found = self.book.number(self.text["linked"]["first_tests"]), []
        for start in self.starts:
            relation = self.text["linked"].get("relation")
            people = (
                self.related.get(relation, []) if relation else [start["linked"]] if start["linked"] else []
            )
            for person in people:
                _, positive = self.of_linked(person, start, first)
                if positive and (person, positive["id"]) not in found:
                    found.append((person, positive["id"]))
        return found
