"""A pack's own files, read plainly for the second working out of its protocols: numbers, limits, event patterns."""

import calendar
import csv
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar
import yaml

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def midnight(day):
    return datetime.combine(day, time(0), ZONE)


def day_of(instant):
    return instant.astimezone(ZONE).date()


class Book:
    """A pack's protocols and numbers on one day, with what was chosen where a number is open."""

    def __init__(self, folder, day, area, chosen):
        self.pack, self.protocols = read_yaml(folder / "pack.yaml")["pack"], {}
        for path in sorted((folder / "protocols").glob("*.yaml")):
            self.protocols[read_yaml(path)["protocol"]] = read_yaml(path)
        self.numbers, self.units = {}, {}
        for name, rows in parameter_rows(folder).items():
            self.units[name] = rows[0]["unit"]
            fits = []
            for row in rows:
                here = row["area_code"] == "0" or area.startswith(row["area_code"])
                begun = not row["valid_from"] or row["valid_from"] <= day.isoformat()
                gone = row["valid_to"] and row["valid_to"] <= day.isoformat()
                known = not row["known_from"] or row["known_from"] <= day.isoformat()
                if here and begun and known and not gone:
                    depth = 0 if row["area_code"] == "0" else len(row["area_code"])
                    fits.append((depth, row["known_from"], row["value"]))
            value = max(fits)[2] if fits else ""
            self.numbers[name] = value or chosen.get(name, "")

    def number(self, name):
        """A whole number, or None."""
        return int(float(self.numbers[name])) if self.numbers[name] else None

    def listed_days(self, name):
        return [int(float(part)) for part in self.numbers[name].split(";")] if self.numbers[name] else None

    def end(self, name, since, times=1):
        """When a limit ends, or None."""
        if not self.numbers[name]:
            return None
        count, unit, day = float(self.numbers[name]) * times, self.units[name], day_of(since)
        seconds = {"second": 1, "minute": 60, "hour": 3600}
        if unit in seconds:
            return since + timedelta(seconds=count * seconds[unit])
        if unit == "day":
            return midnight(day + timedelta(days=int(count) + 1))
        if unit == "working_day":
            left = int(count)
            while left > 0:
                day += DAY
                if day.year > 2026:
                    return None
                left -= chinese_calendar.is_workday(day)
            return midnight(day + DAY)
        months = int(count) * (12 if unit == "year" else 1)
        year, month = day.year, day.month
        for _ in range(months):
            month += 1
            if month == 13:
                year, month = year + 1, 1
        return midnight(date(year, month, min(day.day, calendar.monthrange(year, month)[1])) + DAY)


@cache
def read_yaml(path):
    """A file as plain mappings, lists and texts."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


@cache
def parameter_rows(folder):
    """The rows of a pack, of those it is within, and of the version before where it has none of its own."""
    found = {}
    for path in sorted((folder / "parameters").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                found.setdefault(row["parameter"], []).append(row)
    top = read_yaml(folder / "pack.yaml")
    outer = parameter_rows(folder.parent / top["within"]) if top.get("within") else {}
    for name, rows in outer.items():
        found[name] = [*found.get(name, ()), *rows]
    if top.get("succeeds") and (folder.parent / top["succeeds"]).exists():
        for name, rows in parameter_rows(folder.parent / top["succeeds"]).items():
            found.setdefault(name, rows)
    return found


def as_list(value):
    return [] if value in (None, "") else [value] if isinstance(value, str) else list(value)


def is_one(event, pattern):
    if isinstance(pattern, str):
        return event["kind"] == pattern
    return all(event[key] == pattern[word] for key, word in
               (("kind", "event"), ("class", "class"), ("result", "result")) if pattern.get(word))  # fmt: skip


def earliest_known(events):
    return sorted(events, key=lambda e: (e["recorded"], e["at"], e["id"]))[0]


def of_latest_day(events):
    last = max(day_of(e["at"]) for e in events)
    return earliest_known([e for e in events if day_of(e["at"]) == last])


def fulfilled(events, opens, closes, number, gap):
    """Who fulfils the number-th time in a window (late if need be), and the spoilt samples that belong to it."""
    inside = [
        e for e in events if (opens is None or e["at"] >= opens) and (closes is None or e["at"] < closes)
    ]
    good = []
    for event in inside:
        if event["result"] != "invalid" and (not good or gap is None or event["at"] - good[-1]["at"] >= gap):
            good.append(event)
    spoilt = [e for e in inside if e["result"] == "invalid"]
    if len(good) < number - 1:
        mine = []
    else:
        after = inside.index(good[number - 2]) if number > 1 else -1
        until = inside.index(good[number - 1]) if len(good) >= number else len(inside)
        mine = [e for e in spoilt if after < inside.index(e) < until]
    if len(good) >= number:
        return good[number - 1], mine
    late = [e for e in events if closes is not None and e["at"] >= closes and e["result"] != "invalid"]
    return (late[0] if late else None), mine
