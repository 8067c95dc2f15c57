"""Makes .uv and .venv from the lock files, and leaves them alone when they are up to date.

Standard library only: this runs before anything is installed. `run` brings what the desk needs, `test` adds
what the tests need; an environment made for the tests also serves `run`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV_HOME, ENVIRONMENT = ROOT / ".uv", ROOT / ".venv"
STAMP = ENVIRONMENT / "made-from"
LOCKS = {"run": ROOT / "requirements-run.lock", "test": ROOT / "requirements.lock"}
UV_LOCK = ROOT / "tools" / "uv.lock"


def say(zh: str, en: str) -> None:
    """Print one line of progress in both languages."""
    print(f"{zh} · {en}", flush=True)


def give_up(zh: str, en: str) -> None:
    """Say what is wrong and what to do, and leave with exit code 1."""
    print(f"{zh}\n{en}", file=sys.stderr)
    raise SystemExit(1)


def call(*command: str | Path) -> None:
    """Run a command whose output the person sees; leave with its exit code when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=command_environment())
    if done.returncode:
        give_up(
            f"这一步没有成功（退出码 {done.returncode}）：{command[0]}。"
            "检查网络与软件源后再运行一次即可，已完成的部分会保留。",
            f"This step failed (exit code {done.returncode}): {command[0]}. Check the network and the package "
            "index, then run the same command again; what is done stays done.",
        )


def command_environment() -> dict[str, str]:
    """The environment for pip and uv: an outer virtual environment is left out, pip's mirror is passed to uv."""
    environment = {
        k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")
    }
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    mirror = environment.get("PIP_INDEX_URL")
    if mirror and not any(name in environment for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX")):
        environment["UV_DEFAULT_INDEX"] = mirror
    return environment


def digest_of(*files: Path) -> str:
    """One digest of the files' bytes, the Python that made the environment and where it lies."""
    total = hashlib.sha256(f"{sys.version_info[:2]} {sys.base_prefix} {ROOT}".encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def wanted_stamp(kind: str) -> str:
    """What the stamp says when the environment of that kind is up to date."""
    return f"{kind} {digest_of(LOCKS[kind], ROOT / 'pyproject.toml')}"


def is_up_to_date(kind: str) -> bool:
    """Whether the environment serves `kind`; one made for `test` serves `run`."""
    if not STAMP.is_file() or not (ENVIRONMENT / "bin" / "mutong").is_file():
        return False
    stamp = STAMP.read_text(encoding="utf-8")
    return stamp == wanted_stamp("test") or stamp == wanted_stamp(kind)


def check_venv_module() -> None:
    """Give up with the way out where this Python cannot make environments (Debian keeps that part apart)."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        give_up(
            f"这个 Python（{sys.executable}）缺少 venv/ensurepip。在 Debian 或 Ubuntu 上：apt-get install {package}",
            f"This Python ({sys.executable}) lacks venv/ensurepip. On Debian or Ubuntu: apt-get install {package}",
        )


def make_uv() -> Path:
    """The pinned uv, made in .uv when it is not there or not the one pinned."""
    uv, stamp, wanted = UV_HOME / "bin" / "uv", UV_HOME / "made-from", digest_of(UV_LOCK)
    if uv.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return uv
    check_venv_module()
    say("准备安装工具 uv", "getting the installer uv")
    shutil.rmtree(UV_HOME, ignore_errors=True)
    call(sys.executable, "-m", "venv", UV_HOME)
    call(UV_HOME / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", UV_LOCK)
    stamp.write_text(wanted, encoding="utf-8")
    return uv


def has_right_python() -> bool:
    """Whether .venv runs, with the same minor version as this Python."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.is_file():
        return False
    asked = subprocess.run(
        [str(python), "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, text=True
    )
    return asked.stdout.strip() == str(sys.version_info[:2])


def make_environment(kind: str) -> None:
    """Bring .venv to the lock of `kind`, with Mutong itself in it, and stamp it."""
    uv = make_uv()
    if not has_right_python():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        call(uv, "venv", "--quiet", "--python", sys.executable, ENVIRONMENT)
    STAMP.unlink(missing_ok=True)
    say("按锁定文件安装依赖", "installing what the lock file names")
    into = ("--python", ENVIRONMENT / "bin" / "python")
    call(uv, "pip", "sync", *into, "--require-hashes", LOCKS[kind])
    call(uv, "pip", "install", "--quiet", *into, "--no-deps", "--no-build-isolation", "-e", ROOT)
    STAMP.write_text(wanted_stamp(kind), encoding="utf-8")


def main() -> None:
    """`bootstrap.py run|test|uv`: make what is missing, say nothing when nothing is."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind == "uv":
        make_uv()
    elif not is_up_to_date(kind):
        make_environment(kind)


if __name__ == "__main__":
    main()
