"""The survey on a phone: what is filled in is what is kept, no more, and the workbook is the same survey."""

import argparse
import io
import json
import uuid
from pathlib import Path

import pytest

from mutong.cli.village_survey_commands import add_survey_commands
from mutong.records.access import system_viewer
from mutong.records.reads.village_survey import village_survey
from mutong.records.register.models import Fact
from mutong.records.village.models import Plot
from mutong.records.village.survey_answers import SurveyAnswer
from mutong.tables.sheet_books import read_sheet_book
from mutong.village.survey_book import SHEETS, read_survey
from mutong.village.survey_coverage import coverage_of
from mutong.village.survey_totals import survey_totals
from tests.desk.village_homes import HOMES, VILLAGE, form_of, land_village
from tests.village.survey_sheets import household, plot, write_book

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FORM = "/village/survey/"
FIRST, PLOT, YARD, LABOUR, MACHINE = (
    f"survey_{name}" for name in ("households.0", "plots", "yards", "labour", "machines")
)


@pytest.fixture
def village(register: None) -> None:
    """The small register with its village."""
    land_village()


@pytest.fixture
def asker(village, client_of):
    """The grid worker's client."""
    return client_of("GW1")


def opened(client, home: str = "V1") -> dict[str, str]:
    """The form as the page gives it."""
    answer = client.get(FORM + home)
    assert answer.status_code == 200
    return form_of(answer.content.decode())


def fill_in(client, home: str = "V1", **answers: str) -> dict[str, str]:
    """Open a household's form, change some fields (dots written as two underscores) and send it."""
    form = opened(client, home) | {name.replace("__", "."): value for name, value in answers.items()}
    answer = client.post(FORM + home, form)
    assert answer.status_code == 302, answer.content.decode()[:500]
    return form


def survey():
    """The survey as the system reads it."""
    return village_survey(system_viewer("test"), VILLAGE, "测试 / test")


def facts_of(home: str) -> dict[str, object]:
    """The latest survey facts of a household in the register."""
    rows = Fact.objects.filter(subject_id=home, source="village_survey").order_by("recorded_at")
    return {
        fact: value if value is not None else low
        for fact, value, low in rows.values_list("fact", "value", "low")
    }


def test_plots_the_register_has_are_filled_in_beforehand(asker) -> None:
    """Nobody types again what the register knows; it is an answer only once the form was sent."""
    form = opened(asker)
    assert form["survey_plots.0.plot_id"] == "南坡1"
    assert (form["survey_plots.0.area"], form["survey_plots.0.area_unit"]) == ("3.5", "mu")
    assert (form["survey_plots.0.yield_normal"], form["survey_plots.0.yield_unit"]) == ("550", "kg_mu")
    assert form["survey_plots.1.yield_normal"] == form["survey_plots.1.yield_unit"] == ""
    assert (survey().rows["survey_plots"], SurveyAnswer.objects.count()) == ((), 0)


