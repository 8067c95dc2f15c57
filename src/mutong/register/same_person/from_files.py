"""The people of a register kept as files, as columns to look for doubles in."""

from pathlib import Path

from mutong.register.same_person.columns import PeopleColumns
from mutong.tables.frames import columns_of, read_table


def people_of_register(folder: str | Path) -> PeopleColumns:
    """Columns from the tables people, memberships and households of a folder; the last two may be missing.

    The home is the place of the household lived in now, else the household. Raises MutongError `table_missing`.
    """
    people = columns_of(read_table(folder, "people"))
    households = columns_of(read_table(folder, "households", missing_ok=True))
    place = {
        household: home or household
        for household, home in zip(households["household_id"], households["place_id"], strict=True)
    }
    homes: dict[str, str] = {}
    members = columns_of(read_table(folder, "memberships", missing_ok=True))
    for person, household, kind, until in zip(
        members["person_id"], members["household_id"], members["kind"], members["valid_to"], strict=True
    ):
        if kind == "living" and until is None:
            homes[person] = place.get(household, household)

    def texts(column: str) -> list[str]:
        return [one or "" for one in people[column]]

    return PeopleColumns(
        person_id=people["person_id"],
        name=texts("name"),
        sex=texts("sex"),
        birth_date=people["birth_date"],
        id_number=texts("id_number"),
        phone=texts("phone"),
        area_code=texts("area_code"),
        home=[homes.get(one, "") for one in people["person_id"]],
    )
