"""What import-linter cannot see: names in strings, the clock, and third parties in the kernel."""

import ast
import sys

from tests.architecture.source import ROOT, dotted, imported_names, modules, used_names

CLOCK = "src/mutong/kernel/clock.py"
READS_THE_TIME = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.strftime",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.db.models.functions.Now",
    "django.db.models.functions.datetime.Now",
    "numpy.datetime64.now",
}


def time_readings(tree: ast.Module) -> list[tuple[int, str]]:
    """Lines where a module reads the machine's clock, by whatever name it imported it."""
    found = [(line, name) for line, name in used_names(tree) if name in READS_THE_TIME]
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            found.append((node.value.lineno, node.arg))
        if isinstance(node, ast.Call) and dotted(node.func) in ("np.datetime64", "numpy.datetime64"):
            found += [
                (a.lineno, "np.datetime64")
                for a in node.args
                if isinstance(a, ast.Constant) and a.value in ("now", "today")
            ]
    return sorted(set(found))


def string_imports(tree: ast.Module) -> list[tuple[int, str]]:
    """Lines that import by a string, or look a model up by its name."""
    by_string = {
        "importlib.import_module",
        "importlib.__import__",
        "__import__",
        "django.apps.apps.get_model",
        "django.utils.module_loading.import_string",
    }
    return [
        (line, name)
        for line, name in used_names(tree)
        if name in by_string or name.endswith("apps.get_model")
    ]


def test_the_only_source_of_now_is_the_clock() -> None:
    """T8: outside kernel/clock.py nothing in Mutong reads the machine's time."""
    wrong = [
        f"{m.path}:{line} {name}"
        for m in modules("src/mutong")
        if m.path != CLOCK
        for line, name in time_readings(m.tree)
    ]
    assert wrong == []


def test_the_search_for_time_sees_every_way_to_import_it() -> None:
    """The search of the test above finds the time however it is imported, and leaves other names alone."""
    seen = {
        "from datetime import datetime as dt\ndt.now()": 1,
        "import datetime\ndatetime.date.today()": 1,
        "import time\ntime.time()": 1,
        "import time as t\nt.time()": 1,
        "from django.utils import timezone\ntimezone.now()": 1,
        "x = models.DateTimeField(auto_now_add=True)": 1,
        "import numpy as np\nnp.datetime64('today')": 1,
        "from mutong.kernel import clock\nclock.now()": 0,
        "from mutong.kernel.clock import today\ntoday()": 0,
        "import time\ntime.monotonic()": 0,
    }
    assert {text: len(time_readings(ast.parse(text))) for text in seen} == seen


def test_nothing_is_imported_by_a_string() -> None:
    """No import hides in a string, where the layers' check cannot see it; migrations may look models up."""
    wrong = [
        f"{m.path}:{line} {name}"
        for m in modules("src/mutong")
        if "/migrations/" not in m.path
        for line, name in string_imports(m.tree)
    ]
    assert wrong == []


def test_the_kernel_uses_the_standard_library_only() -> None:
    """Every import of the kernel is Python's own or the kernel's."""
    wrong = []
    for module in modules("src/mutong"):
        if module.layer == "kernel":
            for full in imported_names(module.tree).values():
                top = full.split(".")[0]
                if not full.startswith("mutong.kernel") and top not in sys.stdlib_module_names:
                    wrong.append(f"{module.path}: {full}")
    assert wrong == []


def test_imports_are_absolute() -> None:
    """No relative import: every arrow between modules can be found by its full name."""
    wrong = [
        f"{m.path}:{node.lineno}"
        for m in modules("src/mutong")
        for node in ast.walk(m.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert wrong == []


def test_string_foreign_keys_point_only_downward() -> None:
    """A model names another app's model in a string only when the settings install that app earlier."""
    order = declared_app_order()
    wrong = []
    for module in modules("src/mutong/records"):
        if "/migrations/" in module.path:
            continue
        own = module.path.split("/")[3]
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in (
                "ForeignKey",
                "OneToOneField",
                "ManyToManyField",
            ):
                targets = [
                    a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                for target in targets:
                    app = target.split(".")[0] if "." in target else own
                    if app in order and own in order and order.index(app) > order.index(own):
                        wrong.append(f"{module.path}:{node.lineno} {own} -> {app}")
    assert wrong == []


def declared_app_order() -> list[str]:
    """The record apps in the order the desk's settings install them, lowest first."""
    settings = ROOT / "src/mutong/desk/settings.py"
    if not settings.is_file():
        return []
    names = [
        node.value
        for node in ast.walk(ast.parse(settings.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("mutong.records.")
    ]
    return [name.split(".")[2] for name in names]


def test_the_bootstrap_needs_nothing_installed() -> None:
    """tools/bootstrap.py imports the standard library only, for it runs before there is anything else."""
    bootstrap = next(m for m in modules("tools") if m.path == "tools/bootstrap.py")
    tops = {full.split(".")[0] for full in imported_names(bootstrap.tree).values()}
    assert sorted(tops - set(sys.stdlib_module_names)) == []
