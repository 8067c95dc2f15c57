"""First-degree contacts a third way: plain SQL in DuckDB over whole tables, sharing no code with the product.

The pack's YAML is read by itself and becomes tables of rules, seat patterns and seat conditions; the numbers come as
a plain mapping (name → value or None). Instants are whole seconds, days are counted from 1970. A truth is 0 no,
1 unknown, 2 yes. Crowds are not counted apart: everybody is listed.
"""

import re
from datetime import date

import duckdb

_EPOCH = date(1970, 1, 1).toordinal()
_TABLES = {
    "cases": "case_id VARCHAR, person_id VARCHAR, classification VARCHAR, reported_at BIGINT, date_onset BIGINT, "
    "date_specimen BIGINT, isolated_at BIGINT",
    "places": "place_id VARCHAR, kind VARCHAR, ventilation VARCHAR",
    "memberships": "person_id VARCHAR, household_id VARCHAR, kind VARCHAR, valid_from BIGINT, valid_to BIGINT",
    "stays": "person_id VARCHAR, place_id VARCHAR, arrived_at BIGINT, left_at BIGINT, seat VARCHAR, "
    "certainty VARCHAR, radius_m DOUBLE",
    "encounters": "person_a VARCHAR, person_b VARCHAR, start_at BIGINT, end_at BIGINT, distance_m DOUBLE, "
    "protected BOOLEAN",
    "relations": "person_id VARCHAR, other_id VARCHAR, kind VARCHAR, valid_from BIGINT, valid_to BIGINT",
    "rules": "number INTEGER, rule VARCHAR, class VARCHAR, rank INTEGER, relation VARCHAR, kinds VARCHAR[], "
    "ventilation VARCHAR, household VARCHAR, asks_minutes BOOLEAN, minutes DOUBLE, asks_distance BOOLEAN, "
    "distance DOUBLE, unprotected BOOLEAN, otherwise INTEGER",
    "conditions": "number INTEGER, part VARCHAR, what VARCHAR, within DOUBLE",
    "patterns": "turn INTEGER, kind VARCHAR, pattern VARCHAR",
}


def _plain(cell):
    """A cell as SQL takes it: instants as seconds (rows hold them so already), days as days."""
    return cell.toordinal() - _EPOCH if isinstance(cell, date) else cell


def contacts_by_sql(rules, number, candidates, tables, as_of):
    """The set of (case, person, class, verdict, rule, place, first, last, minutes) of the first degree."""
    base = duckdb.connect()
    base.execute("CREATE MACRO never() AS 1099511627776")
    base.execute("CREATE MACRO midnight(day) AS day * 86400 - 28800")
    for name, columns in _TABLES.items():
        base.execute(f"CREATE TABLE {name} ({columns})")
    for name in ("cases", "places", "memberships", "stays", "encounters", "relations"):
        columns = [one.split()[0] for one in _TABLES[name].split(", ")]
        _fill(base, name, [[_plain(row.get(one)) for one in columns] for row in tables.get(name, ())])
    _lay_rules(base, rules, number)
    window = rules["window"]
    widest = max((one for one in candidates.get(window["days_back"], ()) if one is not None), default=None)
    base.execute(
        "CREATE TABLE settings AS SELECT ?::BIGINT AS as_of, ?::BIGINT AS back, ?::BIGINT AS widest",
        [as_of, number[window["days_back"]], widest],
    )
    base.execute(
        _WINDOWS.format(
            anchor=", ".join(window["from"]), to=window["to"], surely_to=window["surely_to"],
            surely_from=window["surely_from"], traced=", ".join(f"'{one}'" for one in window["classifications"]),
        )
    )  # fmt: skip
    _read_seats(base, rules)
    base.execute(_MEETINGS)
    base.execute(_JUDGED)
    found = base.execute(_STRICTEST).fetchall()
    return {(*row, None if seconds is None else round(seconds / 60, 1)) for *row, seconds in found}


def _fill(base, table, rows):
    kinds = [one.split()[1] for one in _TABLES[table].split(", ")]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        cells = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
        base.execute(f"INSERT INTO {table} SELECT {cells}", columns)


