"""Sheets that are sent in, and numbers that are chosen."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mutong.records.register.models import Choice, Place

pytestmark = [pytest.mark.django_db, pytest.mark.database]
GOOD = "place_id,name,kind,area_code\nS2,二店,shop,140109901001001\nS3,三店,nowhere,140109901001001\n"


def sheet(text: str, name: str = "places.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_good_rows_land_and_bad_ones_come_back_with_a_remedy(client_of, encoding: str) -> None:
    """The page counts in = landed + rejected, shows what is wrong, and gives the rejected rows as a file."""
    client = client_of("CDC")
    done = client.post("/import", {"table": "places", "mapping": "", "file": sheet(GOOD, encoding=encoding)})
    assert done.status_code == 302
    page = client.get(done["Location"]).content.decode()
    assert "读入 2 行 = 登记 1 行 + 退回 1 行" in page
    assert "nowhere" in page
    assert Place.objects.filter(pk="S2").exists()
    assert not Place.objects.filter(pk="S3").exists()
    rejects = client.get(done["Location"] + "/rejects")
    assert "nowhere" in rejects.content.decode("utf-8-sig")
    assert "places.csv" in client.get("/import").content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"table": "places"}, "请先选择一个文件"),
        ({"table": "nothing", "file": sheet(GOOD)}, "请选择是什么表"),
        ({"table": "places", "file": sheet("")}, ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client_of, fields: dict, said: str) -> None:
    """No file, no such table, an empty file: the form comes back with the reason and nothing is half written."""
    if "file" in fields:
        fields["file"].seek(0)
    answer = client_of("CDC").post("/import", fields)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_another_persons_file_is_not_shown(client_of) -> None:
    """What somebody else sent in cannot be opened by its number."""
    done = client_of("CDC").post("/import", {"table": "places", "file": sheet(GOOD)})
    assert client_of("CCA").get(done["Location"]).status_code == 404


def test_a_template_is_a_workbook(client_of) -> None:
    """Each table's empty template can be downloaded; a made-up table has none."""
    book = client_of("SEC").get("/import/template?table=survey")
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(book.content)).namelist()
    assert client_of("SEC").get("/import/template?table=nothing").status_code == 404


def open_parameter(client) -> str:
    """The address of a choice that the standards leave open."""
    page = client.get("/standards/cn-covid-9")
    line = next(p for p in page.context["page"]["parameters"] if p.state == "null" and p.choose_url)
    return line.choose_url


def test_an_open_number_is_chosen_signed_and_shown_as_such(client_of) -> None:
    """The choice has value, reason and post, and the standard's page then says “to be confirmed”."""
    client = client_of("CLD")
    address = open_parameter(client)
    form = {
        "value": "2",
        "area": "140109",
        "reason": "按区里会议纪要",
        "valid_from": "2022-08-22",
        "valid_to": "",
    }
    done = client.post(address, form)
    assert done.status_code == 302
    choice = Choice.objects.get()
    assert (choice.value, choice.reason, choice.signed_by) == ("2", "按区里会议纪要", "CLD")
    assert "按区里会议纪要" in client.get("/standards/cn-covid-9").content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "很快"}, "填写"),
        ({"reason": ""}, "请写理由"),
        ({"valid_to": "2022-08-01"}, "应晚于生效日"),
        ({"area": "14"}, "无权"),
    ],
)
def test_a_choice_without_value_reason_or_right_is_refused(client_of, change: dict, said: str) -> None:
    """A value that is none, no reason, an end before the start, an area beyond one's own: nothing is signed."""
    client = client_of("CLD")
    form = {
        "value": "2",
        "area": "140109",
        "reason": "理由",
        "valid_from": "2022-08-22",
        "valid_to": "",
        **change,
    }
    answer = client.post(open_parameter(client), form)
    assert answer.status_code in (400, 403)
    assert said in answer.content.decode()
    assert not Choice.objects.exists()


def test_a_post_without_the_right_is_not_offered_to_choose(client_of) -> None:
    """A grid worker reads the standards but finds no way to choose, and is refused when trying."""
    client = client_of("GW1")
    page = client.get("/standards/cn-covid-9").content.decode()
    assert "/choose/" not in page
    assert client.get("/standards/cn-covid-9/choose/day_one").status_code == 403
    assert client.get("/standards/no-such-pack").status_code == 404
