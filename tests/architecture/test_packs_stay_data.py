"""No finding, contact or due date comes from code that names a policy or a disease: those are packs' words."""

import ast
import re

from mutong.tables.schema import all_schemas
from tests.architecture.source import ROOT, modules, tracked_files

# The made-up worlds plant their truth against the shipped packs; commands show a pack's name in their examples.
MAY_NAME_PACKS = {"worlds", "cli"}


def pack_folders() -> list[str]:
    """The folders below packs/ that hold a pack.yaml."""
    return [
        p.removesuffix("/pack.yaml")
        for p in tracked_files()
        if p.startswith("packs/") and p.endswith("/pack.yaml")
    ]


def words_of_packs() -> set[str]:
    """Names that belong to shipped packs: the packs, their rules and their protocols.

    A word that the tables declare too (a case is a table's row as well as a protocol) is everybody's.
    """
    words = {folder.split("/")[-1] for folder in pack_folders()}
    for path in tracked_files():
        if path.startswith("packs/") and "/protocols/" in path:
            words |= set(
                re.findall(r"^protocol: *(\w+)", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
            )
        if path.startswith("packs/") and "/rules/" in path and path.endswith(".py"):
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"), path)
            words |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return words - words_of_tables()


def words_of_tables() -> set[str]:
    """The names of tables and columns, and the words of their code columns."""
    words = set()
    for schema in all_schemas().values():
        words |= {schema.name, *schema.names}
        for column in schema.columns:
            words |= set(column.codes)
            words |= set(column.domain.split("|"))
    return words | {name.removesuffix("s") for name in all_schemas()}


def spoken_words(tree: ast.Module) -> list[tuple[int, str]]:
    """The text constants of a module, its docstrings left out, with their lines."""
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docstrings.add(id(first.value))
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def test_code_names_no_pack_rule_or_protocol() -> None:
    """Outside worlds and the commands' examples no text in the code is the name of a shipped pack, rule or protocol."""
    words = words_of_packs()
    wrong = [
        f"{m.path}:{line} {text!r}"
        for m in modules("src/mutong")
        if m.layer not in MAY_NAME_PACKS
        for line, text in spoken_words(m.tree)
        if text in words
    ]
    assert wrong == []


def test_the_search_leaves_docstrings_out() -> None:
    """The search above sees a constant and not the docstring beside it."""
    tree = ast.parse('def f():\n    """close_contact"""\n    return "second"\n')
    assert spoken_words(tree) == [(3, "second")]
