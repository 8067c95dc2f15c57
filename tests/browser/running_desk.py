"""The desk as a person starts it: `mutong demo` in a folder of its own, on a free port."""

import csv
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 120
PATIENCE_TO_STOP_SECONDS = 30
MUTONG = str(Path(sys.executable).parent / "mutong")


@dataclass(frozen=True)
class SignIn:
    """One line of the sample sign-ins."""

    username: str
    password: str
    post_kind: str
    post_id: str


@dataclass(frozen=True)
class RunningDesk:
    """Where the desk answers, its folder, and who may sign in."""

    address: str
    var: Path
    sign_ins: tuple[SignIn, ...]

    def sign_in_of(self, post_kind: str, index: int = 0) -> SignIn:
        """The `index`-th sample sign-in of a kind of post."""
        return [s for s in self.sign_ins if s.post_kind == post_kind][index]


def copy_of_world(shared: Path, var: Path) -> None:
    """Put the sample world of this run into the folder `var`; whoever asks first makes it in `shared`, others wait."""
    world = shared / "world"
    with (shared / "world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not world.exists():
            made = shared / "world-in-the-making"
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            call(environment_of(made), made, MUTONG, "demo", "--no-serve")
            made.rename(world)
    shutil.copytree(world, var, dirs_exist_ok=True)


def environment_of(var: Path) -> dict[str, str]:
    """What a desk in the folder `var` is started with: SQLite, and the words of no country's shell."""
    return {**os.environ, "MUTONG_VAR": str(var), "MUTONG_DATABASE_URL": "", "LANG": "C.UTF-8"}


@contextmanager
def start_desk(var: Path) -> Iterator[RunningDesk]:
    """Prepare a sample world where there is none, start its desk, stop it with Ctrl-C; it must stop cleanly."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = environment_of(var)
    call(environment, var, MUTONG, "demo", "--no-serve")
    call(environment, var, sys.executable, str(Path(__file__).with_name("more_sign_ins.py")))
    log = var / "demo.log"
    with log.open("w", encoding="utf-8") as lines:
        started = subprocess.Popen(
            [MUTONG, "demo", "--port", str(port)],
            cwd=var,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_it_answers(started, address, log)
            yield RunningDesk(address, var, read_sign_ins(var))
        finally:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGINT)
            try:
                assert started.wait(PATIENCE_TO_STOP_SECONDS) == 0, log.read_text(encoding="utf-8")[-3000:]
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
                raise


def call(environment: dict[str, str], folder: Path, *command: str) -> None:
    """Run one command to its end; raise with what it said when it fails."""
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-3000:]}")


def wait_until_it_answers(started: subprocess.Popen, address: str, log: Path) -> None:
    """Wait for the first page; raise with the end of the log when the desk stops or takes too long."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if started.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"the desk did not start:\n{log.read_text(encoding='utf-8')[-1000:]}")


def read_sign_ins(var: Path) -> tuple[SignIn, ...]:
    """The sample sign-ins that the first start wrote, then those made for the tests."""
    found = []
    for name in ("sample-sign-ins.csv", "more-sign-ins.csv"):
        with (var / name).open(encoding="utf-8-sig", newline="") as lines:
            found += [
                SignIn(row["username"], row["password"], row["kind"], row["post_id"])
                for row in csv.DictReader(lines)
            ]
    return tuple(found)
