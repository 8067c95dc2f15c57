"""How the source reads: docstrings, sizes, names."""

import ast

from tests.architecture.source import Module, dotted, modules, tracked_files

LINES_AT_MOST = 400
DRAWERS = {
    "utils",
    "util",
    "misc",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "handler",
    "handlers",
    "info",
    "data",
    "item",
    "items",
    "process",
    "stuff",
    "base",
    "core",
}
MODULES_THAT_HIDE_THE_LIBRARY = {"site", "platform", "calendar", "code"}
# Framework hooks whose meaning is the framework's, not ours.
FRAMEWORK_CLASSES = {"Meta", "Migration", "Command"}


def public_functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Module-level functions, and methods of module-level classes, whose name does not start with `_`."""
    found = []
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node)
        elif (
            isinstance(node, ast.ClassDef)
            and not node.name.startswith("_")
            and node.name not in FRAMEWORK_CLASSES
        ):
            found += [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [f for f in found if not f.name.startswith("_") and not is_overload(f)]


def is_overload(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function only declares one signature of several."""
    return any(dotted(d).endswith("overload") for d in function.decorator_list)


def test_public_functions_say_what_goes_in_and_out() -> None:
    """Every public function, method and class of Mutong has a docstring, and every module says what is in it."""
    wrong = []
    for module in modules("src/mutong"):
        if "/migrations/" in module.path:
            continue
        if module.tree.body and not ast.get_docstring(module.tree):
            wrong.append(f"{module.path}: module")
        wrong += [
            f"{module.path}:{f.lineno} {f.name}" for f in public_functions(module) if not ast.get_docstring(f)
        ]
        wrong += [
            f"{module.path}:{c.lineno} {c.name}"
            for c in module.tree.body
            if isinstance(c, ast.ClassDef)
            and not c.name.startswith("_")
            and c.name not in FRAMEWORK_CLASSES
            and not ast.get_docstring(c)
        ]
    assert wrong == []


def test_each_test_promises_something() -> None:
    """Every test has a docstring: the sentence it promises."""
    wrong = [
        f"{m.path}:{node.lineno} {node.name}"
        for m in modules("tests")
        for node in ast.walk(m.tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert wrong == []


def test_files_stay_readable() -> None:
    """No Python file of ours, migrations apart, is longer than 400 lines."""
    wrong = [
        f"{m.path}: {len(m.text.splitlines())} lines"
        for folder in ("src", "tests", "tools")
        for m in modules(folder)
        if "/migrations/" not in m.path and len(m.text.splitlines()) > LINES_AT_MOST
    ]
    assert wrong == []


def test_no_file_is_named_for_being_a_drawer() -> None:
    """A file is named for what is inside, not for being a place to put things."""
    wrong = []
    for path in tracked_files():
        if path.startswith(("src/", "tests/", "tools/")) and path.endswith(".py"):
            parts = [part.removesuffix(".py") for part in path.split("/")]
            wrong += [path] if DRAWERS & set(parts) else []
            wrong += [path] if len(parts) == 3 and parts[2] in MODULES_THAT_HIDE_THE_LIBRARY else []
    assert wrong == []


def test_nothing_is_swallowed() -> None:
    """No handler is a bare `except`, or an `except Exception` that only passes or continues."""
    wrong = []
    for module in modules("src/mutong"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or dotted(node.type) in ("Exception", "BaseException")
                silent = all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
                if node.type is None or (broad and silent):
                    wrong.append(f"{module.path}:{node.lineno}")
    assert wrong == []
