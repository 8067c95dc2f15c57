"""What every test shares: keys and stores in a folder of their own, and the database under test.

MUTONG_DATABASE_URL names the PostgreSQL cluster in which a test database may be made; without it the tests run on
SQLite. MUTONG_TEST_DATABASE=sqlite|postgres stops a run that would use the other one.
"""

import os
import tempfile

import pytest

_FOLDER = tempfile.TemporaryDirectory(prefix="mutong-tests-")
os.environ["MUTONG_VAR"] = _FOLDER.name
APPEND_ONLY = (
    "records_audit_auditline", "records_duties_dutytransition", "records_duties_handoverstep",
    "records_outbreak_statement", "records_village_surveyanswer",
    *(
        f"records_village_{name}"
        for name in (
            "charter", "sharemember", "memberstep", "decision", "decisionstep", "surplusyear", "accountentry",
            "contract", "contractstep", "opening", "offer", "offeranswer",
            "animalevent", "stockentry", "cashentry", "manureentry", "careentry", "vaccinationline",
            "studyvisit", "visitnumber", "visitreading", "keptoptions",
        )
    ),
)  # fmt: skip

# These begin first, so that no worker is left alone with a long file at the end.
LONGEST_FILES = frozenset(
    {
        "test_every_page.py",
        "test_receiving_files.py",
        "test_replaying.py",
        "test_rules_against_oracle.py",
        "test_screening_properties.py",
        "test_verdicts.py",
    }
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; otherwise the order stays."""
    items.sort(key=lambda item: item.path.name not in LONGEST_FILES)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each run has a database of its own; SQLite's is a file, so that threads share it as processes do."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    found = "postgres" if database["ENGINE"].endswith("postgresql") else "sqlite"
    wanted = os.environ.get("MUTONG_TEST_DATABASE") or found
    if found != wanted:
        pytest.exit(
            f"MUTONG_TEST_DATABASE is {wanted}, but the settings open {found}; set MUTONG_DATABASE_URL", 2
        )
    test = database.setdefault("TEST", {})
    suffix = f"{os.getpid()}"
    test["NAME"] = f"{_FOLDER.name}/test-{suffix}.sqlite3" if found == "sqlite" else f"test_mutong_{suffix}"


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords_and_emptying() -> None:
    """Cheap password hashes, and append-only tables that may be emptied between tests but never in use."""
    from django.conf import settings
    from django.db import connection
    from django.db.backends.base.operations import BaseDatabaseOperations

    from mutong.records.audit.triggers import create_triggers, drop_triggers

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    empty_tables = BaseDatabaseOperations.execute_sql_flush

    def empty_without_triggers(self: BaseDatabaseOperations, statements: list[str]) -> None:
        for table in APPEND_ONLY:
            drop_triggers(connection, table)
        empty_tables(self, statements)
        for table in APPEND_ONLY:
            create_triggers(connection, table)

    BaseDatabaseOperations.execute_sql_flush = empty_without_triggers
    yield
    BaseDatabaseOperations.execute_sql_flush = empty_tables


@pytest.fixture(autouse=True)
def _clock_of_the_test(request: pytest.FixtureRequest) -> None:
    """A test with a database lives by its register's clock; one without must not ask a database for the time."""
    from mutong.kernel import clock
    from mutong.records.audit.chain import forget_refusals
    from mutong.records.register.register_clock import forget_clock, read_register_clock

    databases = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    forget_clock()
    if databases or request.node.get_closest_marker("django_db"):
        clock.install_clock(read_register_clock)
    else:
        clock.install_clock(clock.read_real_clock)
    yield
    clock.install_clock(clock.read_real_clock)
    forget_clock()
    forget_refusals()
