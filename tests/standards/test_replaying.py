"""A household's history replayed: on which days an answer changed, from what to what, because of what (T6)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.standards.choices import load_choices
from mutong.standards.pack import load_packs
from mutong.standards.prepared import prepare
from mutong.standards.replaying import (
    COLUMNS,
    Entry,
    History,
    Replay,
    entry_row,
    not_known_then,
    replay_as_it_was_known,
    replay_as_known_at,
)
from mutong.standards.single_answers import answer_home
from tests.standards.household_histories import GRID, always, fact, histories, history
from tests.standards.registers import PACKS, SAMPLE_CHOICES

CHOICES = load_choices(SAMPLE_CHOICES)
TAIYUAN, SHANXI = load_packs(PACKS, ["cn-sx-ty"]), load_packs(PACKS, ["cn-sx"])
CITY, PROVINCE = prepare(TAIYUAN, CHOICES), prepare(SHANXI, CHOICES)
CLEAR = {"destitute_support": False, "work_injury_nursing_benefit": False, "orphan_benefit": False}
HOME = {"property_conforms": True, "receives_low_income_support": False, "recognised_edge_household": False}
FIRST, LAST = date(2022, 5, 1), date(2023, 8, 31)


def of(replay: Replay, rule: str, subject: str = "") -> list[Entry]:
    """The entries of one rule, and about one subject."""
    return [
        one
        for one in replay.entries
        if one.about.rule.endswith(f":{rule}") and subject in ("", one.about.subject_id)
    ]


def told(entries: list[Entry]) -> list[tuple[str, str, str]]:
    """Day, answer before and answer after, in Chinese."""
    return [(str(one.on), one.before.words.zh, one.after.words.zh) for one in entries]


def why(one: Entry) -> list[str]:
    """The causes in Chinese."""
    return [cause.words.zh for cause in one.because]


def spaced(source: str) -> Words:
    """A source's code as words."""
    return Words(source, source.replace("_", " "))


def both(one: History, prepared=CITY, first: date = FIRST, last: date = LAST) -> tuple[Replay, Replay]:
    """The history as it was known, and as known on the last day."""
    return replay_as_it_was_known(one, prepared, first, last), replay_as_known_at(one, prepared, first, last)


def test_an_edge_households_disabled_member_gains_when_the_standard_widens() -> None:
    """2023-01-01, Shanxi: the living subsidy reaches edge households, and the entry says that the rule is another."""
    member = {"disability_certificate": True, "monthly_income": 84_000, **CLEAR}
    home = history(
        [*always("H1", HOME | {"recognised_edge_household": True}), *always("P1", member)],
        {"P1": "1980-05-01"},
    )
    (entry,) = of(
        replay_as_it_was_known(home, PROVINCE, date(2022, 9, 1), date(2023, 3, 1)), "disability_living"
    )

    assert (entry.on, entry.before.verdict, entry.after.verdict) == (date(2023, 1, 1), "no", "yes")
    assert entry.about.subject_id == "P1"
    assert any("困难残疾人生活补贴" in words or "边缘" in words for words in why(entry))
    assert entry.because[0].clause.partition(":")[0] in ("cn", "cn-sx")


def test_a_rise_announced_in_april_holds_from_january() -> None:
    """730 → 760: whoever asks with what was known sees it on 2023-04-27; with what is known now, on 2023-01-01."""
    home = history(
        [*always("H1", HOME), *always("P1", {"monthly_income": 50_000, **CLEAR})], {"P1": "1980-05-01"}
    )
    then, now = (
        of(one, "low_income_support") for one in both(home, first=date(2022, 10, 1), last=date(2023, 6, 30))
    )

    assert told(then) == [("2023-04-27", "是，230 元/月", "是，260 元/月")]
    assert told(now) == [("2023-01-01", "是，230 元/月", "是，260 元/月")]
    for one in (*then, *now):
        (cause,) = one.because
        assert "730 → 760 元/月（自 2023-01-01 起，2023-04-27 公布）" in cause.words.zh
        assert "730 → 760 yuan a month (from 2023-01-01, announced on 2023-04-27)" in cause.words.en
        assert cause.clause.startswith("cn-sx-ty:")