def _lay_rules(base, rules, number):
    ranks = {one["name"]: k for k, one in enumerate(rules["classes"])}
    laid, conditions = [], []
    for k, rule in enumerate(rules["rules"]):
        otherwise = 1 if rule.get("needs") else 2
        if rule.get("when"):
            value = number[rule["when"]["parameter"]]
            switch = 1 if value is None else 2 if str(value) == str(rule["when"]["is"]) else 0
            otherwise = min(otherwise, switch)
        minutes, distance = rule.get("minutes_at_least"), rule.get("distance_within")
        laid.append(
            [
                k, rule["rule"], rule["class"], ranks[rule["class"]], rule["relation"], rule.get("kinds"),
                rule.get("ventilation"), rule.get("household"), minutes is not None, number.get(minutes),
                distance is not None, number.get(distance), bool(rule.get("unprotected")), otherwise,
            ]
        )  # fmt: skip
        asked = rule.get("seat") or []
        for one in asked if isinstance(asked, list) else [asked]:
            what = next((name for name in ("present", "absent", "within") if one.get(name)), "same")
            conditions.append([k, one["part"], what, number.get(one.get("within"))])
    _fill(base, "rules", laid)
    _fill(base, "conditions", conditions)
    seats = enumerate(rules.get("seats", ()))
    _fill(base, "patterns", [[k, kind, one["pattern"]] for k, one in seats for kind in one["kinds"]])


def _read_seats(base, rules):
    """seat_parts (kind, seat, part, told): told is '?' where nobody knows and '' where a seat has no such part."""
    base.execute("""
        CREATE TABLE seats_read AS
        SELECT kind, seat, min(turn) AS turn
        FROM (SELECT DISTINCT kind, seat FROM stays JOIN places USING (place_id) WHERE seat IS NOT NULL)
        JOIN patterns USING (kind)
        WHERE regexp_full_match(upper(trim(seat)), pattern)
        GROUP BY kind, seat
    """)
    base.execute("CREATE TABLE seat_parts (kind VARCHAR, seat VARCHAR, part VARCHAR, told VARCHAR)")
    parts = [one[0] for one in base.execute("SELECT DISTINCT part FROM conditions").fetchall()]
    for turn, one in enumerate(rules.get("seats", ())):
        groups = re.compile(one["pattern"]).groupindex
        for part in parts:
            told = "''"
            if part in groups:
                pattern = one["pattern"].replace("'", "''")
                told = f"regexp_extract(upper(trim(seat)), '^(?:{pattern})$', {groups[part]})"
                told = f"coalesce(nullif({told}, ''), '?')"
            base.execute(
                f"INSERT INTO seat_parts SELECT kind, seat, '{part}', {told} FROM seats_read WHERE turn = {turn}"
            )


_WINDOWS = """
CREATE TABLE exposers AS
SELECT case_id, person_id AS me,
       CASE WHEN back IS NULL THEN never() ELSE midnight(coalesce(anchor, reported) - back) END AS sure_from,
       CASE WHEN anchor IS NULL OR coalesce(back, widest) IS NULL THEN 0
            ELSE midnight(anchor - coalesce(back, widest)) END AS since,
       least(coalesce(ended, said), as_of) AS sure_to,
       least(coalesce(ended, as_of), as_of) AS until
FROM (SELECT *, coalesce({anchor}) AS anchor, ({surely_from} + 28800) // 86400 AS reported, {to} AS ended,
             {surely_to} AS said
      FROM cases WHERE classification IN ({traced})), settings
"""

