"""A PostgreSQL of its own for one run of the tests: made in a temporary folder, stopped and removed at the end.

    .venv/bin/python tools/postgres.py COMMAND …      runs COMMAND with MUTONG_DATABASE_URL set

PostgreSQL refuses to run as root; then the cluster belongs to the user `postgres` that Debian's package makes.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from packages import install

OLDEST = 15
ROLE = "mutong"
# Nothing in this cluster outlives the run, so it need not survive a power cut.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
}


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl of the newest PostgreSQL of version 15 or later; None when there is none."""
    found = []
    for folder in Path("/usr/lib/postgresql").glob("*/bin"):
        version = folder.parent.name
        if version.isdigit() and int(version) >= OLDEST and (folder / "initdb").is_file():
            found.append((int(version), folder))
    on_path = shutil.which("initdb")
    if on_path:
        said = subprocess.run([on_path, "--version"], capture_output=True, text=True).stdout
        number = re.search(r"(\d+)", said)
        if number and int(number.group()) >= OLDEST:
            found.append((int(number.group()), Path(on_path).resolve().parent))
    return max(found)[1] if found else None


def bring_binaries() -> Path | None:
    """`find_binaries`, after installing Debian's package where that is needed and allowed."""
    found = find_binaries()
    if found is None and (install(["postgresql-15"]) or install(["postgresql"])):
        found = find_binaries()
    return found


def owner_of_cluster() -> str | None:
    """The user to run the server as when we are root; None when we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def as_owner(command: list[str]) -> list[str]:
    """The command, run as the owner of the cluster."""
    owner = owner_of_cluster()
    if owner is None:
        return command
    if shutil.which("runuser"):
        return ["runuser", "-u", owner, "--", *command]
    return ["su", "-s", "/bin/sh", owner, "-c", " ".join(f"'{word}'" for word in command)]


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_quietly(command: list[str]) -> None:
    """Run one command as the owner; show what it said only when it fails."""
    done = subprocess.run(
        as_owner(command), cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout[-800:]}{done.stderr[-800:]}")


@contextmanager
def running_postgres(binaries: Path) -> Iterator[str]:
    """A running cluster; gives the database URL. Always stopped and removed, whatever happens inside."""
    folder = Path(tempfile.mkdtemp(prefix="mutong-pg-"))
    owner = owner_of_cluster()
    password_file, cluster, log = folder / "password", folder / "cluster", folder / "log"
    password, port = secrets.token_hex(16), free_port()
    password_file.write_text(password, encoding="utf-8")
    if owner:
        shutil.chown(folder, owner)
        shutil.chown(password_file, owner)
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    control = str(binaries / "pg_ctl")
    try:
        run_quietly(
            [
                *(str(binaries / "initdb"), "-D", str(cluster), "-U", ROLE, "-A", "scram-sha-256"),
                *(f"--pwfile={password_file}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            ]
        )
        run_quietly(
            [
                *(control, "start", "-D", str(cluster), "-w", "-t", "60", "-l", str(log)),
                *("-o", f"-p {port} -k {folder} {options}"),
            ]
        )
        yield f"postgresql://{ROLE}:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (cluster / "postmaster.pid").exists():
            run_quietly([control, "stop", "-D", str(cluster), "-m", "immediate", "-w"])
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the rest of the command line beside a PostgreSQL; its exit code, or 3 when there is no PostgreSQL."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    binaries = bring_binaries()
    if binaries is None:
        print("PostgreSQL 15 is missing · 缺少 PostgreSQL 15: apt-get install postgresql-15", file=sys.stderr)
        return 3
    with running_postgres(binaries) as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "MUTONG_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
