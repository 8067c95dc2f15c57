"""Signing in and out, languages, and refusals."""

import re

import pytest
from django.test import Client, RequestFactory

from mutong.desk.refusals import broken, stale_form
from mutong.records.audit.models import AuditLine
from tests.desk.conftest import PASSWORD
from tests.records.small_register import viewer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_wrong_password_is_refused_in_the_persons_language_and_logged(register: None) -> None:
    """The page says so in the language chosen, does not say which of the two was wrong, and the try is on record."""
    viewer_of("GW1")
    for language, said in (("zh", "账号或密码不对"), ("en", "The account or the password is wrong")):
        client = Client()
        client.cookies["mutong_language"] = language
        answer = client.post("/sign-in", {"username": "gw1", "password": "wrong"})
        assert answer.status_code == 401
        assert said in answer.content.decode()
    assert AuditLine.objects.filter(actor="gw1", action="sign_in", outcome="refused").count() == 2


def test_whoever_is_signed_out_is_sent_to_sign_in_and_back(register: None) -> None:
    """A page asked for without a session leads to the sign-in page, which says so, and then to that page."""
    viewer_of("GW1")
    client = Client()
    sent = client.get("/households?find=H1")
    assert sent.status_code == 302
    form = client.get(sent["Location"])
    assert "登录已过期" in form.content.decode()
    done = client.post(
        sent["Location"], {"username": "gw1", "password": PASSWORD, "next": "/households?find=H1"}
    )
    assert done["Location"] == "/households?find=H1"


def test_nobody_is_led_to_another_machine(register: None) -> None:
    """An address of another machine as the next page is passed over."""
    viewer_of("GW1")
    answer = Client().post(
        "/sign-in", {"username": "gw1", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/"
    language = Client().post("/language", {"language": "en", "next": "//elsewhere.example/"})
    assert language["Location"] == "/"


def test_signing_out_ends_the_session(client_of) -> None:
    """After signing out no page opens, and the sign-out is on record."""
    client = client_of("GW1")
    client.post("/sign-out")
    assert client.get("/").status_code == 302
    assert AuditLine.objects.filter(actor="gw1", action="sign_out").exists()


def test_the_language_is_kept(client_of) -> None:
    """The button changes the language of every page that follows; Chinese is what one begins with."""
    client = client_of("GW1")
    assert 'lang="zh-Hans"' in client.get("/").content.decode()
    client.post("/language", {"language": "en", "next": "/"})
    english = client.get("/").content.decode()
    assert 'lang="en"' in english
    assert "今日" not in english


def test_a_refusal_is_a_page_in_the_persons_language_and_logged(client_of) -> None:
    """What a post may not do is refused with 403, says so in words, and is on record."""
    before = AuditLine.objects.filter(outcome="refused").count()
    zh, en = client_of("GW1").get("/audit"), client_of("GW1", "en").get("/audit")
    assert (zh.status_code, en.status_code) == (403, 403)
    assert "您的岗位无权" in zh.content.decode()
    assert "Your post may not" in en.content.decode()
    assert AuditLine.objects.filter(outcome="refused").count() == before + 2


def test_another_areas_record_reads_like_one_that_is_not_there(client_of) -> None:
    """A household of another area and one that does not exist are refused alike, so that a refusal tells nothing."""
    client = client_of("GW1")
    other, none = client.get("/households/H9"), client.get("/households/NOBODY")
    assert (other.status_code, none.status_code) == (403, 403)
    assert without_ids(other.content, "H9") == without_ids(none.content, "NOBODY")


def without_ids(page: bytes, name: str) -> str:
    """A page without what differs by itself: the form's token and the address asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.decode()).replace(name, "")


@pytest.mark.parametrize(("language", "said"), [("zh", "没有这个页面"), ("en", "There is no such page")])
def test_an_address_that_leads_nowhere_has_a_page(client_of, language: str, said: str) -> None:
    """An unknown address answers 404 in words."""
    answer = client_of("GW1", language).get("/nothing/here")
    assert answer.status_code == 404
    assert said in answer.content.decode()


def test_what_broke_shows_no_traceback() -> None:
    """The pages for a failure and for a stale form say what to do and nothing about the machine."""
    for view, status in ((broken, 500), (stale_form, 403)):
        answer = view(RequestFactory().get("/"))
        assert answer.status_code == status
        assert "Traceback" not in answer.content.decode()
        assert "没有写入" in answer.content.decode()
