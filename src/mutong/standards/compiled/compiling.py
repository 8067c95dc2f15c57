"""From generated source to machine code, once for each set of rules and kept for the next start.

The source is a file in the folder of compiled rules, named by its content; numba keeps what it made of it beside it.
Where numba is not installed there is no compiled run, and the rules are worked out with NumPy instead.
"""

import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.compiled import loop_numbers

COMPILING = Words(
    "正在把规则编译成机器码，同一组规则只需这一次",
    "compiling the rules to machine code, once for this set of rules",
)
Say = Callable[[Words], None]
_runs: dict[tuple[str, str], Callable] = {}


def numba_is_here() -> bool:
    """Whether rules can be compiled on this machine."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def compiled_folder() -> Path:
    """Where compiled rules are kept: under MUTONG_VAR, or the user's cache."""
    if os.environ.get("MUTONG_VAR"):
        return Path(os.environ["MUTONG_VAR"]) / "compiled-rules"
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "mutong" / "compiled-rules"


def compiled_run(source: str, say: Say | None = None) -> Callable[..., None]:
    """The function `run` of a generated source, compiled when it is first called.

    `say` hears of it when that has not been done before. A folder that cannot be written costs only the keeping.
    """
    folder = compiled_folder()
    name = _name_of(source)
    key = (name, str(folder))
    if key in _runs:
        return _runs[key]
    file = _written(folder, name, source)
    if say is not None and (file is None or not any(folder.glob(f"__pycache__/{name}.run-*.nbi"))):
        say(COMPILING)
    _runs[key] = _with_another_try(source, name, file)
    return _runs[key]


def _with_another_try(source: str, name: str, file: Path | None) -> Callable[..., None]:
    """The compiled function; where what was kept of it cannot be read, it is compiled anew."""
    made = [_made(source, name, file)]

    def run(first: int, last: int, *given: Any) -> None:
        try:
            made[0](first, last, *given)
        except (ImportError, EOFError, ValueError, pickle.UnpicklingError):
            # Only a call over no block reads what was kept; any other has nothing to do with the folder.
            if file is None or first != last:
                raise
            for kept in file.parent.glob(f"__pycache__/{name}.run-*"):
                kept.unlink(missing_ok=True)
            made[0] = _made(source, name, file)
            made[0](first, last, *given)

    return run


def plain_run(source: str, say: Say | None = None) -> Callable[..., None]:
    """The same source run by Python itself: thousands of times slower, and nothing to compile; for trying out."""
    space: dict[str, Any] = {"np": np, "INF": np.inf, "NAN": np.nan, "float": np.float64}
    for function in loop_numbers.FOR_LOOPS:
        space[function.__name__] = FunctionType(function.__code__, space, function.__name__)
    exec(compile(source, "rules", "exec"), space)

    def run(*given: Any) -> None:
        with np.errstate(all="ignore"):
            space["run"](*given)

    return run


def _name_of(source: str) -> str:
    import numba

    whole = hashlib.sha256(source.encode())
    for file in (loop_numbers.__file__, __file__):
        whole.update(Path(file).read_bytes())
    whole.update(f"{numba.__version__} {np.__version__}".encode())
    return f"rules_{whole.hexdigest()[:24]}"


def _written(folder: Path, name: str, source: str) -> Path | None:
    file = folder / f"{name}.py"
    if file.exists():
        return file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f"{name}.{os.getpid()}"
        beside.write_text(source, encoding="utf-8")
        os.replace(beside, file)
    except OSError:
        return None
    return file


def _made(source: str, name: str, file: Path | None) -> Callable[..., None]:
    import numba

    # Division by nought gives an endless number, as in NumPy; no shortcut that would change a sum's last digit.
    keep: dict[str, Any] = {"error_model": "numpy", "nogil": True}
    # What only `run` calls needs no door for Python.
    inner = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    # What numba kept of a function can be read again only where its module is known by name.
    module = sys.modules[name] = ModuleType(name)
    space = vars(module)
    space.update({"np": np, "INF": np.inf, "NAN": np.nan})
    for function in loop_numbers.FOR_LOOPS:
        own = FunctionType(function.__code__, space, function.__name__)
        space[function.__name__] = numba.njit(**keep, **inner)(own)
    exec(compile(source, str(file or name), "exec"), space)
    for word in [word for word in space if word.startswith("part_")]:
        space[word] = numba.njit(**keep, **inner)(space[word])
    return numba.njit(cache=file is not None, **keep)(space["run"])
