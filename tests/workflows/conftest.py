"""One small sample register for all tests of the workflows; each test's own changes are rolled back."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction

PEOPLE = 2_000


@dataclass(frozen=True)
class Sample:
    """The register's folder and the truth that was planted in its world."""

    var: Path

    def truth(self, name: str) -> list[dict[str, str]]:
        """The rows of one file of truth."""
        with (self.var / "world" / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def sample(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[Sample]:
    """The sample register gone once round, as `mutong demo` makes it."""
    from mutong.cli.sample import prepare_sample
    from mutong.kernel import clock
    from mutong.records.register.register_clock import forget_clock, read_register_clock
    from mutong.workflows import rounds

    before, var = os.environ["MUTONG_VAR"], tmp_path_factory.mktemp("register")
    os.environ["MUTONG_VAR"] = str(var)
    with django_db_blocker.unblock(), transaction.atomic():
        forget_clock()
        clock.install_clock(read_register_clock)
        rounds.forget_rounds()
        prepare_sample(7, say=lambda _: None, show=lambda *_: None, people=PEOPLE)
        yield Sample(var)
        transaction.set_rollback(True)
    rounds.forget_rounds()
    forget_clock()
    os.environ["MUTONG_VAR"] = before
