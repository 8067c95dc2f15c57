"""The desk as a person starts it: `mutong demo` in a folder of its own, on a free port."""

import csv
import os
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

PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class SignIn:
    """One line of the sample sign-ins."""

    username: str
    password: str
    post_kind: str
    area_code: str


@dataclass(frozen=True)
class RunningDesk:
    """Where the desk answers, its folder, and who may sign in."""

    address: str
    var: Path
    sign_ins: tuple[SignIn, ...]

    def sign_in_of(self, post_kind: str, index: int = 0) -> SignIn:
        """The `index`-th sample sign-in of a kind of post."""
        return [s for s in self.sign_ins if s.post_kind == post_kind][index]


@contextmanager
def start_desk(var: Path) -> Iterator[RunningDesk]:
    """Start the desk over a new sample world; stop it with Ctrl-C, and check that it stops cleanly."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = var / "demo.log"
    with log.open("w", encoding="utf-8") as lines:
        started = subprocess.Popen(
            [str(Path(sys.executable).parent / "mutong"), "demo", "--port", str(port)],
            cwd=var,
            env={**os.environ, "MUTONG_VAR": str(var), "MUTONG_DATABASE_URL": "", "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_it_answers(started, address, log)
            yield RunningDesk(address, var, read_sign_ins(var / "sample-sign-ins.csv"))
        finally:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGINT)
            try:
                started.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
                raise


def wait_until_it_answers(started: subprocess.Popen, address: str, log: Path) -> None:
    """Wait for the first page; raise with the end of the log when the desk stops or takes too long."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if started.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"the desk did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def read_sign_ins(file: Path) -> tuple[SignIn, ...]:
    """The sample sign-ins that the first start wrote."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(
            SignIn(row["username"], row["password"], row["post_kind"], row["area_code"])
            for row in csv.DictReader(lines)
        )