def test_what_was_not_known_at_the_time_is_told_with_what_taught_it() -> None:
    """From January to April the old amount was given; the announcement brought it in line."""
    home = history(
        [*always("H1", HOME), *always("P1", {"monthly_income": 50_000, **CLEAR})], {"P1": "1980-05-01"}
    )
    found = not_known_then(*both(home, first=date(2022, 10, 1), last=date(2023, 6, 30)))
    (gap,) = (one for one in found if one.about.rule == "cn:low_income_support")

    assert (gap.first, gap.end) == (date(2023, 1, 1), date(2023, 4, 27))
    assert (gap.then.words.zh, gap.now.words.zh) == ("是，230 元/月", "是，260 元/月")
    assert "760" in gap.learnt[0].words.zh


def test_a_fact_recorded_in_july_about_june() -> None:
    """Work lost on 1 June, told on 3 July: a worker could act from 3 July; we know now that it was so from 1 June."""
    facts = [*always("H1", HOME), *always("P1", CLEAR), fact("P1", "monthly_income", 200_000, confirmed="2022-05-20"),
             fact("P1", "monthly_income", 10_000, "2022-06-01", "2022-07-03")]  # fmt: skip
    then, now = (
        of(one, "low_income_support")
        for one in both(history(facts, {"P1": "1980-05-01"}), last=date(2022, 9, 30))
    )

    assert told(then) == [("2022-07-03", "否", "是，630 元/月")]
    assert told(now) == [("2022-06-01", "否", "是，630 元/月")]
    assert why(then[0]) == ["P1 月收入 2,000 → 100 元/月：2022-07-03 有新记录，自 2022-06-01 起"]
    assert why(now[0]) == ["P1 月收入 2,000 → 100 元/月：自 2022-06-01 起，2022-07-03 记录"]
    assert then[0].because[0].source == "home_visit"
    assert then[0].because[0].sourced(spaced).en.endswith("true from 2022-06-01 (home visit)")


def test_as_known_at_an_earlier_day_what_came_later_is_not_there() -> None:
    """As known on 30 June nothing had changed by then."""
    facts = [*always("H1", HOME), *always("P1", CLEAR), fact("P1", "monthly_income", 200_000, confirmed="2022-05-20"),
             fact("P1", "monthly_income", 10_000, "2022-06-01", "2022-07-03")]  # fmt: skip
    found = replay_as_known_at(
        history(facts, {"P1": "1980-05-01"}), CITY, FIRST, date(2022, 9, 30), date(2022, 6, 30)
    )

    assert of(found, "low_income_support") == []
    assert found.known_at == date(2022, 6, 30)


def test_a_child_turns_eighteen() -> None:
    """On the birthday itself, and with the birthday as its cause."""
    home = history(
        [*always("P1", {"disability_certificate": True, "orphan_benefit": True})], {"P1": "2004-11-20"}
    )
    turned = [
        one for one in replay_as_it_was_known(home, CITY, FIRST, LAST).entries if one.on == date(2022, 11, 20)
    ]

    assert turned
    assert all("P1 满 18 岁" in why(one) for one in turned)
    assert turned[0].because[-1].words.en == "P1 turns 18"


def test_an_income_goes_stale() -> None:
    """An income confirmed on 1 June is good for 183 days: the day after them the answer is open again (T9)."""
    facts = [
        *always("H1", HOME),
        *always("P1", CLEAR),
        fact("P1", "monthly_income", 200_000, confirmed="2022-06-01"),
    ]
    (entry,) = of(
        replay_as_it_was_known(history(facts, {"P1": "1980-05-01"}), CITY, FIRST, LAST), "low_income_support"
    )

    assert entry.on == date(2022, 6, 1) + timedelta(days=184)
    assert (entry.before.verdict, entry.after.verdict) == ("no", "unknown")
    assert why(entry) == ["P1 月收入 2,000 元/月 → 未知：情况已过期，上次确认 2022-06-01"]


def test_a_period_runs_out_of_itself() -> None:
    """Two years paid for, twelve months of benefit: a year after registering it ends, and nobody recorded anything."""
    jobless = {"registered_unemployed": True, "left_job_unwillingly": True, "unemployment_insured_years": 2,
               "registered_unemployed_on": "2021-11-10"}  # fmt: skip
    found = replay_as_it_was_known(
        history(always("P1", jobless), {"P1": "1980-05-01"}), CITY, FIRST, date(2023, 1, 1)
    )
    (entry,) = of(found, "unemployment_benefit")

    assert (entry.on, entry.before.verdict, entry.after.verdict) == (date(2022, 11, 10), "yes", "no")
    assert why(entry) == ["期限到了（P1 失业登记日 2021-11-10）"]


