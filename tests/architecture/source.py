"""What the architecture tests read: the tracked files and the parsed modules."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One Python file: its path below the root, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def layer(self) -> str:
        """The folder below src/mutong that holds it; '' elsewhere."""
        parts = self.path.split("/")
        return parts[2] if parts[:2] == ["src", "mutong"] and len(parts) > 3 else ""


@cache
def tracked_files() -> tuple[str, ...]:
    """Paths of the files git knows or would take in, so that a new file is held to the rules before its commit."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted(p for p in set(listing.stdout.splitlines()) if (ROOT / p).is_file()))


@cache
def modules(folder: str) -> tuple[Module, ...]:
    """The parsed Python files below a folder; packs' rules are data and stay out."""
    found = []
    for path in tracked_files():
        if path.startswith(f"{folder}/") and path.endswith(".py") and "/packs/" not in path:
            text = (ROOT / path).read_text(encoding="utf-8")
            found.append(Module(path, text, ast.parse(text, path)))
    return tuple(found)


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of attributes that starts at a name; '' for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(parts)))


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `datetime` -> `datetime.datetime` after `from datetime import datetime`."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def used_names(tree: ast.Module) -> list[tuple[int, str]]:
    """Each dotted name the module uses, with imports resolved, and its line."""
    stands_for = imported_names(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = dotted(node)
            if name:
                head, _, rest = name.partition(".")
                full = stands_for.get(head, head)
                found.append((node.lineno, f"{full}.{rest}" if rest else full))
    return found
