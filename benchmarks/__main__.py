"""`python -m benchmarks NAME [options]` runs one benchmark; without a name the benchmarks are listed."""

import ast
import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent


def benchmarks() -> dict[str, str]:
    """The benchmarks there are (modules with a `main`), each with the first line of what it says of itself."""
    found = {}
    for path in sorted(HERE.glob("[a-z]*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(one, ast.FunctionDef) and one.name == "main" for one in tree.body):
            found[path.stem] = (ast.get_docstring(tree) or "").splitlines()[0]
    return found


def main(argv: list[str]) -> int:
    """Run the benchmark that is named; its exit code is 1 where it has a limit and does not keep it."""
    known = benchmarks()
    if not argv or argv[0] not in known:
        for name, words in known.items():
            print(f"{name:16} {words}")
        return 0 if not argv else 2
    spec = importlib.util.find_spec(f"benchmarks.{argv[0]}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main(argv[1:]) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