def test_a_whole_household_is_kept_in_its_own_units_and_the_register_learns_of_it(asker) -> None:
    """Answers of all five sheets are kept as they were said; sums, facts and plots follow, money in fen."""
    fill_in(
        asker,
        survey_households__0__willing="yes", survey_households__0__why="想多一份收入",
        survey_households__0__plots_count="2", survey_households__0__yards_count="1",
        survey_households__0__workers_count="1", survey_households__0__machines_count="0",
        survey_households__0__sheep_now="12", survey_households__0__cash_offered="5000",
        survey_households__0__cash_as="share", survey_households__0__worries="怕卖不出去",
        survey_plots__0__offered="yes", survey_plots__0__yield_dry="300", survey_plots__0__yield_good="650",
        survey_plots__1__offered="no", survey_plots__1__area="0.1", survey_plots__1__area_unit="hectare",
        survey_yards__0__yard_id="东院", survey_yards__0__yard_kind="shed", survey_yards__0__area_m2="60",
        survey_yards__0__condition="repair", survey_yards__0__offered="yes",
        survey_labour__0__worker="本人", **{f"survey_labour__0__days_{m}": "10" for m in range(1, 13)},
    )  # fmt: skip
    found = survey()
    answers = found.households["V1"]
    assert (answers["willing"], answers["visit"], answers["machines_count"]) == ("yes", "done", 0)
    assert str(answers["asked_at"]) == "2022-08-22"
    totals = {one.name: one.low for one in survey_totals(found)}
    assert (totals["land_mu"], totals["shed_m2"], totals["cash_yuan"], totals["labour_3"]) == (
        3.5,
        60,
        5000,
        10,
    )
    assert [row.values["area_mu"] for row in found.rows["survey_plots"]] == [3.5, 1.5]
    assert facts_of("V1") == {
        "willing": "yes", "land_offered_mu": 3.5, "pen_m2": 60, "yard_m2": 0, "sheep_now": 12, "cash_offered": 500_000,
        "worries": "怕卖不出去",
    }  # fmt: skip
    assert Plot.objects.get(household="V1", plot_id="河滩").area_mu == 1.5


def test_an_empty_field_stays_unknown_and_nought_is_an_answer(asker) -> None:
    """What was left empty is no fact and no zero; 0 sheep is 0 sheep."""
    fill_in(asker, "V4", survey_households__0__willing="maybe", survey_households__0__sheep_now="0")
    assert facts_of("V4") == {"willing": "maybe", "sheep_now": 0}
    one = next(one for one in coverage_of(survey()).households if one.household_id == "V4")
    assert one.state == "partly" and {"plots", "labour", "yards", "cash", "sheep"} <= set(one.open)
    assert survey().households["V4"].get("cash_offered") is None


def test_a_form_sent_again_unchanged_writes_nothing(asker) -> None:
    """Opening the form and saving it as it stands adds no recording, whoever does it."""
    fill_in(asker, survey_households__0__willing="yes", survey_households__0__plots_count="2")
    before = SurveyAnswer.objects.count()
    fill_in(asker)
    assert SurveyAnswer.objects.count() == before
    assert "没有新的内容" in asker.get(FORM + "V1").content.decode()


def test_two_askers_with_old_forms_do_not_wipe_each_other_out(asker, client_of) -> None:
    """Both opened the form before either sent it; each changed another field; both answers hold."""
    secretary = client_of("SEC")
    mine, theirs = opened(asker), opened(secretary)
    asker.post(FORM + "V1", mine | {"survey_households.0.sheep_now": "7"})
    secretary.post(FORM + "V1", theirs | {"survey_households.0.cash_offered": "900"})
    answers = survey().households["V1"]
    assert (answers["sheep_now"], answers["cash_offered"]) == (7, 900)


def test_an_answer_is_taken_back_by_emptying_it_and_a_block_by_removing_it(asker) -> None:
    """A wrong number becomes unknown again, a wrong plot goes; what was recorded before stays on record."""
    fill_in(asker, survey_households__0__sheep_now="70", survey_plots__2__plot_id="后沟", survey_plots__2__area="2",
            survey_plots__2__area_unit="mu")  # fmt: skip
    form = opened(asker)
    assert form["survey_households.0.sheep_now"] == "70"
    number = next(name.split(".")[1] for name, value in form.items() if value == "后沟")
    form = {n: v for n, v in form.items() if not n.startswith(f"survey_plots.{number}.")}
    asker.post(FORM + "V1", form | {"survey_households.0.sheep_now": ""})
    assert survey().households["V1"].get("sheep_now") is None
    assert [row.values["plot_id"] for row in survey().rows["survey_plots"]] == ["南坡1", "河滩"]
    assert SurveyAnswer.objects.filter(key="后沟").count() == 2


