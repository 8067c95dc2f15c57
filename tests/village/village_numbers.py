"""The shipped numbers, and with the choices of the made-up sample village, loaded once for the tests."""

from datetime import date
from functools import cache

from mutong.kernel.folders import deployment_folder
from mutong.village.coefficients import Coefficients, load_coefficients

SAMPLE_CHOICES = deployment_folder() / "village" / "choices.csv"
SAMPLE_DAY = date(2022, 8, 22)
SAMPLE_AREA = "140109"


@cache
def cited() -> Coefficients:
    """What the sources say, with nothing chosen."""
    return load_coefficients()


@cache
def sample() -> Coefficients:
    """What the sample village works with."""
    return load_coefficients(choices=SAMPLE_CHOICES, on=SAMPLE_DAY, area_code=SAMPLE_AREA)
