"""Made-up two-clock tables for tests of the Snapshot: few subjects and instants, so that rows meet and collide."""

from datetime import date

from hypothesis import strategies as st

ON, KNOWN_AT = date(2022, 3, 1), date(2022, 3, 10)
PEOPLE, HOMES = ("P1", "P2", "P3"), ("H1", "H2")
AREAS = ("140109901001", "140109901002", "140201001001")
DAYS = ("2021-01-01", "2022-02-28", "2022-03-01", "2022-03-02", "2023-01-01")
INSTANTS = (
    "2021-02-01T08:00:00+08:00",
    "2022-03-01T00:00:00+08:00",
    "2022-03-10T23:59:59+08:00",
    "2022-03-10T16:00:00+00:00",
    "2022-03-11T00:00:00+08:00",
)
VALUES = {
    "monthly_income": (("number", 0.0, 0.0), ("number", 100.5, 200.0), ("number", 7.0, None), ("text", "12")),
    "disability_certificate": (("text", "yes"), ("text", "no"), ("text", "是")),
    "disability_kind": (("text", "sight"), ("text", "limb")),
    "birth_date": (("text", "1950-01-02"), ("text", "2000-02-29")),
    "receives_low_income_support": (("text", "yes"), ("text", "no")),
    "dwelling_m2": (("number", 40.0, 40.0), ("number", 0.0, 90.0)),
    "worries": (("text", "roof"), ("text", "钱")),
}
HOME_FACTS = {"receives_low_income_support", "dwelling_m2", "worries"}


@st.composite
def fact_row(draw) -> dict[str, object]:
    """A row of the table facts."""
    fact = draw(st.sampled_from(sorted(VALUES)))
    unknown = draw(st.integers(0, 5)) == 0
    shape, *cells = draw(st.sampled_from(VALUES[fact]))
    low, high = cells if shape == "number" else (None, None)
    return {
        "subject_kind": "household" if fact in HOME_FACTS else "person",
        "subject_id": draw(st.sampled_from(HOMES if fact in HOME_FACTS else (*PEOPLE, "P9"))),
        "fact": fact,
        "state": "unknown" if unknown else "known",
        "low": None if unknown else low,
        "high": None if unknown else high,
        "value": None if unknown or shape == "number" else cells[0],
        "valid_from": draw(st.sampled_from(DAYS)),
        "valid_to": draw(st.none() | st.sampled_from(DAYS)),
        "recorded_at": draw(st.sampled_from(INSTANTS)),
        "confirmed_at": draw(st.none() | st.sampled_from(INSTANTS)),
        "source": draw(st.sampled_from(("home_visit", "civil_affairs", "bank"))),
        "unknown_reason": draw(st.none() | st.sampled_from(("declined", "awaiting_office")))
        if unknown
        else None,
    }


@st.composite
def tables(draw) -> dict[str, dict[str, list]]:
    """The tables of a register of three people and two households."""
    rows = draw(st.lists(fact_row(), min_size=1, max_size=40))
    complete = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("federation", "office")),
                st.sampled_from(("disability_certificate", "receives_low_income_support", "dwelling_m2")),
                st.sampled_from(("14", *AREAS)),
                st.sampled_from(DAYS),
                st.none() | st.sampled_from(DAYS),
                st.sampled_from(INSTANTS),
            ),
            max_size=3,
            unique_by=lambda row: row[:4],
        )
    )
    lived = draw(
        st.lists(
            st.tuples(
                st.sampled_from(PEOPLE),
                st.sampled_from((*HOMES, "H9")),
                st.sampled_from(("living", "hukou")),
                st.sampled_from(DAYS),
                st.none() | st.sampled_from(DAYS),
            ),
            max_size=6,
        )
    )
    births = st.none() | st.sampled_from(["1940-05-05", "2014-05-01"])
    return {
        "people": {"person_id": list(PEOPLE), "birth_date": [draw(births) for _ in PEOPLE]},
        "households": {
            "household_id": list(HOMES),
            "area_code": [draw(st.sampled_from(AREAS)) for _ in HOMES],
        },
        "memberships": _columns(("person_id", "household_id", "kind", "valid_from", "valid_to"), lived),
        "facts": {name: [row[name] for row in rows] for name in rows[0]},
        "completeness": _columns(
            ("source", "fact", "area_code", "valid_from", "valid_to", "recorded_at"), complete
        ),
    }


def _columns(names: tuple[str, ...], rows: list[tuple]) -> dict[str, list]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