def test_refused_and_absent_are_told_apart_from_not_asked(asker) -> None:
    """Who refused is not asked again; who was away comes up again; both have a day."""
    fill_in(asker, "V5", survey_households__0__visit="refused")
    fill_in(asker, "V6", survey_households__0__visit="absent")
    states = {one.household_id: one.state for one in coverage_of(survey()).households}
    assert (states["V5"], states["V6"], states["V7"]) == ("refused", "not_asked", "not_asked")
    assert survey().households["V6"]["visit"] == "absent"
    fill_in(asker, "V6", survey_households__0__willing="no")
    assert survey().households["V6"]["visit"] == "done"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (f"{PLOT}.0.area", "三亩", "数字"),
        (f"{PLOT}.1.plot_id", "南坡1", "名称重复"),
        (f"{FIRST}.sheep_now", "-3", "0"),
        (f"{FIRST}.sheep_now", "1.5", "整数"),
        (f"{FIRST}.asked_at", "2099-01-01", "晚于"),
        (f"{PLOT}.0.slope", "vertical", "梯田"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_kept(asker, field, value, words) -> None:
    """One wrong cell keeps the whole form from being kept; the remedy stands at the field, the rest stays typed in."""
    form = opened(asker) | {field: value, f"{FIRST}.why": "地闲着可惜"}
    answer = asker.post(FORM + "V1", form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page[page.index(f'id="{field}-w"') :][:400]
    assert "地闲着可惜" in page
    assert SurveyAnswer.objects.count() == 0
    sent = asker.post(FORM + "V1", form, headers={"X-Mutong-Entry": str(uuid.uuid4())}).json()
    assert sent["outcome"] == "refused" and field in sent["problems"]


def test_a_yield_threefold_the_village_is_asked_again_but_kept(asker) -> None:
    """Seven plots of maize near 500; one of 1,600 is kept, and the form asks: jin or kg?"""
    for n in range(4, 9):
        plain = {"area": "3", "area_unit": "mu", "crop": "玉米", "yield_normal": "500", "yield_unit": "kg_mu"}
        fill_in(asker, f"V{n}", **{f"survey_plots__0__{column}": value for column, value in plain.items()})
    fill_in(asker, "V2", survey_plots__0__yield_normal="1600")
    page = asker.get(FORM + "V2").content.decode()
    assert "斤还是公斤" in page[page.index('id="survey_plots.0.yield_normal-w"') :][:300]
    assert next(iter(survey().of("survey_plots", "V2")))["yield_normal"] == 1600
    assert "斤还是公斤" not in asker.get(FORM + "V4").content.decode()


def test_blocks_without_a_name_are_numbered(asker) -> None:
    """A worker or a plot nobody named gets the next free number; a machine keeps its name."""
    fill_in(asker, "V4", **{f"{LABOUR}.{i}.days_1".replace(".", "__"): "5" for i in range(2)},
            survey_machines__0__machine="铡草机")  # fmt: skip
    assert [row["worker"] for row in survey().of("survey_labour", "V4")] == ["1", "2"]


def test_the_list_counts_finds_and_leads_to_the_next(asker) -> None:
    """The states add up to all households, a search finds a door, and the way on leads to one nobody asked."""
    fill_in(asker, "V1", survey_households__0__willing="yes")
    page = asker.get("/village/survey").content.decode()
    assert "0 / 9" in page  # V1 to V8 and the small register's own household of the grid
    assert asker.get("/village/survey?find=3号院").content.decode().count('class="survey-home"') == 1
    assert asker.get("/village/survey?state=partly").content.decode().count('class="survey-home"') == 1
    sent = asker.post(FORM + "V1", opened(asker, "V1") | {"do": "next"})
    assert sent.headers["Location"] == FORM + "V2"
    csv = asker.get("/village/survey?format=csv").content.decode("utf-8-sig")
    assert len(csv.strip().splitlines()) == 10


def test_who_may_ask_and_who_may_only_read(village, client_of) -> None:
    """Another grid's worker and the doctor see nothing; the township's lead reads and may not fill in."""
    assert client_of("GW2").get(FORM + "V1").status_code == 403
    assert client_of("GW9").get("/village/survey?area=140109901001").status_code == 403
    assert client_of("DOC").get("/village/survey").status_code == 403
    lead = client_of("TLD")
    page = lead.get(FORM + "V1")
    assert page.status_code == 200 and 'value="next"' not in page.content.decode()
    assert lead.post(FORM + "V1", {f"{FIRST}.willing": "yes"}).status_code == 403
    assert SurveyAnswer.objects.count() == 0


def import_book(client, path: Path) -> str:
    """Send a workbook in; the page that follows."""
    sent = io.BytesIO(path.read_bytes())
    sent.name = path.name
    assert client.post("/village/survey-book", {"file": sent}).status_code == 302
    return client.get("/village/survey").content.decode()


def test_the_workbook_and_the_form_are_one_survey(asker, tmp_path) -> None:
    """Answers go out as the survey's workbook, come back in a cell richer, and the form shows the new one; an empty
    cell wipes nothing out and the same book twice changes nothing."""
    fill_in(asker, "V1", survey_households__0__willing="yes", survey_plots__0__offered="yes")
    out = tmp_path / "out.xlsx"
    out.write_bytes(asker.get("/village/survey?format=book").content)
    read = read_sheet_book(out, SHEETS)
    assert (read.problems, read.absent) == ((), ())
    assert set(HOMES) <= {row.values["household_id"] for row in read.rows if row.table == "survey_households"}
    assert [row.values["plot_id"] for row in read.rows if row.table == "survey_plots"] == ["南坡1", "河滩"]
    back = write_book(tmp_path / "back.xlsx", {"survey_households": [{"household_id": "V1", "sheep_now": 9}]})
    assert "1 行有新内容" in import_book(asker, back)
    assert "0 行有新内容" in import_book(asker, back)
    assert "0 行有新内容" in import_book(asker, out)
    form = opened(asker, "V1")
    assert (form[f"{FIRST}.sheep_now"], form[f"{PLOT}.0.offered"]) == ("9", "yes")
    assert survey().households["V1"]["willing"] == "yes"


def test_a_workbook_of_an_earlier_day_fills_gaps_and_changes_nothing(asker, tmp_path) -> None:
    """What was answered on the 22nd is not undone by a book of the 20th; what nobody had answered is taken from it."""
    fill_in(asker, "V1", survey_households__0__willing="yes", survey_households__0__sheep_now="5")
    old = household("V1", asked_at="2022-08-20", willing="不愿意", sheep_now=50, cash_offered=300)
    sheets = {"survey_households": [old], "survey_plots": [plot("V1", "南坡1", area=9), plot("V1", "新地")]}
    import_book(asker, write_book(tmp_path / "old.xlsx", sheets))
    answers = survey().households["V1"]
    assert (answers["willing"], answers["sheep_now"], answers["cash_offered"]) == ("yes", 5, 300)
    assert str(answers["asked_at"]) == "2022-08-22"
    areas = {row["plot_id"]: (row["area"], row["offered"]) for row in survey().of("survey_plots", "V1")}
    assert areas == {"南坡1": (3.5, True), "河滩": (1.2, None), "新地": (3, True)}
    import_book(
        asker, write_book(tmp_path / "new.xlsx", {"survey_households": [old | {"asked_at": "2022-08-22"}]})
    )
    assert survey().households["V1"]["sheep_now"] == 50


def test_two_units_never_meet_in_one_row(asker, tmp_path) -> None:
    """A book with the dry year alone, in jin where kilograms are held, is told of and not mixed in; one that says all
    the years again is taken; an area without its unit does not borrow the unit that is held."""
    fill_in(asker, "V1", survey_plots__0__yield_good="650")

    def import_plot(name: str, **answers: object) -> str:
        sheets = {
            "survey_households": [household("V1", asked_at="2022-08-22")],
            "survey_plots": [{"household_id": "V1", "plot_id": "南坡1", **answers}],
        }
        return import_book(asker, write_book(tmp_path / f"{name}.xlsx", sheets))

    assert "两种单位不能混" in import_plot("a", yield_dry=600, yield_unit="斤/亩")
    assert survey().of("survey_plots", "V1")[0]["yield_normal_kg_mu"] == 550
    assert survey().of("survey_plots", "V1")[0]["yield_dry"] is None
    import_plot("b", yield_normal=1000, yield_dry=600, yield_good=1400, yield_unit="斤/亩")
    row = survey().of("survey_plots", "V1")[0]
    assert [row[f"{year}_kg_mu"] for year in ("yield_normal", "yield_dry", "yield_good")] == [500, 300, 700]
    import_plot("c", area=0.2)
    row = survey().of("survey_plots", "V1")[0]
    assert (row["area"], row["area_mu"]) == (0.2, None)


def test_a_number_goes_with_the_unit_its_form_shows(asker, client_of) -> None:
    """One asker turns a plot to jin while another, with the old form, adds its dry year in kilograms: both of the
    second one's numbers count in kilograms, none is read in the wrong unit."""
    secretary = client_of("SEC")
    fill_in(asker, "V1", survey_plots__0__offered="yes")
    old = opened(secretary, "V1")
    fill_in(asker, "V1", survey_plots__0__yield_normal="1100", survey_plots__0__yield_unit="jin_mu")
    secretary.post(FORM + "V1", old | {f"{PLOT}.0.yield_dry": "300"})
    row = survey().of("survey_plots", "V1")[0]
    assert (row["yield_normal_kg_mu"], row["yield_dry_kg_mu"]) == (550, 300)


def test_the_command_keeps_a_workbook_too(village, tmp_path, capsys) -> None:
    """`mutong village survey FILE --keep` says what it read and puts it where the form's answers are."""
    path = write_book(tmp_path / "a.xlsx", {"survey_households": [household("V2", sheep_now=4)]})
    parser = argparse.ArgumentParser()
    add_survey_commands(parser.add_subparsers())
    for rows in (1, 0):
        options = parser.parse_args(["survey", str(path), "--keep", "--json"])
        assert options.run(options) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["kept_households"], told["kept_rows"]) == (1, rows)
    assert survey().households["V2"]["sheep_now"] == 4


def test_a_book_about_somebody_elses_households_is_refused(asker, tmp_path) -> None:
    """A workbook that names only unknown households lands nothing and says so; one of many is left out by name."""
    strange, own = household("H9"), household("V8")
    page = import_book(asker, write_book(tmp_path / "a.xlsx", {"survey_households": [strange]}))
    assert "不在您的辖区" in page and SurveyAnswer.objects.count() == 0
    page = import_book(asker, write_book(tmp_path / "b.xlsx", {"survey_households": [strange, own]}))
    assert "H9" in page and "不在您的辖区" in page
    assert set(SurveyAnswer.objects.values_list("household", flat=True)) == {"V8"}


def test_a_read_workbook_and_the_kept_survey_say_the_same(asker, tmp_path) -> None:
    """Mixed units, gaps and a plot without its unit: totals and coverage are those of the workbook itself."""
    sheets = {
        "survey_households": [household("V1", plots_count=2, sheep_now=0), household("V2", plots_count=1),
                              household("V3", willing="不愿意")],
        "survey_plots": [plot("V1", "A"), plot("V1", "B", area=0.5, area_unit="公顷"), plot("V2", "A", area_unit=None),
                         plot("V3", "A")],
    }  # fmt: skip
    path = write_book(tmp_path / "survey.xlsx", sheets)
    import_book(asker, path)
    plain, kept = read_survey([path], ("H1", *HOMES)), survey()
    assert survey_totals(kept) == survey_totals(plain)
    states = [
        {one.household_id: (one.state, one.open) for one in coverage_of(s).households} for s in (plain, kept)
    ]
    assert states[0] == states[1]
