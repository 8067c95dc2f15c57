"""Days of onset that a register kept as files has from several sources, for cases that are traced from a file."""

import sys
from pathlib import Path

from mutong.kernel.words import Words
from mutong.outbreak.onset_statements import ONSET_FACT, about_case, statements_of, with_onset_span
from mutong.tables.frames import rows_of, table_file
from mutong.tables.register_files import rows_about

Row = dict[str, object]


def with_told_onsets(cases: list[Row], register: Path | None, language: str) -> list[Row]:
    """The cases with the span of onset where the register's facts say another day; each is told on stderr."""
    if register is None or table_file(register, "facts") is None:
        return cases
    people: dict[str, list[Row]] = {}
    for case in cases:
        people.setdefault(str(case["person_id"]), []).append(case)
    facts = [row for row in rows_of(rows_about(register, "facts", people)) if row["fact"] == ONSET_FACT]
    told = statements_of(facts)
    found = []
    for case in cases:
        person = str(case["person_id"])
        spanned = with_onset_span(case, about_case(case, told.get(person, ()), people[person]))
        if "onset_earliest" in spanned:
            first, last = spanned["onset_earliest"], spanned["onset_latest"]
            words = Words(
                f"病例 {case['case_id']} 的发病日期说法不一（{first} 至 {last}）：按最早的算可能，按最晚的算确定。",
                f"Sources differ on the onset of case {case['case_id']} ({first} to {last}): possibly exposing by the "
                "earliest, surely by the latest.",
            )
            print(words.say(language), file=sys.stderr)
        found.append(spanned)
    return found
