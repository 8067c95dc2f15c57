"""Where a pack's worked cases of rules stand, without working any out."""

from mutong.standards.pack import Pack
from mutong.standards.refusals import shown
from mutong.standards.yaml_reading import line_of


def places_of(pack: Pack) -> list[str]:
    """File and line of each worked case of a rule, as results of check_cases name them."""
    return [
        f"{shown(path)}:{line_of(case)}"
        for path, text in pack.cases
        if "rule" in text
        for case in text["cases"]
    ]
