"""Who receives what they are entitled to (A2)."""

import pytest

from mutong.assistance.benefit_status import StatusRow, benefit_status
from mutong.standards.choices import load_choices
from mutong.standards.pack import load_packs
from mutong.standards.screening import screen
from mutong.tables.frames import rows_of
from tests.standards.registers import PACKS, SAMPLE_CHOICES, snapshot

TAIYUAN = load_packs(PACKS, ["cn-sx-ty"])
CHOICES = load_choices(SAMPLE_CHOICES)
GRID = "140109901001005"
PERSON = {"destitute_support": False, "monthly_income": 0}


def statuses(*homes: dict) -> dict[tuple[str, str], StatusRow]:
    """The statuses of a register by service and subject."""
    register = snapshot(homes)
    rows = benefit_status(screen(register, TAIYUAN, CHOICES), register, TAIYUAN)
    return {(row.service, row.subject_id): row for row in rows}


@pytest.mark.parametrize(
    ("income", "conforms", "receives", "status"),
    [
        (0, True, True, "entitled_receiving"),
        (0, True, False, "entitled_not_receiving"),
        (0, True, None, "cannot_tell_fact"),
        (90_000, True, True, "receiving_not_entitled"),
        (90_000, True, False, "not_entitled"),
        (90_000, True, None, "not_entitled"),
        (0, None, True, "cannot_tell_fact"),
        (0, None, False, "cannot_tell_fact"),
    ],
)
def test_entitlement_and_receipt_make_the_status(income, conforms, receives, status: str) -> None:
    """T1: each pair of entitlement and receipt has its status, and a receipt not known is never “not receiving”."""
    home = {"area_code": GRID, "property_conforms": conforms, "receives_low_income_support": receives,
            "members": [PERSON | {"monthly_income": income}]}  # fmt: skip

    assert statuses(home)["low_income_support", "H1"].status == status


def test_what_is_missing_is_named() -> None:
    """A status kept open by entitlement names the fact that does; by receipt alone, the receipt."""
    home = {"area_code": GRID, "members": [PERSON], "receives_low_income_support": False}
    open_receipt = {"area_code": GRID, "property_conforms": True, "members": [PERSON]}
    found = statuses(home, open_receipt)

    assert found["low_income_support", "H1"].missing == ("household/H1.property_conforms",)
    assert found["low_income_support", "H2"].missing == ("household/H2.receives_low_income_support",)


def test_a_missing_standard_is_not_a_missing_fact() -> None:
    """T4: where a null number keeps it open the status says so and names the number, even if facts lack too."""
    home = {"area_code": GRID, "hukou_area_code": "140106", "dwelling_m2": 10, "members": [{}]}
    row = statuses(home)["rent_subsidy", "H1"]

    assert (row.status, row.missing) == ("cannot_tell_standard", ("minimum_wage_last_year:null_standard",))


def test_a_weak_source_shows_on_the_status() -> None:
    """What rests on a grade C number is to be confirmed; what rests on grade B is not."""
    home = {"area_code": GRID, "hukou_area_code": "140106", "property_conforms": True,
            "members": [PERSON | {"birth_date": "1925-01-01"}]}  # fmt: skip
    found = statuses(home)

    assert found["old_age_allowance", "P1"].to_confirm
    assert not found["low_income_support", "H1"].to_confirm
    assert found["old_age_allowance", "P1"].household_id == "H1"


def test_someone_who_died_since_is_passed_over() -> None:
    """A finding made while someone lived gives no status once the register knows of the death."""
    home = {"area_code": GRID, "hukou_area_code": "140106", "members": [{"birth_date": "1925-01-01"}]}
    before = screen(snapshot([home]), TAIYUAN, CHOICES)
    after = snapshot([home | {"members": [{"birth_date": "1925-01-01", "alive": False}]}])

    assert [row for row in benefit_status(before, after, TAIYUAN) if row.subject_kind == "person"] == []


def test_rows_do_as_well_as_a_frame() -> None:
    """Findings read from a database as rows give the same statuses as the frame."""
    register = snapshot([{"area_code": GRID, "property_conforms": True, "members": [PERSON]}])
    frame = screen(register, TAIYUAN, CHOICES)

    assert benefit_status(rows_of(frame), register, TAIYUAN) == benefit_status(frame, register, TAIYUAN)
