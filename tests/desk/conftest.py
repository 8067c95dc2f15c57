"""The small register and a browser without a window, signed in as whoever fills a post."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.records.small_register import POSTS, fill_register, viewer_of

PASSWORD = "long enough for a test"
POST_IDS = tuple(post[0] for post in POSTS)


@pytest.fixture
def register(db: None) -> None:
    """The small register, undone after the test."""
    fill_register()


@pytest.fixture
def client_of(register: None) -> Callable[..., Client]:
    """`client_of("GW1", "en")` is a client signed in as the post's person, speaking a language."""

    def sign_in(post_id: str, language: str = "zh") -> Client:
        viewer_of(post_id)
        client = Client()
        client.cookies["mutong_language"] = language
        assert client.login(username=post_id.lower(), password=PASSWORD)
        return client

    return sign_in
