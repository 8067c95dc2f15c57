"""The register on a day as known at a day, worked out subject by subject and row by row from T1, T6 and T9.

A second way to the same answers, plain and slow, that shares no code with mutong.tables. What it gives for a subject
and a fact is (kind, content): ("known", value or (low, high)) or ("unknown", reason).
"""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
YES = {"yes", "true", "是"}
FAR = 1_000_000.0


def as_day(cell):
    """A day out of a day, an instant or a text; None for none."""
    if cell in (None, ""):
        return None
    if isinstance(cell, datetime):
        return cell.astimezone(CHINA).date()
    return cell if isinstance(cell, date) else date.fromisoformat(cell[:10])


def as_instant(cell):
    """An instant out of an instant or a text; None for none."""
    if cell in (None, ""):
        return None
    found = cell if isinstance(cell, datetime) else datetime.fromisoformat(cell)
    return found.astimezone(CHINA) if found.tzinfo else found.replace(tzinfo=CHINA)


def rows_of(table):
    """A table of columns as a list of rows."""
    names = list(table)
    return [dict(zip(names, cells, strict=True)) for cells in zip(*table.values(), strict=True)]


def holds(row, on, known_at):
    """Whether a row holds on a day and was recorded before the end of the other."""
    if "recorded_at" in row:
        recorded = as_instant(row["recorded_at"])
        if recorded is None or recorded.date() > known_at:
            return False
    first, last = as_day(row.get("valid_from")), as_day(row.get("valid_to"))
    return (first is None or first <= on) and (last is None or on < last)


def home_of(person, memberships, households, on):
    """The household a person lives in on a day; None for none."""
    living = [
        (as_day(m["valid_from"]), m["household_id"])
        for m in rows_of(memberships)
        if m["person_id"] == person and m["kind"] == "living" and m["household_id"] in households
        if holds(m, on, on)
    ]
    return max(living)[1] if living else None


def stated(spec, row):
    """What a row states, as the column of the fact holds it."""
    value = row["value"]
    if spec.type == "number":
        low, high = row["low"], row["high"]
        if low is None and high is None and value not in (None, ""):
            low = high = float(value)
        least = float("-inf") if spec.low is None else spec.low
        most = float("inf") if spec.high is None else spec.high
        return (least if low is None else float(low), most if high is None else float(high))
    if spec.type == "date":
        return float((as_day(value) - date(1970, 1, 1)).days)
    if spec.type == "boolean":
        return str(value).lower() in YES
    return str(value)


def fact_of(spec, subject, facts, on, known_at):
    """What the table facts says of a subject: (state, content, source), or None where no row counts."""
    rows = [
        row
        for row in rows_of(facts)
        if (row["subject_kind"], row["subject_id"], row["fact"]) == (spec.subject_kind, subject, spec.key)
        if holds(row, on, known_at)
    ]
    if not rows:
        return None
    last = max((as_instant(row["recorded_at"]), as_day(row["valid_from"]) or date.min) for row in rows)
    level = [r for r in rows if (as_instant(r["recorded_at"]), as_day(r["valid_from"]) or date.min) == last]
    said = {
        (r["state"] == "unknown", *(None if r[n] == "" else r[n] for n in ("low", "high", "value")))
        for r in level
    }
    if len(said) > 1:
        return "unknown", "conflicting", ""
    latest = max(as_instant(r["confirmed_at"] or r["recorded_at"]).date() for r in level)
    row = min(
        (r for r in level if as_instant(r["confirmed_at"] or r["recorded_at"]).date() == latest),
        key=lambda r: r["source"] or "",
    )
    if row["state"] == "unknown":
        return "unknown", row["unknown_reason"] or "never_asked", ""
    if spec.staleness_days is not None and latest + timedelta(days=spec.staleness_days) < on:
        return "unknown", "stale", ""
    return "known", stated(spec, row), row["source"] or ""


def answer_of(spec, subject, tables, on, known_at):
    """What is known of a subject's fact on a day as known at another: (state, content, source)."""
    found = fact_of(spec, subject, tables["facts"], on, known_at)
    if found is not None:
        return found
    table, key = {"person": ("people", "person_id"), "household": ("households", "household_id")}[
        spec.subject_kind
    ]
    for row in rows_of(tables[table]):
        if row[key] == subject and row.get(spec.key) not in (None, ""):
            return "known", stated(spec, {"value": row[spec.key], "low": None, "high": None}), "register"
    if spec.absent == "":
        return "unknown", "never_asked", ""
    homes = tables["households"]["household_id"]
    home = subject if spec.subject_kind == "household" else home_of(subject, tables["memberships"], homes, on)
    where = area_of(home, tables, on, known_at)
    for row in rows_of(tables["completeness"]):
        if row["fact"] == spec.key and holds(row, on, known_at) and where.startswith(row["area_code"]):
            return "known", stated(spec, {"value": spec.absent, "low": None, "high": None}), row["source"]
    return "unknown", "never_asked", ""


def area_of(home, tables, on, known_at):
    """The area code of a household; a text no area begins like where there is none."""
    for row in rows_of(tables["households"]):
        if row["household_id"] == home:
            return row["area_code"] or "?"
    return "?"
