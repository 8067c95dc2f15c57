"""The pages are tests: each command line that they show is one that Mutong understands."""

import re
import shlex

import pytest

from mutong.cli.main import build_parser
from tests.architecture.source import ROOT, tracked_files

PAGES = (
    "README.md",
    "README.zh-CN.md",
    *(p for p in tracked_files() if p.startswith("docs/") and p.endswith(".md")),
)


def shown_commands() -> list[tuple[str, str]]:
    """Page and command of each line in a code block that calls `mutong`, its comment left out."""
    found = []
    for path in PAGES:
        for block in re.findall(
            r"^```\w*\n(.*?)^```", (ROOT / path).read_text(encoding="utf-8"), re.S | re.M
        ):
            for line in re.findall(r"^(?:\.venv/bin/)?mutong (.+)$", block, re.M):
                found.append((path, line.split("  #")[0].strip()))
    return found


@pytest.mark.parametrize(("path", "line"), shown_commands())
def test_a_shown_command_is_understood(path: str, line: str) -> None:
    """The command line parses, with its options and words as shown."""
    words = [word for word in shlex.split(line) if word not in ("…", "...")]
    build_parser().parse_args(words)


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_two_commands_are_in_the_makefile(page: str) -> None:
    """Every `make` target that a README shows is one of the Makefile's."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    shown = set(re.findall(r"^make ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"), re.M))
    assert {"run", "test"} <= shown <= targets
