"""The small register, for tests of the records."""

import pytest

from tests.records.small_register import fill_register


@pytest.fixture
def register(db: None) -> None:
    """The small register, undone after the test."""
    fill_register()


@pytest.fixture
def committed_register(transactional_db: None) -> None:
    """The small register, truly committed, for tests with several connections."""
    fill_register()
