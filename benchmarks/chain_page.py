"""The chain page with 100,000 cases: summary, one large chain, one case, a search and the export, as a signed-in post.

A scratch register on SQLite is filled with a simulated outbreak of one county (see `benchmarks.chains`): stated links
for a third of those infected, contacts for the others found, one false contact beside each, and one chain whose first
case infected 3,000. The chains are worked out as the worker does it; the pages are asked for through Django's test
client, each the second time that it is asked for. Limit: one second to the summary's first byte.

    python -m benchmarks chain_page            (or: python -m benchmarks.chain_page [--cases 100000])
"""

import argparse
import os
import re
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.chains import simulate
from benchmarks.measuring import MB, machine, measure, verdict
from mutong.kernel.period import CHINA

LIMIT_SECONDS = 1.0
STATED = 1 / 3
SPREADER = 3000
COUNTY = "140109"
_AREAS = (("14", "province", None), ("1401", "city", "14"), (COUNTY, "county", "1401"))
_LEVELS = (("township", 6, 9), ("community", 9, 12), ("grid", 12, 15))
_PER_GRID = 150
_USER, _PASSWORD = "county", "a password of the benchmark"
_AT_ONCE = 5000


def main(argv: list[str]) -> int:
    """Fill, work out, open each page; exit code 1 where the summary does not keep the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    size = parser.parse_args(argv).cases
    with tempfile.TemporaryDirectory(prefix="mutong-chain-page-") as folder:
        os.environ |= {
            "MUTONG_VAR": folder,
            "MUTONG_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "mutong.desk.settings",
            "MUTONG_HOSTS": "testserver",
        }
        from mutong.cli.opening import open_register

        open_register(migrate=True)
        print(machine())
        begun = time.perf_counter()
        rows = _fill(size)
        print(
            f"{size:,} cases and {rows:,} links and contacts in a scratch register: {time.perf_counter() - begun:.0f} s"
        )
        return 0 if _open_pages(folder) else 1


def _open_pages(folder: str) -> bool:
    from django.test import Client

    from mutong.workflows.chains import work_out_chains

    client = Client()
    assert client.login(username=_USER, password=_PASSWORD)
    client.cookies["mutong_language"] = "en"
    client.get("/", follow=True)  # what a desk loads with its first page is not this page's
    first = _asked(client, "the page before anything is worked out", "/outbreak/chain")
    done = measure(lambda: work_out_chains(COUNTY))
    kept = sum(file.stat().st_size for file in (Path(folder) / "chains").rglob("*") if file.is_file())
    print(f"worked out as the worker does it {done}; kept in {kept / MB:.1f} MB")
    summary = _asked(client, "summary", "/outbreak/chain", again=True)
    for words, address in (
        ("summary, single unlinked by onset", "/outbreak/chain?show=single&sort=-first&page=7"),
        ("search by name", "/outbreak/chain?q=%E4%BE%8B4242"),
        ("a chain whose first case infected 3,000", "/outbreak/chain?chain=C000000"),
        ("the same, twenty numbers opened", "/outbreak/chain?chain=C000000" + "&open=C000000" * 20),
        ("one case with those round it", "/outbreak/chain?case=C003500&up=3"),
        ("export of all chains, CSV", "/outbreak/chain?format=csv"),
        ("export of all chains, Excel", "/outbreak/chain?format=xlsx"),
        ("export of the chain's cases, CSV", "/outbreak/chain?chain=C000000&format=csv"),
    ):
        _asked(client, words, address, again=True)
    kept_first = verdict("seconds to the page before anything is worked out", first, LIMIT_SECONDS)
    return verdict("seconds to the summary", summary, LIMIT_SECONDS) and kept_first


def _asked(client, words: str, address: str, again: bool = False) -> float:
    """Ask for a page (`again`: twice, so that what is loaded once is there) and print what it took."""
    if again:
        client.get(address)
    begun, busy = time.perf_counter(), time.process_time()
    answer = client.get(address)
    took, busy = time.perf_counter() - begun, time.process_time() - busy
    assert answer.status_code == 200, (address, answer.status_code)
    content = answer.getvalue()
    dots, numbers = (len(re.findall(mark, content)) for mark in (rb'<a id="n-', rb'class="g-more"'))
    drawn = f", {dots:,} cases and {numbers:,} numbers drawn" if dots else ""
    print(f"{words:45} {took:6.3f} s wall {busy:6.3f} s CPU, {len(content):,} bytes{drawn}")
    return took


def _fill(size: int) -> int:
    """Areas, a post with a sign-in, people, cases, links and contacts; how many links and contacts."""
    from mutong.records.outbreak.models import Case, Contact, Link
    from mutong.records.register.models import Person

    cases, contacts, infector = simulate(size)
    infector[1 : SPREADER + 1] = 0
    grids = [
        f"{COUNTY}{1 + k // 1000:03}{1 + k // 30 % 33:03}{1 + k % 30:03}"
        for k in range(size // _PER_GRID + 1)
    ]
    _land("areas", [{"area_code": code, "name": code, "level": level, "parent_code": above} for code, level, above in (
        *_AREAS, *((code[:end], level, code[:above]) for level, above, end in _LEVELS for code in grids)
    )])  # fmt: skip
    where = [grids[int(one["area_code"]) % len(grids)] for one in cases]
    _keep(Person, [
        Person(person_id=one["person_id"], name=f"例{k}", area_code=where[k]) for k, one in enumerate(cases)
    ])  # fmt: skip
    _post()
    _keep(Case, [
        Case(
            case_id=one["case_id"], person_id=one["person_id"], classification="confirmed", origin=one["origin"],
            date_onset=one["date_onset"], area_code=where[k],
            reported_at=datetime.combine(one["date_onset"] + timedelta(days=2), datetime.min.time(), CHINA),
        ) for k, one in enumerate(cases)
    ])  # fmt: skip
    told = np.random.default_rng(1).random(size) < STATED
    told[1 : SPREADER + 1] = True
    links = [
        Link(infector=f"C{infector[k]:06d}", infectee=f"C{k:06d}") for k in range(size) if infector[k] >= 0 and told[k]
    ]  # fmt: skip
    _keep(Link, links)
    met = {(one["case_id"], one["person_id"]) for one in contacts}
    _keep(Contact, [
        Contact(
            case_id=case_id, person_id=person, degree=1, contact_class="close_contact", verdict="yes",
            rule="same_household", clause="cn-covid-9:CC1", area_code=COUNTY,
        ) for case_id, person in sorted(met)
    ])  # fmt: skip
    return len(links) + len(met)


def _keep(model, rows: list) -> None:
    model.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _post() -> None:
    """One post of the county's disease control, and who fills it."""
    from mutong.kernel import clock
    from mutong.records.access import system_viewer
    from mutong.records.actions.accounts import create_account

    _land("people", [{"person_id": "W1", "name": "岗"}])
    _land("posts", [{"post_id": "CDC", "kind": "county_disease_control", "area_code": COUNTY}])
    _land("rosters", [{"post_id": "CDC", "person_id": "W1", "from": clock.now() - timedelta(days=1)}])
    create_account(system_viewer("benchmark"), _USER, _PASSWORD, "W1", purpose="benchmark")


def _land(table: str, rows: list[dict]) -> None:
    from mutong.records.access import system_viewer
    from mutong.records.landing.land import land_rows

    once = list({tuple(row.values()): row for row in rows}.values())
    assert not land_rows(system_viewer("benchmark"), table, once, purpose="benchmark").problems


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
