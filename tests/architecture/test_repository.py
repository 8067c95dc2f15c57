"""What the repository may hold: no traces of one machine, no undeclared dependency, no broken reference."""

import re
import tomllib

from tests.architecture.source import ROOT, tracked_files

TEXT_SUFFIXES = {
    ".cfg",
    ".css",
    ".csv",
    ".html",
    ".ini",
    ".js",
    ".json",
    ".lock",
    ".md",
    ".py",
    ".sh",
    ".svg",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    "",
}
# Each pattern has a letter in brackets, so that this file does not hold what it looks for.
MACHINE_TRACES = [
    re.compile(pattern)
    for pattern in (
        r"[/]work/(main|shared)\b",
        r"[/]root/",
        r"[/]home/\w",
        r"[/]opt/pypi",
        r"file[:]///",
        r"(?i)files[.]pythonhosted",
        r"(?i)pypi[.](org|tuna|io)",
        r"(?i)registry[.]npmjs",
        r"(?i)deb[.]debian",
        r"(?i)mirrors?[.][a-z]+[.](com|cn|edu)",
        r"--(extra-)?index[-]url",
    )
]
LAYERS = [
    *("kernel", "tables", "register", "standards", "duties", "outbreak", "assistance", "village"),
    *("records", "workflows", "worlds", "desk", "cli"),
]


def readable_texts() -> list[tuple[str, str]]:
    """Path and text of every tracked text file."""
    found = []
    for path in tracked_files():
        file = ROOT / path
        if file.suffix in TEXT_SUFFIXES and not file.is_symlink():
            found.append((path, file.read_text(encoding="utf-8", errors="replace")))
    return found


def test_no_file_names_a_machine_or_a_host() -> None:
    """No tracked file holds a path of one machine or the name of a package host."""
    wrong = [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1} {hit.group()}"
        for path, text in readable_texts()
        for pattern in MACHINE_TRACES
        for hit in pattern.finditer(text)
    ]
    assert wrong == []


def declared_dependencies() -> set[str]:
    """The names of every dependency in pyproject.toml, extras included, in the form registries compare."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        wanted += extra
    return {re.match(r"[A-Za-z0-9._-]+", w).group().lower().replace("_", "-") for w in wanted}


def test_each_dependency_has_its_line() -> None:
    """docs/dependencies.md has a row for each dependency of pyproject.toml, and none for what is not there."""
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = {name.lower() for name in re.findall(r"^\| `([A-Za-z0-9._-]+)`", page, re.MULTILINE)}
    assert rows == declared_dependencies()


def pins(lock: str) -> set[str]:
    """The `name==version` lines of a lock file."""
    return set(
        re.findall(r"^[a-z0-9._-]+==[^ ;\\]+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_the_locks_agree() -> None:
    """What `make run` and Spark install is what `make test` tests, at the same versions, every line with a hash."""
    assert pins("requirements-run.lock") < pins("requirements.lock")
    spark, tested = pins("requirements-spark.lock"), pins("requirements.lock")
    names = {pin.split("==")[0] for pin in tested | spark}
    assert {pin for pin in spark if pin.split("==")[0] in {p.split("==")[0] for p in tested}} <= tested
    assert declared_dependencies() - {re.sub(r"\[.*", "", n) for n in names} == set()
    for lock in ("requirements.lock", "requirements-run.lock", "requirements-spark.lock", "tools/uv.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
        assert [e.splitlines()[0] for e in entries if "--hash=sha256:" not in e] == []


def test_cited_conventions_exist() -> None:
    """Every T-number that code, tests or pages cite is a heading of docs/conventions/truth-and-time.md.

    A table number in a seat ("T12") stands in quotes and is no citation.
    """
    page = (ROOT / "docs/conventions/truth-and-time.md").read_text(encoding="utf-8")
    declared = set(re.findall(r"^## (T\d+) ", page, re.MULTILINE))
    assert declared == {f"T{n}" for n in range(1, 13)}
    cited = {
        (path, number)
        for path, text in readable_texts()
        if path.startswith(("src/", "tests/", "docs/", "decisions/", "packs/"))
        and path.endswith((".py", ".md", ".yaml"))
        for number in re.findall(r"(?<![\w\"'|-])T[1-9]\d?(?![\w:\"'|-])", text)
    }
    assert sorted((path, number) for path, number in cited if number not in declared) == []


def test_pages_link_to_files_that_exist() -> None:
    """Every relative link and picture of a Markdown page is there."""
    wrong = []
    for path, text in readable_texts():
        if not path.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text):
            if "://" not in target and not ((ROOT / path).parent / target).exists():
                wrong.append(f"{path}: {target}")
    assert wrong == []


def test_pictures_are_light() -> None:
    """No picture of the pages is larger than 300 kB."""
    sizes = {p: (ROOT / p).stat().st_size for p in tracked_files() if p.startswith("docs/pictures/")}
    assert sizes
    assert {p: size for p, size in sizes.items() if size > 300_000} == {}


def test_the_architecture_page_names_each_layer() -> None:
    """docs/architecture.md has a row for each layer, and each folder of src/mutong is a layer."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = {
        n.strip() for row in re.findall(r"^\| ([a-z, ]+?) \|", page, re.MULTILINE) for n in row.split(",")
    }
    assert [layer for layer in LAYERS if layer not in named] == []
    folders = {p.split("/")[2] for p in tracked_files() if p.startswith("src/mutong/") and p.count("/") > 2}
    assert sorted(folders - set(LAYERS)) == []


def test_decisions_are_complete() -> None:
    """Each decision is numbered without gaps and says context, choice and what was given up."""
    found = sorted(p for p in tracked_files() if p.startswith("decisions/") and p.endswith(".md"))
    assert [int(p.split("/")[1][:4]) for p in found] == list(range(1, len(found) + 1))
    for path in found:
        headings = re.findall(r"^## (.+)$", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Choice", "What was given up"], path


def test_each_setting_is_documented() -> None:
    """Every MUTONG_ variable that the code reads has its row in docs/how-to/run-on-postgresql.md."""
    page = (ROOT / "docs/how-to/run-on-postgresql.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(MUTONG_[A-Z_]+)`", page, re.MULTILINE))
    read = {
        name
        for path, text in readable_texts()
        if path.startswith("src/") and path.endswith(".py")
        for name in re.findall(r"\bMUTONG_[A-Z_]*[A-Z]\b", text)
    }
    assert sorted(read ^ told) == []