_MEETINGS = """
CREATE TABLE tidy AS
WITH once AS (
    SELECT person_id, place_id, arrived_at AS arrived, nullif(seat, '') AS seat,
           CASE WHEN left_at = arrived_at THEN left_at + 1 ELSE left_at END AS gone,
           coalesce(list_position(['observed', 'stated', 'point'], certainty), 2) AS sureness, radius_m
    FROM stays
), kept AS (
    SELECT person_id, place_id, arrived, seat, max(gone) AS gone, min(sureness) AS sureness,
           first(radius_m ORDER BY gone DESC NULLS LAST, sureness, radius_m DESC NULLS LAST) AS radius
    FROM once GROUP BY person_id, place_id, arrived, seat
)
SELECT k.*, sureness = 3 AND radius IS DISTINCT FROM 0 AS vague,
       coalesce(gone, (SELECT min(o.arrived) FROM kept AS o WHERE o.person_id = k.person_id
                       AND o.place_id <> k.place_id AND o.arrived > k.arrived), as_of) AS may_end
FROM kept AS k, settings;

CREATE TABLE homes AS
SELECT e.case_id, b.person_id,
       greatest(midnight(a.valid_from), midnight(b.valid_from), e.since) AS begins,
       least(coalesce(midnight(a.valid_to), never()), coalesce(midnight(b.valid_to), never()), e.until)
           AS ends
FROM exposers AS e
JOIN memberships AS a ON a.person_id = e.me AND a.kind = 'living'
JOIN memberships AS b ON b.household_id = a.household_id AND b.kind = 'living' AND b.person_id <> e.me
WHERE begins < ends;

CREATE TABLE found AS
SELECT case_id, 'household' AS relation, person_id, NULL::VARCHAR AS place_id, NULL::VARCHAR AS tie, begins AS start,
       ends AS known_end, ends AS may_end, NULL::VARCHAR AS seat, NULL::VARCHAR AS other_seat,
       NULL::DOUBLE AS distance, NULL::BOOLEAN AS protected, false AS vague
FROM homes
UNION ALL
SELECT e.case_id, 'place', o.person_id, o.place_id, NULL, greatest(m.arrived, o.arrived),
       least(coalesce(m.gone, m.arrived), coalesce(o.gone, o.arrived)), least(m.may_end, o.may_end), m.seat, o.seat,
       NULL, NULL, m.vague OR o.vague
FROM exposers AS e JOIN tidy AS m ON m.person_id = e.me
JOIN tidy AS o ON o.place_id = m.place_id AND o.person_id <> e.me
UNION ALL
SELECT case_id, 'encounter', other, NULL, NULL, start_at, coalesce(end_at, start_at), coalesce(end_at, as_of), NULL,
       NULL, distance_m, protected, false
FROM exposers JOIN (SELECT *, person_a AS me, person_b AS other FROM encounters
                    UNION ALL SELECT *, person_b, person_a FROM encounters) USING (me), settings
UNION ALL
SELECT case_id, 'tie', other, NULL, r.kind, midnight(valid_from),
       coalesce(midnight(valid_to), never()), coalesce(midnight(valid_to), never()), NULL, NULL, NULL,
       NULL, false
FROM exposers JOIN (SELECT * EXCLUDE kind, person_id AS me, other_id AS other, kind FROM relations
                    UNION ALL SELECT * EXCLUDE kind, other_id, person_id, kind || '_of' FROM relations) AS r USING (me);

CREATE TABLE meetings AS
SELECT row_number() OVER () AS meeting, f.*, coalesce(f.tie, p.kind) AS kind, p.ventilation AS air,
       greatest(f.start, e.since) AS begins, least(f.may_end, e.until) AS ends,
       greatest(f.start, e.sure_from) AS sure_begins,
       CASE WHEN f.vague THEN 0 ELSE least(f.known_end, e.sure_to) END AS sure_ends,
       f.relation = 'household' OR EXISTS (
           SELECT 1 FROM homes AS h WHERE h.case_id = f.case_id AND h.person_id = f.person_id
           AND h.begins < least(f.may_end, e.until) AND greatest(f.start, e.since) < h.ends) AS lives_with
FROM found AS f JOIN exposers AS e USING (case_id) LEFT JOIN places AS p USING (place_id)
WHERE f.person_id <> e.me AND greatest(f.start, e.since) < least(f.may_end, e.until);
"""