def test_a_death() -> None:
    """The earner dies: the household's answer turns because of it, and what the dead received ends with it."""
    facts = [*always("H1", HOME), *always("P1", CLEAR | {"monthly_income": 300_000}),
             *always("P2", CLEAR | {"monthly_income": 0}),
             fact("P1", "alive", False, "2022-07-18", "2022-07-20", source="public_security")]  # fmt: skip
    found = replay_as_it_was_known(
        history(facts, {"P1": "1930-05-01", "P2": "1980-05-01"}), CITY, FIRST, date(2022, 9, 1)
    )
    (support,) = of(found, "low_income_support")
    allowance = of(found, "old_age_allowance", "P1")

    assert told([support]) == [("2022-07-20", "否", "是，730 元/月")]
    assert why(support) == ["P1 去世：2022-07-20 有新记录，自 2022-07-18 起"]
    assert [(one.on, one.after.verdict) for one in allowance] == [(date(2022, 7, 20), "not_here")]
    assert allowance[0].after.words.en == "not in the household"


def test_somebody_leaves_and_a_child_is_born() -> None:
    """Members who come and go are causes, by name; what is not known of a newborn is open."""
    facts = [*always("H1", HOME), *(row for p in ("P1", "P2") for row in always(p, CLEAR | {"monthly_income": 0})),
             fact("P2", "monthly_income", 400_000, "2022-05-02", "2022-05-02", confirmed="2023-06-01")]  # fmt: skip
    found = replay_as_it_was_known(
        history(
            facts,
            {"P1": "1980-05-01", "P2": "1979-01-01", "P3": "2022-08-08"},
            [("P2", "H1", "2000-01-01", "2022-07-01"), ("P3", "H1", "2022-08-08", None)],
        ),
        CITY,
        date(2022, 6, 1),
        date(2022, 9, 1),
    )
    left, born = of(found, "low_income_support")

    assert (told([left])[0][0], why(left)) == ("2022-07-01", ["P2 离开这一户"])
    assert (told([born])[0][0], why(born)) == ("2022-08-08", ["P3 出生"])


def test_a_source_that_declares_its_list_complete_settles_answers() -> None:
    """Whoever is not listed has the plain value once it is told so; by what we know now, from when the list holds."""
    home = history(
        [],
        {"P1": "1980-05-01"},
        completeness=[
            ("disabled_federation", "disability_certificate", "140109901", "2022-05-20", "2022-06-15")
        ],
    )
    then, now = (of(one, "disability_care") for one in both(home, last=date(2022, 8, 1)))

    assert told(then) == [("2022-06-15", "未知", "否")]
    assert told(now) == [("2022-05-20", "未知", "否")]
    assert why(then[0]) == why(now[0]) == ["P1 持有残疾人证 未知 → 否：来源声明名单齐全"]
    assert then[0].because[0].source == "disabled_federation"


def test_a_relative_on_record_turns_an_answer() -> None:
    """The child's second parent, who has died, is put on record in July: only then are the parents known to be dead."""
    facts = [*always("P1", {"relatives_recorded": True, "parents_not_found": False}),
             *always("P8", {"alive": False}), *always("P9", {"alive": False})]  # fmt: skip
    found = replay_as_it_was_known(
        history(
            facts,
            {"P1": "2014-05-01", "P8": "1980-01-01", "P9": "1980-01-01"},
            [("P8", "H2", "2000-01-01", None), ("P9", "H3", "2000-01-01", None)],
            [("P1", "P8", "parent", "2022-07-04", None)],
        ),
        CITY,
        FIRST,
        date(2022, 9, 1),
    )
    (entry,) = of(found, "orphan_support", "P1")

    assert (entry.on, entry.after.verdict) == (date(2022, 7, 4), "yes")
    assert why(entry) == ["P1 登记的亲属有变"]


def test_a_household_that_moves_comes_under_other_standards() -> None:
    """Another county's numbers hold from the day of the move, and the move is the cause."""
    facts = [*always("H1", HOME), *always("P1", {"monthly_income": 50_000, **CLEAR}),
             fact("H1", "area_code", "140122901001001", "2022-07-01", "2022-07-01")]  # fmt: skip
    found = of(
        replay_as_it_was_known(history(facts, {"P1": "1980-05-01"}), CITY, FIRST, date(2022, 9, 1)),
        "low_income_support",
    )

    assert [one.on for one in found] == [date(2022, 7, 1)]
    assert any("140109901001005 → 140122901001001" in words for words in why(found[0]))


