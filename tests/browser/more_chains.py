"""Makes an outbreak with large chains in another county of the sample world, and who may look at it.

Run as a command with MUTONG_VAR set, also beside a running desk; writes chains-sign-in.csv there.
"""

import csv
import secrets
from datetime import timedelta

from mutong.cli.opening import open_register
from tests.outbreak.made_up_chains import case, line, star, tree

POST, PERSON, PURPOSE = "CHAINS-CDC", "CHAINS-W", "browser tests"


def main() -> None:
    """A star of 150, a tree, a line of 30, a contact without a written link, one case linked to nobody."""
    open_register()
    from mutong.kernel import clock
    from mutong.kernel.folders import var_folder
    from mutong.records.access import system_viewer
    from mutong.records.actions.accounts import create_account
    from mutong.records.landing.land import land_rows
    from mutong.records.outbreak.models import Case
    from mutong.records.register.models import Area

    taken = {code[:6] for code in Case.objects.values_list("area_code", flat=True)}
    counties = Area.objects.filter(level="county").order_by("-pk").values_list("pk", flat=True)
    county = next(code for code in counties if code[:6] not in taken)
    worlds = (star(150), tree(5), line(30), ([case("Z", 7), case("ALONE", 60, "unknown")], []))
    cases = [row | {"area_code": county} for rows, _ in worlds for row in rows]
    people = [
        {"person_id": row["person_id"], "name": f"例{row['case_id']}", "area_code": county} for row in cases
    ]
    met = {
        "case_id": "B2", "person_id": "P-Z", "degree": 1, "class": "close_contact", "verdict": "yes",
        "rule": "same_household", "clause": "cn-covid-9:CC1", "area_code": county,
    }  # fmt: skip
    since = clock.now() - timedelta(days=1)
    for table, rows in (
        ("people", [*people, {"person_id": PERSON, "name": "岗"}]),
        ("cases", cases),
        ("links", [row for _, links in worlds for row in links]),
        ("contacts", [met]),
        ("posts", [{"post_id": POST, "kind": "county_disease_control", "area_code": county}]),
        ("rosters", [{"post_id": POST, "person_id": PERSON, "from": since}]),
    ):
        problems = land_rows(system_viewer("tests"), table, rows, purpose=PURPOSE).problems
        if problems:
            raise SystemExit(f"{table}: {problems[:3]}")
    password = secrets.token_urlsafe(9)
    create_account(system_viewer("tests"), "chains", password, PERSON, purpose=PURPOSE)
    with (var_folder() / "chains-sign-in.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerow(("chains", password, "county_disease_control", POST))


if __name__ == "__main__":
    main()