_JUDGED = """
CREATE TABLE seat_answers AS
SELECT meeting, number, min(CASE
    WHEN what = 'present' THEN CASE other WHEN '?' THEN 1 WHEN '' THEN 0 ELSE 2 END
    WHEN what = 'absent' THEN CASE WHEN mine NOT IN ('', '?') OR other NOT IN ('', '?') THEN 0
                                   WHEN '?' IN (mine, other) THEN 1 ELSE 2 END
    WHEN '' IN (mine, other) THEN 0
    WHEN '?' IN (mine, other) THEN 1
    WHEN what = 'same' THEN CASE WHEN mine = other OR try_cast(mine AS BIGINT) = try_cast(other AS BIGINT)
                                 THEN 2 ELSE 0 END
    WHEN within IS NULL THEN 1
    WHEN abs(mine::BIGINT - other::BIGINT) <= within THEN 2 ELSE 0 END) AS answer
FROM (SELECT m.meeting, c.*, coalesce(a.told, '?') AS mine, coalesce(b.told, '?') AS other
      FROM meetings AS m JOIN rules AS r USING (relation) JOIN conditions AS c USING (number)
      LEFT JOIN seat_parts AS a ON a.kind = m.kind AND a.seat = m.seat AND a.part = c.part
      LEFT JOIN seat_parts AS b ON b.kind = m.kind AND b.seat = m.other_seat AND b.part = c.part
      WHERE m.kind IN (SELECT unnest(r.kinds)) OR m.kind IS NULL)
GROUP BY meeting, number;

CREATE TABLE answers AS
SELECT m.*, r.number, least(
    r.otherwise,
    CASE WHEN r.kinds IS NULL THEN 2 WHEN m.kind IS NULL THEN 1 WHEN list_contains(r.kinds, m.kind) THEN 2 ELSE 0 END,
    CASE WHEN r.ventilation IS NULL THEN 2 WHEN m.air IS NULL THEN 1 WHEN m.air = r.ventilation THEN 2 ELSE 0 END,
    CASE WHEN r.household IS NULL OR m.lives_with = (r.household = 'same') THEN 2 ELSE 0 END,
    coalesce(s.answer, 2),
    CASE WHEN NOT r.asks_distance THEN 2 WHEN r.distance IS NULL OR m.distance IS NULL THEN 1
         WHEN m.distance <= r.distance THEN 2 ELSE 0 END,
    CASE WHEN NOT r.unprotected THEN 2 WHEN m.protected IS NULL THEN 1 WHEN m.protected THEN 0 ELSE 2 END) AS truth
FROM meetings AS m JOIN rules AS r USING (relation) LEFT JOIN seat_answers AS s USING (meeting, number);

CREATE TABLE spans AS
SELECT case_id, relation, person_id, place_id, tie, number, false AS sure, begins, ends FROM answers WHERE truth >= 1
UNION ALL
SELECT case_id, relation, person_id, place_id, tie, number, true, sure_begins, sure_ends FROM answers
WHERE truth = 2 AND sure_begins < sure_ends;

CREATE TABLE grouped AS
SELECT case_id, relation, person_id, place_id, tie, number, sure, min(begins) AS first, max(ends) AS last,
       sum(greatest(0, ends - greatest(begins, coalesce(reached, begins)))) AS seconds
FROM (SELECT *, max(ends) OVER (
          PARTITION BY case_id, relation, person_id, place_id, tie, number, sure ORDER BY begins, ends
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
      FROM spans)
GROUP BY case_id, relation, person_id, place_id, tie, number, sure;

CREATE TABLE judged AS
SELECT p.case_id, p.person_id, p.relation, p.place_id, p.tie, r.number, r.rule, r.class, r.rank,
       CASE WHEN p.relation = 'tie' THEN 0 ELSE coalesce(s.seconds, 0) END AS low, p.seconds AS high,
       CASE WHEN NOT r.asks_minutes THEN CASE WHEN s.first IS NULL THEN 1 ELSE 2 END
            WHEN r.minutes IS NULL THEN 1
            WHEN low / 60 >= r.minutes THEN 2
            WHEN high / 60 < r.minutes THEN 0 ELSE 1 END AS truth,
       CASE WHEN truth = 2 THEN s.first ELSE p.first END AS first,
       CASE WHEN truth = 2 THEN s.last ELSE p.last END AS last
FROM grouped AS p JOIN rules AS r USING (number)
LEFT JOIN grouped AS s ON s.sure AND s.case_id = p.case_id AND s.relation = p.relation AND s.person_id = p.person_id
     AND s.place_id IS NOT DISTINCT FROM p.place_id AND s.tie IS NOT DISTINCT FROM p.tie AND s.number = p.number
WHERE NOT p.sure;
"""

_STRICTEST = """
WITH won AS (
    SELECT * FROM judged WHERE truth > 0
    QUALIFY row_number() OVER (PARTITION BY case_id, relation, person_id, place_id, tie ORDER BY number) = 1
), best AS (
    SELECT case_id, person_id, coalesce(min(rank) FILTER (truth = 2), 99) AS best FROM won GROUP BY ALL
), limits AS (
    SELECT case_id, person_id, best,
           coalesce(max(last) FILTER (truth = 2 AND rank = best), -1) AS until,
           min(rank) FILTER (truth = 1 AND rank < best) AS stricter
    FROM won JOIN best USING (case_id, person_id) GROUP BY ALL
)
SELECT case_id, person_id, class, CASE truth WHEN 2 THEN 'yes' ELSE 'unknown' END, rule, place_id, first, last,
       CASE WHEN low = high AND relation NOT IN ('household', 'tie') THEN low END
FROM won JOIN limits USING (case_id, person_id)
WHERE (truth = 2 AND rank = best) OR (truth = 1 AND (rank = stricter OR (rank = best AND last > until)))
"""