def test_nothing_changes() -> None:
    """Nothing recorded, nobody's birthday, no standard that begins: an empty history."""
    home = history([], {"P1": "1980-01-01"}, area=GRID)
    found = replay_as_it_was_known(home, CITY, date(2022, 8, 1), date(2022, 8, 20))

    assert found.entries == ()
    assert found.start
    assert all(said.verdict in ("yes", "no", "unknown") for _, said in found.start)
    assert not_known_then(found, replay_as_known_at(home, CITY, date(2022, 8, 1), date(2022, 8, 20))) == ()


def test_a_household_is_asked_for_that_is_not_there() -> None:
    """Told in both languages, as are days the wrong way round."""
    home = history([], {"P1": "1980-01-01"})
    other = History(type(home.rows)(**{**vars(home.rows), "household_id": "H7"}), home.snapshot_of)
    with pytest.raises(MutongError, match="H7") as refusal:
        replay_as_it_was_known(other, CITY, FIRST, LAST)
    assert refusal.value.code == "unknown_subject"
    with pytest.raises(MutongError) as refusal:
        replay_as_it_was_known(home, CITY, LAST, FIRST)
    assert refusal.value.code == "last_before_first"
    assert "2022-05-01" in refusal.value.words.en


def test_an_entry_is_a_row_of_a_table() -> None:
    """Every column has its cell; an end that is not known is empty."""
    facts = [
        *always("H1", HOME),
        *always("P1", CLEAR),
        fact("P1", "monthly_income", 10_000, "2022-06-01", "2022-07-03"),
    ]
    (entry,) = of(
        replay_as_it_was_known(history(facts, {"P1": "1980-05-01"}), CITY, FIRST, date(2022, 8, 1)),
        "low_income_support",
    )
    row = entry_row(entry, "en", spaced)

    assert tuple(row) == COLUMNS
    assert (row["day"], row["verdict_after"], row["amount_after_low"]) == (date(2022, 7, 3), "yes", 63_000)
    assert row["amount_before_low"] is None
    assert "monthly income" in str(row["because"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_no_change_is_missed(data: st.DataObject) -> None:
    """On any day the replay has the answers that the rules give on that day asked alone; every entry changes an answer
    and says why.
    """
    first = data.draw(st.dates(date(2022, 6, 1), date(2022, 12, 1)))
    last = first + timedelta(days=data.draw(st.integers(0, 300)))
    home = data.draw(histories(first, last))
    known_at = data.draw(st.none() | st.dates(first, last + timedelta(days=30)))
    replay = (
        replay_as_it_was_known(home, CITY, first, last)
        if known_at is None
        else replay_as_known_at(home, CITY, first, last, known_at)
    )
    about = {one.on + timedelta(days=by) for one in replay.entries for by in (-1, 0)}
    asked = {first, last} | {day for day in list(about)[:4] if first <= day <= last}
    asked |= set(data.draw(st.lists(st.dates(first, last), max_size=12)))
    for day in sorted(asked):
        snapshot = home.snapshot_of(day, known_at or day)
        alone = {
            (one.version.rule.name, one.subject.id): (
                one.verdict.word,
                one.amount if one.verdict.word == "yes" else None,
            )
            for one in answer_home(snapshot, TAIYUAN, CHOICES, "H1")
        }
        found = {(key[0].partition(":")[2], key[2]): said.plain for key, said in replay.at(day).items()}
        for key in alone.keys() | found.keys():
            assert found.get(key, ("no", None)) == alone.get(key, ("no", None)), (day, key)
    for one in replay.entries:
        assert one.before.plain != one.after.plain
        assert one.because
        assert first < one.on <= last


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_what_was_not_known_is_where_the_two_histories_differ(data: st.DataObject) -> None:
    """On any day an answer is among what was not known if, and only if, the two replays give it differently."""
    first = data.draw(st.dates(date(2022, 6, 1), date(2022, 12, 1)))
    last = first + timedelta(days=data.draw(st.integers(0, 200)))
    then, now = both(data.draw(histories(first, last)), first=first, last=last)
    gaps = not_known_then(then, now)
    for day in data.draw(st.lists(st.dates(first, last), min_size=1, max_size=5)):
        was, rightly = then.at(day), now.at(day)
        differing = {
            key
            for key in was.keys() | rightly.keys()
            if (was[key].plain if key in was else ("no", None))
            != (rightly[key].plain if key in rightly else ("no", None))
        }
        assert {one.about.key for one in gaps if one.first <= day < one.end} == differing
