"""A sheet with other people's headings: mapped on the desk, saved by name, then imported by that name."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mutong.desk.sample_sheet import read_sample
from mutong.kernel.folders import var_folder
from mutong.records.register.models import Fact, Place, SavedMapping
from mutong.tables.schema import load_schema

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SHOPS = "门店号,招牌,业态,店长\nS7,试一店,shop,某甲\nS8,试二店,restaurant,某乙\nS9,试三店,nowhere,某丙\n"
INCOMES = "谁,元,哪天起,何时记\nP1,900,05/08/2022,06/08/2022\nP2,1200,25/08/2021,26/08/2021\n"
GRID = "140109901001001"


def sheet(text: str, name: str) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, text.encode())


def form_of(client: Client, table: str, text: str, name: str = "shops.csv") -> dict[str, list[str] | str]:
    """The form of step 2 as the page gives it, every choice as preselected."""
    answer = client.post("/import/mapping", {"table": table, "file": sheet(text, name)})
    assert answer.status_code == 200
    rows = answer.context["page"]["rows"]
    return {
        "table": table,
        "heading": [row.heading for row in rows],
        "examples": [row.carried for row in rows],
        "dates": ["1" if row.orders else "" for row in rows],
        "column": [next((o.value for o in row.columns if o.chosen), "") for row in rows],
        "order": [row.order for row in rows],
        "name": answer.context["page"]["name"],
    }


def test_other_peoples_headings_are_mapped_saved_and_imported(client_of) -> None:
    """The page shows headings and cells, the mapping is saved by name and chosen, the file lands, the counts agree.

    Nobody without the right makes a mapping.
    """
    for method in ("get", "post"):
        assert getattr(client_of("GW1"), method)("/import/mapping").status_code == 403
    client = client_of("CDC")
    assert "/import/mapping" in client.get("/import").content.decode()
    refused = client.post("/import", {"table": "places", "file": sheet(SHOPS, "shops.csv")})
    assert "/import/mapping?table=places" in refused.content.decode()

    form = form_of(client, "places", SHOPS)
    assert form["heading"] == ["门店号", "招牌", "业态", "店长"]
    assert form["examples"][1] == "试一店\n试二店\n试三店"
    assert form["column"] == ["", "", "", ""]
    form |= {"column": ["place_id", "name", "kind", ""], "constant-area_code": GRID, "name": "门店日报"}
    saved = client.post("/import/mapping", form)
    assert saved.status_code == 302
    lines = SavedMapping.objects.get(table="places", name="门店日报").columns
    assert {"heading": "门店号", "column": "place_id", "constant": "", "format": ""} in lines
    assert {"heading": "店长", "column": "", "constant": "", "format": ""} in lines
    assert {"heading": "", "column": "area_code", "constant": GRID, "format": ""} in lines
    assert "某甲" not in str(lines)

    page = client.get(saved["Location"]).content.decode()
    assert re.search(r'<option value="places" selected>', page)
    assert re.search(r'<option value="门店日报\|places" selected>', page)
    done = client.post(
        "/import", {"table": "places", "mapping": "门店日报|places", "file": sheet(SHOPS, "shops.csv")}
    )
    assert "读入 3 行 = 登记 2 行 + 退回 1 行" in client.get(done["Location"]).content.decode()
    assert dict(Place.objects.filter(pk__startswith="S").values_list("pk", "area_code")) == {
        "S1": GRID,
        "S7": GRID,
        "S8": GRID,
    }


def test_dates_land_as_the_day_that_was_said(client_of) -> None:
    """The order that one telling date gives away is preselected for the whole column, and facts land by it."""
    client = client_of("CDC")
    form = form_of(client, "facts", INCOMES, "incomes.csv")
    assert form["order"] == ["", "", "dmy", "dmy"]
    form |= {
        "column": ["subject_id", "low", "valid_from", "recorded_at"],
        "order": ["", "", "dmy", "dmy;start_of_day"],
        "constant-subject_kind": "person",
        "constant-fact": "monthly_income",
        "constant-state": "known",
        "constant-source": "home_visit",
        "constant-unit": "fen/month",
        "name": "收入表",
    }
    assert client.post("/import/mapping", form).status_code == 302
    done = client.post(
        "/import", {"table": "facts", "mapping": "收入表|facts", "file": sheet(INCOMES, "incomes.csv")}
    )
    assert "读入 2 行 = 登记 2 行 + 退回 0 行" in client.get(done["Location"]).content.decode()
    days = Fact.objects.filter(fact="monthly_income").values_list("subject_id", "valid_from")
    assert {who: day.isoformat() for who, day in days} == {"P1": "2022-08-05", "P2": "2021-08-25"}


def test_headings_already_known_are_preselected(client_of) -> None:
    """A heading that names a column by itself is chosen already, once; a second one for it is left to the person."""
    form = form_of(client_of("CDC"), "places", "place_id,名称,name,类别\nS7,试,试店,shop\n")
    assert form["column"] == ["place_id", "name", "", "kind"]


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"column": ["place_id", "name", "name", ""]}, "已由表头“招牌”填写", "filled by the heading “招牌”"),
        ({"column": ["", "", "", ""]}, "还没有一个表头对应到列", "No heading has been matched"),
        ({"column": ["", "name", "kind", ""]}, "不能用固定值", "a fixed value will not do"),
        ({"column": ["place_id", "name", "", ""]}, "必填：请在上面选一个表头", "Required: choose a heading"),
        ({"column": ["place_id", "name", "kind", "no_such"]}, "没有列“no_such”", "no column “no_such”"),
        ({"constant-name": "总店"}, "表头“招牌”已填写这一列", "fills this column already"),
        ({"constant-longitude": "east"}, "这里要填数字", "A number is wanted"),
        ({"name": " "}, "请起一个名字", "Give it a name"),
        ({"name": "长" * 81}, "名字最多 80 个字", "at most 80 characters"),
        ({"name": "已有"}, "已有同名的列名对应", "has a mapping of that name"),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(client_of, change: dict, zh: str, en: str) -> None:
    """What is wrong is said where it is wrong, in the person's language; what was filled in stays; nothing is saved."""
    old = SavedMapping.objects.create(table="places", name="已有", columns=[])
    for language, said in (("zh", zh), ("en", en)):
        client = client_of("CDC", language)
        form = form_of(client, "places", SHOPS)
        form |= {
            "column": ["place_id", "name", "kind", ""],
            "constant-area_code": GRID,
            "name": "门店",
        } | change
        answer = client.post("/import/mapping", form)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert said in page
        assert 'role="alert"' in page
        assert "试一店" in page
        assert f'value="{GRID}"' in page
    assert list(SavedMapping.objects.values_list("pk", "columns")) == [(old.pk, [])]


def test_a_mapping_is_replaced_only_when_asked(client_of) -> None:
    """Ticking “replace” puts the new lines in place of the old mapping of that name."""
    SavedMapping.objects.create(table="places", name="已有", columns=[])
    client = client_of("CDC")
    form = form_of(client, "places", SHOPS)
    form |= {"column": ["place_id", "name", "kind", ""], "constant-area_code": GRID, "name": "已有"}
    assert client.post("/import/mapping", form | {"replaces": "1"}).status_code == 302
    assert len(SavedMapping.objects.get().columns) == 5


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"table": "places"}, "请先选择一个文件"),
        ({"table": "contacts", "file": SHOPS}, "请选择是什么表"),
        ({"table": "places", "file": ""}, "空"),
        ({"table": "places", "file": '门店号,招牌\n"S7,试一店\n'}, "引号"),
        ({"table": "places", "file": ",".join(f"列{i}" for i in range(201))}, "最多对应 200 列"),
        ({"table": "places", "heading": ["甲", "乙"], "column": ["name"]}, "请重新选择文件"),
    ],
)
def test_a_sample_that_cannot_be_read_is_refused_in_words(client_of, fields: dict, said: str) -> None:
    """The first step comes back with the reason, and no copy of the file stays."""
    inbox = var_folder() / "inbox"
    before = set(inbox.rglob("*"))
    if "file" in fields:
        fields = fields | {"file": sheet(fields["file"], "样张.csv")}
    answer = client_of("CDC").post("/import/mapping", fields)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert set(inbox.rglob("*")) - {inbox} == before - {inbox}


def test_a_file_too_large_is_refused(client_of, settings) -> None:
    """The limit of the import page holds here too."""
    settings.IMPORT_LIMIT_BYTES = 10
    answer = client_of("CDC").post("/import/mapping", {"table": "places", "file": sheet(SHOPS, "a.csv")})
    assert answer.status_code == 400
    assert "请另存一小份" in answer.content.decode()


@pytest.mark.parametrize(
    ("cells", "order", "dates"),
    [
        ("05/08/2022 06/09/2022", "", True),
        ("05/08/2022 25/08/2022", "dmy", True),
        ("05/08/2022 08/25/2022", "mdy", True),
        ("2022-08-05 2022/8/6", "", True),
        ("S7 S8", "", False),
        ("44795 44796", "", False),
    ],
)
def test_the_order_of_dates_is_told_only_by_dates_that_tell(
    tmp_path, cells: str, order: str, dates: bool
) -> None:
    """Day before month, or month before day, only when some date of the column can be read in no other way."""
    path = tmp_path / "a.csv"
    path.write_text("哪天\n" + "\n".join(cells.split()) + "\n", encoding="utf-8")
    column = read_sample(path, load_schema("places"), 1000).columns[0]
    assert (column.order, column.looks_like_dates) == (order, dates)


def test_columns_that_cannot_be_mapped_are_named(client_of) -> None:
    """A column without a heading, and one whose heading comes again, are said to be left aside."""
    text = "门店号,,招牌,招牌\nS7,x,甲,乙\n"
    page = client_of("CDC").post("/import/mapping", {"table": "places", "file": sheet(text, "a.csv")})
    assert "有 1 列没有表头" in page.content.decode()
    assert "只读第一列：招牌" in page.content.decode()
    assert page.context["page"]["rows"][1].examples == ("甲",)
